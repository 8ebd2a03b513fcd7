// The proof of the rpo, with the figures that the manual promises: what is kept, what is not, and what is said of it.
import { describe, expect, it } from 'vitest'
import { cpuTime } from './support/cpu-time.ts'
import { findingsIn, type PolicyText, policyText } from './support/policy-text.ts'

const FULL = 'name: weekly-full, level: FULL, at: Sun 01:00'
const DIFF = 'name: daily-diff, level: DIFFERENTIAL, at: Mon-Sat 01:00'
const log = (every: string, more = '') =>
  `name: log, level: TRANSACTION_LOG, every: ${every}${more}`

function rpoFinding(policy: PolicyText, ...others: readonly string[]) {
  const found = findingsIn([policyText(policy), ...others])
  expect(
    found.filter(({ severity, code }) => severity === 'error' && code !== 'rpo-not-met'),
  ).toEqual([])
  const [finding, ...more] = found.filter(({ code }) => code.startsWith('rpo-'))
  expect(more).toEqual([])
  return finding
}

const billing = (rpo: string, spread = '20m'): PolicyText => ({
  name: 'billing-oracle',
  app: 'oracle',
  targets: 'billing-prod',
  timezone: 'America/New_York',
  keys: [`rpo: ${rpo}`],
  schedules: [
    'name: weekly-full, level: FULL, at: Sun 22:30, window: "22:00-05:00", startWithin: 4h',
    `name: nightly, level: INCREMENTAL, cumulative: true, at: Mon-Sat 22:30, window: "22:00-05:00", spread: ${spread}`,
  ],
})

describe('an rpo that is kept', () => {
  it.each<[string, PolicyText]>([
    ['15m by logs every 15m', { keys: ['rpo: 15m'], schedules: [FULL, DIFF, log('15m')] }],
    ['25h by a nightly chain, the night in November included', billing('25h')],
    ['30m by logs every 30m', { keys: ['rpo: 30m'], schedules: [FULL, log('30m')] }],
    ['8d by a weekly FULL', { keys: ['rpo: 8d'], schedules: [FULL] }],
    ['7d by a weekly FULL in UTC', { timezone: 'UTC', keys: ['rpo: 7d'], schedules: [FULL] }],
    ['20m with its jitter', { keys: ['rpo: 20m'], schedules: [FULL, log('15m', ', jitter: 5m')] }],
    [
      'a day with an endDate that another schedule goes on after',
      { keys: ['rpo: 8d'], schedules: [FULL, log('1h', ', endDate: 2027-02-01T00:00')] },
    ],
  ])('%s', (_, policy) => {
    expect(rpoFinding(policy)).toBeUndefined()
  })

  it('by the logs of another policy', () => {
    const logs = policyText({ name: 'logs', schedules: [log('15m')] })
    expect(rpoFinding({ keys: ['rpo: 15m'], schedules: [FULL] }, logs)).toBeUndefined()
  })
})

