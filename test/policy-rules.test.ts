// What policies mean together: findings that must come, and the near misses for which nothing may be said.
import { describe, expect, it } from 'vitest'
import { findingsIn, NOW, policyText } from './support/policy-text.ts'

const FULL = 'name: weekly-full, level: FULL, at: Sun 01:00'
const DIFF = 'name: daily-diff, level: DIFFERENTIAL, at: Mon-Sat 01:00'
const ON_DEPLOY = 'event: codedeploy, match: {application: erp}'

/** `code line:column` of each, in the order in which they are told. */
function told(...documents: readonly string[]): readonly string[] {
  return findingsIn(documents).map(({ code, place }) => `${code} ${place.line}:${place.column}`)
}

const codes = (...documents: readonly string[]) => findingsIn(documents).map(({ code }) => code)

const document = (...lines: readonly string[]) => `${lines.join('\n')}\n`

const guarded = (guardrail: string) =>
  document('apiVersion: holdfast/v1', 'kind: Defaults', `guardrails: {${guardrail}}`)

const calendar = (...windows: readonly string[]) =>
  document(
    'apiVersion: holdfast/v1',
    'kind: BlackoutCalendar',
    'name: busy',
    'timezone: Europe/Berlin',
    'windows:',
    ...windows.map(window => `  - {${window}}`),
  )

describe('breaks-differential-base', () => {
  it.each<[string, readonly string[]]>([
    [
      'a FULL by a trigger',
      [policyText({ schedules: [FULL, DIFF], triggers: [`name: t, level: FULL, ${ON_DEPLOY}`] })],
    ],
    [
      'a FULL out of the order',
      [policyText({ schedules: [FULL, DIFF, 'name: o, level: FULL, once: 2027-03-03T01:00'] })],
    ],
    [
      'a FULL of another policy',
      [
        policyText({ schedules: [FULL, DIFF] }),
        policyText({ name: 'other', schedules: ['name: f, level: FULL, at: Wed 05:00'] }),
      ],
    ],
  ])('tells of %s', (_, documents) => {
    expect(codes(...documents)).toEqual(['breaks-differential-base'])
  })

  it.each<[string, readonly string[]]>([
    [
      'copy-only',
      [
        policyText({
          schedules: [FULL, DIFF],
          triggers: [`name: t, level: FULL, copyOnly: true, ${ON_DEPLOY}`],
        }),
      ],
    ],
    [
      'acknowledged',
      [
        policyText({
          schedules: [FULL, DIFF],
          triggers: [`name: t, level: FULL, acknowledge: breaks-differential-base, ${ON_DEPLOY}`],
        }),
      ],
    ],
    [
      'for a target without differentials',
      [policyText({ schedules: [FULL], triggers: [`name: t, level: FULL, ${ON_DEPLOY}`] })],
    ],
    [
      'for another target',
      [
        policyText({
          targets: 'erp-core, erp-reporting',
          schedules: ['name: f, level: FULL, at: Sun 01:00'],
        }),
        policyText({
          name: 'other',
          targets: 'erp-core',
          schedules: ['name: d, level: DIFFERENTIAL, at: Wed 01:00'],
        }),
      ],
    ],
    [
      'the only one there is',
      [policyText({ schedules: [FULL] }), policyText({ name: 'diffs', schedules: [DIFF] })],
    ],
    [
      'a second one of the same policy',
      [policyText({ schedules: [FULL, DIFF, 'name: f, level: FULL, at: Wed 05:00'] })],
    ],
    [
      'by Oracle, whose incrementals follow any FULL',
      [
        policyText({
          app: 'oracle',
          targets: 'billing-prod',
          schedules: [FULL, 'name: i, level: INCREMENTAL, cumulative: true, at: Mon-Sat 01:00'],
          triggers: [`name: t, level: FULL, ${ON_DEPLOY}`],
        }),
      ],
    ],
  ])('is silent of a FULL that is %s', (_, documents) => {
    expect(codes(...documents)).toEqual([])
  })
})

