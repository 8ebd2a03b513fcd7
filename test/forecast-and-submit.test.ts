// What is foretold is what happens: random policies, every start of some days delivered to the core and swept, in any order
// within its minute; and what the forecast and the review say of the same days.
import { expect, it } from 'vitest'
import { jobsEndAtOnce, withoutOverlap } from '../lib/cli/at-once.ts'
import { coreHost } from '../lib/cli/core-host.ts'
import { startEvent } from '../lib/cli/drive.ts'
import { type DueFate, forecast } from '../lib/plan/forecast.ts'
import type { Plan } from '../lib/plan/plan.ts'
import { compare } from '../lib/policy/order.ts'
import { type Announced, endedRun } from '../lib/report/result-events.ts'
import type { Side } from '../lib/review/side.ts'
import { startsOf } from '../lib/review/starts.ts'
import { timedSchedules } from '../lib/review/timed.ts'
import { blackoutAt } from '../lib/schedule/blackout.ts'
import { DAY, MINUTE, type Span } from '../lib/schedule/calendar.ts'
import { dueBetween } from '../lib/schedule/timetable.ts'
import { type Instant, isoText, isScheduleSource } from '../lib/start.ts'
import { fc } from './support/fast-check.ts'
import { policyText } from './support/policy-text.ts'
import { sideWith } from './support/review-side.ts'

/** Everything is due, begins and ends in one of these. */
const QUARTER = 15 * MINUTE

/** Before and after what is looked at. */
const REACH = 3 * DAY

const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'UTC', 'Australia/Lord_Howe')
const days = fc.constantFrom('daily', 'daily', 'Sun', 'Mon-Fri', 'Sat,Sun')
const closed = fc.constantFrom('00:00-04:00', '01:30-02:30', '02:00-08:00', '04:00-01:00')
const weekly = fc.tuple(days, closed).map(([on, hours]) => `weekly: "${on} ${hours}"`)
const when = fc.oneof(
  fc
    .tuple(days, fc.constantFrom('01:00', '02:00', '02:30', '04:00'))
    .map(([on, time]) => `at: "${on} ${time}"`),
  fc.constantFrom('every: 1h', 'every: 6h', 'every: 30m, between: 01:00-05:00'),
  fc.constantFrom('cron: "30 2 * * *"', 'cron: "0 1-4 * * 0"', 'at: last Sun 02:30'),
)
const onBlackout = fc.constantFrom('', 'onBlackout: defer', 'onBlackout: defer')
const levels = fc.constantFrom('[DIFFERENTIAL]', '[DIFFERENTIAL]', '[FULL, TRANSACTION_LOG]')

/** A key of YAML; for each time that it is there, so many times it is not. */
function key(name: string, values: fc.Arbitrary<string>, { noneIn }: { readonly noneIn: number }) {
  const one = values.map(value => `${name}: ${value}`)
  return fc.oneof({ weight: noneIn, arbitrary: fc.constant('') }, { weight: 1, arbitrary: one })
}

const keys = (...parts: readonly fc.Arbitrary<string>[]) =>
  fc.tuple(...parts).map(texts => texts.filter(text => text !== '').join(', '))

/** Around a change of the clocks on either side of the ocean, and far from any. */
const repository = fc
  .constantFrom('2026-03-07', '2026-03-28', '2026-10-24', '2026-10-31', '2026-06-10')
  .chain(day => {
    const begin = Date.parse(`${day}T00:00Z`)
    const date = fc
      .integer({ min: -8, max: 3 * 96 })
      .map(quarter => isoText(begin + quarter * QUARTER).slice(0, 16))
    const dated = fc
      .uniqueArray(date, { minLength: 2, maxLength: 2 })
      .map(dates => dates.toSorted())
      .map(([from, to]) => `from: ${from}, to: ${to}`)
    const blackout = keys(fc.oneof(weekly, weekly, dated), key('levels', levels, { noneIn: 1 }))
    const pause = date.map(until => `{reason: move, by: dba, until: ${until}}`)
    const schedule = (...some: readonly string[]) =>
      keys(
        fc.constantFrom(...some).map(level => `level: ${level}`),
        when,
        onBlackout,
        key('window', fc.constant('"00:00-12:00"'), { noneIn: 7 }),
        key('pause', pause, { noneIn: 9 }),
        key('startDate', date, { noneIn: 9 }),
        key('endDate', date, { noneIn: 9 }),
      )
    return fc.record({
      begin: fc.constant(begin),
      timezone: zone,
      calendar: zone,
      blackouts: fc.array(blackout, { minLength: 1, maxLength: 2, size: 'max' }),
      schedules: fc.tuple(
        schedule('DIFFERENTIAL'),
        schedule('FULL'),
        schedule('DIFFERENTIAL', 'FULL', 'FULL, copyOnly: true', 'TRANSACTION_LOG'),
      ),
      turn: fc.nat({ max: 5 }),
      from: fc.nat({ max: 96 }),
    })
  })

type Repository = typeof repository extends fc.Arbitrary<infer T> ? T : never

