// Whether a due run may start: one row a check, one a pair of checks (their order), and what does not matter at all.
import { describe, expect, it } from 'vitest'
import type { Decision } from '../lib/run/decision.ts'
import type { Run, RunOrigin } from '../lib/run/run.ts'
import type { Blackout, Terms } from '../lib/start.ts'
import { decide, type Facts } from '../lib/submit/decide.ts'
import { fc } from './support/fast-check.ts'
import { erpCore, erpReporting, full, MINUTE, SUNDAY } from './support/story.ts'

const NOW = SUNDAY + MINUTE
const HOUR = 60 * MINUTE

type Case = { readonly run: RunOrigin; readonly facts: Facts }
type Change = (c: Case) => Case

const BASE: RunOrigin = {
  id: 'erp-sql.diff/erp-core/2026-11-22T00:00Z',
  environment: 'prod',
  policy: 'erp-sql',
  policyHash: 'f00d',
  source: 'erp-sql.diff',
  request: { target: erpCore, level: 'DIFFERENTIAL' },
  terms: full.terms,
  cause: 'SCHEDULE',
  scheduledTime: SUNDAY,
  createdAt: NOW,
  startBy: SUNDAY + HOUR,
}
const FREE: Case = { run: BASE, facts: { openRuns: [], history: [], caps: [] } }

const RECORD = { version: 1, announced: 1, outbox: [] }

function submitted(id: string, change: Partial<RunOrigin> = {}): Run {
  const run = { ...BASE, id, createdAt: SUNDAY, ...change, ...RECORD }
  const submission = { jobIds: ['1'] as const, submittedAt: run.createdAt, adopted: false }
  return { ...run, status: { state: 'submitted', ...submission } }
}

function waiting(id: string, change: Partial<RunOrigin> = {}, notBefore = SUNDAY): Run {
  const run = { ...BASE, id, createdAt: SUNDAY, ...change, ...RECORD }
  return { ...run, status: { state: 'waiting', why: 'w', notBefore, attempts: 0 } }
}

const blackout = (from: number, to: number): Blackout => ({
  calendar: 'year-end-close',
  name: 'close-2026',
  reason: 'Ledger close',
  span: { kind: 'dated', from: new Date(from).toISOString(), to: new Date(to).toISOString() },
})

const run = (change: Partial<RunOrigin>): Change => {
  return c => ({ ...c, run: { ...c.run, ...change } })
}
const terms = (change: Partial<Terms>): Change => {
  return c => ({ ...c, run: { ...c.run, terms: { ...c.run.terms, ...change } } })
}
const facts = (change: Partial<Facts>): Change => {
  return c => ({ ...c, facts: { ...c.facts, ...change } })
}
const open = (...more: readonly Run[]): Change => {
  return c => ({ ...c, facts: { ...c.facts, openRuns: [...c.facts.openRuns, ...more] } })
}
const all = (...changes: readonly Change[]): Change => {
  return c => changes.reduce((changed, change) => change(changed), c)
}

const decided = (change: Change, now = NOW) => {
  const { run, facts } = change(FREE)
  return decide(run, facts, now)
}

const roomy = { place: 'main', inFlight: 3, most: 4, text: 'maxInFlight is 4.' }

/** Every check, in its order, with what makes it stop a run and the decision that it then takes. */
const CHECKS: readonly (readonly [check: string, stops: Change, decision: Partial<Decision>])[] = [
  [
    'paused',
    facts({ pause: { reason: 'Storage move', by: 'j.doe' } }),
    { kind: 'skip', reason: 'PAUSED', text: 'Paused by j.doe: Storage move' },
  ],
  [
    'late',
    run({ startBy: SUNDAY + 30_000 }),
    {
      kind: 'miss',
      text: 'Was due at 2026-11-22T00:00:00Z and could start until 2026-11-22T00:00:30Z; it is 2026-11-22T00:01:00Z.',
    },
  ],
  [
    'window',
    terms({ window: { from: 120, to: 300, timezone: 'UTC' } }),
    {
      kind: 'miss',
      text: expect.stringMatching(/^Was due at .*Z, outside of its window 02:00-05:00 \(UTC\)\.$/),
    },
  ],
  [
    'blackout',
    terms({ blackouts: [blackout(SUNDAY - HOUR, SUNDAY + 3 * HOUR)] }),
    {
      kind: 'skip',
      reason: 'BLACKOUT',
      text: 'Blackout close-2026 of calendar year-end-close (Ledger close) until 2026-11-22T03:00:00Z.',
    },
  ],
  [
    'delay',
    run({ notBefore: NOW + MINUTE }),
    { kind: 'wait', until: NOW + MINUTE, text: 'Its delay ends at 2026-11-22T00:02:00Z.' },
  ],
  [
    'cooldown',
    all(terms({ cooldownSeconds: 600 }), facts({ history: [submitted('before')] })),
    {
      kind: 'skip',
      reason: 'COOLDOWN',
      text: 'Run before was started less than the cooldown of 600 s ago.',
    },
  ],
  [
    'precedence',
    facts({ stronger: 'erp-sql.weekly-full' }),
    {
      kind: 'skip',
      reason: 'PRECEDENCE',
      text: 'erp-sql.weekly-full is due in the same minute, has the stronger level, and starts.',
    },
  ],
  [
    'overlap',
    open(submitted('other', { source: 'erp-sql.full' })),
    { kind: 'skip', reason: 'OVERLAP', text: 'Run other is still in flight.' },
  ],
  [
    'cap',
    facts({ caps: [roomy, { ...roomy, most: 3, text: 'maxInFlight is 3.' }] }),
    { kind: 'wait', text: 'maxInFlight is 3.' },
  ],
  [
    'hold',
    facts({ hold: { until: NOW + HOUR, text: 'The quota is used up.' } }),
    { kind: 'wait', until: NOW + HOUR, text: 'The quota is used up.' },
  ],
]