describe('duplicate-cover', () => {
  const pair = (first: string, second: string, given = {}) => [
    policyText({ schedules: [`name: a, level: FULL, ${first}`], ...given }),
    policyText({ name: 'other', schedules: [`name: b, level: FULL, ${second}`], ...given }),
  ]

  it.each([
    ['in other words', 'at: Sun 01:00', 'cron: "0 1 * * 0"'],
    ['every seventh time', 'at: daily 01:00', 'at: Sun 01:00'],
    ['a few times a year', 'at: day 1 01:00', 'at: Sun 01:00'],
    ['of an interval and a time', 'every: 1h', 'at: daily 13:00'],
    ['of two intervals', 'every: 15m', 'every: 1h'],
  ])('tells of the same minute %s', (_, first, second) => {
    expect(codes(...pair(first, second))).toEqual(['duplicate-cover'])
  })

  it.each([
    ['another minute', 'at: Sun 01:00', 'at: Sun 01:05'],
    ['another day', 'at: Sun 01:00', 'at: Sat 01:00'],
    ['another phase', 'every: 15m', 'every: 1h, offset: 5m'],
    ['a spread apart', 'at: Sun 01:00, spread: 40m', 'at: Sun 03:00'],
  ])('is silent of %s', (_, first, second) => {
    expect(codes(...pair(first, second))).toEqual([])
  })

  it('accepts that one policy hands over to the next on one day, and its differentials with it', () => {
    const chain = (name: string, date: string) => {
      const schedules = [FULL, DIFF].map(one => `${one}, ${date}: 2027-03-01T00:00`)
      return policyText({ name, schedules })
    }
    expect(codes(chain('old', 'endDate'), chain('new', 'startDate'))).toEqual([])
    const within = ['a', 'b'].map(
      (name, index) =>
        `name: ${name}, level: FULL, at: Sun 01:00, ${['endDate', 'startDate'][index]}: 2027-03-01T00:00`,
    )
    expect(codes(policyText({ schedules: within }))).toEqual([])
  })

  it('knows that two zones share some minutes', () => {
    const [berlin = ''] = pair('at: Sun 01:00', '')
    const utc = policyText({
      name: 'other',
      timezone: 'UTC',
      schedules: ['name: b, level: FULL, at: Sun 00:00'],
    })
    expect(codes(berlin, utc)).toEqual(['duplicate-cover'])
  })

  it('is one finding for two policies, whatever the number of targets', () => {
    const targets = 'erp-core, erp-reporting'
    const [finding, ...more] = findingsIn(pair('at: Sun 01:00', 'at: Sun 01:00', { targets }))
    expect(more).toEqual([])
    expect(finding?.message).toContain('erp-core, erp-reporting')
  })

  it('is found within one policy', () => {
    const schedules = [FULL, 'name: again, level: FULL, at: daily 01:00']
    expect(told(policyText({ schedules }))).toEqual(['duplicate-cover 10:12'])
  })
})

