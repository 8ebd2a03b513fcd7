// What is wrong with a Scenario, said at its place, and what a right one means.
import { describe, expect, it } from 'vitest'
import { readPolicies } from '../lib/policy/read.ts'
import { scenarioOf } from '../lib/policy/scenario.ts'
import { readGolden } from './support/golden.ts'
import { policyText } from './support/policy-text.ts'

const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }
const policy = {
  file: 'erp-sql.yaml',
  text: policyText({ schedules: ['name: full, level: FULL, at: Sun 01:00'] }),
}

function read(...lines: readonly string[]) {
  const text = [
    'apiVersion: holdfast/v1',
    'kind: Scenario',
    'name: night',
    'environment: prod',
    ...lines,
    '',
  ].join('\n')
  return readPolicies([base, policy, { file: 'night.yaml', text }])
}

function mistakes(...lines: readonly string[]): readonly string[] {
  return read(...lines)
    .diagnostics.filter(({ place }) => place.file === 'night.yaml')
    .map(({ code, place, message, fix }) => `${place.line} ${code}: ${message} [${fix}]`)
}

const ZONE = 'timezone: Europe/Berlin'
const AT = 'from: 2026-11-24T02:00'

describe('a right scenario', () => {
  it('may hold everything', () => {
    const lines = [
      'description: A bad night.',
      ZONE,
      'span: {from: 2026-11-23T12:00, for: 2d}',
      `outages: [{commcell: main, ${AT}, for: 3h, answer: silent}, {commcell: all, ${AT}, for: 1h}]`,
      'slow: [{source: erp-sql.full, takes: 6h}, {level: FULL, factor: 2, from: 2026-11-24T01:00:00Z}]',
      'fails: [{target: erp-core, every: 3, reason: full}, {source: erp-sql}]',
      'caps: {main: {maxInFlight: 1, limits: saas}}',
      'events: [{at: 2026-11-24T03:00, file: fixtures/deploy.json}]',
      `missed: [{source: erp-sql, ${AT}, to: 2026-11-24T05:00}]`,
      'background: 20',
    ]
    expect(mistakes(...lines)).toEqual([])
  })

  it('means instants, in its own zone', () => {
    const [written] = read(ZONE, `outages: [{${AT}, for: 3h}]`).scenarios
    const meaning = written && scenarioOf(written.value)
    const from = Date.parse('2026-11-24T01:00:00Z')
    expect(meaning?.outages).toEqual([
      { from, to: Date.parse('2026-11-24T04:00:00Z'), answer: 'unreachable' },
    ])
  })

  it.each([
    ['36h', 1.5],
    ['2d', 2],
    ['4w', 28],
    ['1y', 365],
    ['10y', 3650],
  ])('may be of a span as the command line has it: %s', (length, days) => {
    const { scenarios, diagnostics } = read(`span: {from: 2026-11-22T00:00:00Z, for: ${length}}`)
    expect(diagnostics).toEqual([])
    const { from = 0, to = 0 } = (scenarios[0] && scenarioOf(scenarios[0].value).span) ?? {}
    expect((to - from) / 86_400_000).toBe(days)
  })

  it('needs no zone for times that have their own', () => {
    expect(mistakes('missed: [{from: 2026-11-24T02:00:00Z, to: 2026-11-24T05:00+01:00}]')).toEqual(
      [],
    )
  })
})