it('starts a run that no check stops', () => {
  expect(decided(all())).toEqual({ kind: 'start' })
})

it.each(CHECKS)('%s stops it alone', (_, stops, decision) => {
  expect(decided(stops)).toEqual(decision)
})

const PAIRS = CHECKS.flatMap(([first, stopsFirst, decision], at) =>
  CHECKS.slice(at + 1).map(
    ([second, stopsSecond]) => [first, second, all(stopsSecond, stopsFirst), decision] as const,
  ),
)

it.each(PAIRS)('%s is looked at before %s', (_, __, both, decision) => {
  expect(decided(both)).toEqual(decision)
})

describe('the window', () => {
  const window = { from: 22 * 60, to: 0, timezone: 'UTC' }
  it.each([
    ['inside, at its first minute', SUNDAY - 2 * HOUR, SUNDAY - 2 * HOUR, 'start'],
    ['inside, by a clock that is slow', SUNDAY - 2 * HOUR, SUNDAY - 2 * HOUR - 200, 'start'],
    ['due inside, started after its end', SUNDAY - MINUTE, SUNDAY, 'miss'],
    ['due before it begins, started inside', SUNDAY - 2 * HOUR - MINUTE, SUNDAY - HOUR, 'miss'],
  ])('%s', (_, scheduledTime, now, kind) => {
    expect(decided(all(terms({ window }), run({ scheduledTime })), now).kind).toBe(kind)
  })
})

describe('a blackout', () => {
  const defer = (from: number, to: number) =>
    terms({ onBlackout: 'defer', blackouts: [blackout(from, to)] })
  const skip = (from: number, to: number) => terms({ blackouts: [blackout(from, to)] })
  const deferred = { until: SUNDAY + HOUR, kind: 'defer' }
  const ofSource = { source: BASE.source, deferredTo: SUNDAY + HOUR }

  it.each([
    ['that ends as it is due lets it start', skip(SUNDAY - HOUR, SUNDAY), NOW, 'start'],
    [
      'that ends as it is due lets it start, by a slow clock',
      skip(SUNDAY - HOUR, SUNDAY),
      SUNDAY - 200,
      'start',
    ],
    ['that it was due in, over by now, skips it', skip(SUNDAY - HOUR, NOW), NOW, 'skip'],
    ['that began while it waited skips it', skip(NOW, NOW + HOUR), NOW, 'skip'],
    ['that begins later is nothing to it', skip(NOW + 1_000, NOW + HOUR), NOW, 'start'],
  ])('%s', (_, change, now, kind) => {
    expect(decided(change, now).kind).toBe(kind)
  })

  it('defers it to its end', () => {
    expect(decided(defer(SUNDAY - HOUR, SUNDAY + HOUR))).toMatchObject({
      ...deferred,
      blackout: { calendar: 'year-end-close', name: 'close-2026' },
    })
  })

  it('defers it to the end of the last of those that follow each other', () => {
    const chain = [blackout(SUNDAY - HOUR, SUNDAY + MINUTE), blackout(NOW, SUNDAY + HOUR)]
    expect(decided(terms({ onBlackout: 'defer', blackouts: chain }))).toMatchObject(deferred)
  })

  it('is behind a run that it deferred', () => {
    const change = all(
      defer(SUNDAY - HOUR, SUNDAY + HOUR),
      run({ deferredTo: SUNDAY + HOUR, startBy: SUNDAY + 2 * HOUR }),
    )
    expect(decided(change, SUNDAY + HOUR)).toEqual({ kind: 'start' })
  })

  it('defers it again when the next one has begun meanwhile', () => {
    const change = all(
      defer(SUNDAY + HOUR, SUNDAY + 3 * HOUR),
      run({ deferredTo: SUNDAY, startBy: SUNDAY + 2 * HOUR }),
    )
    expect(decided(change, SUNDAY + HOUR)).toMatchObject({ until: SUNDAY + 3 * HOUR })
  })

  it('that ends outside of the window makes it missed', () => {
    const window = { from: 0, to: 30, timezone: 'UTC' }
    const change = all(defer(SUNDAY - HOUR, SUNDAY + HOUR), terms({ window }))
    expect(decided(change)).toMatchObject({ kind: 'miss' })
  })

  it('lets one a source and target wait', () => {
    const before = waiting('first', ofSource, SUNDAY + HOUR)
    const change = all(defer(SUNDAY - HOUR, SUNDAY + HOUR), open(before))
    expect(decided(change)).toMatchObject({
      reason: 'BLACKOUT',
      text: expect.stringContaining('first'),
    })
  })

  it.each([
    ['of another target', { request: { target: erpReporting, level: 'DIFFERENTIAL' } }],
    ['of another source', { source: 'erp-sql.full' }],
    ['to another end', { deferredTo: SUNDAY + 2 * HOUR }],
  ] as const)('does not take one that is deferred %s for it', (_, other) => {
    const before = waiting('first', { ...ofSource, ...other }, SUNDAY + HOUR)
    const change = all(defer(SUNDAY - HOUR, SUNDAY + HOUR), open(before))
    expect(decided(change)).toMatchObject(deferred)
  })

  it('lets one of two start that were deferred at the same moment', () => {
    const two = ['a', 'b'].map(id => waiting(id, ofSource, SUNDAY + HOUR))
    const kinds = two.map(({ id, createdAt, startBy }) =>
      decided(
        all(run({ ...ofSource, id, createdAt, startBy: startBy + HOUR }), open(...two)),
        SUNDAY + HOUR,
      ),
    )
    expect(kinds.map(({ kind }) => kind)).toEqual(['start', 'skip'])
  })
})

