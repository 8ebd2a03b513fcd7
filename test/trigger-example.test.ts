// Example events, paths into events, and that our own results start nothing.
import { expect, it } from 'vitest'
import { type DetailType, EVENT_SOURCE } from '../lib/run/event.ts'
import { parseEventPath } from '../lib/trigger/event-path.ts'
import { exampleEvent } from '../lib/trigger/example.ts'
import { matches } from '../lib/trigger/match.ts'
import { OWN_SOURCE, OWN_TYPES } from '../lib/trigger/own-results.ts'
import { EVENTS, triggerOf } from '../lib/trigger/presets.ts'
import { fc } from './support/fast-check.ts'

const AT = Date.UTC(2026, 10, 21, 22, 6, 31)

const MATCHES: Record<string, object> = {
  codedeploy: { application: 'crm', deploymentGroup: ['test', 'prod'] },
  codepipeline: { pipeline: 'crm' },
  cloudformation: { stack: 'crm-schema', status: 'UPDATE_COMPLETE' },
  ecs: { service: 'prod/crm-web' },
  codebuild: { project: 'crm-deploy' },
  github: { repository: 'example/crm', environment: 'prod' },
  request: { from: 'ci.crm' },
}

const PATTERNS: readonly object[] = [
  { source: ['release.erp'], 'detail-type': ['Release Finished'], detail: { result: ['ok'] } },
  { source: [{ prefix: 'release.' }], detail: { n: [{ numeric: ['>', 4] }], a: { b: [true] } } },
  { source: ['x'], detail: { f: [{ wildcard: 'a/*/b' }], ip: [{ cidr: '10.0.0.0/8' }] } },
  { source: ['x'], detail: { s: [{ 'anything-but': ['other', 'z'] }], gone: [{ exists: false }] } },
  {
    source: ['x'],
    account: ['999988887777'],
    resources: [{ suffix: ':erp' }],
    region: ['us-east-1'],
  },
  { source: ['x'], detail: { $or: [{ a: [1] }, { b: [{ 'equals-ignore-case': 'Q' }] }] } },
  { source: ['x'], detail: { n: [{ numeric: ['>=', 0, '<', 1] }], m: [{ numeric: ['<', 3] }] } },
  { 'detail.state': ['ok'], source: ['x'] },
]

const triggers = [
  ...Object.entries(MATCHES).map(([event, match]) => ({ event, match })),
  { event: 'codepipeline', match: { pipeline: 'crm', stage: 'Deploy' } },
  ...PATTERNS.map(pattern => ({ event: 'custom', pattern })),
].map(written => ({ ...triggerOf(written as never, 'crm'), event: written.event }))

it('covers every event', () => {
  expect(new Set(triggers.map(({ event }) => event))).toEqual(new Set(EVENTS))
})

it.each(triggers)(
  'makes an example that starts $event: $phrase, and one that does not',
  trigger => {
    const event = exampleEvent(trigger, { which: 'matching', at: AT, seed: 1 })
    const failed = exampleEvent(trigger, { which: 'failed', at: AT, seed: 1 })
    expect(matches(trigger.pattern, event)).toBe(true)
    expect(matches(trigger.pattern, failed)).toBe(false)
    expect(Object.keys(event).slice(0, 9)).toEqual([
      ...[
        'version',
        'id',
        'detail-type',
        'source',
        'account',
        'time',
        'region',
        'resources',
        'detail',
      ],
    ])
    expect(event.time).toBe('2026-11-21T22:06:31Z')
    expect([failed.id, failed.time, failed.source]).toEqual([event.id, event.time, event.source])
  },
)

it.each(triggers)('makes the same example for the same seed only: $event', trigger => {
  const [one, same, other] = [1, 1, 2].map(seed =>
    exampleEvent(trigger, { which: 'matching', at: AT, seed }),
  )
  expect(JSON.stringify(same)).toBe(JSON.stringify(one))
  expect(other?.id).not.toBe(one?.id)
})

it('makes the failure of the same deployment', () => {
  const [trigger] = triggers
  if (trigger === undefined) throw new Error('no trigger')
  const event = exampleEvent(trigger, { which: 'matching', at: AT, seed: 7 })
  const failed = exampleEvent(trigger, { which: 'failed', at: AT, seed: 7 })
  expect(failed.detail).toEqual({ ...(event.detail as object), state: 'FAILURE' })
})

/** Does not compile when we publish a detail-type that is not in the list. */
const ours: Record<DetailType, true> = Object.fromEntries(OWN_TYPES.map(type => [type, true])) as {
  [T in (typeof OWN_TYPES)[number]]: true
}

it('knows our own results by their source and detail-types', () => {
  expect(OWN_SOURCE).toBe(EVENT_SOURCE)
  expect(Object.keys(ours)).toEqual(OWN_TYPES)
})

it('lets no event of our own results start anything, whatever a preset is asked to match', () => {
  const name = fc.constantFrom('erp', 'holdfast', 'o/n', 'Backup Job State Change', 'COMPLETED', '')
  const values = fc.oneof(name, fc.array(name, { maxLength: 3 }))
  const keys = [
    'application',
    'deploymentGroup',
    'pipeline',
    'stage',
    'stack',
    'service',
    'project',
  ]
  const more = ['repository', 'environment', 'policy', 'from', 'state', 'status', 'eventName']
  const match = fc.dictionary(fc.constantFrom(...keys, ...more), values)
  const result = fc.record({
    source: fc.constant(OWN_SOURCE),
    'detail-type': fc.constantFrom(...OWN_TYPES),
    detail: fc.dictionary(fc.constantFrom(...keys, ...more), name),
  })
  const event = fc.constantFrom(...EVENTS.filter(name => name !== 'custom'))
  fc.assert(
    fc.property(event, match, result, (name, wanted, own) => {
      expect(matches(triggerOf({ event: name, match: wanted }, 'erp').pattern, own)).toBe(false)
    }),
  )
})

it.each([
  ['detail.database', ['detail', 'database']],
  ['$.detail.database', ['detail', 'database']],
  ['detail.execution-id', ['detail', 'execution-id']],
  ['source', ['source']],
])('reads the path %s', (text, fields) => {
  expect(parseEventPath(text)).toEqual(fields)
})

it.each([
  ['', 'The path names no field'],
  ['$', 'The path names no field'],
  ['detail..x', '"detail..x" has an empty name between its dots'],
  ['$.', '"$." has an empty name between its dots'],
  ['detail.x.', '"detail.x." has an empty name between its dots'],
  [
    'resources[0]',
    '"resources[0]" is no name of a field: a path has letters, digits, - and _ only',
  ],
  ['$detail.x', '"$detail" is no name of a field: a path has letters, digits, - and _ only'],
  ['detail.*', '"*" is no name of a field: a path has letters, digits, - and _ only'],
])('refuses the path %j', (text, message) => {
  expect(parseEventPath(text)).toMatchObject({ message })
})
