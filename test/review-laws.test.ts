// Laws of grading, whatever the policies: nothing different goes unsaid, nothing is traded, and a mirror turns it round.
import { describe, expect, it } from 'vitest'
import { plan } from '../lib/plan/plan.ts'
import type { Policy, PolicySchedule, PolicyTrigger } from '../lib/policy/policy.ts'
import { provedSeconds } from '../lib/review/backups-made.ts'
import { reviewOf } from '../lib/review/compose.ts'
import type { Review } from '../lib/review/review.ts'
import type { Side } from '../lib/review/side.ts'
import type { Cover } from '../lib/review/target-review.ts'
import type { Terms } from '../lib/start.ts'
import { fc } from './support/fast-check.ts'
import { NOW, type PolicyText, policyText } from './support/policy-text.ts'
import { sideWith } from './support/review-side.ts'

function review(before: Side, after: Side): Review {
  const context = { environment: 'prod', now: NOW, labels: [], approvers: [] }
  return reviewOf({ before, after, base: { name: 'main', unreadable: 0 } }, context)
}

const side = (...policies: readonly PolicyText[]) => sideWith(...policies.map(policyText))

const RICH = side({
  targets: 'erp-core, erp-reporting',
  schedules: [
    'name: full, level: FULL, at: Sun 01:00',
    'name: diff, level: DIFFERENTIAL, at: Mon-Sat 01:00, window: "00:00-05:00"',
  ],
  triggers: [
    'name: deployed, level: FULL, copyOnly: true, event: codedeploy, match: {application: erp}',
  ],
})

/** Another value of every field: one that has no row here does not compile. */
const OTHER_TERMS: { readonly [key in keyof Required<Terms>]: Terms[key] } = {
  startWithinSeconds: 77,
  overlap: 'buffer',
  maxRunSeconds: 77,
  onMaxRun: 'cancel',
  window: { from: 0, to: 301, timezone: 'Europe/Berlin' },
  blackouts: [
    {
      calendar: 'close',
      name: 'year-end',
      span: { kind: 'dated', from: '2026-12-30T00:00:00Z', to: '2027-01-02T00:00:00Z' },
    },
  ],
  onBlackout: 'defer',
  cooldownSeconds: 77,
  retry: { attempts: 7, backoffSeconds: 77 },
}

const COMMON = {
  backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
  phrase: 'another phrase',
  pause: { reason: 'move', by: 'j.doe' },
} as const

type Others<S> = {
  readonly [key in Exclude<keyof Required<S>, 'name' | 'origin' | 'terms'>]: S[key]
}

const OTHER_SCHEDULE: Others<PolicySchedule> = {
  ...COMMON,
  expression: 'cron(7 3 ? * 2-7 *)',
  timezone: 'Asia/Tokyo',
  spreadSeconds: 420,
  jitterSeconds: 60,
  startDate: '2027-03-01T00:00:00Z',
  endDate: '2028-03-01T00:00:00Z',
  yieldsTo: ['full'],
}

const OTHER_TRIGGER: Others<PolicyTrigger> = {
  ...COMMON,
  event: 'custom',
  targets: ['erp-core'],
  pattern: { source: ['else'] },
  delaySeconds: 77,
  identity: ['detail', 'other'],
  targetFrom: ['detail', 'database'],
}

type Mutated = { readonly name: string; readonly change: (policy: Policy) => Policy }

const inSchedule = (values: Partial<PolicySchedule>) => (policy: Policy) => ({
  ...policy,
  schedules: policy.schedules.map(one => (one.name === 'diff' ? { ...one, ...values } : one)),
})

const inTrigger = (values: Partial<PolicyTrigger>) => (policy: Policy) => ({
  ...policy,
  triggers: policy.triggers.map(one => ({ ...one, ...values })),
})

function mutations(): readonly Mutated[] {
  const diff = RICH.policies[0]?.schedules.find(({ name }) => name === 'diff')
  const trigger = RICH.policies[0]?.triggers[0]
  if (diff === undefined || trigger === undefined) throw new Error('both are there')
  return [
    ...Object.entries(OTHER_SCHEDULE).map(([key, value]) => ({
      name: `schedule ${key}`,
      change: inSchedule({ [key]: value }),
    })),
    ...Object.entries(OTHER_TRIGGER).map(([key, value]) => ({
      name: `trigger ${key}`,
      change: inTrigger({ [key]: value }),
    })),
    ...Object.entries(OTHER_TERMS).flatMap(([key, value]) => [
      {
        name: `schedule terms ${key}`,
        change: inSchedule({ terms: { ...diff.terms, [key]: value } }),
      },
      {
        name: `trigger terms ${key}`,
        change: inTrigger({ terms: { ...trigger.terms, [key]: value } }),
      },
    ]),
  ]
}

function mutated({ change }: Mutated): Side {
  const policies = RICH.policies.map(change)
  return { ...RICH, policies, plan: plan(policies) }
}

describe('nothing different goes unsaid', () => {
  const all = mutations().map(each => [each.name, each] as const)
  it.each(all)('%s, both ways', (_, mutation) => {
    const other = mutated(mutation)
    for (const [before, after] of [
      [RICH, other],
      [other, RICH],
    ] as const) {
      const { changes } = review(before, after)
      expect(changes.map(({ kind }) => kind)).toEqual(['changed'])
      for (const { reasons } of changes) {
        expect(reasons.length).toBeGreaterThan(0)
        for (const { text } of reasons) expect(text).not.toMatch(/undefined|NaN|\.$|\n/)
      }
    }
  })
})