describe('the delay', () => {
  it('is over at its last instant', () => {
    expect(decided(run({ notBefore: NOW }))).toEqual({ kind: 'start' })
  })

  it('counts for the blackout: one that is over by then is nothing to it', () => {
    const change = all(
      run({ notBefore: NOW + HOUR, startBy: NOW + 2 * HOUR }),
      terms({ blackouts: [blackout(SUNDAY - HOUR, NOW + HOUR)] }),
    )
    expect(decided(change)).toMatchObject({ kind: 'wait', until: NOW + HOUR })
  })

  it('counts for the blackout: what begins before it is over stops the start now', () => {
    const change = all(
      run({ notBefore: NOW + HOUR, startBy: NOW + 2 * HOUR }),
      terms({ blackouts: [blackout(NOW + MINUTE, NOW + 2 * HOUR)] }),
    )
    expect(decided(change)).toMatchObject({ reason: 'BLACKOUT' })
  })
})

describe('the cooldown', () => {
  const warm = (...history: readonly Run[]) =>
    all(terms({ cooldownSeconds: 600 }), facts({ history }))
  it.each([
    ['is over after its last second', submitted('x', { createdAt: NOW - 600_000 }), 'start'],
    ['lasts until then', submitted('x', { createdAt: NOW - 599_000 }), 'skip'],
    ['is not begun by a run that only waits', waiting('x'), 'start'],
    ['is not begun by another source', submitted('x', { source: 'erp-sql.full' }), 'start'],
    [
      'is not begun on another target',
      submitted('x', { request: { target: erpReporting, level: 'DIFFERENTIAL' } }),
      'start',
    ],
    [
      'is begun by one of which nobody knows whether it has a job',
      { ...waiting('x'), status: { ...ENDED, outcome: { kind: 'unknown', text: '' } } } as Run,
      'skip',
    ],
    [
      'is not begun by one that was refused',
      {
        ...waiting('x'),
        status: { ...ENDED, outcome: { kind: 'refused', why: 'other', text: '' } },
      } as Run,
      'start',
    ],
  ])('%s', (_, before, kind) => {
    expect(decided(warm(before)).kind).toBe(kind)
  })
})

const ENDED = { state: 'ended', endedAt: SUNDAY } as const

describe('precedence at the end of a blackout', () => {
  const end = { deferredTo: SUNDAY, startBy: SUNDAY + HOUR }
  const fullOf = (copyOnly: boolean) =>
    ({ request: { target: erpCore, level: 'FULL', copyOnly }, source: 'erp-sql.full' }) as const
  it.each([
    ['a FULL that was deferred to it goes first', { ...end, ...fullOf(false) }, 'skip'],
    ['a copy-only FULL is no base', { ...end, ...fullOf(true) }, 'start'],
    ['one of another policy is another matter', { ...end, ...fullOf(false), policy: 'x' }, 'start'],
    ['one that waits for a slot is another matter', fullOf(false), 'start'],
  ])('%s', (_, other, kind) => {
    expect(decided(all(run(end), open(waiting('full', other)))).kind).toBe(kind)
  })
})