describe('an rpo that is not kept', () => {
  it.each<[string, PolicyText, readonly string[], string]>([
    [
      'by an interval that is too long',
      { keys: ['rpo: 15m'], schedules: [FULL, log('30m')] },
      ['30m', 'erp-sql.log', 'erp-core'],
      'write every: 15m for erp-sql.log',
    ],
    [
      'by a day of 25 hours, and by the order of a week',
      billing('24h'),
      ['2027-11-06', '2027-11-07', 'clocks go back', 'Sun 22:30', 'Mon 22:', 'in other weeks'],
      'write rpo: 25h',
    ],
    [
      'by a week of 169 hours',
      { keys: ['rpo: 7d'], schedules: ['name: full, level: FULL, at: Sat 23:00'] },
      ['169h', 'two starts of erp-sql.full', 'clocks go back'],
      'write rpo: 8d',
    ],
    [
      'by jitter',
      { keys: ['rpo: 15m'], schedules: [FULL, log('15m', ', jitter: 5m')] },
      ['20m', '5m of it jitter'],
      'write every: 10m for erp-sql.log',
    ],
    [
      'without logs',
      { keys: ['rpo: 1h'], schedules: [FULL, DIFF] },
      ['25h'],
      'add a schedule with level: TRANSACTION_LOG and every: 1h',
    ],
    [
      'by a start that the clocks skip',
      { keys: ['rpo: 25h'], schedules: ['name: full, level: FULL, at: daily 02:30'] },
      ['47h', '2027-03-28', '02:30 does not exist'],
      'start erp-sql.full at an hour that the clocks do not skip, or write rpo: 47h',
    ],
    [
      'by a copy-only FULL, which is no recovery point',
      { keys: ['rpo: 8d'], schedules: ['name: full, level: FULL, copyOnly: true, at: Sun 01:00'] },
      ['copy-only'],
      'add a schedule with level: TRANSACTION_LOG and every: 12h',
    ],
    [
      'by something that happens once',
      { keys: ['rpo: 8d'], schedules: ['name: full, level: FULL, once: 2027-01-03T01:00'] },
      ['once'],
      'add a schedule with level: TRANSACTION_LOG and every: 12h',
    ],
    [
      'by triggers',
      {
        keys: ['rpo: 1h'],
        triggers: ['name: deploy, level: FULL, event: codedeploy, match: {application: erp}'],
      },
      ['triggers'],
      'add a schedule with level: TRANSACTION_LOG and every: 1h',
    ],
    [
      'by schedules that all end',
      {
        keys: ['rpo: 8d'],
        schedules: ['name: full, level: FULL, at: Sun 01:00, endDate: 2027-03-01T00:00'],
      },
      ['nothing is backed up any more after erp-sql.full, Sun 2027-02-28 01:00 (Europe/Berlin)'],
      'remove endDate of erp-sql.full',
    ],
    [
      'after logs that end',
      { keys: ['rpo: 1h'], schedules: [FULL, DIFF, log('1h', ', endDate: 2027-02-01T00:00')] },
      ['because erp-sql.log ends on'],
      'remove endDate of erp-sql.log',
    ],
    [
      'before logs that begin later',
      { keys: ['rpo: 1h'], schedules: [FULL, DIFF, log('1h', ', startDate: 2027-02-01T00:00')] },
      ['because erp-sql.log begins on'],
      'remove startDate of erp-sql.log',
    ],
    [
      'outside of the hours of an interval',
      { keys: ['rpo: 1h'], schedules: [FULL, log('1h', ', between: "06:00-22:00"')] },
      ['9h', 'two starts of erp-sql.log'],
      'remove between of erp-sql.log',
    ],
    [
      'by logs that start too rarely',
      {
        keys: ['rpo: 2h'],
        schedules: [FULL, 'name: log, level: TRANSACTION_LOG, at: "daily 06:00, 12:00, 18:00"'],
      },
      [],
      'write every: 2h for erp-sql.log',
    ],
    [
      'by logs after the FULL or the DIFFERENTIAL of the same minute, which are not named',
      { keys: ['rpo: 15m'], schedules: [FULL, DIFF, log('30m')] },
      ['two starts of erp-sql.log'],
      'write every: 15m for erp-sql.log',
    ],
  ])('%s', (_, policy, words, fix) => {
    const finding = rpoFinding(policy)
    expect(finding).toMatchObject({ code: 'rpo-not-met', severity: 'error' })
    for (const word of words) expect(finding?.message).toContain(word)
    expect(finding?.fix).toBe(fix)
  })

  it('by a DIFFERENTIAL that gives way to a FULL which may come later', () => {
    const schedules = [
      'name: full, level: FULL, every: 12h, jitter: 3h, startWithin: 4h',
      'name: diff, level: DIFFERENTIAL, every: 12h, acknowledge: breaks-differential-base',
    ]
    expect(rpoFinding({ keys: ['rpo: 15h'], schedules })).toBeUndefined()
    expect(rpoFinding({ keys: ['rpo: 14h'], schedules })?.message).toContain('15h pass')
  })

  it('by a DIFFERENTIAL that gives way to a FULL which jitter may carry into a blackout', () => {
    const calendar = [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: copies',
      'timezone: Europe/Berlin',
      'windows: [{name: night, weekly: "Sun 02:00-05:00", levels: [FULL]}]',
      '',
    ].join('\n')
    const keys = ['rpo: 25h', 'blackouts: [copies]']
    const daily = 'name: diff, level: DIFFERENTIAL, at: daily 01:00'
    const punctual = rpoFinding({ keys, schedules: [FULL, daily] }, calendar)
    expect(punctual).toBeUndefined()
    const late = rpoFinding(
      { keys, schedules: [`${FULL}, jitter: 2h, startWithin: 3h`, daily] },
      calendar,
    )
    expect(late?.message).toContain('49h pass')
    expect(late?.message).toContain('Sat 2027-10-30 01:00 and Mon 2027-11-01 01:00')
  })

  it('by a DIFFERENTIAL that the end of a blackout starts beside a FULL which may come later', () => {
    const calendar = [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: nights',
      'timezone: UTC',
      'windows: [{name: night, weekly: "Mon-Sun 00:00-05:00"}]',
      '',
    ].join('\n')
    const of = (rpo: string, full: string) => ({
      timezone: 'UTC',
      keys: [`rpo: ${rpo}`, 'blackouts: [nights]'],
      schedules: [
        full,
        'name: diff, level: DIFFERENTIAL, at: daily 01:00, onBlackout: defer, acknowledge: breaks-differential-base',
      ],
    })
    const jitter = 'jitter: 2h, startWithin: 3h'
    const full = `name: full, level: FULL, at: daily 05:00, ${jitter}`
    const deferred = `name: full, level: FULL, at: daily 04:30, onBlackout: defer, ${jitter}`
    expect(rpoFinding(of('26h', full), calendar)).toBeUndefined()
    expect(rpoFinding(of('24h', full), calendar)?.message).toContain('26h pass')
    expect(rpoFinding(of('24h', deferred), calendar)?.message).toContain('25h30m pass')
  })

  it('by a DIFFERENTIAL that jitter may carry to the end of a blackout, which starts a FULL', () => {
    const calendar = [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: mornings',
      'timezone: UTC',
      'windows: [{name: morning, weekly: "daily 05:00-06:00"}]',
      '',
    ].join('\n')
    const of = (rpo: string) => ({
      timezone: 'UTC',
      keys: [`rpo: ${rpo}`, 'blackouts: [mornings]', 'onBlackout: defer'],
      schedules: [
        'name: full, level: FULL, at: daily 06:00, jitter: 30m, startWithin: 4h',
        'name: diff, level: DIFFERENTIAL, cron: "55 */2 * * *", jitter: 10m, acknowledge: breaks-differential-base',
      ],
    })
    expect(rpoFinding(of('186m'), calendar)?.message).toContain('3h35m pass')
    expect(rpoFinding(of('215m'), calendar)).toBeUndefined()
  })

  it('is judged in a moment, where blackouts leave no gap to defer to', () => {
    const calendar = [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: always',
      'timezone: UTC',
      'windows: [{name: day, weekly: "daily 00:00-24:00"}]',
      '',
    ].join('\n')
    const policy = policyText({
      keys: ['rpo: 25h', 'blackouts: [always]', 'onBlackout: defer'],
      schedules: [
        'name: full, level: FULL, every: 1h',
        'name: diff, level: DIFFERENTIAL, every: 30m, acknowledge: breaks-differential-base',
      ],
    })
    expect(cpuTime(() => findingsIn([policy, calendar]))).toBeLessThan(10_000)
  })

  it('but not by the minute in which a FULL is due, when a blackout has the DIFFERENTIAL wait', () => {
    const calendar = [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: nights',
      'timezone: UTC',
      'windows: [{name: night, weekly: "Mon-Sun 00:00-05:00", levels: [DIFFERENTIAL]}]',
      '',
    ].join('\n')
    const policy = {
      timezone: 'UTC',
      keys: ['rpo: 24h', 'blackouts: [nights]'],
      schedules: [
        FULL,
        'name: diff, level: DIFFERENTIAL, at: daily 01:00, onBlackout: defer, acknowledge: breaks-differential-base',
      ],
    }
    expect(rpoFinding(policy, calendar)).toBeUndefined()
  })

  it('by a window, beside what is said of the starts outside of it', () => {
    const schedules = [FULL, log('1h', ', window: "06:00-22:00"')]
    const found = findingsIn([policyText({ keys: ['rpo: 1h'], schedules })])
    expect(found.map(({ code, fix }) => `${code}: ${fix}`)).toEqual([
      'rpo-not-met: remove window of erp-sql.log',
      'outside-window: write between: 06:00-22:00 in place of window',
    ])
  })

  it('stands at the rpo', () => {
    const finding = rpoFinding({ keys: ['rpo: 15m'], schedules: [FULL] })
    expect(finding?.place).toMatchObject({ file: 'policies.yaml', line: 8, column: 6 })
  })

  it('names the blackout', () => {
    const calendar = [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: year-end',
      'timezone: Europe/Berlin',
      'windows: [{name: close, from: 2026-12-30T18:00, to: 2027-01-02T08:00}]',
      '',
    ].join('\n')
    const keys = ['rpo: 1h', 'blackouts: [year-end]']
    const finding = rpoFinding({ keys, schedules: [FULL, log('1h')] }, calendar)
    expect(finding?.message).toContain('because of the blackout close of year-end')
    expect(finding?.message).toContain('63h pass')
  })

  it('says for which of its targets, when others are helped by another policy', () => {
    const logs = policyText({ name: 'logs', targets: 'erp-core', schedules: [log('15m')] })
    const policy = { targets: 'erp-core, erp-reporting', keys: ['rpo: 1h'], schedules: [FULL] }
    expect(rpoFinding(policy, logs)?.message).toContain('for erp-reporting:')
  })

  it('is not guessed at while another policy is wrong: that one may protect the target, too', () => {
    const wrong = policyText({ name: 'logs', schedules: ['name: log, level: LOG, every: 15m'] })
    const found = findingsIn([policyText({ keys: ['rpo: 15m'], schedules: [FULL] }), wrong])
    expect(found.map(({ code }) => code)).toEqual(['wrong-value'])
  })

  it('says in which environment, when it is kept in another', () => {
    const overrides = ['overrides:', '  staging: {schedules: {log: null}}']
    const keys = ['rpo: 15m', ...overrides]
    const finding = rpoFinding({ keys, schedules: [FULL, log('15m')] })
    expect(finding?.message).toMatch(/\(in staging\)$/)
  })
})

