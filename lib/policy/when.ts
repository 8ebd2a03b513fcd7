// When a schedule starts: from what is written to EventBridge's expression and the zone that it is read in.
import { parseEvery } from '../schedule/every.ts'
import type { Expression } from '../schedule/expression.ts'
import { parseOnce } from '../schedule/once.ts'
import { parsePhrase } from '../schedule/phrase.ts'
import { isProblem } from '../schedule/problem.ts'
import { parseStandardCron } from '../schedule/standard-cron.ts'
import { isZone } from '../schedule/zone.ts'
import type { Flaw } from './codes.ts'
import { WAYS } from './merge.ts'
import type { ScheduleOverride } from './policy-schema.ts'
import { flawIn } from './schedule-flaw.ts'
import { oneOf } from './wording.ts'

export type When = {
  /** As a person wrote it: `Sun 01:00`, `every 15m`, `cron 0 1 * * 0`. */
  readonly phrase: string
  readonly expression: Expression
  readonly timezone: string
}

type WhenFlaw = Flaw & { readonly key: string }

type Way = (typeof WAYS)[number]

/** Undefined where a value is against its own law: that is told where it is written. */
export function whenOf(
  schedule: ScheduleOverride,
  timezone: string | undefined,
): When | WhenFlaw | undefined {
  const ways = WAYS.filter(way => schedule[way] !== undefined)
  const [way, second] = ways
  if (way === undefined) return noTime()
  if (second !== undefined) return twoTimes(ways, second)
  const stray = (['offset', 'between'] as const).find(key => schedule[key] !== undefined)
  if (stray !== undefined && way !== 'every') return strayKey(stray, way)
  const bound = (['startDate', 'endDate'] as const).find(key => schedule[key] !== undefined)
  if (bound !== undefined && way === 'once') return boundOnce(bound)
  const isLocal = way !== 'every' || schedule.between !== undefined
  if (isLocal && timezone === undefined) return noTimezone(way === 'every' ? 'between' : way)
  if (isLocal && !isZone(timezone ?? 'UTC')) return undefined
  return read(schedule, way, timezone ?? 'UTC')
}

/** A local time means nothing without its zone, and UTC is nobody's business hours. */
export function noTimezone(key: string): WhenFlaw {
  return {
    key,
    code: 'timezone-missing',
    message: `"${key}" is a local time, and nothing says where: "timezone" is missing`,
    fix: 'add timezone: Europe/Berlin (or where the database is) to the policy',
  }
}

function read(schedule: ScheduleOverride, way: Way, timezone: string): When | WhenFlaw | undefined {
  const { at = '', every = '', cron = '', once = '', offset, between } = schedule
  switch (way) {
    case 'at':
      return local(parsePhrase(at), at, timezone)
    case 'cron':
      return local(parseStandardCron(cron), `cron ${cron}`, timezone)
    case 'once': {
      const parsed = parseOnce(once, timezone)
      if (isProblem(parsed)) return { ...flawIn(parsed), key: 'once' }
      return { phrase: `once ${once}`, expression: parsed, timezone }
    }
    case 'every': {
      const parts = { every, ...(offset ? { offset } : {}), ...(between ? { between } : {}) }
      const parsed = parseEvery(parts)
      if ('code' in parsed) return { ...flawIn(parsed), key: parsed.key }
      const words = Object.entries(parts).map(([key, value]) => `${key} ${value}`)
      const zone = parsed.clock === 'utc' ? 'UTC' : timezone
      return { phrase: words.join(' '), expression: parsed.expression, timezone: zone }
    }
  }
}

function local(
  parsed: ReturnType<typeof parsePhrase>,
  phrase: string,
  timezone: string,
): When | undefined {
  return isProblem(parsed) ? undefined : { phrase, expression: parsed, timezone }
}

function noTime(): WhenFlaw {
  const message = `A schedule says when by one of ${oneOf(WAYS)}, and this one does not`
  return { key: 'name', code: 'schedule-time', message, fix: 'add at: Sun 01:00, or every: 15m' }
}

function twoTimes(ways: readonly Way[], second: Way): WhenFlaw {
  const message = `A schedule says when in one way, and this one has ${ways.join(' and ')}`
  return { key: second, code: 'schedule-time', message, fix: 'write two schedules' }
}

/** Scheduler ignores both for one-time schedules: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html */
function boundOnce(key: 'startDate' | 'endDate'): WhenFlaw {
  const message = `"${key}" is for what starts again and again, and "once" is a single date already`
  return { key, code: 'schedule-time', message, fix: `remove ${key}` }
}

function strayKey(key: 'offset' | 'between', way: Way): WhenFlaw {
  const message = `"${key}" goes with "every" only, and this schedule has "${way}"`
  return { key, code: 'schedule-time', message, fix: `remove ${key}` }
}
