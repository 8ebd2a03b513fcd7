// How a CommCell is written, what it becomes, and what its limits make of the schedules.
import { describe, expect, it } from 'vitest'
import { plan } from '../lib/plan/plan.ts'
import { secretArns } from '../lib/plan/secrets.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { NOW, policyText } from './support/policy-text.ts'

const PEM = '"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----\\n"'

const BEARER = { name: 'Authorization', prefix: 'Bearer' }

type World = {
  /** Keys of the CommCell, each a line of YAML. */
  readonly keys?: readonly string[]
  readonly targets?: number
  /** How many of them are on one client. */
  readonly onOne?: number
  readonly policies?: readonly string[]
}

function read({ keys = [], targets = 1, onOne = 0, policies = [FULL] }: World) {
  const head = ['apiVersion: holdfast/v1', 'kind: Environment', 'name: lab', 'region: eu-west-1']
  const base = ['endpoint: https://cc.example.com/api', 'authSecret: backup/cv']
  const commcell = ['commcells:', '  main:', ...[...base, ...keys].map(key => `    ${key}`)]
  const list = [
    ...['apiVersion: holdfast/v1', 'kind: TargetList', 'name: all', 'app: sqlserver'],
    ...['commcell: main', 'shared: {instanceId: 1}', 'targets:'],
    ...Array.from({ length: targets }, (_, n) => {
      const client = n < onOne ? 7 : 1000 + n
      return `  - {name: t-${n}, clientId: ${client}, subclientId: ${n + 1}}`
    }),
  ]
  const text = [head.concat(commcell).join('\n'), list.join('\n'), ...policies].join('\n---\n')
  return readPolicies([{ file: 'lab.yaml', text }], { now: NOW })
}

const policy = (...schedules: readonly string[]) =>
  policyText({ targets: '{list: all}', schedules })
const FULL = policy('name: full, level: FULL, at: Sun 01:00')

function findings(world: World) {
  return read(world).diagnostics.map(({ code, message, fix }) => `${code}: ${message}; ${fix}`)
}

describe('a CommCell', () => {
  it('has four jobs at once, and nothing else that nobody wrote', () => {
    expect(read({}).environments[0]?.commcells.main).toEqual({
      name: 'main',
      endpoint: 'https://cc.example.com/api',
      authSecret: 'backup/cv',
      maxInFlight: 4,
    })
  })

  it.each([
    ['authHeader: {name: Authorization, prefix: "Bearer "}', { authHeader: BEARER }],
    ['authHeader: {name: Authorization, prefix: Bearer}', { authHeader: BEARER }],
    ['authHeader: {name: X-Token}', { authHeader: { name: 'X-Token' } }],
    ['user: svc-holdfast', { user: 'svc-holdfast' }],
    ['maxInFlightPerClient: 2', { maxInFlightPerClient: 2 }],
    ['limits: saas', { limits: { readsPerHour: 1000, writesPerHour: 100 } }],
    [
      'limits: {readsPerHour: 500, writesPerHour: 50}',
      { limits: { readsPerHour: 500, writesPerHour: 50 } },
    ],
    ['caSecret: backup/ca', { caSecret: 'backup/ca' }],
  ])('with %s', (key, expected) => {
    const { policies, diagnostics } = read({ keys: [key] })
    expect(diagnostics).toEqual([])
    expect(plan(policies).policies[0]?.commcells.main).toMatchObject(expected)
  })

  it('lets the functions read its CA where that is a secret', () => {
    const { policies } = read({ keys: ['caSecret: arn:aws:secretsmanager:eu-west-1:1:secret:ca'] })
    expect(secretArns(plan(policies))).toContain('arn:aws:secretsmanager:eu-west-1:1:secret:ca')
  })

  it.each([
    ['authHeader: {name: "Auth token"}', 'is not the name of an HTTP header; write Authtoken or'],
    ['authHeader: {name: "Authtoken:"}', 'is not the name of an HTTP header'],
    ['authHeader: {name: "A\\r\\nHost"}', 'is not the name of an HTTP header'],
    ['authHeader: {name: Content-Type}', 'says something else already'],
    ['authHeader: {name: accept}', 'says something else already'],
    ['authHeader: {name: LIMIT}', 'says something else already'],
    ['authHeader: {name: Proxy-Authorization}', 'says something else already'],
    ['authHeader: {prefix: Bearer}', '"name" is missing'],
    ['authHeader: {name: Authorization, prefix: ""}', '"" is no prefix'],
    ['authHeader: {name: Authorization, prefix: "Bearer\\n"}', 'is no prefix'],
    ['authHeader: {name: Authorization, prefix: "two words"}', 'is no prefix'],
    ['authHeader: Authorization', '"authHeader" must be a map'],
    ['limits: SaaS', '"limits" must be saas, and this is "SaaS"; write limits: saas'],
    ['limits: {readsPerHour: 500}', '"writesPerHour" is missing; add writesPerHour: 100'],
    ['limits: {readsPerHour: 0, writesPerHour: 1}', '"readsPerHour" is at least 1'],
    ['limits: {reads: 500, writesPerHour: 1}', 'There is no key "reads" here'],
    ['maxInFlightPerClient: 5', 'the whole CommCell has 4 (maxInFlight)'],
    ['user: " "', 'This text is empty'],
  ])('is refused with %s', (key, message) => {
    expect(findings({ keys: [key] }).join('\n')).toContain(message)
  })

  it('has one CA, and may have as many jobs of a client as of all', () => {
    const [two, ...more] = findings({ keys: [`ca: ${PEM}`, 'caSecret: backup/ca'] })
    expect([two?.split(':')[0], more]).toEqual(['wrong-value', []])
    expect(findings({ keys: ['maxInFlight: 5', 'maxInFlightPerClient: 5'] })).toEqual([])
  })

  it.each([
    [120, []],
    [119, ['reads-too-few: The list of jobs is read once a minute']],
    [59, ['reads-too-few: The list of jobs is read once a minute, 60 times an hour, and 59 reads']],
  ])('with %d reads an hour is warned of what does not fit into them', (reads, expected) => {
    const keys = [`limits: {readsPerHour: ${reads}, writesPerHour: 100}`]
    expect(findings({ keys })).toEqual(expected.map(text => expect.stringContaining(text)))
  })
})