describe('no-full-in-chain', () => {
  it('accepts a FULL that a trigger makes, or another policy', () => {
    expect(
      codes(policyText({ schedules: [DIFF], triggers: [`name: t, level: FULL, ${ON_DEPLOY}`] })),
    ).toEqual([])
  })

  it('does not accept a copy-only FULL', () => {
    const schedules = ['name: f, level: FULL, copyOnly: true, at: Sun 01:00', DIFF]
    expect(told(policyText({ schedules }))).toEqual(['no-full-in-chain 10:31'])
  })

  it('holds for triggers', () => {
    const triggers = [`name: t, level: DIFFERENTIAL, ${ON_DEPLOY}`]
    expect(told(policyText({ triggers }))).toEqual(['no-full-in-chain 9:22'])
  })

  const LOG = 'name: log, level: TRANSACTION_LOG, every: 15m'
  const OLD = 'name: old, level: FULL, at: Sun 05:00, endDate: 2026-11-29T00:00'
  const NEXT = 'name: next, level: FULL, at: Sat 05:00, startDate: 2026-11-30T00:00'
  const ONCE =
    'name: o, level: FULL, once: 2027-03-03T01:00, acknowledge: [breaks-differential-base]'
  const ENDING = `${FULL}, endDate: 2026-11-30T00:00`

  it.each<[string, readonly string[], readonly string[]]>([
    ['differentials go on', [ENDING, DIFF], ['no-full-in-chain 9:62']],
    [
      'logs go on, and another FULL has ended before',
      [`${ENDING}`, LOG, OLD],
      ['no-full-in-chain 9:62'],
    ],
    ['a FULL by once comes later', [ENDING, DIFF, ONCE], ['no-full-in-chain 9:62']],
    ['nothing goes on', [ENDING], []],
    ['the others end with it', [ENDING, `${DIFF}, endDate: 2026-11-30T00:00`], []],
    // the next Sunday is the first that misses it
    ['the others end in its last week', [ENDING, `${DIFF}, endDate: 2026-12-06T01:00`], []],
    ['another goes on from there', [ENDING, DIFF, NEXT], []],
  ])('holds for a FULL that ends: %s', (_, schedules, expected) => {
    expect(told(policyText({ schedules }))).toEqual(expected)
  })

  it('says which FULL ends, when, and what goes on without it', () => {
    const [found] = findingsIn([policyText({ schedules: [ENDING, DIFF, LOG] })])
    expect(found?.message).toBe(
      'When erp-sql.weekly-full ends, on Mon 2026-11-30 00:00 (Europe/Berlin), no policy makes a FULL of erp-core any more: erp-sql.daily-diff, erp-sql.log go on, and build on its last one, which only grows older',
    )
    expect(found?.fix).toBe(
      'remove endDate of erp-sql.weekly-full, or let another schedule with level: FULL go on from there',
    )
  })

  it('is silent while a policy is wrong: that one may make the FULL', () => {
    const wrong = policyText({ name: 'other', schedules: ['name: f, level: FULL, at: Sunday'] })
    expect(codes(policyText({ schedules: [DIFF] }), wrong)).toEqual(['phrase-invalid'])
  })
})

describe('guardrails', () => {
  it.each([
    [
      'minInterval: 5m',
      { schedules: [FULL, 'name: log, level: TRANSACTION_LOG, every: 4m'] },
      'guardrail-min-interval',
    ],
    ['allowReplace: false', { schedules: [`${FULL}, overlap: replace`] }, 'guardrail-replace'],
    ['allowReplace: false', { keys: ['overlap: replace'], schedules: [FULL] }, 'guardrail-replace'],
    [
      'maxTargetsPerPolicy: 1',
      { targets: 'erp-core, erp-reporting', schedules: [FULL] },
      'guardrail-max-targets',
    ],
    ['requireRpo: [staging]', { schedules: [FULL] }, 'guardrail-rpo'],
    [
      'pauseNeedsUntil: true',
      { schedules: [`${FULL}, pause: {reason: r, by: b}`] },
      'guardrail-pause-until',
    ],
  ])('%s is told with its line', (guardrail, policy, code) => {
    const found = findingsIn([guarded(guardrail), policyText(policy)])
    expect(found.map(one => one.code)).toEqual([code])
    if (code !== 'guardrail-replace') expect(found[0]?.message).toContain('policies.yaml:3')
  })

  it.each([
    ['minInterval: 1m', { schedules: [FULL, 'name: log, level: TRANSACTION_LOG, every: 1m'] }],
    [
      'minInterval: 12h',
      {
        schedules: [
          'name: f, level: FULL, at: Sun 00:00',
          'name: d, level: DIFFERENTIAL, at: "daily 06:00, 18:00"',
        ],
      },
    ],
    [
      'minInterval: 1h',
      { schedules: [FULL, 'name: o, level: FULL, copyOnly: true, once: 2027-01-03T01:10'] },
    ],
    ['allowReplace: true', { schedules: [`${FULL}, overlap: replace`] }],
    ['maxTargetsPerPolicy: 2', { targets: 'erp-core, erp-reporting', schedules: [FULL] }],
    ['requireRpo: [prod]', { keys: ['rpo: 8d'], schedules: [FULL] }],
    [
      'pauseNeedsUntil: true',
      { schedules: [`${FULL}, pause: {reason: r, by: b, until: 2027-01-01T00:00}`] },
    ],
  ])('%s allows what it allows', (guardrail, policy) => {
    expect(codes(guarded(guardrail), policyText(policy))).toEqual([])
  })

  it('propose the rpo that is kept', () => {
    const [finding] = findingsIn([
      guarded('requireRpo: [prod, staging]'),
      policyText({ schedules: [FULL] }),
    ])
    expect(finding?.fix).toBe('add rpo: 8d, which its schedules keep')
  })

  it('ask for a word of their own for every minute', () => {
    const schedules = [FULL, 'name: log, level: TRANSACTION_LOG, every: 1m']
    expect(told(policyText({ schedules }))).toEqual(['guardrail-min-interval 10:48'])
  })
})

