// Nothing is accepted and ignored: every key of every schema, given another value, changes what is compiled or what is
// said. The keys are found by walking the schemas, so a new key without a row here fails.
import { Ajv } from 'ajv'
import { expect, it } from 'vitest'
import type * as z from 'zod/mini'
import { toResources } from '../lib/plan/cloudformation.ts'
import { plan, toSources } from '../lib/plan/plan.ts'
import { jsonSchema } from '../lib/policy/json-schema.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { SCHEMAS } from '../lib/policy/schema.ts'
import { NOW } from './support/policy-text.ts'

type Json = { [key: string]: unknown }
type Documents = { readonly [document: string]: Json }

const header = (kind: string, name: string) => ({ apiVersion: 'holdfast/v1', kind, name })

/** Documents in which every key has something to do, and none of them does it yet. */
function documents(): Documents {
  const commcell = { endpoint: 'https://cc.example.com/api', authSecret: 'backup/cv' }
  const environment = (name: string) => ({
    ...header('Environment', name),
    region: 'eu-central-1',
    commcells: { main: commcell, other: commcell },
    channels: { dba: { sns: 'alerts' }, chat: { sns: 'talk' } },
  })
  return {
    prod: environment('prod'),
    staging: environment('staging'),
    defaults: {
      apiVersion: 'holdfast/v1',
      kind: 'Defaults',
      owner: 'dba@example.com',
      timezone: 'Europe/Berlin',
    },
    calendar: {
      ...header('BlackoutCalendar', 'close'),
      timezone: 'Europe/Berlin',
      windows: [
        { name: 'dated', from: '2026-12-30T18:00', to: '2027-01-02T08:00' },
        { name: 'weekly', weekly: 'Mon 08:00-09:00' },
      ],
    },
    payroll: {
      ...header('BlackoutCalendar', 'payroll'),
      timezone: 'UTC',
      windows: [{ name: 'monthly', weekly: 'Tue 10:00-11:00' }],
    },
    sqlserver: {
      ...header('TargetList', 'erp'),
      app: 'sqlserver',
      commcell: 'main',
      shared: { instanceId: 301 },
      targets: [
        { name: 'core', clientId: 1, subclientId: 11, labels: { tier: 'gold' } },
        { name: 'reporting', clientId: 2, subclientId: 12 },
      ],
    },
    oracle: {
      ...header('TargetList', 'billing'),
      app: 'oracle',
      commcell: 'main',
      shared: { instanceName: 'BILL' },
      targets: [
        { name: 'billing', clientName: 'db01', subclientName: 'default' },
        { name: 'invoices', clientName: 'db01', subclientName: 'invoices' },
      ],
    },
    sql: {
      ...header('BackupPolicy', 'sql'),
      app: 'sqlserver',
      targets: ['core', 'reporting'],
      blackouts: ['close'],
      schedules: [
        { name: 'full', level: 'FULL', at: 'Sun 04:00' },
        { name: 'log', level: 'TRANSACTION_LOG', every: '4h' },
        { name: 'diff', level: 'DIFFERENTIAL', cron: '0 4 * * 1-6' },
        { name: 'extra', level: 'FULL', copyOnly: true, once: '2027-01-15T20:00' },
      ],
      triggers: [
        {
          name: 'deployed',
          level: 'FULL',
          copyOnly: true,
          event: 'codedeploy',
          match: { application: 'erp' },
        },
        {
          name: 'released',
          level: 'FULL',
          copyOnly: true,
          event: 'custom',
          pattern: { source: ['a'] },
        },
      ],
    },
    ora: {
      ...header('BackupPolicy', 'ora'),
      app: 'oracle',
      targets: ['billing', 'invoices'],
      schedules: [
        { name: 'full', level: 'FULL', at: 'Sun 05:00' },
        { name: 'inc', level: 'INCREMENTAL', cumulative: true, at: 'Mon-Sat 05:00' },
      ],
      triggers: [
        {
          name: 'deployed',
          level: 'INCREMENTAL',
          cumulative: true,
          event: 'codedeploy',
          match: { application: 'bill' },
        },
      ],
    },
  }
}

