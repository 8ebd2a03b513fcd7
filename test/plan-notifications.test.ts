// Who is told of which results: rules on the bus of result events, matched against the events of docs/events.md.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileText, toResources } from '../lib/plan/cloudformation.ts'
import { notificationPattern } from '../lib/plan/notification-resources.ts'
import { plan } from '../lib/plan/plan.ts'
import { NOTIFY_STATES, type Notification, type NotifyState } from '../lib/policy/policy.ts'
import { EVENT_SOURCE } from '../lib/run/event.ts'
import { matches } from '../lib/trigger/match.ts'
import { expectGolden } from './support/golden.ts'
import { sampleNotification, samplePolicy } from './support/sample-policies.ts'

type Event = { readonly source: string; readonly 'detail-type': string; readonly detail: Detail }
type Detail = { readonly [field: string]: unknown }

/** As a rule gets to see them, from the entries that docs/events.md shows. */
const [job, missed] = documentedEvents()

/** One event of every kind, and the state that it is told for. */
const KINDS: readonly (readonly [NotifyState, Event])[] = [
  ...(
    [
      'CREATED',
      'PENDING',
      'RUNNING',
      'ABORTING',
      'COMPLETED',
      'PARTIAL',
      'FAILED',
      'ABORTED',
      'EXPIRED',
    ] as const
  ).map(state => [state, { ...job, detail: { ...job.detail, state } }] as const),
  ['SKIPPED', { ...missed, 'detail-type': 'Backup Run Skipped' }],
  ['DEFERRED', { ...missed, 'detail-type': 'Backup Run Deferred' }],
  ['MISSED', missed],
  ['LEVEL_CONVERTED', { ...job, 'detail-type': 'Backup Level Converted' }],
  ['RPO_BREACHED', { ...missed, 'detail-type': 'Backup RPO Breached' }],
  ['RPO_RESTORED', { ...missed, 'detail-type': 'Backup RPO Restored' }],
]

describe('the pattern of a notification', () => {
  it.each<readonly [string, readonly NotifyState[]]>([
    ['one state of a job', ['FAILED']],
    ['several of them', ['FAILED', 'PARTIAL', 'EXPIRED']],
    ['one event that is not about a job', ['MISSED']],
    ['several of them', ['SKIPPED', 'DEFERRED', 'LEVEL_CONVERTED']],
    ['both', ['FAILED', 'PARTIAL', 'MISSED', 'RPO_BREACHED']],
    ['everything', NOTIFY_STATES],
  ])('of %s matches exactly those', (_, when) => {
    const told = KINDS.filter(([, event]) => matches(patternOf(when), event))
    expect(told.map(([state]) => state)).toEqual(
      NOTIFY_STATES.filter(state => when.includes(state)),
    )
  })

  it('knows a kind of event for every word', () => {
    expect(KINDS.map(([state]) => state)).toEqual(NOTIFY_STATES)
  })

  it('is of one policy, and of our own events', () => {
    const pattern = patternOf(['FAILED', 'MISSED'])
    const createdBy = { policyName: 'crm-sql' }
    expect(matches(pattern, missed)).toBe(true)
    expect(matches(pattern, { ...missed, detail: { ...missed.detail, createdBy } })).toBe(false)
    expect(matches(pattern, { ...missed, source: 'aws.backup' })).toBe(false)
  })
})

describe('the notifications of a plan', () => {
  it('are one for each channel of a policy, with all that it wants to hear', () => {
    const notify = [
      sampleNotification({ when: ['MISSED', 'FAILED'] }),
      sampleNotification({ when: ['COMPLETED'], channel: 'dashboard', sns: 'runs' }),
      sampleNotification({ when: ['EXPIRED', 'FAILED'] }),
    ]
    expect(plan([samplePolicy({ notify })]).notifications).toEqual([
      {
        policy: 'erp-sql',
        channel: 'dba-oncall',
        sns: 'backup-alerts-prod',
        when: ['FAILED', 'EXPIRED', 'MISSED'],
      },
      { policy: 'erp-sql', channel: 'dashboard', sns: 'runs', when: ['COMPLETED'] },
    ])
  })
})

describe('a compiled notification', () => {
  it('reads as agreed', () => {
    const notify = [
      sampleNotification({ when: ['FAILED', 'PARTIAL', 'MISSED', 'RPO_BREACHED'] }),
      sampleNotification({
        when: ['COMPLETED'],
        channel: 'dashboard',
        sns: 'arn:aws:sns:eu-central-1:444455556666:runs',
      }),
    ]
    expectGolden(
      'plan/notifications.json',
      compileText(plan([samplePolicy({ schedules: [], notify })])),
    )
  })

  it('goes to a topic of this account and Region by its name', () => {
    expect(targetOf(sampleNotification()).Arn).toEqual({
      'Fn::Sub': `arn:\${AWS::Partition}:sns:\${AWS::Region}:\${AWS::AccountId}:backup-alerts-prod`,
    })
  })

  it('goes to any other by its ARN', () => {
    const sns = 'arn:aws:sns:eu-central-1:444455556666:alerts'
    expect(targetOf(sampleNotification({ sns })).Arn).toBe(sns)
  })

  it('cannot go to a topic of another Region', () => {
    const sns = 'arn:aws:sns:us-east-1:444455556666:alerts'
    expect(() => targetOf(sampleNotification({ sns }))).toThrow(
      /^Policy erp-sql tells channel dba-oncall, whose topic is in us-east-1 .* in eu-central-1, .* Write a topic in eu-central-1 /,
    )
  })

  it('that its topic does not take rings the alarm of what was not delivered', () => {
    const { DeadLetterConfig } = targetOf(sampleNotification())
    expect(DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] } })
    const { Resources } = toResources(plan([samplePolicy({ notify: [sampleNotification()] })]))
    expect(JSON.stringify(Resources.UndeliveredQueuePolicy)).toContain(':rule/holdfast-prod/*"}]')
  })
})

function patternOf(when: readonly NotifyState[]) {
  return notificationPattern({ policy: 'erp-sql', channel: 'dba-oncall', sns: 'x', when })
}

function targetOf(notification: Notification) {
  const { Resources } = toResources(plan([samplePolicy({ notify: [notification] })]))
  const resource = Resources.NotificationerpHsqlDdbaHoncall
  if (resource?.Type !== 'AWS::Events::Rule') throw new Error('the rule is not there')
  return resource.Properties.Targets[0]
}

function documentedEvents(): [Event, Event] {
  const text = readFileSync(join(import.meta.dirname, '../docs/events.md'), 'utf8')
  const events = [...text.matchAll(/^```json\n(.*?)^```/gms)]
    .map(([, json = '']) => JSON.parse(json))
    .map(({ DetailType, Detail }) => ({
      source: EVENT_SOURCE,
      'detail-type': DetailType,
      detail: Detail,
    }))
  const of = (type: string) => events.filter(event => event['detail-type'] === type)
  const [found] = of('Backup Job State Change')
  const [other] = of('Backup Run Missed')
  if (found === undefined || other === undefined) throw new Error('docs/events.md has no examples')
  return [found, other]
}
