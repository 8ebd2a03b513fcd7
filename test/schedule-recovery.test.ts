// The proof of an rpo: tables with dates, and the engine against a list of every start of many years.
import { describe, expect, it } from 'vitest'
import type { BlackoutSpan } from '../lib/schedule/blackout.ts'
import { parseDailyWindow } from '../lib/schedule/daily-window.ts'
import { parseEvery } from '../lib/schedule/every.ts'
import type { Expression } from '../lib/schedule/expression.ts'
import { fateOf } from '../lib/schedule/fate.ts'
import { next, occurrences } from '../lib/schedule/occurrences.ts'
import { parseOnce } from '../lib/schedule/once.ts'
import { parsePhrase } from '../lib/schedule/phrase.ts'
import { isProblem, type Problem } from '../lib/schedule/problem.ts'
import {
  type RecoveryGap,
  type RecoveryStream,
  worstRecoveryGap,
} from '../lib/schedule/recovery.ts'
import { skippedBetween } from '../lib/schedule/skipped.ts'
import { parseStandardCron } from '../lib/schedule/standard-cron.ts'
import { parseWeekly } from '../lib/schedule/weekly.ts'
import { localText, localTimeText } from '../lib/schedule/zone.ts'
import { fc } from './support/fast-check.ts'

const BERLIN = 'Europe/Berlin'
const NEW_YORK = 'America/New_York'
const MINUTE = 60_000
const DAY = 86_400_000

const valid = <T>(value: T | Problem): T => {
  if (isProblem(value)) throw new Error(value.message)
  return value
}

/** What a test may say of a stream beside its name and time. */
type Limits = {
  readonly startDate?: string
  readonly endDate?: string
  readonly jitterSeconds?: number
  readonly window?: string
  readonly blackouts?: readonly BlackoutSpan[]
  readonly onBlackout?: 'skip' | 'defer'
  readonly pause?: { readonly until?: string }
}

function stream(
  name: string,
  { expression, timezone }: { readonly expression: Expression; readonly timezone: string },
  limits: Limits = {},
): RecoveryStream {
  const { window, blackouts = [], onBlackout = 'skip', pause, jitterSeconds = 0, ...dates } = limits
  return {
    name,
    expression,
    timezone,
    jitterSeconds,
    ...dates,
    terms: {
      blackouts: blackouts.map(span => ({ span })),
      onBlackout,
      ...(pause && { pause }),
      ...(window && { window: { ...valid(parseDailyWindow(window)), timezone } }),
    },
  }
}

const at = (phrase: string, timezone = BERLIN) => ({
  expression: valid(parsePhrase(phrase)),
  timezone,
})

const cron = (text: string, timezone = BERLIN) => ({
  expression: valid(parseStandardCron(text)),
  timezone,
})

const once = (text: string, timezone = BERLIN) => ({
  expression: valid(parseOnce(text, timezone)),
  timezone,
})

function every(text: { every: string; offset?: string; between?: string }, timezone = BERLIN) {
  const parsed = parseEvery(text)
  if ('code' in parsed) throw new Error(parsed.message)
  return { expression: parsed.expression, timezone: parsed.clock === 'utc' ? 'UTC' : timezone }
}

const weekly = (text: string, timezone = BERLIN): BlackoutSpan => ({
  kind: 'weekly',
  timezone,
  ...valid(parseWeekly(text)),
})

const dated = (from: string, to: string): BlackoutSpan => ({ kind: 'dated', from, to })

const duration = (seconds: number) => {
  const [days, hours, minutes, rest] = [
    Math.floor(seconds / 86_400),
    Math.floor((seconds % 86_400) / 3_600),
    Math.floor((seconds % 3_600) / 60),
    seconds % 60,
  ]
  const parts = [days && `${days}d`, hours && `${hours}h`, minutes && `${minutes}m`]
  return [...parts, rest && `${rest}s`].filter(Boolean).join(' ')
}

/** `25h 0m: incr Sat 2027-11-06 22:30 - full Sun 2027-11-07 22:30`, in a zone. */
function gapText(gap: RecoveryGap | undefined, zone: string): string {
  if (gap === undefined) return 'nothing to prove'
  const from = `${gap.earlier} ${localText(gap.from, zone)}`
  if (gap.kind === 'endless') return `endless: ${from}`
  return `${duration(gap.seconds)}: ${from} - ${gap.later} ${localText(gap.to, zone)}`
}