const schedule = fc.oneof(
  fc.constantFrom('15m', '30m', '1h', '6h').map(every => `level: TRANSACTION_LOG, every: ${every}`),
  fc
    .constantFrom('Sun 01:00', 'Mon-Sat 01:00', 'daily 03:30', 'first Sun 04:00')
    .chain(at =>
      fc
        .constantFrom('FULL', 'DIFFERENTIAL', 'FULL, copyOnly: true')
        .map(level => `level: ${level}, at: ${at}`),
    ),
)

const terms = fc
  .record(
    {
      overlap: fc.constantFrom('skip', 'buffer', 'allow'),
      startWithin: fc.constantFrom('5m', '10m'),
      maxRun: fc.constantFrom('8h', '12h'),
      onMaxRun: fc.constantFrom('flag', 'cancel'),
      retry: fc.constantFrom('{attempts: 2}', '{attempts: 5}'),
      pause: fc.constantFrom('{reason: r, by: b}', '{reason: r, by: b, until: 2027-01-01T00:00}'),
      jitter: fc.constantFrom('5m', '10m'),
    },
    { requiredKeys: [] },
  )
  .map(keys =>
    Object.entries(keys)
      .map(([key, value]) => `, ${key}: ${value}`)
      .join(''),
  )

const policy = (name: string, targets: readonly string[]): fc.Arbitrary<PolicyText> =>
  fc
    .tuple(
      fc.array(fc.tuple(schedule, terms), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(...targets),
      fc.constantFrom('rpo: 1d', 'rpo: 8d', 'owner: x@example.com'),
    )
    .map(([schedules, chosen, key]) => ({
      name,
      targets: chosen,
      keys: key.startsWith('rpo') ? [key] : [],
      schedules: schedules.map(([what, more], index) => `name: s${index}, ${what}${more}`),
    }))

const policies = fc.tuple(
  policy('first', ['erp-core', 'erp-core, erp-reporting']),
  policy('second', ['erp-core', 'erp-reporting']),
)

it('compares something with itself and finds nothing', () => {
  fc.assert(
    fc.property(policies, all => {
      const { changes, terms, targets, grade, totals, aws } = review(side(...all), side(...all))
      expect([changes, terms, aws.resources, grade]).toEqual([[], [], [], 'neutral'])
      expect(targets.flatMap(({ reasons }) => reasons)).toEqual([])
      expect(totals.removedShare).toBe(0)
    }),
    { numRuns: 15 },
  )
})

it('turns what only strengthens into what weakens, seen in a mirror', () => {
  fc.assert(
    fc.property(policies, policies, (before, after) => {
      const [there, back] = [
        review(side(...before), side(...after)),
        review(side(...after), side(...before)),
      ]
      if (there.grade === 'strengthens') expect(back.grade).toBe('weakens')
      if (there.grade === 'neutral') expect(back.grade).not.toBe('strengthens')
    }),
    { numRuns: 50 },
  )
})

it('does not let a policy for other targets make up for what weakens', () => {
  const other = policyText({
    name: 'other',
    app: 'oracle',
    targets: 'billing-prod',
    schedules: ['name: f, level: FULL, at: daily 01:00'],
  })
  fc.assert(
    fc.property(policies, policies, (before, after) => {
      const [were, are] = [before.map(policyText), after.map(policyText)]
      const alone = review(sideWith(...were), sideWith(...are))
      const helped = review(sideWith(...were), sideWith(...are, other))
      const worse = ({ changes, terms, targets }: Review) =>
        [...changes, ...terms, ...targets].filter(({ grade }) => grade === 'weakens')
      expect(worse(helped)).toMatchObject(worse(alone))
    }),
    { numRuns: 20 },
  )
})

it('calls nothing neutral or better by which a target loses its logs or has a longer gap', () => {
  fc.assert(
    fc.property(policies, policies, (before, after) => {
      const { grade, targets } = review(side(...before), side(...after))
      const isWorse = targets.some(({ before: was, after: is }) => {
        if (was === null || is === null) return was !== null
        return provedSeconds(is) > provedSeconds(was) || losesLogs(was, is)
      })
      if (isWorse) expect(grade).toBe('weakens')
    }),
    { numRuns: 60 },
  )
})

/** All of them, which nothing else stands in for. */
function losesLogs({ startsPerWeek: was }: Cover, { startsPerWeek: is }: Cover): boolean {
  const [had, has] = [was, is].map(levels => (levels.TRANSACTION_LOG ?? 0) > 0)
  return had === true && has === false
}

it('grades what weakens alike when it comes with other names', () => {
  fc.assert(
    fc.property(policies, policies, fc.boolean(), (paused, after, ofPolicies) => {
      const before = paused.map(withoutEndlessPauses)
      const plain = review(side(...before), side(...after)).grade
      const renamed = after.map(policy =>
        ofPolicies
          ? { ...policy, name: `${policy.name}-2` }
          : withSchedules(policy, text => text.replace('name: s', 'name: t')),
      )
      if (plain === 'weakens') {
        expect(review(side(...before), side(...renamed)).grade).toBe('weakens')
      }
    }),
    { numRuns: 60 },
  )
})

/** What is paused for good protects nothing: it may go without a word, while a change of it is looked at. */
function withoutEndlessPauses(policy: PolicyText): PolicyText {
  return withSchedules(policy, text => text.replace(', pause: {reason: r, by: b}', ''))
}

function withSchedules(policy: PolicyText, map: (text: string) => string): PolicyText {
  return { ...policy, schedules: policy.schedules?.map(map) ?? [] }
}

it('judges the same twice alike', () => {
  fc.assert(
    fc.property(policies, policies, (before, after) => {
      const [one, other] = [0, 1].map(() => JSON.stringify(review(side(...before), side(...after))))
      expect(one).toBe(other)
    }),
    { numRuns: 10 },
  )
})