describe('a hold', () => {
  it.each([
    ['lasts until its last instant', NOW + 1, 'wait'],
    ['is over then', NOW, 'start'],
  ])('%s', (_, until, kind) => {
    expect(decided(facts({ hold: { until, text: '' } })).kind).toBe(kind)
  })
})

describe('while another is in flight', () => {
  const busy = submitted('busy', { source: 'erp-sql.full' })
  const replaceTerms = { ...full.terms, overlap: 'replace' } as const

  it.each([
    ['allow', [], { kind: 'start' }],
    ['skip', [], { kind: 'skip', reason: 'OVERLAP' }],
    ['buffer', [], { kind: 'wait' }],
    ['buffer', [waiting('first')], { kind: 'skip', reason: 'OVERLAP' }],
    ['buffer', [waiting('later', { createdAt: NOW + 1 })], { kind: 'wait' }],
    ['buffer', [waiting('asleep', {}, NOW + HOUR)], { kind: 'wait' }],
    ['replace', [], { kind: 'wait', kill: 'busy' }],
    ['replace', [waiting('first', { terms: replaceTerms })], { kind: 'wait', kill: 'busy' }],
    [
      'replace',
      [waiting('later', { terms: replaceTerms, createdAt: NOW + 1 })],
      { kind: 'skip', reason: 'OVERLAP', text: 'Run later came later and replaces it.' },
    ],
  ] as const)('%s, beside %j', (overlap, others, decision) => {
    expect(decided(all(terms({ overlap }), open(busy, ...others)))).toMatchObject(decision)
  })

  it('does not ask for a kill before the job has a name', () => {
    const claimed = { ...busy, status: { state: 'claimed', claimedAt: SUNDAY, attempts: 0 } } as Run
    const decision = decided(all(terms({ overlap: 'replace' }), open(claimed)))
    expect(decision).toEqual({
      kind: 'wait',
      text: 'Run busy is still in flight. This one replaces it.',
    })
  })

  it('is nothing to a log backup', () => {
    expect(decided(all(run({ request: LOG }), open(busy)))).toEqual({ kind: 'start' })
  })
})

const LOG = { target: erpCore, level: 'TRANSACTION_LOG' } as const

it('never depends on the order in which open and earlier runs are listed', () => {
  const changes = fc.record({
    source: fc.constantFrom('erp-sql.diff', 'erp-sql.full'),
    createdAt: fc.constantFrom(SUNDAY, SUNDAY + 1, NOW, NOW + 1),
    request: fc.constantFrom<RunOrigin['request']>(
      BASE.request,
      LOG,
      { target: erpCore, level: 'FULL', copyOnly: false },
      { target: erpReporting, level: 'DIFFERENTIAL' },
    ),
    overlap: fc.constantFrom<Terms['overlap']>('skip', 'buffer', 'replace', 'allow'),
    deferredTo: fc.constantFrom(undefined, SUNDAY, SUNDAY + HOUR),
    isWaiting: fc.boolean(),
  })
  const anyRuns = fc.array(changes, { maxLength: 6 }).map(list =>
    list.map(({ overlap, isWaiting, deferredTo, ...change }, n) => {
      const more = { ...change, ...(deferredTo !== undefined && { deferredTo }) }
      const own = { ...more, terms: { ...full.terms, overlap } }
      return isWaiting ? waiting(`${n}`, own) : submitted(`${n}`, own)
    }),
  )
  const shuffled = anyRuns.chain(runs =>
    fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length })),
  )
  const anyTerms = fc.record({
    overlap: fc.constantFrom<Terms['overlap']>('skip', 'buffer', 'replace', 'allow'),
    onBlackout: fc.constantFrom<Terms['onBlackout']>('skip', 'defer'),
    blackouts: fc.constantFrom([], [blackout(SUNDAY - HOUR, SUNDAY + HOUR)]),
    cooldownSeconds: fc.constantFrom(0, 600),
  })
  const isDeferred = fc.boolean()
  fc.assert(
    fc.property(shuffled, anyTerms, isDeferred, ([runs, others], own, deferred) => {
      const change = all(terms(own), deferred ? run({ deferredTo: SUNDAY }) : all())
      const [one, other] = [runs, others].map(list =>
        decided(all(change, facts({ openRuns: list, history: list }))),
      )
      expect(one).toEqual(other)
    }),
  )
})