const worst = (streams: readonly RecoveryStream[], zone = BERLIN) =>
  gapText(worstRecoveryGap(streams), zone)

describe('the worked examples', () => {
  it('8.1: a log every 15 minutes leaves 15 minutes, whatever else runs', () => {
    const streams = [
      stream('weekly-full', at('Sun 01:00')),
      stream('daily-diff', at('Mon-Sat 01:00')),
      stream('log', every({ every: '15m' })),
    ]
    const gap = worstRecoveryGap(streams)
    expect(gap?.kind === 'between' && gap.seconds).toBe(900)
    expect(gap?.kind === 'between' && gap.later).toBe('log')
  })

  it('8.2: a local day has 25 hours once a year', () => {
    const nightly = (offset: string) => [
      stream('weekly-full', at('Sun 22:30', NEW_YORK), { window: '22:00-05:00' }),
      stream('nightly-incremental', at(`Mon-Sat 22:${offset}`, NEW_YORK), {
        window: '22:00-05:00',
      }),
    ]
    expect(worst(nightly('30'), NEW_YORK)).toBe(
      '1d 1h: nightly-incremental Sat 2027-11-06 22:30 - weekly-full Sun 2027-11-07 22:30',
    )
    // with an offset o of the nightly schedule it is 25 h - o, against 24 h + o from Sunday to Monday
    expect(worst(nightly('42'), NEW_YORK)).toBe(
      '1d 48m: nightly-incremental Sat 2027-11-06 22:42 - weekly-full Sun 2027-11-07 22:30',
    )
    expect(worst(nightly('50'), NEW_YORK)).toBe(
      '1d 40m: nightly-incremental Sat 2027-11-06 22:50 - weekly-full Sun 2027-11-07 22:30',
    )
  })

  it('8.2: with an offset of 12 minutes these are all the gaps of a year', () => {
    const year = { from: Date.UTC(2027, 0), to: Date.UTC(2028, 0) }
    const starts = ['Sun 22:30', 'Mon-Sat 22:42']
      .flatMap(phrase => occurrences(at(phrase, NEW_YORK).expression, NEW_YORK, year))
      .sort((a, b) => a - b)
    const gaps = new Map<string, string[]>()
    for (const [index, to] of starts.entries()) {
      const from = starts[index - 1]
      if (from === undefined) continue
      const text = duration((to - from) / 1_000)
      gaps.set(text, [...(gaps.get(text) ?? []), localText(from, NEW_YORK)])
    }
    expect([...gaps].map(([text, nights]) => [text, nights.length])).toEqual([
      ['1d', 260],
      ['23h 48m', 50],
      ['1d 12m', 52],
      ['22h 48m', 1],
      ['1d 48m', 1],
    ])
    expect(gaps.get('1d 12m')?.every(night => night.startsWith('Sun '))).toBe(true)
    expect(gaps.get('22h 48m')).toEqual(['Sat 2027-03-13 22:42'])
    expect(gaps.get('1d 48m')).toEqual(['Sat 2027-11-06 22:42'])
  })

  it('8.2: from Sunday to Monday it is 24 hours and the offset', () => {
    // without the night in November, in a zone that never sets its clocks
    const streams = [
      stream('weekly-full', at('Sun 22:30', 'UTC')),
      stream('nightly-incremental', at('Mon-Sat 22:42', 'UTC')),
    ]
    expect(worst(streams, 'UTC')).toBe(
      '1d 12m: weekly-full Sun 2027-01-03 22:30 - nightly-incremental Mon 2027-01-04 22:42',
    )
  })

  it('8.4: the week of the autumn change has 169 hours, so 7d fails and 8d holds', () => {
    const gap = worstRecoveryGap([stream('weekly-full', at('Sat 23:07'))])
    expect(gapText(gap, BERLIN)).toBe(
      '7d 1h: weekly-full Sat 2027-10-30 23:07 - weekly-full Sat 2027-11-06 23:07',
    )
    const seconds = gap?.kind === 'between' ? gap.seconds : 0
    expect(seconds).toBe(169 * 3_600)
    expect(seconds).toBeGreaterThan(7 * 86_400)
    expect(seconds).toBeLessThan(8 * 86_400)
  })

  const close = dated('2026-12-30T17:00:00Z', '2027-01-02T07:00:00Z')
  const payroll = weekly('Mon-Fri 08:00-10:00')
  const full = stream('weekly-full', at('Thu 02:00'), {
    blackouts: [close, payroll],
    onBlackout: 'defer',
  })
  const diff = stream('daily-diff', at('Mon-Wed,Fri-Sun 02:00'), { blackouts: [close] })

  it('8.5: the logs go on through the blackout', () => {
    const gap = worstRecoveryGap([full, diff, stream('log', every({ every: '20m' }))])
    expect(gap?.kind === 'between' && gap.seconds).toBe(1_200)
  })

  it('8.5: without logs the close leaves three days, ended by the deferred full', () => {
    expect(worst([full, diff])).toBe(
      '3d 6h: daily-diff Wed 2026-12-30 02:00 - weekly-full Sat 2027-01-02 08:00',
    )
  })

  it('8.5: the full of Thu 2026-12-31 02:00 is deferred to Sat 2027-01-02 08:00', () => {
    const due = Date.parse('2026-12-31T01:00Z')
    expect(localText(due, BERLIN)).toBe('Thu 2026-12-31 02:00')
    const fate = fateOf(due, full.terms)
    expect(fate.kind === 'deferred' && localText(fate.to, BERLIN)).toBe('Sat 2027-01-02 08:00')
  })
})