/** Two values of a key, the first of them right, and where it is set when not in the first entry. */
type Row = {
  readonly values: readonly [unknown, unknown]
  readonly document?: string
  readonly at?: readonly (string | number)[]
  /** What else must be so, by document and path. */
  readonly given?: readonly (readonly [string, readonly (string | number)[], unknown])[]
}

const row = (a: unknown, b: unknown, more: Omit<Row, 'values'> = {}): Row => ({
  values: [a, b],
  ...more,
})

const PAUSE = { reason: 'move', by: 'j.doe', until: '2027-03-01T00:00' }
const preset = (event: string, [a, b]: readonly [object, object], more: Omit<Row, 'values'> = {}) =>
  row({ event, match: a }, { event, match: b }, more)

/** By the key, wherever it stands. */
const BY_KEY: { readonly [key: string]: Row } = {
  acknowledge: row('breaks-differential-base', undefined),
  at: row('Sun 04:00', 'Sat 04:00'),
  attempts: row(2, 4),
  backoff: row('10s', '20s'),
  between: row('06:00-22:00', '07:00-22:00'),
  blackouts: row(['payroll'], ['close']),
  by: row('j.doe', 'a.roe'),
  cooldown: row('1h', '2h'),
  copyOnly: row(true, false),
  cron: row('0 4 * * 1-6', '0 5 * * 1-6'),
  cumulative: row(true, false),
  delay: row('1m', '2m'),
  description: row('one', 'two'),
  endDate: row('2028-01-01T00:00', '2029-01-01T00:00'),
  every: row('4h', '6h'),
  exclude: row(['core'], ['reporting']),
  jitter: row('1m', '2m'),
  level: row('FULL', 'DIFFERENTIAL'),
  maxRun: row('1h', '2h'),
  offset: row('5m', '6m'),
  onBlackout: row('skip', 'defer'),
  onMaxRun: row('flag', 'cancel'),
  once: row('2027-01-15T20:00', '2027-01-16T20:00'),
  overlap: row('skip', 'buffer'),
  owner: row('a@example.com', 'b@example.com'),
  reason: row('move', 'repair'),
  rpo: row('8d', '9d'),
  spread: row('30m', '2h'),
  startDate: row('2027-01-01T00:00', '2027-06-01T00:00'),
  startWithin: row('10m', '20m'),
  targetFrom: row('$.detail.database', '$.detail.name'),
  timezone: row('Europe/Berlin', 'Asia/Tokyo'),
  until: row('2027-03-01T00:00', '2027-04-01T00:00'),
  when: row(['FAILED'], ['MISSED']),
  window: row('00:00-23:00', '00:00-23:30', {
    given: [['sql', ['schedules', 1, 'between'], '04:00-22:00']],
  }),
}

