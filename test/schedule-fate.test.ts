// What becomes of a start, as far as time alone decides: paused, window, blackout, in this order.
import { describe, expect, it } from 'vitest'
import { blackoutAt } from '../lib/schedule/blackout.ts'
import { isInWindow, parseDailyWindow } from '../lib/schedule/daily-window.ts'
import { fateOf, type TimeTerms } from '../lib/schedule/fate.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { parseWeekly } from '../lib/schedule/weekly.ts'
import { fc } from './support/fast-check.ts'

const BERLIN = 'Europe/Berlin'
const MINUTE = 60_000

const weekly = (name: string, text: string) => {
  const window = parseWeekly(text)
  if (isProblem(window)) throw new Error(window.message)
  return { name, span: { kind: 'weekly', timezone: BERLIN, ...window } } as const
}

const close = {
  name: 'close-2026',
  span: { kind: 'dated', from: '2026-12-30T17:00:00Z', to: '2027-01-02T07:00:00Z' },
} as const

const years = {
  name: 'close-for-years',
  span: { kind: 'dated', from: '2026-12-30T17:00:00Z', to: '2029-01-01T00:00:00Z' },
} as const

const payroll = weekly('payroll', 'Mon-Fri 08:00-10:00')

type Blackout = typeof close | typeof years | typeof payroll
type Terms = TimeTerms<Blackout>

const skip: Terms = { blackouts: [close, payroll], onBlackout: 'skip' }
const defer: Terms = { ...skip, onBlackout: 'defer' }

const windowed = (terms: Terms, text: string): Terms => {
  const window = parseDailyWindow(text)
  if (isProblem(window)) throw new Error(window.message)
  return { ...terms, window: { ...window, timezone: BERLIN } }
}

const paused = (terms: Terms, until?: string): Terms => ({
  ...terms,
  pause: until === undefined ? {} : { until },
})

/** `deferred close-2026 to 2027-01-02T07:00`. */
function fateText(at: string, terms: Terms): string {
  const fate = fateOf(Date.parse(at), terms)
  const blackout = 'blackout' in fate ? ` ${fate.blackout.name}` : ''
  const to = fate.kind === 'deferred' ? ` to ${new Date(fate.to).toISOString().slice(0, 16)}` : ''
  return `${fate.kind}${blackout}${to}`
}

describe('the fate of a start', () => {
  it.each<[string, string, Terms, string]>([
    ['free', '2026-12-30T16:59Z', skip, 'starts'],
    ['in a dated blackout', '2026-12-31T01:00Z', skip, 'blackout close-2026'],
    ['at the very end of it', '2027-01-02T07:00Z', skip, 'starts'],
    ['in a weekly one', '2027-01-04T08:00Z', skip, 'blackout payroll'],
    ['deferred', '2026-12-31T01:00Z', defer, 'deferred close-2026 to 2027-01-02T07:00'],
    ['deferred by hours', '2027-01-04T08:00Z', defer, 'deferred payroll to 2027-01-04T09:00'],
    [
      'deferred by what has no end',
      '2027-01-04T08:00Z',
      { blackouts: [weekly('always', 'daily 00:00-24:00')], onBlackout: 'defer' },
      'blackout always',
    ],
    [
      'deferred by years',
      '2027-01-04T08:00Z',
      {
        blackouts: [years],
        onBlackout: 'defer',
      },
      'deferred close-for-years to 2029-01-01T00:00',
    ],
    ['in its window', '2026-12-20T01:00Z', windowed(skip, '22:00-05:00'), 'starts'],
    ['outside of it', '2026-12-20T12:00Z', windowed(skip, '22:00-05:00'), 'outside-window'],
    [
      'outside of its window and in a blackout',
      '2026-12-31T12:00Z',
      windowed(skip, '22:00-05:00'),
      'outside-window',
    ],
    [
      'in its window and in a blackout',
      '2026-12-31T01:00Z',
      windowed(skip, '22:00-05:00'),
      'blackout close-2026',
    ],
    [
      'deferred to a time outside of its window',
      '2026-12-31T01:00Z',
      windowed(defer, '22:00-05:00'),
      'outside-window',
    ],
    [
      'deferred to a time inside',
      '2026-12-31T01:00Z',
      windowed(defer, '22:00-09:00'),
      'deferred close-2026 to 2027-01-02T07:00',
    ],
    ['paused for good', '2031-01-01T00:00Z', paused(skip), 'paused'],
    ['paused until it is due', '2026-12-05T05:00Z', paused(skip, '2026-12-05T05:00:00Z'), 'starts'],
    ['paused a little longer', '2026-12-05T05:00Z', paused(skip, '2026-12-05T05:01:00Z'), 'paused'],
    [
      'paused, outside of its window and in a blackout',
      '2026-12-31T12:00Z',
      paused(windowed(defer, '22:00-05:00'), '2027-06-01T00:00:00Z'),
      'paused',
    ],
  ])('%s', (_name, at, terms, expected) => {
    expect(fateText(at, terms)).toBe(expected)
  })

  it('is decided by the first check that stops it', () => {
    const terms = fc.record(
      {
        pause: fc.constantFrom({}, { until: '2027-01-05T12:00:00Z' }),
        window: fc.constantFrom(
          { from: 1_320, to: 300, timezone: BERLIN },
          { from: 360, to: 1_320, timezone: 'UTC' },
        ),
        blackouts: fc.subarray<Blackout>([close, payroll]),
        onBlackout: fc.constantFrom('skip' as const, 'defer' as const),
      },
      { requiredKeys: ['blackouts', 'onBlackout'] },
    )
    const from = Date.UTC(2026, 11, 28)
    const instant = fc.integer({ min: 0, max: 14 * 1_440 }).map(minutes => from + minutes * MINUTE)
    fc.assert(
      fc.property(instant, terms, (at, { pause, window, blackouts, onBlackout }) => {
        const { kind } = fateOf(at, {
          ...(pause && { pause }),
          ...(window && { window }),
          blackouts,
          onBlackout,
        })
        const covering = blackoutAt(blackouts, at)
        const isClosed = (moment: number) => window !== undefined && !isInWindow(window, moment)
        const stops = [
          pause !== undefined && !('until' in pause && at >= Date.parse(pause.until)) && 'paused',
          isClosed(at) && 'outside-window',
          covering !== undefined && onBlackout === 'skip' && 'blackout',
          covering !== undefined && isClosed(covering.until) && 'outside-window',
          covering !== undefined && 'deferred',
        ]
        expect(kind).toBe(stops.find(stop => stop !== false) ?? 'starts')
      }),
      { numRuns: 500 },
    )
  })
})
