// What a change of the policy tests means: what nobody asks any more, what is asked less exactly, what is only moved.
import { describe, expect, it } from 'vitest'
import { reviewOf } from '../lib/review/compose.ts'
import type { Review } from '../lib/review/review.ts'
import type { Side } from '../lib/review/side.ts'
import { NOW, type PolicyText, policyText } from './support/policy-text.ts'
import { BASE, sideOf, sideWith } from './support/review-side.ts'

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const ERP: PolicyText = { schedules: [FULL] }
const CRM: PolicyText = { name: 'crm', targets: 'erp-reporting', schedules: [FULL] }

const EVENT =
  'name: deploy, event: ok.json, expect: [{policy: erp-sql, level: FULL}, {policy: crm}]'
const CLOCK = 'clock: {from: 2026-11-22T00:00, to: 2026-11-22T02:00, timezone: UTC}'
const NIGHT = `name: night, ${CLOCK}, policies: [erp-sql, crm], expectCounts: {run: {FULL: 2}}`
const LATER = CLOCK.replaceAll('11-22', '11-29')

type Cases = readonly string[]

function testText(cases: Cases, { name = 'rules', environment = 'prod' } = {}): string {
  return [
    'apiVersion: holdfast/v1',
    'kind: PolicyTest',
    `name: ${name}`,
    `environment: ${environment}`,
    'cases:',
    ...cases.map(each => `  - {${each}}`),
    '',
  ].join('\n')
}

const testedBy = (...tests: readonly string[]) => sideWith(...[ERP, CRM].map(policyText), ...tests)

function review(before: Side, after: Side): Review {
  const context = { environment: 'prod', now: NOW, labels: [], approvers: [] }
  return reviewOf({ before, after, base: { name: 'main', unreadable: 0 } }, context)
}

const told = ({ terms }: Review) =>
  terms.map(({ grade, subject, text }) => `${grade} ${subject}: ${text}`)

describe('a case of a policy test', () => {
  const said = (from: string, to: string) => NIGHT.replace(from, to)
  it.each<[string, string, string, string | undefined]>([
    ['as it was', EVENT, EVENT, undefined],
    [
      'another event',
      EVENT,
      EVENT.replace('ok', 'bad'),
      'weakens: it asks no longer about event ok.json',
    ],
    [
      'other starts',
      EVENT,
      EVENT.replace(', {policy: crm}', ''),
      'neutral: it expects other starts: 2 -> 1',
    ],
    [
      'starts in another order',
      EVENT,
      EVENT.replace('policy: erp-sql, level: FULL', 'level: FULL, policy: erp-sql'),
      undefined,
    ],
    [
      'vaguer starts',
      EVENT,
      EVENT.replace(', level: FULL', ''),
      'weakens: of the starts that it expects it says less',
    ],
    [
      'more exact starts',
      EVENT,
      EVENT.replace('crm', 'crm, level: FULL'),
      'strengthens: of the starts that it expects it says more',
    ],
    [
      'counts for starts',
      EVENT,
      EVENT.replace(/expect:.*/, 'expectCounts: {run: {FULL: 2}}'),
      'weakens: it says no longer which starts it expects; it says how many starts it expects',
    ],
    [
      'counts as well',
      EVENT,
      `${EVENT}, expectCounts: {run: {FULL: 2}}`,
      'strengthens: it says how many starts it expects',
    ],
    [
      'other counts',
      NIGHT,
      said('FULL: 2', 'FULL: 1'),
      'neutral: it expects run FULL 2 -> run FULL 1',
    ],
    [
      'no counts',
      NIGHT,
      said('expectCounts: {run: {FULL: 2}}', 'expect: [{policy: crm}, {}]'),
      'weakens: it says no longer how many starts it expects; it says which starts it expects',
    ],
    [
      'a shorter span',
      NIGHT,
      said('T02:00', 'T01:00'),
      'weakens: it asks about 2026-11-22T00:00 to 2026-11-22T01:00, no longer about 2026-11-22T00:00 to 2026-11-22T02:00: 2h -> 1h',
    ],
    [
      'another span',
      NIGHT,
      said(CLOCK, LATER),
      'neutral: it asks about 2026-11-29T00:00 to 2026-11-29T02:00, no longer about 2026-11-22T00:00 to 2026-11-22T02:00',
    ],
    [
      'an event for a span',
      NIGHT,
      said(CLOCK, 'event: ok.json'),
      'weakens: it asks no longer about 2026-11-22T00:00 to 2026-11-22T02:00',
    ],
    [
      'fewer policies',
      NIGHT,
      said('[erp-sql, crm]', '[crm]'),
      'weakens: it asks no longer about erp-sql',
    ],
    [
      'all policies',
      NIGHT,
      said('policies: [erp-sql, crm], ', ''),
      'strengthens: it asks about all policies',
    ],
    [
      'only some policies',
      said('policies: [erp-sql, crm], ', ''),
      NIGHT,
      'weakens: it asks no longer about all policies, only about erp-sql, crm',
    ],
  ])('with %s', (_, before, after, expected) => {
    const found = review(testedBy(testText([before])), testedBy(testText([after])))
    const name = /^name: (\w+)/.exec(after)?.[1]
    const line = expected?.replace(': ', ` policy test rules: ${name}: `)
    expect(told(found)).toEqual(line === undefined ? [] : [line])
  })
})