/** By where it stands, when that matters. */
const BY_PATH: { readonly [path: string]: Row } = {
  'BackupPolicy name': row('sql', 'sql-2'),
  'BackupPolicy app': row('sqlserver', 'oracle'),
  'BackupPolicy environments': row(['prod', 'staging'], ['prod']),
  'BackupPolicy targets': row(['core'], [{ select: { tier: 'gold' } }, 'reporting']),
  'BackupPolicy targets list': row([{ list: 'erp' }], [{ list: 'billing' }], {
    at: ['targets'],
  }),
  'BackupPolicy targets select': row(
    [{ select: { tier: 'gold' } }],
    [{ select: { tier: 'silver' } }],
    { at: ['targets'] },
  ),
  'BackupPolicy schedules name': row('full', 'all'),
  'BackupPolicy triggers name': row('deployed', 'shipped'),
  'BackupPolicy triggers event': row(
    { event: 'codebuild', match: { project: 'web' } },
    { event: 'github', match: { repository: 'o/p' } },
  ),
  'BackupPolicy triggers pattern': row(
    { source: ['a'] },
    { source: ['b'] },
    { at: ['triggers', 1, 'pattern'] },
  ),
  'BackupPolicy triggers targets': row(['core'], ['reporting']),
  'BackupPolicy notify when': row(
    [{ when: ['FAILED'], to: 'dba' }],
    [{ when: ['MISSED'], to: 'dba' }],
  ),
  'BackupPolicy notify to': row(
    [{ when: ['FAILED'], to: 'dba' }],
    [{ when: ['FAILED'], to: 'chat' }],
  ),
  'Environment name': row('prod', 'production'),
  'Environment region': row('eu-central-1', 'eu-west-1'),
  'Environment commcells endpoint': row('https://a.example.com/api', 'https://b.example.com/api'),
  'Environment commcells authSecret': row('backup/a', 'backup/b'),
  'Environment commcells maxInFlight': row(2, 3),
  'Environment commcells ca': row(pem('AAAA'), pem('BBBB')),
  'Environment commcells caSecret': row('backup/ca', 'backup/other-ca'),
  'Environment commcells authHeader name': row('Authorization', 'X-Authtoken', {
    at: ['commcells', 'main', 'authHeader', 'name'],
  }),
  'Environment commcells authHeader prefix': row('Bearer', 'QSDK', {
    given: [['prod', ['commcells', 'main', 'authHeader'], { name: 'Authorization' }]],
  }),
  'Environment commcells user': row('svc-holdfast', 'svc-backup'),
  'Environment commcells maxInFlightPerClient': row(1, 2),
  'Environment commcells limits': row('saas', { readsPerHour: 1000, writesPerHour: 50 }),
  'Environment commcells limits readsPerHour': row(1000, 2000, {
    given: [['prod', ['commcells', 'main', 'limits'], { writesPerHour: 100 }]],
  }),
  'Environment commcells limits writesPerHour': row(100, 200, {
    given: [['prod', ['commcells', 'main', 'limits'], { readsPerHour: 1000 }]],
  }),
  'Environment channels sns': row('alerts', 'alarms', {
    given: [['sql', ['notify'], [{ when: ['FAILED'], to: 'dba' }]]],
  }),
  'Defaults guardrails minInterval': row('1h', '12h'),
  'Defaults guardrails maxTargetsPerPolicy': row(2, 1),
  'Defaults guardrails requireRpo': row([], ['prod']),
  'Defaults guardrails pauseNeedsUntil': row(false, true, {
    given: [['sql', ['pause'], { reason: 'move', by: 'j.doe' }]],
  }),
  'Defaults guardrails allowReplace': row(true, false, {
    given: [['sql', ['overlap'], 'replace']],
  }),
  'Defaults guardrails weakens label': row('weakens-protection', 'two,labels'),
  'Defaults guardrails weakens approvers': row(['anna'], ['@anna']),
  'Defaults guardrails maxRemovedStarts': row('20%', '120%'),
  'Defaults guardrails maxRemovedStarts share': row('20%', '20'),
  'Defaults guardrails maxRemovedStarts label': row('mass-removal', 'two\nlines', {
    given: [['defaults', ['guardrails', 'maxRemovedStarts'], { share: '20%' }]],
  }),
  'Defaults guardrails maxRemovedStarts approvers': row(['anna'], ['acme/dba'], {
    given: [['defaults', ['guardrails', 'maxRemovedStarts'], { share: '20%' }]],
  }),
  'BlackoutCalendar name': row('close', 'closed'),
  'BlackoutCalendar windows name': row('dated', 'year-end'),
  'BlackoutCalendar windows from': row('2026-12-30T18:00', '2026-12-30T19:00'),
  'BlackoutCalendar windows to': row('2027-01-02T08:00', '2027-01-02T09:00'),
  'BlackoutCalendar windows weekly': row('Mon 08:00-09:00', 'Mon 08:00-10:00', {
    at: ['windows', 1, 'weekly'],
  }),
  'BlackoutCalendar windows levels': row(['FULL'], ['DIFFERENTIAL']),
  'TargetList name': row('erp', 'crm', { given: [['sql', ['targets'], [{ list: 'erp' }]]] }),
  'TargetList environment': row(undefined, 'prod'),
  'TargetList commcell': row('main', 'other'),
  'TargetList targets name': row('core', 'heart'),
  'oracle name': row('billing', 'bills', { given: [['ora', ['targets'], [{ list: 'billing' }]]] }),
  'oracle targets name': row('billing', 'invoices'),
  'oracle targets labels': row(
    { tier: 'gold' },
    { tier: 'silver' },
    {
      at: ['targets', 0, 'labels'],
      given: [['ora', ['targets'], [{ select: { tier: 'gold' } }]]],
    },
  ),
  'TargetList targets labels': row(
    { tier: 'gold' },
    { tier: 'silver' },
    {
      at: ['targets', 0, 'labels'],
      given: [['sql', ['targets'], [{ select: { tier: 'gold' } }]]],
    },
  ),
}