it.each([
  [
    [ZONE, 'outagess: []'],
    ['6 unknown-key: There is no key "outagess" here [did you mean outages?]'],
  ],
  [
    [ZONE, `outages: [{commcell: mian, ${AT}, for: 3h}]`],
    [
      '6 unknown-commcell: Environment "prod" has no CommCell "mian"; there is main [did you mean main?]',
    ],
  ],
  [
    [ZONE, 'slow: [{source: erp-sql.ful, takes: 6h}]'],
    [
      '6 unknown-schedule: Policy "erp-sql" has no schedule or trigger "ful" in "prod" [did you mean erp-sql.full?]',
    ],
  ],
  [
    [ZONE, 'fails: [{source: erp-sqll}]'],
    ['6 unknown-policy: There is no policy "erp-sqll" in "prod" [did you mean erp-sql?]'],
  ],
  [
    [ZONE, 'fails: [{target: erp-cor}]'],
    ['6 unknown-target: There is no target "erp-cor" in "prod" [did you mean erp-core?]'],
  ],
  [
    [ZONE, 'caps: {mian: {maxInFlight: 1}}'],
    [
      '6 unknown-commcell: Environment "prod" has no CommCell "mian"; there is main [did you mean main?]',
    ],
  ],
  [
    [`outages: [{${AT}, for: 3h}]`],
    [
      '5 timezone-missing: 2026-11-24T02:00 is a local time, and nothing says where: "timezone" is missing [add timezone: Europe/Berlin (or where the database is), or write 2026-11-24T02:00Z]',
    ],
  ],
  [
    [ZONE, `span: {${AT}, for: 3653d}`],
    ['6 duration-invalid: 3653d is too long [write 10y at most]'],
  ],
  [
    [ZONE, `span: {${AT}, to: 2126-11-22T00:00}`],
    [
      '6 date-invalid: The span is longer than ten years, and every start of it is lived through [end it within ten years]',
    ],
  ],
  ...['0d', '1 week', 'd'].map((length): [string[], string[]] => [
    [ZONE, `span: {${AT}, for: ${length}}`],
    [
      `6 duration-invalid: "${length}" is not the length of a span, which is a whole number with s, m, h, d, w or y [write it like 36h, 7d, 4w or 1y]`,
    ],
  ]),
  [
    [ZONE, `outages: [{${AT}, for: 1w}]`],
    [
      '6 duration-invalid: "1w" is not a duration, which is a whole number with s, m, h or d [write 7d]',
    ],
  ],
  [
    [ZONE, `outages: [{${AT}}]`],
    [
      '6 missing-key: Nothing says until when: "to" or "for" is missing [add for: 3h, or to: 2026-11-24T05:00]',
    ],
  ],
  [
    [ZONE, `missed: [{${AT}, for: 1h, to: 2026-11-24T03:00}]`],
    ['6 wrong-value: The end is said twice, by "to" and by "for" [keep one of them]'],
  ],
  [
    [ZONE, `outages: [{${AT}, to: 2026-11-24T01:00}]`],
    ['6 date-invalid: "to" is not after "from" [correct one of them]'],
  ],
  [
    [ZONE, 'outages: [{from: 2027-03-28T02:30, for: 3h}]'],
    [
      '6 date-invalid: 2027-03-28T02:30 does not exist in Europe/Berlin: the clocks go forward over it [write a time an hour later]',
    ],
  ],
  [
    ['missed: [{from: 2026-02-30T02:00:00Z, for: 1h}]'],
    [
      '5 date-invalid: "2026-02-30T02:00:00Z" is no date and time [write one like 2026-11-24T02:00:00Z]',
    ],
  ],
  [
    [ZONE, 'slow: [{level: FULL}]'],
    [
      '6 missing-key: Nothing says how slow: "factor" or "takes" is missing [add factor: 4, or takes: 6h]',
    ],
  ],
  [
    [ZONE, 'slow: [{factor: 2, takes: 6h}]'],
    ['6 wrong-value: How slow is said twice, by "factor" and by "takes" [keep one of them]'],
  ],
  [
    [ZONE, 'fails: [{for: 6h}]'],
    ['6 missing-key: "for" counts from "from", which is missing [add from: 2026-11-24T02:00]'],
  ],
  [
    [ZONE, 'caps: {main: {maxInFlight: 1, maxInFlightPerClient: 2}}'],
    [
      '6 wrong-value: No client ever has 2 jobs at once where the whole CommCell has 1 [write maxInFlightPerClient: 1 or less]',
    ],
  ],
])('says of %j what is wrong, where, and what to do', (lines, expected) => {
  expect(mistakes(...lines)).toEqual(expected)
})

it('is of an environment that there is', () => {
  const text = 'apiVersion: holdfast/v1\nkind: Scenario\nname: night\nenvironment: prd\n'
  const { diagnostics } = readPolicies([base, policy, { file: 'night.yaml', text }])
  expect(diagnostics.map(({ code, fix }) => [code, fix])).toEqual([
    ['unknown-environment', 'did you mean prod?'],
  ])
})

it('leaves the policies alone when it is wrong', () => {
  const right = read().policies
  expect(right.length).toBeGreaterThan(0)
  expect(read('fails: [{source: nobody}]').policies).toEqual(right)
})

it('has its mistakes told, whatever they hide', () => {
  expect(mistakes('outages: 3', 'slow: [{takes: soon}]', 'caps: {}')).toHaveLength(3)
})
