// `holdfast next`: when the schedules are due next, in UTC and in the zone of the schedule, and what keeps a due start
// from being made.
import { type DueFate, type DueMoment, forecast } from '../plan/forecast.ts'
import type { Plan, PlannedSchedule } from '../plan/plan.ts'
import { renderDailyWindow } from '../schedule/daily-window.ts'
import { localText } from '../schedule/zone.ts'
import { type Blackout, type Instant, isoText, isScheduleSource } from '../start.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { json, progress, table, writeResult } from './output.ts'
import { planOf, type Selection, sourceIn } from './policies.ts'

export type NextOptions = Selection & {
  readonly count: number
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
  /** When it will start instead, and why. */
  readonly deferredTo?: string
  readonly deferred?: string
}

export function next(source: string | undefined, options: NextOptions): ExitCode {
  const plan = planOf(options)
  const from = options.now ?? Date.now()
  const found = schedulesOf(plan, source).map(schedule => ({
    schedule,
    starts: nextStarts(plan, schedule, { from, count: options.count }),
  }))
  for (const { schedule, starts } of found) {
    if (starts.length >= options.count) continue
    const after = starts.length === 0 ? '' : ` after ${starts.at(-1)?.local}`
    progress(`${schedule.name}: no more starts${after}.`)
  }
  const starts = found.flatMap(each => each.starts)
  writeResult(options.format === 'json' ? json(starts) : asText(starts), options.out)
  return 0
}

function schedulesOf(plan: Plan, name: string | undefined): readonly PlannedSchedule[] {
  if (name === undefined) return plan.sources.filter(isScheduleSource)
  const { source } = sourceIn(plan, name)
  if (isScheduleSource(source)) return [source]
  throw new UsageError(
    `${name} is a trigger: it starts when an event matches and not by the clock. holdfast simulate --event FILE shows what an event starts.`,
  )
}

type Wanted = { readonly from: Instant; readonly count: number }

function nextStarts(plan: Plan, source: PlannedSchedule, wanted: Wanted): readonly NextStart[] {
  const siblings = plan.sources.filter(isScheduleSource).filter(s => s.policy === source.policy)
  return forecast(source, siblings, wanted).map(moment => ({
    source: source.name,
    at: isoText(moment.at),
    local: moment.local,
    timezone: source.timezone,
    ...fateOf(moment, source),
  }))
}

function fateOf(
  { fate, local }: DueMoment,
  { pause, terms, timezone }: PlannedSchedule,
): Pick<NextStart, 'skipped' | 'deferredTo' | 'deferred'> {
  switch (fate.kind) {
    case 'starts':
      return {}
    case 'paused':
      return { skipped: pause === undefined ? 'paused' : `paused by ${pause.by}: ${pause.reason}` }
    case 'outside-window': {
      const window = terms.window === undefined ? '' : ` ${renderDailyWindow(terms.window)}`
      return { skipped: `outside of its window${window}` }
    }
    case 'blackout':
      return { skipped: blackoutText(fate.blackout) }
    case 'deferred':
      return {
        deferredTo: isoText(fate.to),
        deferred: blackoutText(fate.blackout),
      }
    case 'precedence':
      return { skipped: precedenceText(fate, timezone) }
    case 'does-not-exist':
      return { skipped: `${local.slice(-5)} does not exist: the clocks go forward` }
  }
}

function precedenceText(
  { stronger, deferredTo }: DueFate & { readonly kind: 'precedence' },
  timezone: string,
): string {
  if (deferredTo === undefined) return `${stronger} is due in the same minute`
  return `deferred to ${localText(deferredTo, timezone)}, when ${stronger} starts`
}

function blackoutText({ calendar, name, reason }: Blackout): string {
  return `blackout ${calendar} (${name})${reason === undefined ? '' : `: ${reason}`}`
}

function asText(starts: readonly NextStart[]): string {
  const rows = starts.map(start => [
    start.source,
    start.local,
    start.timezone,
    start.at,
    start.skipped === undefined ? deferredText(start) : `skipped: ${start.skipped}`,
  ])
  return table([['SOURCE', 'LOCAL', 'TIMEZONE', 'UTC', 'NOTE'], ...rows])
}

function deferredText({ deferredTo, deferred, timezone }: NextStart): string {
  if (deferredTo === undefined) return ''
  return `deferred to ${localText(Date.parse(deferredTo), timezone)}: ${deferred}`
}