/** Presets: what may be matched. */
const MATCHES: { readonly [key: string]: Row } = {
  application: preset('codedeploy', [{ application: 'a' }, { application: 'b' }]),
  deploymentGroup: preset('codedeploy', [{ deploymentGroup: 'a' }, { deploymentGroup: 'b' }]),
  state: preset('codedeploy', [
    { application: 'a', state: 'SUCCESS' },
    { application: 'a', state: 'FAILURE' },
  ]),
  pipeline: preset('codepipeline', [{ pipeline: 'a' }, { pipeline: 'b' }]),
  stage: preset('codepipeline', [
    { pipeline: 'a', stage: 'x' },
    { pipeline: 'a', stage: 'y' },
  ]),
  stack: preset('cloudformation', [{ stack: 'a' }, { stack: 'b' }]),
  status: preset('codebuild', [
    { project: 'web', status: 'SUCCEEDED' },
    { project: 'web', status: 'FAILED' },
  ]),
  service: preset('ecs', [{ service: 'c/a' }, { service: 'c/b' }]),
  eventName: preset('ecs', [
    { service: 'c/a', eventName: 'SERVICE_DEPLOYMENT_COMPLETED' },
    { service: 'c/a', eventName: 'SERVICE_DEPLOYMENT_FAILED' },
  ]),
  project: preset('codebuild', [{ project: 'web' }, { project: 'api' }]),
  repository: preset('github', [{ repository: 'o/a' }, { repository: 'o/b' }]),
  environment: preset('github', [
    { repository: 'o/a', environment: 'x' },
    { repository: 'o/a', environment: 'y' },
  ]),
  policy: preset('request', [
    { from: 'ci', policy: 'a' },
    { from: 'ci', policy: 'b' },
  ]),
  from: preset('request', [{ from: 'ci' }, { from: 'cd' }]),
}

/** Keys that are for people, or that nothing compiled can show. */
const EXCEPTIONS: { readonly [path: string]: string } = {
  'BackupPolicy labels': 'for people and reports',
  'TargetList app': 'each application has a schema of its own',
}

const ENTRY: { readonly [key: string]: number } = {
  acknowledge: 3,
  every: 1,
  offset: 1,
  between: 1,
  cron: 2,
  once: 3,
  startDate: 1,
  endDate: 1,
}

const NAMES = ['full', 'log', 'diff', 'extra']

const DOCUMENT: { readonly [kind: string]: string } = {
  BackupPolicy: 'sql',
  Environment: 'prod',
  Defaults: 'defaults',
  BlackoutCalendar: 'calendar',
}

type Key = { readonly kind: string; readonly document: string; readonly path: readonly string[] }

/** All keys that hold a value, and not only other keys; `*` is any name. PolicyTests and Scenarios are run by tests of their own. */
function allKeys(): readonly Key[] {
  const { TargetList, PolicyTest: _, Scenario: __, ...kinds } = SCHEMAS
  return [
    ...Object.entries(kinds).flatMap(([kind, schema]) =>
      keysIn(schema, { kind, document: DOCUMENT[kind] ?? '' }),
    ),
    ...Object.entries(TargetList).flatMap(([document, schema]) =>
      keysIn(schema, { kind: 'TargetList', document }),
    ),
  ]
}

