// The proof of the rpo against starts that really happen: policies as text, one year after the other, each start with the
// delay that jitter may give it, judged by the rules of docs/policy.md. What is proved must hold, and what is refused
// must be able to happen.
import { expect, it } from 'vitest'
import { type PlannedSchedule, plan } from '../lib/plan/plan.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { blackoutAt } from '../lib/schedule/blackout.ts'
import { DAY, HOUR } from '../lib/schedule/calendar.ts'
import { isInWindow } from '../lib/schedule/daily-window.ts'
import { isDueAt } from '../lib/schedule/due.ts'
import { parseExpression } from '../lib/schedule/expression.ts'
import { fateOf } from '../lib/schedule/fate.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { type Instant, isScheduleSource } from '../lib/start.ts'
import { fc } from './support/fast-check.ts'
import { readGolden } from './support/golden.ts'
import { NOW, policyText } from './support/policy-text.ts'

const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

const CALENDARS = `apiVersion: holdfast/v1
kind: BlackoutCalendar
name: weekly
timezone: Europe/Berlin
windows:
  - {name: monday, weekly: Mon 00:00-05:00}
  - {name: copies, weekly: Sun 02:00-05:00, levels: [FULL]}
  - {name: night, weekly: Wed-Thu 22:00-03:00, levels: [TRANSACTION_LOG, DIFFERENTIAL]}
---
apiVersion: holdfast/v1
kind: BlackoutCalendar
name: dated
timezone: America/New_York
windows:
  - {name: close, from: 2027-03-13T18:00, to: 2027-03-15T08:00}
  - {name: more, from: 2027-03-15T08:00, to: 2027-03-15T12:00, levels: [FULL]}
  - {name: autumn, from: 2027-10-30T20:00, to: 2027-10-31T06:00}
`

const LEVELS = ['FULL', 'DIFFERENTIAL', 'TRANSACTION_LOG'] as const
const WHEN = [
  'at: Sun 01:00',
  'at: daily 01:00',
  'at: Mon-Sat 01:00',
  'at: "daily 02:30, 14:30"',
  'at: weekdays 22:10',
  'at: first Sun 01:00',
  'every: 6h',
  'every: 12h, offset: 1h',
  'every: 4h, between: 06:00-22:00',
  'every: 1h',
  'cron: "0 1 * * 1-6"',
]

const schedule = fc.record({
  level: fc.constantFrom(...LEVELS),
  when: fc.constantFrom(...WHEN),
  more: fc.constantFrom(
    '',
    '',
    '',
    ', jitter: 45m, startWithin: 4h',
    ', jitter: 3h, startWithin: 4h',
    ', onBlackout: defer',
    ', onBlackout: defer, jitter: 2h, startWithin: 4h',
    ', startDate: 2027-05-01T00:00',
    ', endDate: 2027-05-02T03:00',
    ', window: 00:00-23:30',
  ),
})

const policy = fc.record({
  timezone: fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC'),
  blackouts: fc.constantFrom('', 'weekly', 'dated', 'weekly, dated'),
  spread: fc.constantFrom('0m', '3h'),
  schedules: fc.array(schedule, { minLength: 1, maxLength: 3 }),
})

const RPOS = ['5h', '13h', '24h', '25h', '26h', '29h', '50h', '8d']
const repository = fc.record({
  policies: fc.array(policy, { minLength: 1, maxLength: 2 }),
  rpo: fc.constantFrom(...RPOS),
})

type Repository = typeof repository extends fc.Arbitrary<infer T> ? T : never

it('proves what holds, and refuses what may not', () => {
  let proved = 0
  let refused = 0
  fc.assert(
    fc.property(repository, given => {
      const sources = sourcesOf(given)
      fc.pre(sources !== undefined && sources.length > 0)
      const codes = findings(given, `rpo: ${given.rpo}`).map(({ code }) => code)
      const isRefused = codes.includes('rpo-not-met')
      const seconds = Number.parseInt(given.rpo, 10) * (given.rpo.endsWith('d') ? DAY : HOUR)
      const worst = worstOf(sources ?? [])
      if (isRefused) refused++
      else proved++
      if (!isRefused) expect(worst).toBeLessThanOrEqual(seconds)
      else expect(worst).toBeGreaterThan(seconds)
    }),
    { numRuns: 24 },
  )
  expect(Math.min(proved, refused)).toBeGreaterThan(1)
})

function findings({ policies }: Repository, rpo: string) {
  return read(policies, rpo).diagnostics
}

function read(policies: Repository['policies'], rpo: string) {
  const texts = policies.map(({ timezone, blackouts, spread, schedules }, index) =>
    policyText({
      name: `p${index}`,
      timezone,
      keys: [
        'environments: [prod]',
        ...(index === 0 ? [rpo] : []),
        `spread: ${spread}`,
        `blackouts: [${blackouts}]`,
      ],
      schedules: schedules.map(
        ({ level, when, more }, at) =>
          `name: s${at}, level: ${level}, ${when}${more}, acknowledge: breaks-differential-base`,
      ),
    }),
  )
  const file = { file: 'policies.yaml', text: [CALENDARS, ...texts].join('---\n') }
  return readPolicies([base, file], { now: NOW })
}

