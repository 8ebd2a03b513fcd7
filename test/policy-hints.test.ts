// What is proposed for a wrong word: what was meant where that is clear, and else all there is, never the first of a list.
import { describe, expect, it } from 'vitest'
import { findingsIn, policyText } from './support/policy-text.ts'

const FULL = 'name: full, level: FULL, at: Sun 01:00'

/** `code: fix` of each. */
function fixes(...documents: readonly string[]): readonly string[] {
  return findingsIn(documents).map(({ code, fix }) => `${code}: ${fix}`)
}

const document = (...lines: readonly string[]) => `${lines.join('\n')}\n`

describe('a word that is none', () => {
  it.each([
    ['level: DIFF, at: Mon 01:00', 'write level: DIFFERENTIAL'],
    ['level: full, at: Mon 01:00', 'write level: FULL'],
    ['level: LOG, every: 15m', 'write level: TRANSACTION_LOG'],
    ['level: LOGS, every: 15m', 'write level: TRANSACTION_LOG'],
    ['level: INCR, at: Mon 01:00', 'write level: INCREMENTAL'],
    [
      'level: SYNTHETIC, at: Mon 01:00',
      'write one of FULL, DIFFERENTIAL, TRANSACTION_LOG, INCREMENTAL',
    ],
    ['level: FULL, at: Mon 01:00, onMaxRun: kill', 'write onMaxRun: cancel'],
    ['level: FULL, at: Mon 01:00, onMaxRun: abort', 'write onMaxRun: cancel'],
    ['level: FULL, at: Mon 01:00, onMaxRun: ignore', 'write one of flag, cancel'],
    ['level: FULL, at: Mon 01:00, overlap: wait', 'write overlap: buffer'],
    ['level: FULL, at: Mon 01:00, overlap: queue', 'write overlap: buffer'],
    ['level: FULL, at: Mon 01:00, overlap: forbid', 'write one of skip, buffer, replace, allow'],
    ['level: FULL, at: Mon 01:00, onBlackout: wait', 'write onBlackout: defer'],
    ['level: FULL, at: Mon 01:00, onBlackout: run', 'write one of skip, defer'],
  ])('in %s', (schedule, fix) => {
    expect(fixes(policyText({ schedules: [FULL, `name: x, ${schedule}`] }))).toEqual([
      `wrong-value: ${fix}`,
    ])
  })

  it.each([
    ['FAIL', 'write FAILED'],
    ['SUCCESS', 'write COMPLETED'],
    ['SUCCEEDED', 'write COMPLETED'],
    ['ABORT', /^write one of CREATED, PENDING/],
    ['KILLED', /^write one of CREATED, PENDING/],
  ])('when: [%s]', (state, fix) => {
    const [finding] = findingsIn([
      policyText({ keys: [`notify: [{when: [${state}], to: dba}]`], schedules: [FULL] }),
    ])
    expect(finding?.fix).toEqual(typeof fix === 'string' ? fix : expect.stringMatching(fix))
  })

  it.each([
    ['Policy', 'write kind: BackupPolicy'],
    ['Calendar', 'write kind: BlackoutCalendar'],
    ['Retention', /^write one of BackupPolicy, TargetList, /],
  ])('kind: %s', (kind, fix) => {
    const [finding] = findingsIn([document('apiVersion: holdfast/v1', `kind: ${kind}`, 'name: x')])
    expect(finding?.fix).toEqual(typeof fix === 'string' ? fix : expect.stringMatching(fix))
  })
})

describe('a duration', () => {
  it.each([
    ['1.5h', 'write 90m'],
    ['0.5h', 'write 30m'],
    ['1,5 hours', 'write 90m'],
    ['1h30m', 'write 90m'],
    ['90', 'write the unit: maxRun: 90m, or h or d'],
    ['soon', 'write it like 90m'],
    ['1.5.2h', 'write it like 90m'],
  ])('%s', (text, fix) => {
    const [finding] = findingsIn([
      policyText({ schedules: [`${FULL}, maxRun: "${text}"`.replace('"90"', '90')] }),
    ])
    expect(finding?.fix).toBe(fix)
  })
})