function keysIn(schema: z.core.$ZodType, of: Omit<Key, 'path'>): readonly Key[] {
  const paths = new Set(leaves(schema, []).map(path => path.join(' ')))
  return [...paths].map(path => ({ ...of, path: path.split(' ') }))
}

function leaves(schema: z.core.$ZodType, path: readonly string[]): readonly (readonly string[])[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return leaves(def.innerType, path)
    case 'object':
      return Object.entries(def.shape).flatMap(([key, value]) => leaves(value, [...path, key]))
    case 'array':
      return leaves(def.element, path)
    case 'record':
      return leaves(def.valueType, [...path, '*'])
    case 'union':
      return def.options.flatMap(option => leaves(option, path))
    case 'literal':
      return []
    default:
      return [path]
  }
}

it.each(allKeys().map(key => [`${key.document} ${key.path.join('.')}`, key] as const))(
  '%s changes what is compiled, or what is said',
  (_, key) => {
    if (EXCEPTIONS[nameOf(key.kind, key.path)] !== undefined) return
    const [right, other] = outcomes(key)
    expect(right.errors).toEqual([])
    expect(right.complaints).toEqual([])
    expect(other.text).not.toBe(right.text)
  },
)

function outcomes(key: Key): readonly [Outcome, Outcome] {
  const { values, document, at, given = [] } = placed(key)
  const [a, b] = values.map(value => {
    const made = documents()
    for (const [where, path, what] of given) set(made[where], path, what)
    set(made[document], at, value)
    return outcome(made)
  })
  if (a === undefined || b === undefined) throw new Error('two values')
  return [a, b]
}

type Placed = Row & Required<Pick<Row, 'document' | 'at'>>

/** In which document, where and what. */
function placed({ kind, path, document }: Key): Placed {
  const last = path.at(-1) ?? ''
  const isOracle = last === 'cumulative' && kind === 'BackupPolicy'
  const found = rowOf({ kind, path, document })
  if (found === undefined) throw new Error(`no row for ${kind} ${path.join(' ')}`)
  const given = [...(found.given ?? []), ...contextOf({ kind, path, document })]
  const at = found.at ? inOverride(path, found.at) : concrete(path, isOracle)
  return { ...found, given, document: found.document ?? (isOracle ? 'ora' : document), at }
}

function rowOf({ kind, path, document }: Key): Row | undefined {
  const last = path.at(-1) ?? ''
  if (path.includes('match')) return MATCHES[last]
  const row = BY_PATH[nameOf(document, path)] ?? BY_PATH[nameOf(kind, path)]
  return row ?? (kind === 'TargetList' ? TARGETS[last] : undefined) ?? BY_KEY[last]
}

/** An override is of what the policy says itself. */
function nameOf(kind: string, path: readonly string[]): string {
  const steps = path.filter(step => step !== '*' && step !== 'overrides')
  return [kind, ...steps].join(' ')
}

const TARGETS: { readonly [key: string]: Row } = {
  clientId: row(1, 2),
  instanceId: row(301, 302),
  subclientId: row(11, 13),
  companyId: row(0, 1),
  companyName: row('Commcell', 'Acme'),
  multiCommcellId: row(0, 2),
  clientName: row('db01', 'db02'),
  displayName: row('db01', 'database one'),
  instanceName: row('BILL', 'KILL'),
  subclientName: row('default', 'all'),
  content: row('data', 'log'),
  rac: row(false, true),
}

/** A path of the schema as one of the documents; of a match and of a notification, the whole of it. */
function concrete(path: readonly string[], isOracle: boolean): readonly (string | number)[] {
  const index = isOracle ? 1 : (ENTRY[path.at(-1) ?? ''] ?? 0)
  const isOverride = path[0] === 'overrides'
  const end = path.findIndex(step => step === 'match' || step === 'event')
  const steps = path.includes('notify')
    ? path.slice(0, path.indexOf('notify') + 1)
    : path.slice(0, end === -1 ? path.length : end)
  return steps.flatMap((step, position): (string | number)[] => {
    const before = steps[position - 1] ?? ''
    if (step === '*') return [NAME_OF[before] ?? (isOracle ? 'inc' : (NAMES[index] ?? ''))]
    const isEntry = LISTS.has(step) && !isOverride && position < path.length - 1
    return isEntry ? [step, step === 'schedules' ? index : 0] : [step]
  })
}