describe('the worked examples of blackout and pause', () => {
  const close = { span: dated('2026-12-30T17:00:00Z', '2027-01-02T07:00:00Z') }

  it('8.5: the close skips the diffs of 1 and 2 January, the clocks that of 28 March', () => {
    const { expression } = at('Mon-Wed,Fri-Sun 02:00')
    const span = { from: Date.UTC(2026, 10, 21), to: Date.UTC(2027, 3) }
    const terms = { blackouts: [close], onBlackout: 'skip' } as const
    const skipped = occurrences(expression, BERLIN, span)
      .filter(start => fateOf(start, terms).kind === 'blackout')
      .map(start => localText(start, BERLIN))
    expect(skipped).toEqual(['Fri 2027-01-01 02:00', 'Sat 2027-01-02 02:00'])
    const missing = skippedBetween(expression, BERLIN, span)
    expect(missing.map(({ local }) => localTimeText(local))).toEqual(['Sun 2027-03-28 02:00'])
  })

  it('8.5: two of the next five starts are paused, the first after it is on 12 December', () => {
    const { expression } = at('Sat 04:00')
    const after = Date.parse('2026-11-21T17:30:00Z')
    const until = new Date(Date.parse('2026-12-05T06:00+01:00')).toISOString()
    const terms = { blackouts: [], onBlackout: 'skip', pause: { until } } as const
    const fates = next(expression, BERLIN, { after, count: 5 }).map(
      start => `${localText(start, BERLIN)} ${fateOf(start, terms).kind}`,
    )
    expect(fates).toEqual([
      'Sat 2026-11-28 04:00 paused',
      'Sat 2026-12-05 04:00 paused',
      'Sat 2026-12-12 04:00 starts',
      'Sat 2026-12-19 04:00 starts',
      'Sat 2026-12-26 04:00 starts',
    ])
  })
})

