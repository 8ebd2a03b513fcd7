// Every schedule and trigger as it is: what it asks for, how often, and when next.
import type { PlannedSchedule, PlannedSource } from '../plan/plan.ts'
import { type Instant, isPausedAt, isScheduleSource } from '../start.ts'
import { averageStarts } from './average-starts.ts'
import type { NextStart, SourceState } from './graded.ts'
import { levelText } from './level-text.ts'
import { nextStarts } from './next-starts.ts'
import { isOver } from './over.ts'
import { ownGap } from './own-gap.ts'
import type { Side } from './side.ts'
import { timedSchedules } from './timed.ts'
import { zonesOf } from './zones.ts'

/** By name. A pause that is over by `now` is none any more. */
export function sourceStates(side: Side, now: Instant): readonly SourceState[] {
  const gaps = gapsOf(side)
  const zones = zonesOf(side)
  const starts = startsFrom(side, { now, zones })
  return side.plan.sources.map(source => ({
    ...commonOf(source, now),
    ...(isScheduleSource(source)
      ? {
          timezone: zones.get(source.name) ?? source.timezone,
          startsPerWeek: isOver(source, now) ? 0 : averageStarts(source),
          worstGapSeconds: gaps.get(source.name) ?? null,
          nextStarts: starts.get(source.name) ?? [],
        }
      : { timezone: null, startsPerWeek: null, worstGapSeconds: null, nextStarts: [] }),
  }))
}

function commonOf(source: PlannedSource, now: Instant) {
  const { name, policy, owner, kind, phrase, targets, backup, pause } = source
  return {
    source: name,
    policy,
    owner,
    kind,
    level: levelText(backup),
    phrase,
    targets,
    ...(isPausedAt(pause, now) ? { pause } : {}),
  }
}

function gapsOf({ policies }: Side): ReadonlyMap<PlannedSchedule['name'], number | null> {
  return new Map(
    policies.flatMap(policy =>
      policy.schedules.map(schedule => {
        return [`${policy.name}.${schedule.name}`, ownGap(policy, schedule)] as const
      }),
    ),
  )
}

type From = { readonly now: Instant; readonly zones: ReadonlyMap<string, string> }

/** By name; looked for once for all schedules of one meaning. */
function startsFrom(side: Side, { now, zones }: From): ReadonlyMap<string, readonly NextStart[]> {
  const known = new Map<string, readonly NextStart[]>()
  return new Map(
    timedSchedules(side).map(schedule => {
      const { name, timezone } = schedule.source
      const zone = zones.get(name) ?? timezone
      const key = `${schedule.meaning} ${zone}`
      const starts = known.get(key) ?? nextStarts(schedule, { now, zone })
      known.set(key, starts)
      return [name, starts]
    }),
  )
}