describe('windows and blackouts', () => {
  const blackout = (window: string, schedule: string) =>
    codes(calendar(window), policyText({ keys: ['blackouts: [busy]'], schedules: [schedule] }))

  it.each([
    ['daily 01:00', []],
    ['daily 22:00', []],
    ['daily 05:00', ['outside-window']],
    ['"daily 01:00, 13:00"', ['outside-window']],
  ])('a window of the night and %s', (at, expected) => {
    const schedules = [`name: f, level: FULL, at: ${at}, window: "22:00-05:00"`]
    expect(codes(policyText({ schedules }))).toEqual(expected)
  })

  it('reads a window in local time, also for intervals in UTC', () => {
    const log = (more: string) => `name: log, level: TRANSACTION_LOG, every: 1h, ${more}`
    const window = 'window: "06:00-22:00"'
    expect(codes(policyText({ schedules: [FULL, log(window)] }))).toEqual(['outside-window'])
    const between = `between: "06:00-22:00", ${window}`
    expect(codes(policyText({ schedules: [FULL, log(between)] }))).toEqual([])
  })

  it.each([
    ['name: w, weekly: Sun 00:00-06:00', FULL, ['never-starts']],
    ['name: w, weekly: Sun 00:00-06:00', `${FULL}, onBlackout: defer`, []],
    ['name: w, weekly: daily 00:00-24:00', `${FULL}, onBlackout: defer`, ['never-starts']],
    ['name: w, weekly: Sun 00:00-06:00, levels: [DIFFERENTIAL]', FULL, []],
    ['name: w, weekly: Sat 00:00-06:00', FULL, []],
    [
      'name: d, from: 2027-01-01T00:00, to: 2027-02-01T00:00',
      'name: o, level: FULL, once: 2027-01-03T01:00',
      ['never-starts'],
    ],
    ['name: d, from: 2027-01-01T00:00, to: 2027-02-01T00:00', FULL, []],
  ])('a blackout {%s} and {%s}', (window, schedule, expected) => {
    expect(blackout(window, schedule)).toEqual(expected)
  })

  it.each([
    ['startDate: 2027-01-04T00:00, endDate: 2027-01-09T00:00', ['never-starts']],
    ['startDate: 2027-01-04T00:00, endDate: 2027-01-11T00:00', []],
    ['endDate: 2027-06-01T00:00', []],
    ['startDate: 2031-01-01T00:00', []],
  ])('a FULL of Sundays with %s', (dates, expected) => {
    expect(codes(policyText({ schedules: [`${FULL}, ${dates}`] }))).toEqual(expected)
  })
})

describe('hot-minute', () => {
  const stores = (count: number) =>
    document(
      'apiVersion: holdfast/v1',
      'kind: TargetList',
      'name: stores',
      'app: sqlserver',
      'commcell: main',
      'shared: {instanceId: 310}',
      'targets:',
      ...Array.from(
        { length: count },
        (_, index) => `  - {name: s${index}, clientId: ${index + 1}, subclientId: ${index + 1}}`,
      ),
    )
  const policy = (schedules: readonly string[]) =>
    policyText({ targets: '{list: stores}', schedules })

  // 4 at once and 5 minutes each: 48 an hour.
  it.each([
    [48, 'name: f, level: FULL, at: Sun 01:00, startWithin: 1h', []],
    [49, 'name: f, level: FULL, at: Sun 01:00, startWithin: 1h', ['hot-minute']],
    [49, 'name: f, level: FULL, at: Sun 01:00, startWithin: 2h', []],
  ])('%i targets and %s', (count, schedule, expected) => {
    expect(codes(stores(count), policy([schedule]))).toEqual(expected)
  })

  it('adds up what is due in the same minute, and nothing else', () => {
    const full = 'name: f, level: FULL, at: Sun 01:00, startWithin: 1h'
    const diff = (at: string) => `name: d, level: DIFFERENTIAL, at: ${at}, startWithin: 1h`
    expect(codes(stores(40), policy([full, diff('Mon-Sat 01:00')]))).toEqual([])
    const log = 'name: l, level: TRANSACTION_LOG, every: 1h, startWithin: 1h'
    const [finding] = findingsIn([stores(45), policy([full, log])])
    expect(finding?.message).toContain('90 backups are due on CommCell main at Sun')
  })
})

