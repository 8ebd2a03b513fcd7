// `holdfast next`: when the schedules start next, in UTC and in the zone of the schedule.
import type { PlannedSource } from '../plan/plan.ts'
import { next as nextOccurrences } from '../schedule/occurrences.ts'
import { localText } from '../schedule/zone.ts'
import { type Instant, isoText, isPausedAt } from '../start.ts'
import { expressionOf } from './drive.ts'
import type { ExitCode } from './failure.ts'
import { json, table, writeResult } from './output.ts'
import { planOf, type Selection, sourceIn } from './policies.ts'

export type NextOptions = Selection & {
  readonly count: number
  readonly now?: Instant
  readonly format: 'text' | 'json'
  readonly out?: string
}

export type NextStart = {
  readonly source: string
  readonly at: string
  /** `Sun 2026-11-22 01:00` in the schedule's zone. */
  readonly local: string
  readonly timezone: string
  /** Why this start will start nothing. */
  readonly skipped?: string
}

export function next(source: string | undefined, options: NextOptions): ExitCode {
  const plan = planOf(options)
  const sources = source === undefined ? plan.sources : [sourceIn(plan, source).source]
  const now = options.now ?? Date.now()
  const starts = sources.flatMap(each => nextStarts(each, now, options.count))
  writeResult(options.format === 'json' ? json(starts) : asText(starts), options.out)
  return 0
}

function nextStarts(source: PlannedSource, now: Instant, count: number): NextStart[] {
  const { timezone, startDate, endDate, pause } = source
  // What is due at this very instant is still to come.
  const after = Math.max(now, startDate === undefined ? now : Date.parse(startDate)) - 1
  const last = endDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(endDate)
  return nextOccurrences(expressionOf(source), timezone, { after, count })
    .filter(at => at <= last)
    .map(at => ({
      source: source.name,
      at: isoText(at),
      local: localText(at, timezone),
      timezone,
      ...(isPausedAt(pause, at) && { skipped: `paused by ${pause.by}: ${pause.reason}` }),
    }))
}

function asText(starts: readonly NextStart[]): string {
  const rows = starts.map(start => [
    start.source,
    start.local,
    start.timezone,
    start.at,
    start.skipped ?? '',
  ])
  return table([['SOURCE', 'LOCAL', 'TIMEZONE', 'UTC', ''], ...rows])
}
