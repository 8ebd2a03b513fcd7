// How long a target went without a recovery point, by what its runs say: in a line for each case, hours after a midnight.
import { describe, expect, it } from 'vitest'
import {
  breaks,
  longest,
  type OnTheWay,
  recoveries,
  worstGapSeconds,
} from '../lib/report/recovery.ts'
import type { EndedRun } from '../lib/report/result-events.ts'

const HOUR = 3_600_000
const MIDNIGHT = Date.parse('2026-11-22T00:00:00Z')
const at = (hour: number) => MIDNIGHT + hour * HOUR
const hours = (instant: number) => (instant - MIDNIGHT) / HOUR

type Change = Partial<EndedRun> & { readonly late?: number }

/** Of `billing-prod`, due at an hour, begun so many hours later. */
function run(hour: number, { late = 0, ...change }: Change = {}): EndedRun {
  return {
    runId: `billing.log/billing-prod/${hour}`,
    source: 'billing.log',
    target: 'billing-prod',
    scheduledTime: at(hour),
    beganAt: at(hour + late),
    at: at(hour + late) + 60_000,
    ending: 'completed',
    word: 'COMPLETED',
    level: 'TRANSACTION_LOG',
    jobId: '1',
    sizeBytes: null,
    statusMessage: '',
    ...change,
  }
}

const bad = (hour: number, ending: EndedRun['ending'] = 'failed') =>
  run(hour, { ending, beganAt: null })

const onTheWay = (hour: number): OnTheWay => ({ target: 'billing-prod', beganAt: at(hour) })

/** `1 to 3`, or nothing; `…` where there is no recovery point. */
function told(runs: readonly EndedRun[], to: number, coming: readonly OnTheWay[] = []) {
  const known = recoveries({ runs, onTheWay: coming, to: at(to) }).get('billing-prod')
  if (known === undefined) return undefined
  const text = (gap: typeof known.open) => gap && `${hours(gap.from)} to ${hours(gap.to)}`
  return { closed: text(known.closed), open: text(known.open) }
}

describe('of a target', () => {
  it.each([
    ['nothing is known without a run', [], 24, undefined],
    ['the longest gap is between two that completed', [run(1), run(2), run(6)], 6, '2 to 6'],
    ['what failed in between makes none', [run(1), bad(2), run(3)], 3, '1 to 3'],
    [
      'nor what was missed, skipped, or done in part',
      [run(1), bad(2, 'missed'), bad(3, 'skipped'), bad(4, 'partial'), run(5)],
      5,
      '1 to 5',
    ],
    [
      'a full beside the chain is none',
      [run(1), run(2, { level: 'FULL copy-only' }), run(3)],
      3,
      '1 to 3',
    ],
    [
      'a trigger makes one like any other',
      [run(1), run(2, { source: 'billing.deployed' }), run(3)],
      3,
      '1 to 2',
    ],
    [
      'a punctual start counts from when it was due',
      [run(1), run(2, { late: 2 / 60 })],
      2,
      '1 to 2',
    ],
    ['a late one counts from when its job began', [run(1), run(2, { late: 0.5 })], 3, '1 to 2.5'],
    ['two at one time are one', [run(1), run(1, { source: 'billing.full' }), run(2)], 2, '1 to 2'],
  ] as const)('%s', (_, runs, to, expected) => {
    expect(told(runs, to)?.closed ?? undefined).toBe(expected)
  })

  it.each([
    ['after the last, to the end', [run(1), run(2)], 9, [], '2 to 9'],
    ['before the first, from what was due first', [bad(1), run(6), run(7)], 8, [], '1 to 6'],
    ['of two, the longer one', [bad(1), run(3), run(4)], 9, [], '4 to 9'],
    ['with none at all, from what was due first to the end', [bad(1), bad(2)], 9, [], '1 to 9'],
    [
      'that a late start ends, from what was due before it',
      [bad(1), run(2, { late: 1 })],
      3,
      [],
      '1 to 3',
    ],
    [
      'no further than to what still runs: it may end well',
      [run(1), run(2)],
      9,
      [onTheWay(3), onTheWay(4)],
      '2 to 3',
    ],
    [
      'whatever else has been running since before the last',
      [run(1), run(3)],
      9,
      [onTheWay(2)],
      '3 to 9',
    ],
    ['none, where the last one is at the end', [run(1), run(2)], 2, [], null],
  ] as const)('a gap without a recovery point at one end goes %s', (_, runs, to, coming, open) => {
    expect(told(runs, to, coming)?.open).toBe(open)
  })

  it('its own runs count, and nobody else’s', () => {
    const other = run(2, { target: 'erp-core' })
    expect(told([run(1), other, run(3)], 3, [{ ...onTheWay(2), target: 'erp-core' }])).toEqual({
      closed: '1 to 3',
      open: null,
    })
  })
})

