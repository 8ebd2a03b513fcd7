// The life of a job, decided whole when it is created: its state is then a function of the time, and no timer runs.
import type { Opening } from './blackout.ts'
import type { Level } from './level.ts'
import type { Work } from './work.ts'

/** Instants in epoch milliseconds. */
export type Timeline = Work & {
  readonly queuedAt: number
  readonly startsAt: number
  readonly endsAt: number
  /** When somebody asked for it to be killed, if anybody did. */
  readonly killedAt?: number
  /** What kept it from working, and will, in order. */
  readonly breaks?: readonly Break[]
}

/** From an instant on a job stands still; after a while of stopping its status says so. */
export type Break = {
  readonly from: number
  readonly settlesAt: number
  readonly to: number
  readonly stopping: string
  readonly status: string
  readonly reason: string
}

/** Later than anything; as an instant it can still be written down. */
export const NEVER = 8_640_000_000_000_000

export type Placing = {
  readonly level: Level
  /** When nothing but a blackout is in its way any more. */
  readonly readyAt: number
  readonly opening: Opening
}

/** When the work is done, if it may be taken up from an instant on. */
export function place(
  work: Work,
  { level, readyAt, opening }: Placing,
): Pick<Timeline, 'startsAt' | 'endsAt' | 'breaks'> {
  if (readyAt >= NEVER) return { startsAt: NEVER, endsAt: NEVER }
  const startsAt = opening(readyAt + work.queuesFor, level)
  const { interrupt } = work
  if (!interrupt || work.runsFor === 0) return { startsAt, endsAt: startsAt + work.runsFor }
  const from = startsAt + Math.min(interrupt.after, Math.floor(work.runsFor / 2))
  const { status, reason = '' } = interrupt
  const stopping = STOPPING[status] ?? status
  const settlesAt = from + Math.floor(interrupt.lasts / 10)
  return {
    startsAt,
    endsAt: startsAt + work.runsFor + interrupt.lasts,
    breaks: [{ from, settlesAt, to: from + interrupt.lasts, stopping, status, reason }],
  }
}

/** What a job says while it is on its way into a status. */
const STOPPING: { readonly [status: string]: string } = {
  Suspended: 'Suspend Pending',
  Interrupted: 'Interrupt Pending',
  Waiting: 'Interrupt Pending',
}

export function statusAt(timeline: Timeline, now: number): string {
  if (now >= timeline.endsAt) return timeline.ending
  if (timeline.killedAt !== undefined) return 'Kill Pending'
  const standing = breakAt(timeline, now)
  if (standing) return now < standing.settlesAt ? standing.stopping : standing.status
  return now < timeline.startsAt ? 'Queued' : 'Running'
}

/** Why a job does not work at an instant. */
export function delayAt(timeline: Timeline, now: number): string {
  if (now >= timeline.endsAt) return timeline.reason
  return breakAt(timeline, now)?.reason ?? ''
}

/** How far a job has come, in percent; whole and fractional numbers both occur. */
export function percentAt(timeline: Timeline, now: number): number {
  const { endsAt, endsAtPercent, killedAt, runsFor } = timeline
  if (now >= endsAt || killedAt !== undefined) return endsAtPercent
  const worked = workedAt(timeline, now)
  if (worked <= 0) return 0
  return Math.min(99, Math.round(((endsAtPercent * worked) / runsFor) * 10) / 10)
}

/** Milliseconds of work that a job has done. */
export function workedAt({ startsAt, endsAt, breaks = [] }: Timeline, now: number): number {
  const until = Math.min(now, endsAt)
  if (until <= startsAt) return 0
  let worked = until - startsAt
  for (const { from, to } of breaks) {
    worked -= Math.max(0, Math.min(to, until) - Math.max(from, startsAt))
  }
  return worked
}

function breakAt({ breaks }: Timeline, now: number): Break | undefined {
  return breaks?.find(({ from, to }) => from <= now && now < to)
}