describe('the worst gap', () => {
  it.each<[string, readonly RecoveryStream[], string]>([
    [
      'of a daily start that the clocks skip',
      [stream('daily', at('daily 02:30'))],
      '1d 23h: daily Sat 2027-03-27 02:30 - daily Mon 2027-03-29 02:30',
    ],
    [
      'of hours of the day',
      [stream('log', every({ every: '15m', between: '06:00-22:00' }))],
      '9h 15m: log Sat 2027-10-30 21:45 - log Sun 2027-10-31 06:00',
    ],
    [
      'of two intervals that interleave',
      [
        stream('one', every({ every: '30m' })),
        stream('two', every({ every: '30m', offset: '10m' })),
      ],
      '20m: two Fri 2027-01-01 01:10 - one Fri 2027-01-01 01:30',
    ],
    [
      'of two zones whose clocks are set on different Sundays',
      [stream('berlin', at('daily 12:00')), stream('new-york', at('daily 18:00', NEW_YORK))],
      '13h: new-york Sun 2027-03-14 23:00 - berlin Mon 2027-03-15 12:00',
    ],
    [
      'of a date that few months have',
      [stream('monthly', at('day 31 04:00', 'UTC'))],
      '61d: monthly Wed 2027-03-31 06:00 - monthly Mon 2027-05-31 06:00',
    ],
    [
      'of a leap day',
      [stream('leap', cron('0 4 29 2 *', 'UTC'))],
      '1461d: leap Tue 2028-02-29 05:00 - leap Sun 2032-02-29 05:00',
    ],
    [
      'of the first Sunday of a month',
      [stream('monthly', at('first Sun 04:00'))],
      '35d 1h: monthly Sun 2027-10-03 04:00 - monthly Sun 2027-11-07 04:00',
    ],
    [
      'of a date whose clocks skip it once in a long while',
      [stream('monthly', at('day 29 02:30'))],
      '89d 23h: monthly Thu 2037-01-29 02:30 - monthly Wed 2037-04-29 02:30',
    ],
    [
      'of a monthly and a weekly start',
      [stream('monthly', at('last day 23:00')), stream('weekly', at('Sat 23:00'))],
      '7d 1h: weekly Sat 2037-10-24 23:00 - monthly Sat 2037-10-31 23:00',
    ],
  ])('%s', (_name, streams, expected) => {
    expect(worst(streams)).toBe(expected)
  })

  it.each<[string, readonly RecoveryStream[], string]>([
    [
      'skips what a weekly blackout covers',
      [stream('log', every({ every: '1h' }), { blackouts: [weekly('Mon-Fri 08:00-10:00')] })],
      '3h: log Fri 2027-01-01 07:00 - log Fri 2027-01-01 10:00',
    ],
    [
      'is cut by what is deferred',
      [
        stream('log', every({ every: '1h' }), {
          blackouts: [weekly('Mon-Fri 08:00-10:30')],
          onBlackout: 'defer',
        }),
      ],
      '3h 30m: log Fri 2027-01-01 07:00 - log Fri 2027-01-01 10:30',
    ],
    [
      'is that of a blackout in which only others go on',
      [
        stream('log', every({ every: '15m' }), {
          blackouts: [dated('2030-03-01T00:00:00Z', '2030-04-15T00:00:00Z')],
        }),
        stream('daily', at('daily 12:00')),
      ],
      '1d: daily Fri 2030-03-01 12:00 - daily Sat 2030-03-02 12:00',
    ],
    [
      'spans a blackout of years',
      [
        stream('daily', at('daily 12:00', 'UTC'), {
          blackouts: [dated('2030-01-01T00:00:00Z', '2033-01-01T00:00:00Z')],
        }),
      ],
      '1097d: daily Mon 2029-12-31 13:00 - daily Sat 2033-01-01 13:00',
    ],
    [
      'knows what a window refuses',
      [stream('log', every({ every: '6h' }), { window: '05:00-13:00' })],
      '18h: log Fri 2027-01-01 13:00 - log Sat 2027-01-02 07:00',
    ],
    [
      'counts deferred starts once',
      [
        stream('log', every({ every: '1h' }), {
          blackouts: [weekly('Sat 00:00-24:00'), weekly('Sun 00:00-24:00')],
          onBlackout: 'defer',
        }),
      ],
      '2d 2h: log Fri 2027-10-29 23:00 - log Mon 2027-11-01 00:00',
    ],
    [
      'has no starts while paused, and is that of the others',
      [
        stream('log', every({ every: '15m' }), { pause: {} }),
        stream('daily', at('daily 12:00', 'UTC')),
      ],
      '1d: daily Fri 2027-01-01 13:00 - daily Sat 2027-01-02 13:00',
    ],
    [
      'ends with a pause, and counts before it what others do',
      [
        stream('log', every({ every: '15m' }), { pause: { until: '2027-06-01T00:00:00Z' } }),
        stream('daily', at('daily 12:00', 'UTC')),
      ],
      '1d: daily Fri 2027-01-01 13:00 - daily Sat 2027-01-02 13:00',
    ],
    [
      'begins with the first recovery point',
      [stream('log', every({ every: '15m' }), { startDate: '2029-06-01T00:07:00Z' })],
      '15m: log Sat 2029-06-09 02:15 - log Sat 2029-06-09 02:30',
    ],
    [
      'lies between the end of one and the beginning of the next',
      [
        stream('old', every({ every: '15m' }), { endDate: '2027-06-30T22:00:00Z' }),
        stream('new', every({ every: '10m' }), { startDate: '2027-07-03T22:05:00Z' }),
      ],
      '3d 25m: old Wed 2027-06-30 23:45 - new Sun 2027-07-04 00:10',
    ],
    [
      'is that of the years between two schedules',
      [
        stream('old', every({ every: '15m' }), { endDate: '2027-06-30T22:00:00Z' }),
        stream('weekly', at('Sat 23:00')),
        stream('new', every({ every: '10m' }), { startDate: '2035-07-03T22:05:00Z' }),
      ],
      '7d 1h: weekly Sat 2027-10-30 23:00 - weekly Sat 2027-11-06 23:00',
    ],
    [
      'lies between a start by hand and the schedule that follows',
      [
        stream('first', once('2026-11-20T12:00')),
        stream('log', every({ every: '15m' }), { startDate: '2026-11-20T18:00:00Z' }),
      ],
      '7h: first Fri 2026-11-20 12:00 - log Fri 2026-11-20 19:00',
    ],
    [
      'counts jitter of the later start',
      [stream('daily', at('daily 12:00', 'UTC'), { jitterSeconds: 600 })],
      '1d 10m: daily Fri 2027-01-01 13:00 - daily Sat 2027-01-02 13:00',
    ],
    [
      'counts no jitter of a start that another is sure to overtake',
      [
        stream('log', every({ every: '15m' })),
        stream('daily', at('daily 12:05', 'UTC'), { jitterSeconds: 7_200 }),
      ],
      '15m: log Fri 2027-01-01 01:00 - log Fri 2027-01-01 01:15',
    ],
    [
      'ends with the start that is sure to come first, not with the one that is due first',
      [
        stream('late', at('daily 11:00', 'UTC'), { jitterSeconds: 7_200 }),
        stream('exact', at('daily 12:00', 'UTC')),
      ],
      '1d: exact Fri 2027-01-01 13:00 - exact Sat 2027-01-02 13:00',
    ],
    [
      'does not rely on a start that jitter may carry into a blackout',
      [
        stream('log', every({ every: '6h' }), {
          jitterSeconds: 1_800,
          blackouts: [weekly('Mon 06:10-07:00', 'UTC')],
        }),
      ],
      '12h 30m: log Mon 2027-01-04 01:00 - log Mon 2027-01-04 13:00',
    ],
    [
      'does not rely on a start that jitter may carry out of its window',
      [stream('log', every({ every: '6h' }), { jitterSeconds: 1_800, window: '05:00-12:10' })],
      '1d 30m: log Fri 2027-01-01 07:00 - log Sat 2027-01-02 07:00',
    ],
  ])('%s', (_name, streams, expected) => {
    expect(worst(streams)).toBe(expected)
  })

  it.each<[string, readonly RecoveryStream[], string]>([
    ['no schedule', [], 'nothing to prove'],
    ['one start only', [stream('once', once('2026-11-20T12:00'))], 'nothing to prove'],
    [
      'a pause for good',
      [stream('log', every({ every: '15m' }), { pause: {} })],
      'nothing to prove',
    ],
    [
      'a window that refuses every start',
      [stream('daily', at('daily 12:00'), { window: '22:00-05:00' })],
      'nothing to prove',
    ],
    [
      'a blackout that covers every start',
      [stream('daily', at('daily 12:00'), { blackouts: [weekly('daily 11:00-13:00')] })],
      'nothing to prove',
    ],
    [
      'blackouts without an end, and deferral to it',
      [
        stream('daily', at('daily 12:00'), {
          blackouts: [weekly('daily 00:00-24:00')],
          onBlackout: 'defer',
        }),
      ],
      'nothing to prove',
    ],
    [
      'dates that leave one start',
      [
        stream('weekly', at('Sat 23:00'), {
          startDate: '2027-01-01T00:00:00Z',
          endDate: '2027-01-05T00:00:00Z',
        }),
      ],
      'nothing to prove',
    ],
    [
      'two starts by hand',
      [stream('one', once('2026-11-20T12:00')), stream('two', once('2026-12-24T12:00'))],
      'endless: two Thu 2026-12-24 12:00',
    ],
    [
      'an end of all schedules',
      [
        stream('daily', at('daily 12:00'), { endDate: '2031-03-31T23:00:00Z' }),
        stream('log', every({ every: '15m' }), { endDate: '2029-01-01T00:00:00Z' }),
      ],
      'endless: daily Mon 2031-03-31 12:00',
    ],
    [
      'an end of all schedules but one that never starts',
      [
        stream('daily', at('daily 12:00'), { endDate: '2027-03-31T23:00:00Z' }),
        stream('night', at('daily 12:00'), { window: '22:00-05:00' }),
      ],
      'endless: daily Wed 2027-03-31 12:00',
    ],
    [
      'an end in a blackout that the last start is deferred to the end of',
      [
        stream('daily', at('daily 12:00'), {
          endDate: '2027-03-31T23:00:00Z',
          blackouts: [dated('2027-03-30T22:00:00Z', '2027-04-09T22:00:00Z')],
          onBlackout: 'defer',
        }),
      ],
      'endless: daily Sat 2027-04-10 00:00',
    ],
  ])('of %s', (_name, streams, expected) => {
    expect(worst(streams)).toBe(expected)
  })

  it('bears the names of the asker, though others asked the same before', () => {
    const named = (name: string) => worstRecoveryGap([stream(name, every({ every: '15m' }))])
    expect(named('one')).toMatchObject({ earlier: 'one', later: 'one' })
    expect(named('two')).toMatchObject({ earlier: 'two', later: 'two' })
  })
})