it('tells of every start what submit and the sweep make of it', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(repository, async given => {
      const side = sideOf(given)
      fc.pre(side.policies.length === 1)
      const to = given.begin + 2 * DAY
      // What was due some days before may still wait, and what is due some days after may wait for the same end.
      const around = { from: given.begin - REACH, to: to + REACH }
      fc.pre(!isClosed(side, { from: around.from, to: given.begin }))
      const lived = await live(side.plan, around, given.turn)
      fc.pre(lived !== undefined)
      const ends = lived.flatMap(({ deferredTo = 0 }) => (deferredTo < to ? deferredTo : []))
      for (const from of [given.begin + given.from * QUARTER, Math.max(given.begin, ...ends)]) {
        const span = { from, to }
        expect(foretold(side.plan, span)).toEqual(lived.filter(start => isToCome(start, span)))
        expect(reviewed(side, span)).toEqual(
          lived
            .filter(start => isMadeIn(start, span))
            .map(({ source, at, deferredTo }) => madeText(source, at, deferredTo)),
        )
      }
      for (const start of lived) seen.set(kindOf(start), (seen.get(kindOf(start)) ?? 0) + 1)
    }),
    { numRuns: 100 },
  )
  for (const kind of KINDS) expect(seen.get(kind), kind).toBeGreaterThan(5)
})

const KINDS = [
  'starts',
  'starts, deferred',
  'BLACKOUT',
  'MISSED',
  'PAUSED',
  'PRECEDENCE',
  'PRECEDENCE, deferred',
]

function kindOf({ outcome, deferredTo }: Lived): string {
  const word = typeof outcome === 'number' ? 'starts' : outcome
  return deferredTo === undefined ? word : `${word}, deferred`
}

function sideOf({ timezone, calendar, blackouts, schedules }: Repository) {
  const windows = blackouts.map((given, index) => `  - {name: w${index}, ${given}}`)
  return sideWith(
    [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: closed',
      `timezone: ${calendar}`,
      'windows:',
      ...windows,
      '',
    ].join('\n'),
    policyText({
      timezone,
      keys: ['environments: [prod]', 'blackouts: [closed]'],
      schedules: schedules.map((given, index) => `name: s${index}, ${given}`),
    }),
  )
}

/** Without a break, for some of its schedules: who waits for its end was due before. */
function isClosed({ plan }: Side, { from, to }: Span): boolean {
  return plan.sources.some(({ terms }) => (blackoutAt(terms.blackouts, from)?.until ?? from) >= to)
}

/** What became of a start. */
type Lived = {
  readonly source: string
  readonly at: Instant
  readonly deferredTo?: Instant
  /** When its job began; or in a word why it has none. */
  readonly outcome: Instant | string
}

/** Undefined when a start still waits after the span. */
async function live(
  plan: Plan,
  { from, to }: Span,
  turn: number,
): Promise<readonly Lived[] | undefined> {
  const events: Announced[] = []
  const host = coreHost({
    policies: plan.policies.map(withoutOverlap),
    from,
    commandCenter: jobsEndAtOnce,
    onEvent: event => events.push(event),
  })
  const due = plan.sources
    .filter(isScheduleSource)
    .flatMap(source => dueBetween(source, { from, to }).map(at => ({ source, at })))
  for (let now = from; now <= to; now += QUARTER) {
    host.setNow(now)
    const starts = due.filter(({ at }) => at === now)
    const first = (turn + now / QUARTER) % (starts.length + 1)
    for (const { source } of starts.slice(first)) await host.deliver(startEvent(source, now))
    await host.sweep()
    for (const { source } of starts.slice(0, first)) await host.deliver(startEvent(source, now))
  }
  const { open } = await host.sweep()
  return open === 0 ? livedIn(events) : undefined
}

/** By source, then by time. */
function livedIn(events: readonly Announced[]): readonly Lived[] {
  const ends = new Map(
    events
      .filter(({ detailType }) => detailType === 'Backup Run Deferred')
      .map(({ detail }) => [detail.runId, Date.parse(String(detail.until))]),
  )
  return events
    .flatMap(event => endedRun(event) ?? [])
    .map(({ runId, source, scheduledTime, ending, word, at }) => {
      const deferredTo = ends.get(runId)
      const outcome = ending === 'completed' ? at : word
      return { source, at: scheduledTime, outcome, ...(deferredTo && { deferredTo }) }
    })
    .sort((a, b) => compare(a.source, b.source) || a.at - b.at)
}

const isMade = ({ outcome }: Lived) => typeof outcome === 'number'

function isToCome(start: Lived, { from, to }: Span): boolean {
  const { at, deferredTo = at } = start
  return at < to && (at >= from || (isMade(start) && deferredTo >= from))
}

function isMadeIn(start: Lived, { from, to }: Span): boolean {
  const { at, deferredTo = at } = start
  return isMade(start) && deferredTo >= from && deferredTo < to
}

function foretold({ sources }: Plan, span: Span): readonly Lived[] {
  const schedules = sources.filter(isScheduleSource)
  return schedules.flatMap(schedule =>
    forecast(schedule, schedules, span)
      .filter(({ fate }) => fate.kind !== 'does-not-exist')
      .map(({ at, fate }) => ({ source: schedule.name, at, ...outcomeOf(fate, at) })),
  )
}

function outcomeOf(fate: DueFate, at: Instant): Pick<Lived, 'outcome' | 'deferredTo'> {
  switch (fate.kind) {
    case 'starts':
      return { outcome: at }
    case 'deferred':
      return { outcome: fate.to, deferredTo: fate.to }
    case 'precedence': {
      const { deferredTo } = fate
      return { outcome: 'PRECEDENCE', ...(deferredTo && { deferredTo }) }
    }
    case 'outside-window':
      return { outcome: 'MISSED' }
    default:
      return { outcome: fate.kind.toUpperCase() }
  }
}

function reviewed(side: Side, span: Span): readonly string[] {
  return timedSchedules(side).flatMap(schedule => {
    const { due, at } = startsOf(schedule, span)
    return due.map((start, index) => madeText(schedule.source.name, start, at[index]))
  })
}

function madeText(source: string, due: Instant, made = due): string {
  return `${source} ${isoText(due)} at ${isoText(made)}`
}
