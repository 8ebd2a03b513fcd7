// What keeps a schedule from keeping a promise: its dates, its window, its hours. Each is proved to be to blame.
import { parseEvery } from '../schedule/every.ts'
import { renderExpression } from '../schedule/expression.ts'
import type { Scheduled } from './effective-schedule.ts'
import { isWithin, type RecoverySource } from './recovery-streams.ts'

/** The one key of a schedule without which the promise would be kept: `remove endDate of erp-sql.log`. */
export function withoutLimits(
  { rpoSeconds }: { readonly rpoSeconds: number },
  sources: readonly RecoverySource[],
): string | undefined {
  for (const [key, without] of LIMITS) {
    for (const source of sources) {
      const scheduled = without(source.scheduled)
      if (scheduled === undefined) continue
      const changed = sources.map(one => (one === source ? { ...source, scheduled } : one))
      if (isWithin(rpoSeconds, changed)) return `remove ${key} of ${source.name}`
    }
  }
  return undefined
}

/** The schedule without the key; undefined where it has none. */
type Without = (scheduled: Scheduled) => Scheduled | undefined

const LIMITS: readonly (readonly [key: string, without: Without])[] = [
  ['endDate', scheduled => withoutDate(scheduled, 'endDate')],
  ['startDate', scheduled => withoutDate(scheduled, 'startDate')],
  ['window', withoutWindow],
  ['between', withoutBetween],
]

function withoutDate(scheduled: Scheduled, key: 'startDate' | 'endDate'): Scheduled | undefined {
  const { [key]: date, ...schedule } = scheduled.schedule
  return date === undefined ? undefined : { ...scheduled, schedule }
}

function withoutWindow({ schedule, ...scheduled }: Scheduled): Scheduled | undefined {
  const { window, ...terms } = schedule.terms
  return window === undefined ? undefined : { ...scheduled, schedule: { ...schedule, terms } }
}

function withoutBetween({ schedule, ...scheduled }: Scheduled): Scheduled | undefined {
  const [, every, offset] = /^every (\S+)(?: offset (\S+))? between /.exec(schedule.phrase) ?? []
  if (every === undefined) return undefined
  const parsed = parseEvery({ every, ...(offset === undefined ? {} : { offset }) })
  if ('code' in parsed) return undefined
  const { expression } = parsed
  const whole = { ...schedule, expression: renderExpression(expression), timezone: 'UTC' }
  return { ...scheduled, expression, schedule: whole }
}