describe('a pause', () => {
  const pause = (until: string) => `pause: {reason: Storage move, by: j.doe, until: ${until}}`

  it('is a warning where it breaks the promise', () => {
    const keys = ['rpo: 15m', pause('2026-12-05T06:00')]
    const finding = rpoFinding({ keys, schedules: [FULL, log('15m')] })
    expect(finding).toMatchObject({ code: 'rpo-paused', severity: 'warning' })
    expect(finding?.message).toContain('until Sat 2026-12-05 06:00')
  })

  it('says how much is left', () => {
    const schedules = [FULL, DIFF, log('15m', `, ${pause('2026-12-05T06:00')}`)]
    expect(rpoFinding({ keys: ['rpo: 15m'], schedules })?.message).toContain('up to 25h pass')
  })

  it('is silent where others keep the promise', () => {
    const schedules = [`${FULL}, ${pause('2026-12-05T06:00')}`, log('15m')]
    expect(rpoFinding({ keys: ['rpo: 15m'], schedules })).toBeUndefined()
  })

  it('is silent when it is over', () => {
    const keys = ['rpo: 15m', pause('2026-11-05T06:00')]
    expect(rpoFinding({ keys, schedules: [FULL, log('15m')] })).toBeUndefined()
  })

  it('does not hide a promise that would not be kept without it', () => {
    const keys = ['rpo: 15m', pause('2026-12-05T06:00')]
    expect(rpoFinding({ keys, schedules: [FULL] })?.code).toBe('rpo-not-met')
  })
})
