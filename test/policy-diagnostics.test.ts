// Every mistake as its author sees it: test/golden/policy/err/<code>.yaml and what we say about it in <code>.out.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CODES, type DiagnosticCode } from '../lib/policy/codes.ts'
import { placeIn } from '../lib/policy/origin.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderText } from '../lib/policy/render.ts'
import { expectGolden, readGolden } from './support/golden.ts'
import { NOW, policyText } from './support/policy-text.ts'

const GOLDEN = join(import.meta.dirname, 'golden', 'policy')
const ERR = join(GOLDEN, 'err')
const cases = readdirSync(ERR)
  .filter(file => file.endsWith('.yaml'))
  .map(file => file.replace('.yaml', ''))

/** What no file of ours can earn. */
const OF_THE_DISK = ['file-unreadable'] as const satisfies DiagnosticCode[]
type OfTheDisk = (typeof OF_THE_DISK)[number]

const POLICY = policyText({ schedules: ['name: full, level: FULL, at: Sun 01:00'] })
  .split('\n')
  .slice(1)
  .join('\n')

const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

function read(name: string) {
  const file = { file: `${name}.yaml`, text: readGolden(`policy/err/${name}.yaml`) }
  return { files: [base, file], ...readPolicies([base, file], { now: NOW }) }
}

it.each(cases)('%s is told with its place and its fix', name => {
  const { files, diagnostics } = read(name)
  expect(diagnostics.map(({ code }) => code)).toContain(name)
  expectGolden(`policy/err/${name}.out`, renderText(diagnostics, files, { color: false }))
})