const LISTS = new Set(['schedules', 'triggers', 'windows', 'targets'])

const NAME_OF: { readonly [container: string]: string } = {
  commcells: 'main',
  channels: 'dba',
  overrides: 'prod',
  triggers: 'deployed',
}

function inOverride(path: readonly string[], at: readonly (string | number)[]) {
  if (path[0] !== 'overrides') return at
  const [container = '', index, ...rest] = at
  if (container !== 'triggers') return ['overrides', 'prod', ...at]
  return ['overrides', 'prod', container, index === 1 ? 'released' : 'deployed', ...rest]
}

/** What must be around a key, so that it has something to do. */
function contextOf({ kind, path, document }: Key): NonNullable<Row['given']> {
  const last = path.at(-1) ?? ''
  const around = concrete(path, false).slice(0, -1)
  if (path.includes('pause')) return [['sql', around, PAUSE]]
  if (last === 'offset' || last === 'between') return [['sql', [...around, 'every'], '4h']]
  if (last === 'acknowledge') return [['sql', [...around, 'copyOnly'], false]]
  if (path[0] === 'shared')
    return [0, 1].map(index => [document, ['targets', index, last], undefined])
  return last === 'cumulative' ? cumulative(kind, path) : []
}

/** A default reaches what does not say it itself. */
function cumulative(kind: string, path: readonly string[]): NonNullable<Row['given']> {
  if (kind === 'BackupPolicy' && path.length > 1) return []
  return [
    ['staging', ['defaults', 'cumulative'], true],
    ['ora', ['schedules', 1, 'cumulative'], undefined],
    ['ora', ['triggers', 0, 'cumulative'], undefined],
  ]
}

function set(document: Json | undefined, path: readonly (string | number)[], value: unknown): void {
  let map: Json = document ?? {}
  const last = path.at(-1) ?? ''
  const isEntry = typeof value === 'object' && value !== null && 'event' in value
  for (const step of isEntry ? path : path.slice(0, -1)) {
    map[step] ??= {}
    map = map[step] as Json
  }
  if (isEntry) Object.assign(map, { match: undefined, pattern: undefined }, value)
  else map[last] = value
}

type Outcome = {
  readonly text: string
  readonly errors: readonly string[]
  /** What an editor would say, by policies/schema.json. */
  readonly complaints: readonly unknown[]
}

const ajv = new Ajv({ allowUnionTypes: true })
ajv.addKeyword('enumDescriptions')
ajv.addKeyword('patternErrorMessage')
const validate = ajv.compile(jsonSchema())

/** Without the hash, which has seen every key and does nothing with it; and without places. */
function outcome(made: Documents): Outcome {
  const files = Object.entries(made).map(([name, document]) => ({
    file: `${name}.yaml`,
    text: JSON.stringify(document, null, 2),
  }))
  const { policies, diagnostics } = readPolicies(files, { now: NOW })
  const names = [...new Set(policies.map(({ environment }) => environment.name))]
  const plans = names.map(name =>
    plan(policies.filter(({ environment }) => environment.name === name)),
  )
  const compiled = JSON.stringify(
    plans.map(one => [one.region, toResources(one), toSources(one)]),
    (key, value) => (key === 'hash' ? undefined : value),
  )
  const told = diagnostics.map(({ code, message }) => `${code} ${message}`)
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ message }) => message)
  const complaints = files.flatMap(({ text }) =>
    validate(JSON.parse(text)) ? [] : (validate.errors ?? []),
  )
  return { complaints, text: [compiled, ...told].join('\n'), errors }
}

function pem(text: string): string {
  return `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`
}