describe('a policy test', () => {
  const whole = testText([EVENT, NIGHT])
  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    [
      'is gone',
      [whole],
      [],
      ['weakens policy test rules: it is gone: nobody asks its 2 cases any more'],
    ],
    ['is new', [], [testText([EVENT])], ['strengthens policy test rules: it asks as well: deploy']],
    [
      'has lost a case',
      [whole],
      [testText([EVENT])],
      ['weakens policy test rules: nobody asks any more: night'],
    ],
    ['has another name', [whole], [testText([EVENT, NIGHT], { name: 'other' })], []],
    [
      'has other names of its cases',
      [whole],
      [testText([EVENT.replace('deploy', 'shipped'), NIGHT])],
      [],
    ],
    ['was divided', [whole], [testText([EVENT]), testText([NIGHT], { name: 'nights' })], []],
    [
      'is asked by another one that asks more',
      [whole],
      [
        testText([
          EVENT,
          `${NIGHT.replace('night', 'n').replace('policies: [erp-sql, crm], ', '')}`,
        ]),
      ],
      ['strengthens policy test rules: n: it asks about all policies'],
    ],
    [
      'is of another environment now',
      [whole],
      [testText([EVENT, NIGHT], { environment: 'staging' })],
      ['weakens policy test rules: it is gone: nobody asks its 2 cases any more'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(told(review(testedBy(...before), testedBy(...after)))).toEqual(expected)
  })

  it('is found where it stands, and what is gone where it stood', () => {
    const place = ({ terms }: Review) => terms.map(({ place }) => place?.line)
    const text = [policyText(ERP), policyText(CRM), whole].join('---\n')
    const line = text.slice(0, text.indexOf(EVENT)).split('\n').length
    expect(place(review(testedBy(whole), testedBy(testText([EVENT]))))).toEqual([line + 1])
    expect(place(review(testedBy(testText([EVENT])), testedBy(whole)))).toEqual([line + 1])
    expect(place(review(testedBy(whole), testedBy()))).toEqual([line])
  })

  it('of a policy that is gone goes with it', () => {
    const night = NIGHT.replace('[erp-sql, crm]', '[crm]')
    const found = review(testedBy(testText([night])), sideWith(policyText(ERP)))
    expect(told(found)).toEqual([
      'neutral policy test rules: nobody asks any more: night, and what that was about is gone',
    ])
    expect(found.grade).toBe('weakens')
  })

  it('goes on with a policy that has another name', () => {
    const now = sideWith(
      policyText(ERP),
      policyText({ ...CRM, name: 'sales' }),
      testText([NIGHT.replace('crm', 'sales')]),
    )
    const found = review(testedBy(testText([NIGHT])), now)
    expect([told(found), found.grade]).toEqual([[], 'neutral'])
  })

  it('with mistakes is not taken for one that is gone: they stop the change', () => {
    const found = review(
      testedBy(whole),
      testedBy(testText([EVENT, NIGHT.replace('crm', 'sales')])),
    )
    expect([told(found), found.verdict.passes]).toEqual([[], false])
  })

  it('with a misspelt key stops the change, and is mended without consent', () => {
    const broken = testText([EVENT.replace('level: FULL', 'levle: FULL'), NIGHT])
    const found = review(testedBy(whole), testedBy(broken))
    const failed = found.verdict.checks.filter(({ passes }) => !passes)
    expect([told(found), failed.map(({ check }) => check)]).toEqual([[], ['mistakes']])
    const mended = review(testedBy(broken), testedBy(whole))
    expect([told(mended), mended.verdict.passes]).toEqual([[], true])
  })

  it.each([
    ['is no YAML', whole.replace('cases:', 'cases: ]')],
    ['has no name', whole.replace('name: rules\n', '')],
    ['has another name and a mistake', whole.replace('rules', 'other').replace('crm', 'sales')],
  ])('in a file of its own that %s is told by the mistake alone, both ways', (_, text) => {
    const inFile = (text: string) => {
      const policies = [ERP, CRM].map(policyText).join('---\n')
      return sideOf([
        BASE,
        { file: 'policies.yaml', text: policies },
        { file: 'tests/rules.yaml', text },
      ])
    }
    const broken = review(inFile(whole), inFile(text))
    const failed = broken.verdict.checks.filter(({ passes }) => !passes)
    expect([told(broken), failed.map(({ check }) => check)]).toEqual([[], ['mistakes']])
    const mended = review(inFile(text), inFile(whole))
    expect([told(mended), mended.grade, mended.verdict.passes]).toEqual([[], 'neutral', true])
  })

  it('is told as gone though another file has mistakes', () => {
    const before = [BASE, { file: 'tests/rules.yaml', text: whole }]
    const after = [BASE, { file: 'tests/other.yaml', text: 'kind: PolicyTest\ncases: ]\n' }]
    const policies = { file: 'policies.yaml', text: [ERP, CRM].map(policyText).join('---\n') }
    expect(told(review(sideOf([...before, policies]), sideOf([...after, policies])))).toEqual([
      'weakens policy test rules: it is gone: nobody asks its 2 cases any more',
    ])
  })

  it('of an environment that is gone is told by its sources', () => {
    const found = review(testedBy(whole), { ...testedBy(), environment: undefined })
    expect(told(found)).toEqual([expect.stringMatching(/^weakens environment prod: it is gone/)])
  })
})
