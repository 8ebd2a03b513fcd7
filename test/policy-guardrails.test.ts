// Guardrails about changes: how consent and shares are written, what they become, and what is said of a slip.
import { describe, expect, it } from 'vitest'
import { readPolicies } from '../lib/policy/read.ts'
import { readGolden } from './support/golden.ts'
import { policyText } from './support/policy-text.ts'

function read(guardrails: string) {
  const defaults = `apiVersion: holdfast/v1\nkind: Defaults\nguardrails:\n  ${guardrails}\n`
  const policy = policyText({ schedules: ['name: full, level: FULL, at: Sun 01:00'] })
  return readPolicies([
    { file: 'base.yaml', text: readGolden('policy/base.yaml') },
    { file: 'defaults.yaml', text: defaults },
    { file: 'policy.yaml', text: policy },
  ])
}

describe('guardrails', () => {
  it.each([
    ['weakens: {label: weakens-protection}', { weakens: { label: 'weakens-protection' } }],
    ['weakens: {approvers: [anna, ben_acme]}', { weakens: { approvers: ['anna', 'ben_acme'] } }],
    [
      'weakens: {label: "two words", approvers: [anna]}',
      { weakens: { label: 'two words', approvers: ['anna'] } },
    ],
    ['maxRemovedStarts: 20%', { maxRemovedStarts: { share: 0.2 } }],
    ['maxRemovedStarts: 0%', { maxRemovedStarts: { share: 0 } }],
    ['maxRemovedStarts: {share: 2.5%}', { maxRemovedStarts: { share: 0.025 } }],
    [
      'maxRemovedStarts: {share: 100%, label: ok, approvers: [anna]}',
      { maxRemovedStarts: { share: 1, label: 'ok', approvers: ['anna'] } },
    ],
  ])('%s', (written, expected) => {
    const { guardrails, diagnostics } = read(written)
    expect(diagnostics).toEqual([])
    expect(guardrails).toMatchObject(expected)
  })

  it.each([
    [
      'weakens: {}',
      '4:3 missing-key "weakens" names no label and nobody',
      'add label: weakens-protection',
    ],
    [
      'weakens: true',
      '4:12 wrong-type "weakens" must be a map',
      'write weakens: {label: weakens-protection}',
    ],
    ['weakens: {label: "a,b"}', '4:20 wrong-value "a,b" is not the name of a label', 'write a b'],
    ['weakens: {label: " a "}', '4:20 wrong-value " a " is not the name of a label', 'write a'],
    [
      'weakens: {label: ""}',
      '4:20 wrong-value "" is not the name of a label',
      'write weakens-protection',
    ],
    ['weakens: {approvers: []}', '4:24 wrong-value "approvers" is an empty list', 'add an entry'],
    [
      'weakens: {approvers: anna}',
      '4:24 wrong-type "approvers" must be a list',
      'write approvers: [anna]',
    ],
    [
      'weakens: {approvers: ["@anna"]}',
      '4:25 wrong-value "@anna" is not the user name',
      'write anna',
    ],
    [
      'weakens: {approvers: [acme/dba]}',
      '4:25 wrong-value "acme/dba" is not the user name',
      'write anna',
    ],
    [
      'weakens: {lable: ok}',
      '4:13 unknown-key There is no key "lable" here',
      'did you mean label?',
    ],
    [
      'maxRemovedStarts: 20',
      '4:21 wrong-type "maxRemovedStarts" must be a share like 20%',
      'write maxRemovedStarts: 20%',
    ],
    ['maxRemovedStarts: 120%', '4:21 wrong-value "120%" is not a share', 'write one like 20%'],
    ['maxRemovedStarts: half', '4:21 wrong-value "half" is not a share', 'write one like 20%'],
    ['maxRemovedStarts: {label: ok}', '4:3 missing-key "share" is missing', 'add share: 20%'],
    ['maxRemovedStarts: {share: 0.2}', '4:29 wrong-type "share" must be text', 'write share: 20%'],
    [
      'maxRemovedStart: 20%',
      '4:3 unknown-key There is no key "maxRemovedStart" here',
      'did you mean maxRemovedStarts?',
    ],
  ])('%s: %s; %s', (written, said, fix) => {
    const { diagnostics } = read(written)
    const told = diagnostics.map(({ code, message, place }) => {
      return `${place.line}:${place.column} ${code} ${message}`
    })
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(said)
    expect(diagnostics[0]?.fix).toContain(fix)
  })

  it('that nobody can read guard nothing, and stop the change as mistakes do', () => {
    const { guardrails, diagnostics } = read('maxRemovedStarts: most')
    expect(guardrails.maxRemovedStarts).toBeUndefined()
    expect(diagnostics.map(({ severity }) => severity)).toEqual(['error'])
  })
})

it('a policy without an owner is told so', () => {
  const policy = policyText({ schedules: ['name: full, level: FULL, at: Sun 01:00'] })
  const { diagnostics } = readPolicies([
    { file: 'base.yaml', text: readGolden('policy/base.yaml') },
    { file: 'policy.yaml', text: policy.replace('owner: dba@example.com\n', '') },
  ])
  expect(diagnostics).toMatchObject([
    { code: 'missing-key', message: expect.stringMatching(/^"owner" is missing/) },
  ])
})