/** Undefined where something else is wrong with them. */
function sourcesOf({ policies }: Repository): readonly PlannedSchedule[] | undefined {
  const { policies: right, diagnostics } = read(policies, 'description: none')
  if (right.length === 0 || diagnostics.some(({ severity }) => severity === 'error'))
    return undefined
  return plan(right).sources.filter(isScheduleSource) as readonly PlannedSchedule[]
}

/** With both clock changes of years in which written dates lie, of one in which none does, and of the year before. */
const FROM = Date.UTC(2026, 0)
const TO = Date.UTC(2028, 11, 20)

type Start = { readonly earliest: Instant; readonly latest: Instant }

/** The longest time without a recovery point, when every start after the first of two is as late as it can be. */
function worstOf(sources: readonly PlannedSchedule[]): number {
  const starts = sources.flatMap(source => startsOf(source, sources))
  starts.sort((a, b) => a.earliest - b.earliest)
  let worst = 0
  let next = Number.POSITIVE_INFINITY
  let after = Number.POSITIVE_INFINITY
  let last = Number.POSITIVE_INFINITY
  for (const { earliest, latest } of starts.toReversed()) {
    if (earliest !== last) {
      after = next
      last = earliest
    }
    const isInside = earliest < TO - 40 * DAY
    if (isInside) worst = Math.max(worst, after - earliest)
    next = Math.min(next, latest)
  }
  return starts.length === 0 ? Number.POSITIVE_INFINITY : worst
}

function startsOf(source: PlannedSchedule, sources: readonly PlannedSchedule[]): Start[] {
  const { backup, expression, timezone, startDate, endDate, jitterSeconds } = source
  if ('copyOnly' in backup && backup.copyOnly) return []
  const parsed = parseExpression(expression)
  if (isProblem(parsed)) throw new Error(expression)
  const from = Math.max(FROM, startDate === undefined ? FROM : Date.parse(startDate))
  const to = Math.min(TO, endDate === undefined ? TO : Date.parse(endDate))
  return occurrences(parsed, timezone, { from, to }).flatMap(due => {
    if (isYielding(due, source, sources)) return []
    const fate = fateOf(due, source.terms)
    if (fate.kind === 'deferred' && isYieldingAtEnd(fate.to, source, sources)) return []
    const begun: Instant[] = []
    for (const share of jitterSeconds === 0 ? [0] : [0, 0.25, 0.5, 0.75, 1]) {
      const arrival = due + jitterSeconds * 1000 * share
      const start = startOf(due, arrival, source)
      if (start === undefined) return []
      if (start > arrival && isYieldingAtEnd(start, source, sources)) return []
      begun.push(start)
    }
    return [{ earliest: Math.min(...begun), latest: Math.max(...begun) }]
  })
}

/** When it begins that comes at an instant; undefined when it does not. */
function startOf(due: Instant, arrival: Instant, { terms }: PlannedSchedule): Instant | undefined {
  const { window, blackouts, onBlackout } = terms
  if (window === undefined && blackouts.length === 0) return arrival
  const isOutside = (at: Instant) => window !== undefined && !isInWindow(window, at)
  if (isOutside(due) || isOutside(arrival)) return undefined
  const covering = blackoutAt(blackouts, arrival) ?? blackoutAt(blackouts, due)
  if (covering === undefined) return arrival
  if (onBlackout === 'skip' || isOutside(covering.until)) return undefined
  return Math.max(arrival, covering.until)
}

/** A FULL that the same end of a blackout starts, and that is due then or was deferred as well. */
function isYieldingAtEnd(
  end: Instant,
  { policy, backup }: PlannedSchedule,
  sources: readonly PlannedSchedule[],
) {
  if (backup.level !== 'DIFFERENTIAL') return false
  const bases = sources.filter(other => other.policy === policy && other.backup.level === 'FULL')
  return bases.some(({ expression, timezone, terms, startDate, endDate }) => {
    const parsed = parseExpression(expression)
    if (isProblem(parsed)) throw new Error(expression)
    const from = Math.max(end - 4 * DAY, Date.parse(startDate ?? '1970-01-01T00:00:00Z'))
    const to = Math.min(end + 1, Date.parse(endDate ?? '2100-01-01T00:00:00Z'))
    return occurrences(parsed, timezone, { from, to: Math.max(from, to) }).some(due => {
      const fate = fateOf(due, terms)
      if (fate.kind === 'deferred') return fate.to === end
      return fate.kind === 'starts' && due === end
    })
  })
}

function isYielding(due: Instant, source: PlannedSchedule, sources: readonly PlannedSchedule[]) {
  if (source.yieldsTo.length === 0 || fateOf(due, source.terms).kind !== 'starts') return false
  return sources.some(
    other =>
      source.yieldsTo.includes(other.name) &&
      (other.startDate === undefined || due >= Date.parse(other.startDate)) &&
      (other.endDate === undefined || due < Date.parse(other.endDate)) &&
      isDueAt(other.expression, other.timezone, due) &&
      fateOf(due, other.terms).kind === 'starts',
  )
}