describe('a promise of four hours', () => {
  it.each([
    ['is kept by gaps of four hours', [run(0), run(4), run(8)], 10, false],
    ['is broken by one that is longer', [run(0), run(4), run(8.01)], 10, true],
    ['is broken by failures at the end', [run(0), run(1), bad(3)], 9, true],
    ['is broken by failures at the beginning', [bad(0), bad(2), run(6)], 7, true],
    ['is broken where nothing completes', [bad(0), bad(2), bad(4), bad(6)], 7, true],
    ['is not broken by what has gone on for two minutes more', [run(0), run(2)], 6 + 2 / 60, false],
    ['is broken by what has gone on for longer', [run(0), run(2)], 6.05, true],
    ['cannot be judged by one recovery point', [run(0)], 3, undefined],
    ['cannot be judged by one failure', [bad(0)], 3, undefined],
    ['is broken by one recovery point that is too old', [run(0)], 5, true],
  ] as const)('%s', (_, runs, to, expected) => {
    const known = recoveries({ runs, to: at(to) }).get('billing-prod')
    expect(known && breaks(known, 4 * 3600)).toBe(expected)
  })
})

it('measures both ends of a gap alike, and allows a late one what the watch allows', () => {
  const [punctual, late] = [run(8, { late: 1.5 / 60 }), run(12, { late: 10.5 / 60 })]
  const known = recoveries({ runs: [punctual, late], to: at(13) }).get('billing-prod')
  const minutes = ((known?.closed?.seconds ?? 0) / 60).toFixed(2)
  expect(minutes).toBe('249.00')
  expect([246, 247, 249].map(promised => known && breaks(known, promised * 60))).toEqual([
    true,
    false,
    false,
  ])
})

it('counts a first backup that began late from when it began', () => {
  expect(told([run(1, { late: 11 }), run(16), run(20)], 20)?.open).toBe('1 to 12')
})

it('tells the longer gap, and whether it lacks an end', () => {
  const [isPunctual, ends] = [true, { from: 0, to: 10_000 }]
  const closed = { seconds: 10, ...ends, isPunctual }
  const open = { seconds: 20, ...ends, isPunctual }
  expect(longest({ closed, open })).toEqual({ seconds: 20, ...ends, isOpen: true })
  expect(longest({ closed: { ...closed, seconds: 20 }, open })).toMatchObject({ isOpen: false })
  expect(longest({ closed, open: null })).toEqual({ seconds: 10, ...ends, isOpen: false })
  expect(longest({ closed: null, open: null })).toBeUndefined()
})

it('tells of a source the worst of its targets, copy-only fulls as well', () => {
  const full = { level: 'FULL copy-only' }
  const runs = [
    run(0, full),
    run(2, full),
    run(0, { target: 'b' }),
    run(5, { target: 'b' }),
    bad(9),
  ]
  expect(worstGapSeconds(runs)).toBe(5 * 3600)
  expect(worstGapSeconds([run(0), run(1, { target: 'b' })])).toBeNull()
})
