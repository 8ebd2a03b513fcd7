// Dates that have passed: a schedule that starts nothing any more should go, or it will be taken for protection; and one
// that has begun should not say when, or the next deployment fails.
import { MINUTE } from '../schedule/calendar.ts'
import { occurrences } from '../schedule/occurrences.ts'
import { localText } from '../schedule/zone.ts'
import type { Instant } from '../start.ts'
import type { Scheduled } from './effective-schedule.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt } from './origin.ts'
import { type Rule, zoneOf } from './rule.ts'

export const datePast: Rule = function* ({ policies, now }) {
  if (now === undefined) return
  for (const effective of policies) {
    const zone = zoneOf(effective.policy)
    for (const one of effective.scheduled) {
      const past = ended(one, now) ?? begun(one, now)
      if (past === undefined) continue
      const { key, at, what, fix } = past
      const name = `${effective.policy.name}.${one.schedule.name}`
      const message = `${localText(at, zone)} (${zone}) has passed: ${what(name)}`
      yield diagnoseAt({ code: 'date-past', message, fix }, keyOf(effective, one.schedule, key))
    }
  }
}

type Past = {
  readonly key: 'once' | 'startDate' | 'endDate'
  readonly at: Instant
  readonly what: (name: string) => string
  readonly fix: string
}

function ended({ expression, schedule, isOnce }: Scheduled, now: Instant): Past | undefined {
  const { endDate, timezone } = schedule
  const what = (name: string) => `${name} starts nothing any more`
  if (isOnce) {
    const [at = NEVER] = occurrences(expression, timezone, ALWAYS)
    return at <= now ? { key: 'once', at, what, fix: 'remove the schedule' } : undefined
  }
  const at = endDate === undefined ? NEVER : Date.parse(endDate)
  const fix = 'remove the schedule, or write a later endDate'
  return at <= now ? { key: 'endDate', at, what, fix } : undefined
}

/** "The StartDate you specify cannot be earlier than 5 minutes ago", says Scheduler. */
const GRACE = 5 * MINUTE

function begun({ schedule: { startDate } }: Scheduled, now: Instant): Past | undefined {
  const at = startDate === undefined ? NEVER : Date.parse(startDate)
  if (at >= now - GRACE) return undefined
  const what = (name: string) =>
    `EventBridge Scheduler refuses to create or change ${name} with a start date in the past, and the deployment fails`
  return { key: 'startDate', at, what, fix: 'remove startDate' }
}

const NEVER = Number.POSITIVE_INFINITY
const ALWAYS = { from: 0, to: Date.UTC(2200, 0) }