describe('a name', () => {
  it.each([
    ['environments: [production]', 'unknown-environment: did you mean prod?'],
    ['rpo: 8d\nretention: 30d', 'unknown-key: leave it there, and remove it here'],
    ['encryption: true', 'unknown-key: leave it there, and remove it here'],
    ['pause: {reason: move, by: dba, until: 2026-12-05}', 'date-invalid: write 2026-12-05T00:00'],
  ])('in %s', (keys, fix) => {
    expect(fixes(policyText({ keys: [keys], schedules: [FULL] }))).toEqual([fix])
  })

  it('of a list where a target should be', () => {
    expect(fixes(policyText({ targets: 'erp', schedules: [FULL] }))).toEqual([
      'unknown-target: write {list: erp}',
    ])
  })

  it('of a channel is told once for all environments that lack it', () => {
    const keys = ['notify: [{when: [FAILED], to: dba}]']
    const found = findingsIn([policyText({ keys, schedules: [FULL] })])
    expect(found.map(({ message }) => message)).toEqual([
      'Each of the environments prod, staging has no channel "dba"; it has none',
    ])
    expect(found[0]?.fix).toBe('add it to channels of prod, staging')
  })

  it('of a channel that an environment has under a longer name', () => {
    const lab = document(
      'apiVersion: holdfast/v1',
      'kind: Environment',
      'name: lab',
      'region: eu-central-1',
      'commcells: {main: {endpoint: "https://lab.example.com/api", authSecret: lab}}',
      'channels: {dba-oncall: {sns: alerts}}',
    )
    const keys = ['environments: [lab]', 'notify: [{when: [FAILED], to: dba}]']
    expect(fixes(policyText({ keys, schedules: [FULL] }), lab)).toEqual([
      'unknown-channel: did you mean dba-oncall?',
    ])
  })

  it('of the end of a window', () => {
    const calendar = document(
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: busy',
      'timezone: UTC',
      'windows: [{name: close, from: 2026-12-30T18:00, until: 2027-01-02T08:00}]',
    )
    expect(fixes(policyText({ schedules: [FULL] }), calendar)).toEqual([
      'unknown-key: did you mean to?',
    ])
  })
})

it.each([
  ['Sunday 1:00', 'write Sun 01:00'],
  ['monday-friday 1:00, 13:00', 'write Mon-Fri 01:00, 13:00'],
  ['last Sunday 23:00', 'write last Sun 23:00'],
])('proposes the whole of the phrase %s', (phrase, fix) => {
  const schedules = [`name: full, level: FULL, at: "${phrase}"`]
  expect(fixes(policyText({ schedules }))).toEqual([`phrase-invalid: ${fix}`])
})

it('refuses a calendar that the runs could not carry', () => {
  const windows = (count: number) =>
    Array.from({ length: count }, (_, day) => `  - {name: w-${day}, weekly: "Mon 08:00-09:00"}`)
  const calendar = (count: number) =>
    document(
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: holidays',
      'timezone: Europe/Berlin',
      'windows:',
      ...windows(count),
    )
  const policy = policyText({ schedules: [FULL] })
  expect(fixes(policy, calendar(200))).toEqual([])
  expect(fixes(policy, calendar(201))).toEqual(['wrong-value: take out those that are over'])
})

describe('the caret', () => {
  const spots = (text: string) =>
    findingsIn([text]).map(({ code, place, fix }) => [code, place.line, place.column, fix])

  it('is at a key that a preset does not have', () => {
    const match = 'match: {service: erp/web, state: COMPLETED}'
    const triggers = [`name: t, level: FULL, event: ecs, ${match}`]
    const found = spots(policyText({ schedules: [FULL], triggers })).find(
      ([code]) => code === 'unknown-key',
    )
    const column = `  - {name: t, level: FULL, event: ecs, match: {service: erp/web, `.length + 1
    expect(found?.slice(0, 3)).toEqual(['unknown-key', 11, column])
  })

  it('is at the name of what an override would remove', () => {
    const keys = ['overrides:', '  prod: {schedules: {lgo: null}}']
    const schedules = [FULL, 'name: log, level: TRANSACTION_LOG, every: 1h']
    expect(spots(policyText({ keys, schedules }))).toEqual([
      ['unknown-schedule', 9, '  prod: {schedules: {'.length + 1, 'did you mean log?'],
    ])
  })
})

describe('what reaches nothing', () => {
  it.each([
    ['spread: 70m', 'spread-too-wide: write a spread shorter than 1h'],
    ['spread: 1h', 'spread-too-wide: write a spread shorter than 1h'],
  ])('%s of an hourly start', (spread, fix) => {
    expect(
      fixes(
        policyText({ schedules: [FULL, `name: x, level: FULL, every: 1h, offset: 5m, ${spread}`] }),
      ),
    ).toEqual([fix])
  })

  it('a spread shorter than the interval is one', () => {
    expect(
      fixes(policyText({ schedules: [`name: x, level: FULL, every: 12h, spread: 30m`] })),
    ).toEqual([])
  })

  it('an exclusion of what is not selected', () => {
    const policy = policyText({ keys: ['exclude: [erp-reporting]'], schedules: [FULL] })
    expect(fixes(policy)).toEqual(['no-targets: remove it, or write the target that is meant'])
  })

  it.each([
    'exclude: [erp-reporting]\noverrides: {staging: {targets: [{list: erp}]}}',
    'exclude: [erp-reporting]\noverrides: {staging: {targets: [erp-core, {select: {tier: silver}}]}}',
  ])('an exclusion is of use where an environment selects the target: %s', keys => {
    expect(fixes(policyText({ keys: [keys], schedules: [FULL] }))).toEqual([])
  })
})