describe('starts beyond the limit of writes', () => {
  const limits = (writes: number) => [
    'maxInFlight: 1000',
    `limits: {readsPerHour: 1000, writesPerHour: ${writes}}`,
  ]
  const full = (startWithin: string) =>
    policy(`name: full, level: FULL, at: Sun 01:00, startWithin: ${startWithin}`)
  const logs = (every: string) =>
    policy(
      'name: full, level: FULL, once: 2027-03-07T01:00',
      `name: log, level: TRANSACTION_LOG, every: ${every}`,
    )

  it.each([
    ['as many as an hour takes', { targets: 100, policies: [full('1h')] }, undefined],
    ['what an hour more takes', { targets: 200, policies: [full('1h')] }, undefined],
    ['more than may wait so long', { targets: 240, policies: [full('1h')] }, '240 .* 40 of them'],
    ['more than can wait at all', { targets: 101, policies: [full('45m')] }, '101 .* 1 of them'],
    ['the same with more patience', { targets: 240, policies: [full('2h')] }, undefined],
    ['a steady stream that just fits', { targets: 25, policies: [logs('15m')] }, undefined],
    [
      'one that does not',
      { targets: 50, policies: [logs('15m')] },
      'start 200 backups an hour, day and night, .* about 50 in 100 would be missed',
    ],
    [
      'a stream that leaves too little for the night',
      {
        targets: 20,
        policies: [
          policy(
            'name: full, level: FULL, at: Sun 01:00',
            'name: diff, level: DIFFERENTIAL, at: Mon-Sat 01:00, startWithin: 15m',
            'name: log, level: TRANSACTION_LOG, every: 15m',
          ),
        ],
      },
      undefined,
    ],
  ])('%s', (_, world, message) => {
    const found = findings({ keys: limits(100), ...world }).filter(text => /^writes-/.test(text))
    expect(found).toEqual(
      message === undefined ? [] : [expect.stringMatching(`^writes-over-limit: .*${message}`)],
    )
  })

  it('are nothing to say where nobody counts', () => {
    expect(findings({ targets: 300, keys: ['maxInFlight: 1000'] })).toEqual([])
  })
})

describe('a hot minute of one client', () => {
  const keys = ['maxInFlight: 100', 'maxInFlightPerClient: 1']

  it('is told beside those of the whole CommCell', () => {
    expect(findings({ keys, targets: 40, onOne: 20 })).toEqual([
      'hot-minute: 20 backups are due on client 7 of CommCell main at Sun 2027-01-10 01:00 (Europe/Berlin), which takes 1 at once (maxInFlightPerClient): even at 5 minutes for data and 1 for logs that lasts 1h40m, longer than any of them may wait (startWithin 1h); spread them (spread, or offset for an interval), or raise maxInFlightPerClient of main',
    ])
  })

  it('is none where each client has its time', () => {
    expect(findings({ keys, targets: 40, onOne: 12 })).toEqual([])
  })
})