describe('what is told', () => {
  it('is told once for all environments', () => {
    expect(told(policyText({ schedules: ['name: f, level: FULL, at: daily 02:30'] }))).toEqual([
      'dst-skipped-start 9:32',
    ])
  })

  it('names the environment where it differs', () => {
    const keys = ['overrides:', '  staging: {schedules: {f: {at: daily 02:30}}}']
    const [finding] = findingsIn([
      policyText({ keys, schedules: ['name: f, level: FULL, at: daily 03:30'] }),
    ])
    expect(finding?.message).toMatch(/ \(in staging\)$/)
  })

  it('stands where the value was written: in the override, in the entry, or around it', () => {
    const placesOf = (policy: Parameters<typeof policyText>[0]) =>
      findingsIn([policyText({ timezone: 'Europe/Berlin', ...policy })]).map(
        ({ place }) => `${place.line}:${place.column}`,
      )
    const keys = ['overrides:', '  staging: {schedules: {f: {at: daily 02:30}}}']
    expect(placesOf({ keys, schedules: ['name: f, level: FULL, at: daily 03:30'] })).toEqual([
      '9:33',
    ])
    expect(
      placesOf({
        keys: ['window: 22:00-05:00'],
        schedules: ['name: f, level: FULL, at: daily 12:00'],
      }),
    ).toEqual(['8:9'])
    expect(
      placesOf({ schedules: ['name: f, level: FULL, at: daily 12:00, window: "22:00-05:00"'] }),
    ).toEqual(['9:53'])
  })

  it('is the same on every day, but for warnings about dates', () => {
    const documents = [
      guarded('requireRpo: [prod]'),
      policyText({
        keys: ['rpo: 1h', 'pause: {reason: r, by: b, until: 2026-12-01T00:00}'],
        schedules: [
          `${FULL}, endDate: 2027-01-01T00:00`,
          'name: log, level: TRANSACTION_LOG, every: 30m',
        ],
      }),
      policyText({
        name: 'bare',
        targets: 'erp-reporting',
        schedules: [FULL, 'name: o, level: FULL, once: 2026-12-24T18:00'],
      }),
    ]
    const ofDay = (day: string) => {
      const found = findingsIn(documents, Date.parse(day))
      return {
        warnings: found.filter(({ severity }) => severity === 'warning').map(({ code }) => code),
        errors: found.filter(({ severity }) => severity === 'error'),
      }
    }
    const today = ofDay('2026-11-21')
    expect(today.errors).not.toEqual([])
    for (const day of ['2020-02-29', '2026-12-25', '2027-10-31', '2199-12-31']) {
      expect(ofDay(day).errors).toEqual(today.errors)
    }
    expect(today.warnings).toEqual(['rpo-paused', 'no-full-in-chain'])
    expect(ofDay('2027-02-01').warnings).toEqual([
      'pause-expired',
      'date-past',
      'no-full-in-chain',
      'date-past',
    ])
  })

  it('does not depend on the order of the documents', () => {
    const documents = [
      calendar('name: w, weekly: Sun 00:00-06:00'),
      policyText({ keys: ['blackouts: [busy]', 'rpo: 1h'], schedules: [FULL, DIFF] }),
      policyText({
        name: 'other',
        keys: ['rpo: 1d'],
        schedules: ['name: f, level: FULL, at: daily 01:00'],
      }),
    ]
    const said = (list: readonly string[]) =>
      findingsIn(list, NOW)
        .map(({ code, message }) => `${code} ${message}`)
        .toSorted()
    expect(said(documents)).not.toEqual([])
    expect(said(documents.toReversed())).toEqual(said(documents))
  })
})
