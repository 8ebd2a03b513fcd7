// What becomes of a job's life when somebody kills, suspends or resumes it.
import {
  type Break,
  NEVER,
  type Placing,
  percentAt,
  place,
  type Timeline,
  workedAt,
} from './timeline.ts'

export type Asked = { readonly now: number; readonly speed: number; readonly random: number }

/** What becomes of a job that is killed: it cleans up for a while and ends where it stood. */
export function killedTimeline(timeline: Timeline, { now, speed, random }: Asked): Timeline {
  return {
    ...timeline,
    startsAt: Math.min(timeline.startsAt, now),
    killedAt: now,
    endsAt: now + Math.round(((60 + 180 * random) * 1000) / speed),
    ending: 'Killed',
    endsAtPercent: percentAt(timeline, now),
    reason: 'Killed on request.',
  }
}

/** What becomes of a job that is suspended: it stops after some seconds, and stays so until it is resumed. */
export function suspendedTimeline(timeline: Timeline, { now, speed, random }: Asked): Timeline {
  const settlesAt = now + Math.round(((3 + 17 * random) * 1000) / speed)
  const breaks = [...breaksUntil(timeline, now), suspension(now, settlesAt)]
  return { ...timeline, startsAt: notBefore(timeline, now), endsAt: NEVER, breaks }
}

/** As suspended from its first moment on (`startInSuspendedState`). */
export function suspendedFromTheStart(timeline: Timeline): Timeline {
  const { queuedAt } = timeline
  return { ...timeline, startsAt: NEVER, endsAt: NEVER, breaks: [suspension(queuedAt, queuedAt)] }
}

export function isSuspended({ breaks }: Timeline): boolean {
  return breaks?.at(-1)?.to === NEVER
}

/** What becomes of a suspended job that is resumed: it does the rest of its work. */
export function resumedTimeline(
  timeline: Timeline,
  { readyAt, ...placing }: Placing & { readonly now: number },
): Timeline {
  const { now } = placing
  const breaks = breaksUntil(timeline, now)
  if (timeline.startsAt < NEVER) {
    return { ...timeline, endsAt: now + timeline.runsFor - workedAt(timeline, now), breaks }
  }
  const placed = place(timeline, { ...placing, readyAt })
  return { ...timeline, ...placed, breaks: [...breaks, ...(placed.breaks ?? [])] }
}

function breaksUntil({ breaks = [] }: Timeline, now: number): readonly Break[] {
  return breaks
    .filter(({ from }) => from < now)
    .map(one => ({ ...one, to: Math.min(one.to, now), settlesAt: Math.min(one.settlesAt, now) }))
}

function suspension(from: number, settlesAt: number): Break {
  const reason = 'Suspended on request.'
  return { from, settlesAt, to: NEVER, stopping: 'Suspend Pending', status: 'Suspended', reason }
}

/** A job that was not at work yet has its start ahead of it again. */
function notBefore({ startsAt }: Timeline, now: number): number {
  return startsAt > now ? NEVER : startsAt
}