it('looks at the years in which clock changes of two zones are furthest apart', () => {
  // Noon in Berlin is 06:00 in New York, but for the two or three weeks in March in which only New York has changed.
  const morning = weekly('daily 06:30-07:30', NEW_YORK)
  const gap = worstRecoveryGap([stream('noon', at('daily 12:00'), { blackouts: [morning] })])
  expect(gapText(gap, BERLIN)).toBe(
    '21d 23h: noon Sat 2030-03-09 12:00 - noon Sun 2030-03-31 12:00',
  )
})

describe('against a list of every start', () => {
  const zones = fc.constantFrom('UTC', BERLIN, NEW_YORK, 'Asia/Kolkata', 'Australia/Lord_Howe')
  const days = fc.constantFrom('daily', 'Sun', 'Mon-Sat', 'weekends', 'Tue,Thu')
  const times = fc.constantFrom('00:00', '02:30', '01:45, 13:45', '22:30', '12:00, 18:00')
  const weeklyTime = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(days, times, zones).map(([on, when, zone]) => at(`${on} ${when}`, zone)),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(every({ every: '12h' }), every({ every: '8h', offset: '90m' })),
    },
  )
  const rareTime = fc
    .tuple(fc.constantFrom('day 31', 'day 29', 'first Sun', 'last day', 'last Sun'), times, zones)
    .map(([on, when, zone]) => at(`${on} ${when}`, zone))

  const date = fc
    .integer({ min: Date.UTC(2026, 9) / MINUTE, max: Date.UTC(2027, 11) / MINUTE })
    .map(minutes => new Date(minutes * MINUTE).toISOString())
  const blackout = fc.oneof(
    fc
      .tuple(
        fc.constantFrom(
          'Mon-Fri 08:00-18:00',
          'weekends 00:00-24:00',
          'daily 22:00-05:00',
          'Sun 01:00-03:00',
        ),
        zones,
      )
      .map(([text, zone]) => weekly(text, zone)),
    fc.tuple(date, fc.integer({ min: 10, max: 40 * 1_440 })).map(([from, minutes]) => {
      return dated(from, new Date(Date.parse(from) + minutes * MINUTE).toISOString())
    }),
  )
  const sometimes = <T>(arbitrary: fc.Arbitrary<T>) =>
    fc.option(arbitrary, { nil: undefined, freq: 4 })
  const limits: fc.Arbitrary<Limits> = fc
    .record({
      startDate: sometimes(date),
      endDate: sometimes(date),
      pause: sometimes(
        fc.oneof(
          fc.constant({}),
          date.map(until => ({ until })),
        ),
      ),
      window: sometimes(fc.constantFrom('22:00-05:00', '12:00-24:00', '01:00-14:00')),
      jitterSeconds: sometimes(fc.constantFrom(600, 1_800)),
      blackouts: fc.array(blackout, { maxLength: 2 }),
      onBlackout: fc.constantFrom('skip' as const, 'defer' as const),
    })
    .map(written => {
      const defined = Object.entries(written).filter(([, value]) => value !== undefined)
      return Object.fromEntries(defined) as Limits
    })

  const streamsOf = (time: typeof weeklyTime) =>
    fc
      .array(fc.tuple(time, limits), { minLength: 1, maxLength: 3 })
      .map(all => all.map(([when, limit], index) => stream(`s${index}`, when, limit)))

  const years = { from: Date.UTC(2026, 0), to: Date.UTC(2030, 6) }

  it('is the longest of all gaps', () => {
    fc.assert(
      fc.property(streamsOf(weeklyTime), streams => {
        const found = worstRecoveryGap(streams)
        const expected = naiveGap(streams, years)
        if (found?.kind !== 'between') expect(found?.kind).toBe(expected)
        else if (found.to < years.to) expect(found.seconds).toBe(expected)
        else expect(found.seconds).toBeGreaterThan(Number(expected))
      }),
      { numRuns: 60 },
    )
  })

  it('is a gap that is there', () => {
    fc.assert(
      fc.property(streamsOf(fc.oneof(weeklyTime, rareTime)), streams => {
        const found = worstRecoveryGap(streams)
        if (found?.kind !== 'between') return
        const around = { from: found.from - 70 * DAY, to: found.to + 10 * DAY }
        const points = naivePoints(streams, around)
        const after = points.filter(point => point.at > found.from)
        expect(points.some(point => point.at === found.from)).toBe(true)
        expect((Math.min(...after.map(({ latest }) => latest)) - found.from) / 1_000).toBe(
          found.seconds,
        )
        expect(after.some(point => point.at === found.to)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('is no shorter than any of ten years, where dates are rare', () => {
    fc.assert(
      fc.property(streamsOf(fc.oneof(weeklyTime, rareTime)), streams => {
        const found = worstRecoveryGap(streams)
        const decade = naiveGap(streams, { from: Date.UTC(2026, 0), to: Date.UTC(2036, 0) })
        if (typeof decade !== 'number' || found?.kind !== 'between')
          expect(found?.kind).toBe(decade)
        else expect(found.seconds).toBeGreaterThanOrEqual(decade)
      }),
      { numRuns: 20 },
    )
  })
})

type Point = { readonly at: number; readonly latest: number }

/** Seconds; `endless` where the last two of the years have no start, and undefined for fewer than two points. */
function naiveGap(streams: readonly RecoveryStream[], years: { from: number; to: number }) {
  const points = naivePoints(streams, years)
  if (new Set(points.map(point => point.at)).size < 2) return undefined
  if (points.every(point => point.at < years.to - 730 * DAY)) return 'endless'
  let longest = 0
  for (const [index, point] of points.entries()) {
    let sure = Number.POSITIVE_INFINITY
    for (let next = index + 1; (points[next]?.at ?? sure) < sure; next++) {
      const after = points[next]
      if (after !== undefined && after.at > point.at) sure = Math.min(sure, after.latest)
    }
    if (sure < Number.POSITIVE_INFINITY) longest = Math.max(longest, sure - point.at)
  }
  return longest / 1_000
}

/** Each start is followed through the minutes at which it may arrive; nothing here is shorter than ten. */
function naivePoints(
  streams: readonly RecoveryStream[],
  span: { from: number; to: number },
): readonly Point[] {
  return streams
    .flatMap(each => {
      const begin = each.startDate === undefined ? span.from : Date.parse(each.startDate)
      const end = each.endDate === undefined ? span.to : Date.parse(each.endDate)
      const alive = { from: Math.max(begin, span.from), to: Math.min(end, span.to) }
      return occurrences(each.expression, each.timezone, alive).flatMap(due => pointOf(each, due))
    })
    .sort((a, b) => a.at - b.at)
}

function pointOf({ terms, jitterSeconds }: RecoveryStream, due: number): readonly Point[] {
  const moments: number[] = []
  for (let arrival = due; arrival <= due + jitterSeconds * 1_000; arrival += 5 * MINUTE) {
    const moment = momentOf(terms, momentOf(terms, due, due), arrival)
    if (moment === undefined) return []
    moments.push(moment)
  }
  return [{ at: Math.min(...moments), latest: Math.max(...moments) }]
}

/** When a start that may begin at one instant begins if it arrives at another. */
function momentOf(terms: RecoveryStream['terms'], begin: number | undefined, arrival: number) {
  if (begin === undefined || fateOf(arrival, terms).kind === 'outside-window') return undefined
  const moment = Math.max(begin, arrival)
  const fate = fateOf(moment, terms)
  if (fate.kind === 'starts') return moment
  return fate.kind === 'deferred' && fate.to - moment < 400 * DAY ? fate.to : undefined
}
