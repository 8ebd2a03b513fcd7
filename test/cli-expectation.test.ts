// What a PolicyTest says when it fails, and when it must not.
import { describe, expect, it } from 'vitest'
import type { Decided } from '../lib/cli/decided.ts'
import { countsDiff, type ExpectedStart, startsDiff } from '../lib/cli/expectation.ts'
import { type CaseResult, renderJunit } from '../lib/cli/junit.ts'
import { expectGolden } from './support/golden.ts'

function decided(source: string, target: string, more: Partial<Decided> = {}): Decided {
  const runId = `${source}/${target}/2026-11-25T14:07Z`
  const scheduledTime = '2026-11-25T14:07:00Z'
  const common = { kind: 'schedule', level: 'TRANSACTION_LOG', decision: 'run', why: '' } as const
  return { runId, source, target, scheduledTime, ...common, ...more }
}

const FULL = { level: 'FULL', copyOnly: true } as const

const GOT = 'a.b t TRANSACTION_LOG, due 2026-11-25T14:07:00Z'
const FEWER = (wanted: number, got: number) =>
  `expected ${wanted} start${wanted === 1 ? '' : 's'}, got ${got}: 1 fewer than expected\n`

const diff = (expected: readonly ExpectedStart[], got: readonly Decided[]) =>
  startsDiff(expected, got, () => ['why not'])

describe('expect', () => {
  it.each<[what: string, expected: readonly ExpectedStart[], got: readonly Decided[]]>([
    ['nothing, and nothing starts', [], []],
    ['nothing, and what is due is skipped', [], [decided('a.b', 't', { decision: 'skipped' })]],
    ['a start by its policy', [{ policy: 'a' }], [decided('a.b', 't')]],
    ['a schedule', [{ schedule: 'b' }], [decided('a.b', 't')]],
    ['any start', [{}], [decided('a.b', 't')]],
    ['options', [{ trigger: 'b', ...FULL }], [decided('a.b', 't', { kind: 'trigger', ...FULL })]],
    [
      'in another order',
      [{ target: 'u' }, { target: 't' }],
      [decided('a.b', 't'), decided('a.b', 'u')],
    ],
    [
      'vague ones beside exact ones',
      [{ policy: 'a' }, { policy: 'a', target: 't' }],
      [decided('a.b', 't'), decided('a.b', 'u')],
    ],
    [
      'each start once, however vague',
      [{}, { target: 'u' }, { policy: 'a' }],
      [decided('a.b', 't'), decided('c.d', 'u'), decided('c.d', 'v')],
    ],
  ])('is met by %s', (_, expected, got) => {
    expect(diff(expected, got)).toBeUndefined()
  })

  it.each<
    [what: string, expected: readonly ExpectedStart[], got: readonly Decided[], told: string]
  >([
    ['too few', [{ policy: 'a' }], [], `${FEWER(1, 0)}- a.*\n    why not`],
    [
      'too many',
      [],
      [decided('a.b', 't')],
      `expected 0 starts, got 1: 1 more than expected\n+ ${GOT}`,
    ],
    [
      'too few of the same',
      [{ policy: 'a' }, { policy: 'a' }],
      [decided('a.b', 't')],
      `${FEWER(2, 1)}- a.*\n    why not`,
    ],
    [
      'a schedule where a trigger is expected',
      [{ trigger: 'b', target: 't' }],
      [decided('a.b', 't')],
      `- *.b t\n+ ${GOT}\n    trigger: expected b, got schedule a.b`,
    ],
    [
      'another target',
      [{ policy: 'a', target: 'u' }],
      [decided('a.b', 't')],
      `- a.* u\n+ ${GOT}\n    target: expected u, got t`,
    ],
    [
      'an option where there is none',
      [{ policy: 'a', copyOnly: false }],
      [decided('a.b', 't')],
      `- a.* * * not copy-only\n+ ${GOT}\n    copyOnly: expected false, got none`,
    ],
    [
      'something else altogether',
      [{ policy: 'a' }],
      [decided('c.d', 't')],
      `- a.*\n    why not\n+ ${GOT.replace('a.b', 'c.d')}`,
    ],
  ])('tells of %s', (_, expected, got, told) => {
    expect(diff(expected, got)).toBe(told)
  })
})

describe('expectCounts', () => {
  const day = [
    decided('a.log', 't'),
    decided('a.log', 't'),
    decided('a.full', 't', { ...FULL, decision: 'deferred', why: 'BLACKOUT: closed' }),
  ]

  it('counts by decision and level', () => {
    expect(countsDiff({ run: { TRANSACTION_LOG: 2 }, deferred: { FULL: 1 } }, day)).toBeUndefined()
  })

  it('wants none of what it does not name', () => {
    expect(countsDiff({ run: { TRANSACTION_LOG: 2 } }, day)).toBe(
      'deferred FULL: expected 0, got 1\n    a.full: 1 (BLACKOUT: closed)',
    )
  })

  it('tells of each source how often', () => {
    expect(countsDiff({ run: { TRANSACTION_LOG: 3 }, deferred: { FULL: 1 } }, day)).toBe(
      'run TRANSACTION_LOG: expected 3, got 2\n    a.log: 2',
    )
  })
})

it('is JUnit XML whatever the names are', () => {
  const results: readonly CaseResult[] = [
    { file: 'policies/tests/a&b.yaml', name: 'a "quoted" <name>', passed: true },
    { file: 'policies/tests/a&b.yaml', name: 'two\nlines', passed: false, diff: '- a\n+ b' },
    { file: 'policies/tests/c.yaml', name: "it's \u0000\u001b[31m red", passed: true },
  ]
  expectGolden('cli/junit.xml', renderJunit(results))
})