it.each(cases)('%s has one line and a fix, and its document hands on no policy', name => {
  const { diagnostics, policies, files } = read(name)
  for (const { message, fix } of diagnostics) {
    expect(fix).toBeTruthy()
    expect(message).not.toMatch(/[.\n]$/)
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const document = (file: string, line: number) => {
    const lines =
      files
        .find(one => one.file === file)
        ?.text.split('\n')
        .slice(0, line) ?? []
    return `${file} ${lines.filter(text => text === '---').length}`
  }
  const wrong = errors.map(({ place }) => document(place.file, place.line))
  for (const { origin } of policies) {
    const { file, line } = placeIn(origin)
    expect(wrong).not.toContain(document(file, line))
  }
})

/** What to write instead of what, as the fixes say. */
const REPAIRS: Record<
  Exclude<DiagnosticCode, OfTheDisk>,
  readonly (readonly [string, string])[]
> = {
  'api-version-unknown': [['holdfast/v2', 'holdfast/v1']],
  'blackout-invalid': [
    ['to: 2026-12-29T08:00', 'to: 2027-01-02T08:00'],
    ['weekly: 08:00-10:00', 'weekly: Mon-Fri 08:00-10:00'],
    ['reason: nobody said when', 'weekly: Sat-Sun 00:00-24:00'],
  ],
  'breaks-differential-base': [
    ['once:', 'copyOnly: true\n    once:'],
    ['match: {application: erp}', 'match: {application: erp}\n    copyOnly: true'],
    ['at: day 1 04:00', 'at: day 1 04:00\n    acknowledge: breaks-differential-base'],
  ],
  'cron-both-days': [['0 1 15 * 1', '0 1 15 * *']],
  'cron-impossible': [['cron: "0 1 31 2 *"', 'at: last day 23:00']],
  'cron-invalid': [['61 1 * * *', '0 1 * * 0']],
  'cron-six-fields': [['cron: "0 0 1 ? * SUN"', 'at: Sun 01:00']],
  'date-invalid': [
    ['2026-02-30T01:00', '2026-12-30T18:00'],
    ['tomorrow', '2027-12-30T18:00'],
  ],
  'date-past': [
    ['once: 2026-10-03T22:00', 'once: 2027-10-03T22:00'],
    ['endDate: 2026-11-01T00:00', 'endDate: 2027-11-01T00:00'],
  ],
  'dst-skipped-start': [['daily 02:30', 'daily 03:00']],
  'duplicate-cover': [
    [
      'targets: [erp-core]\ntimezone: Europe/Berlin\nschedules:\n  - name: sunday',
      'targets: [erp-reporting]\ntimezone: Europe/Berlin\nschedules:\n  - name: sunday',
    ],
  ],
  'duplicate-key': [['timezone: UTC', '']],
  'duplicate-name': [
    ['name: weekly-full\n    level: DIFF', 'name: diff\n    level: DIFF'],
    [
      '---\napiVersion: holdfast/v1\nkind: BackupPolicy\nname: erp-sql',
      '---\napiVersion: holdfast/v1\nkind: BackupPolicy\nname: other',
    ],
  ],
  'duration-invalid': [
    ['1h30m', '90m'],
    ['30s', '1m'],
    ['2d', '1d'],
  ],
  'ecs-rollback-completes-too': [
    [
      'event: ecs\n    match: {service: erp-api}',
      'event: codepipeline\n    match: {pipeline: erp}',
    ],
  ],
  'endpoint-not-https': [['http://', 'https://']],
  'event-never-matches': [['SUCCEEDED', 'SUCCESS']],
  'event-own-results': [['source: [holdfast]', 'source: [release.erp]']],
  'event-pattern-invalid': [
    ['release.erp', '[release.erp]'],
    ['result: []', 'result: [ok]'],
  ],
  'event-value-unknown': [['ALMOST', 'SUCCESS']],
  'every-invalid': [
    ['25m', '20m'],
    ['70m', '5m'],
  ],
  'guardrail-max-targets': [['erp-core, erp-reporting', 'erp-core']],
  'guardrail-min-interval': [
    ['every: 5m', 'every: 10m'],
    ['0,5 12', '0,10 12'],
  ],
  'guardrail-pause-until': [['by: j.doe', 'by: j.doe, until: 2026-12-30T18:00']],
  'guardrail-replace': [['overlap: replace', 'overlap: skip']],
  'guardrail-rpo': [['schedules:', 'rpo: 8d\nschedules:']],
  'hot-minute': [['startWithin: 1h', 'startWithin: 2h']],
  'kind-unknown': [
    ['BackupPolcy', 'BackupPolicy'],
    ['Retention', 'TargetList'],
  ],
  'level-option': [
    ['DIFFERENTIAL\n    copyOnly: true', 'DIFFERENTIAL'],
    [
      'level: INCREMENTAL\n    at: Tue 01:00\n  - name: full-cumulative\n    level: FULL\n    cumulative: true\n    at: Sun 01:00\n---',
      'level: DIFFERENTIAL\n    at: Tue 01:00\n---',
    ],
    ['level: TRANSACTION_LOG\n    every: 15m', 'level: FULL\n    at: Wed 01:00'],
    [
      'level: DIFFERENTIAL\n    at: Mon 01:00\n  - name: incremental\n    level: INCREMENTAL',
      'level: INCREMENTAL\n    cumulative: true',
    ],
    ['level: FULL\n    cumulative: true', 'level: FULL'],
    ['level: FULL\n    copyOnly: true', 'level: FULL'],
  ],
  'missing-key': [
    ['name: erp-sql\n', 'name: erp-sql\ntargets: [erp-core]\nowner: dba\n'],
    ['at: Sun 01:00\n---', 'level: FULL\n    at: Sat 01:00\n---'],
    ['name: nobodys', 'name: nobodys\nowner: dba'],
  ],
  'jitter-too-long': [
    ['jitter: 2h', 'jitter: 2h\n    startWithin: 3h'],
    ['jitter: 10m', 'jitter: 5m'],
  ],
  'name-invalid': [['ERP_SQL', 'erp-sql']],
  'name-too-long': [['the-weekly-full-backup-of-everything', 'weekly-full']],
  'never-starts': [
    ['at: Mon 09:00', 'at: Mon 09:00\n    onBlackout: defer'],
    ['endDate: 2026-12-11', 'endDate: 2026-12-18'],
  ],
  'no-documents': [['# nothing here yet', 'apiVersion: holdfast/v1\nkind: Defaults']],
  'no-full-in-chain': [['level: DIFFERENTIAL', 'level: FULL']],
  'no-policies': [['kind: Defaults\nowner: dba@example.com', POLICY]],
  'no-targets': [
    ['bronze', 'gold'],
    ['exclude: [erp-reporting]\n', ''],
  ],
  'outside-window': [
    ['01:00, 13:00', '01:00'],
    ['every: 15m', 'every: 15m\n    between: 22:00-05:00'],
  ],
  'pause-expired': [['2026-11-01', '2026-12-01']],
  'pause-without-until': [['by: j.doe', 'by: j.doe, until: 2026-12-30T18:00']],
  'phrase-invalid': [
    ['Sunday night', 'Sun 22:00'],
    ['Mon-Fry', 'Mon-Fri'],
    ['01:00, 13:30', '03:00'],
  ],
  'plan-log-schedule-overlap': [
    ['schedules:', 'schedules:\n  - {name: full, level: FULL, at: Sun 01:00}'],
  ],
  'reads-too-few': [
    ['readsPerHour: 100', 'readsPerHour: 120'],
    ['readsPerHour: 30', 'readsPerHour: 120'],
  ],
  'rpo-not-met': [
    ['every: 30m', 'every: 15m'],
    ['rpo: 24h', 'rpo: 25h'],
    ['rpo: 7d', 'rpo: 8d'],
    [
      'rpo: 30m\nschedules:',
      'rpo: 30m\nschedules:\n  - {name: log, level: TRANSACTION_LOG, every: 30m}',
    ],
    ['to: 2027-01-02T08:00', 'to: 2027-01-02T08:00\n    levels: [FULL, DIFFERENTIAL]'],
    ['    endDate: 2027-02-01T00:00\n', ''],
    [
      'rpo: 1h\ntriggers:',
      'rpo: 1h\nschedules:\n  - {name: log, level: TRANSACTION_LOG, every: 1h}\ntriggers:',
    ],
  ],
  'rpo-paused': [['pause: {reason: Storage move, by: j.doe, until: 2026-12-05T06:00}\n', '']],
  'schedule-time': [
    ['level: FULL\n  - name: twice', 'level: FULL\n    at: Sat 01:00\n  - name: twice'],
    ['    every: 1h\n', ''],
    ['    offset: 5m\n', ''],
  ],
  'secret-in-policy': [
    ['QSDK 3a1f5be0c7d94e02a1b85d3f6c7e8890aa', 'backup/lab/commvault'],
    ['    password: winter-2026\n', ''],
  ],
  'spread-too-wide': [['    spread: 5m\n', '']],
  'target-app': [['billing-prod', 'erp-core']],
  'target-ids-missing': [
    ['clientId: 2001', 'clientId: 2001\n    instanceId: 310\n    subclientId: 9001'],
  ],
  'target-unresolved': [
    ['clientName: STORE001', 'clientId: 2001'],
    ['instanceName: STORE001\\SQLEXPRESS', 'instanceId: 310\n    subclientId: 9001'],
    ['instanceName: STORE002', 'instanceId: 311, subclientId: 9002'],
  ],
  'timezone-missing': [['schedules:', 'timezone: Europe/Berlin\nschedules:']],
  'timezone-unknown': [
    ['Europe/Berln', 'Europe/Berlin'],
    ['pst', 'America/Los_Angeles'],
  ],
  'unknown-calendar': [['[yearend]', '[year-end]']],
  'unknown-channel': [['dbas', 'dba']],
  'unknown-commcell': [['mian', 'main']],
  'unknown-environment': [['prd, prod', 'prod, staging']],
  'unknown-event': [
    ['event: jenkins\n    match: {job: erp}', 'event: codebuild\n    match: {project: erp}'],
  ],
  'unknown-key': [
    ['    timezone: UTC\n', ''],
    ['startWihtin', 'startWithin'],
    ['    app: oracle', '    rpo: 8d'],
    ['retention: 30d\n', ''],
  ],
  'unknown-list': [['epr', 'erp']],
  'unknown-policy': [['erp-sgl', 'erp-sql']],
  'unknown-schedule': [
    ['wekly-full', 'weekly-full'],
    ['log: null', 'log: {level: TRANSACTION_LOG, every: 1h}'],
  ],
  'unknown-target': [
    ['erp-coer', 'erp-core'],
    ['exclude: [erp-old]\n', ''],
  ],
  'unknown-trigger': [['deplyo', 'deploy']],
  'window-invalid': [['10pm-5am', '22:00-05:00']],
  'writes-over-limit': [
    ['startWithin: 45m', 'startWithin: 1h'],
    ['every: 15m', 'every: 1h'],
  ],
  'wrong-type': [
    ['owner: \n', 'owner: dba\n'],
    ['targets: erp-core', 'targets: [erp-core]'],
    ['"yes"', 'true'],
    ['retry: 3', 'retry: {attempts: 3}'],
  ],
  'wrong-value': [
    ['sqlsrver', 'sqlserver'],
    ['level: full', 'level: FULL'],
    ['overlap: queue', 'overlap: buffer'],
    ['attempts: 100', 'attempts: 10'],
  ],
  'yaml-alias': [
    ['&l FULL', 'FULL'],
    ['*l', 'FULL'],
  ],
  'yaml-syntax': [['\t- name: log', '  - {name: log, level: FULL, at: Sun 01:00}']],
  'yaml-tag': [['!!str ', '']],
}

it.each(Object.entries(REPAIRS))('%s is gone when it is repaired as it says', (code, repairs) => {
  const text = repairs.reduce(
    (before, [wrong, right]) => {
      expect(before).toContain(wrong)
      return before.replace(wrong, right)
    },
    readGolden(`policy/err/${code}.yaml`),
  )
  const { diagnostics } = readPolicies([base, { file: `${code}.yaml`, text }], { now: NOW })
  const beside = new Set(read(code).diagnostics.map(one => one.code)).add('no-policies')
  beside.delete(code)
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  expect(errors.filter(one => !beside.has(one.code))).toEqual([])
  expect(diagnostics.map(one => one.code)).not.toContain(code)
})

it('tells twenty different mistakes in five files, each at its place, in one run', () => {
  const folder = join(GOLDEN, 'broken')
  const files = readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .map(file => ({ file: `broken/${file}`, text: readGolden(`policy/broken/${file}`) }))
  const { diagnostics } = readPolicies(files, { now: NOW })
  expect(files).toHaveLength(5)
  expect(new Set(diagnostics.map(({ code }) => code)).size).toBe(20)
  expect(diagnostics).toHaveLength(20)
  expectGolden('policy/broken/validate.out', renderText(diagnostics, files, { color: false }))
})

it('has a case for every code that a file can earn', () => {
  expect([...cases, ...OF_THE_DISK].toSorted()).toEqual(Object.keys(CODES).toSorted())
})
