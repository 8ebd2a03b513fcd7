// The share of the backups that a change removes, by which the brake maxRemovedStarts decides: worked out by hand.
import { describe, expect, it } from 'vitest'
import { reviewOf } from '../lib/review/compose.ts'
import type { Totals } from '../lib/review/figures.ts'
import { NOW, type PolicyText, policyText } from './support/policy-text.ts'
import { sideWith } from './support/review-side.ts'

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const DAILY = FULL.replace('Sun', 'daily')
const DIFF = 'name: diff, level: DIFFERENTIAL, at: Mon-Sat 01:00'
const LOG = 'name: log, level: TRANSACTION_LOG, every: 12h'
const both = 'erp-core, erp-reporting'

/** Midnight of a local day, so many days and 11 hours from now. */
const IN_A_WEEK = '2026-11-29T00:00'
const WEEK_PART = (7 * 24 + 11) / (366 * 24)
const paused = (until: string) => `pause: {reason: r, by: b${until}}`

const close = (window: string) => `apiVersion: holdfast/v1
kind: BlackoutCalendar
name: close
timezone: Europe/Berlin
windows:
  - {name: long, ${window}}
`

function totals(
  before: readonly PolicyText[],
  after: readonly PolicyText[],
  calendar = '',
): Totals {
  const side = (policies: readonly PolicyText[]) =>
    sideWith(...policies.map(policyText), ...(calendar === '' ? [] : [calendar]))
  const context = { environment: 'prod', now: NOW, labels: [], approvers: [] }
  const sides = { before: side(before), after: side(after), base: { name: 'main', unreadable: 0 } }
  return reviewOf(sides, context).totals
}

const one = (...schedules: readonly string[]): readonly PolicyText[] => [{ schedules }]

describe('the share of the backups a week that is gone', () => {
  it.each<[string, readonly PolicyText[], readonly PolicyText[], number]>([
    ['nothing', one(DIFF), one(DIFF), 0],
    ['one of two schedules', one(FULL, DIFF), one(FULL), 6 / 7],
    ['a target', [{ targets: both, schedules: [FULL] }], one(FULL), 1 / 2],
    [
      'half of the starts',
      one(LOG),
      one(LOG.replace('12h', 'none').replace('every: none', 'at: daily 02:00')),
      1 / 2,
    ],
    ['a weaker level for a stronger one', one(DIFF), one(DAILY), 0],
    ['a stronger level for a weaker one', one(DAILY), one(DIFF), 1],
    [
      'all, and something else is new',
      one(FULL),
      [{ targets: 'erp-reporting', schedules: [DAILY] }],
      1,
    ],
  ])('%s', (_, before, after, share) => {
    expect(totals(before, after).removedShare).toBeCloseTo(share, 9)
  })

  it.each<[string, string, string, number]>([
    ['ends in a week', FULL, `${FULL}, endDate: ${IN_A_WEEK}`, 1 - WEEK_PART],
    ['ends today', FULL, `${FULL}, endDate: 2026-11-21T13:00`, 1],
    ['ends when the year is over', FULL, `${FULL}, endDate: 2027-11-23T00:00`, 0],
    [
      'ended before, and is gone',
      `${FULL}, endDate: 2026-11-01T00:00`,
      DAILY.replace('FULL', 'DIFFERENTIAL'),
      0,
    ],
    ['was to end in a week', `${FULL}, endDate: ${IN_A_WEEK}`, FULL, 0],
    ['has a later end', `${FULL}, endDate: ${IN_A_WEEK}`, `${FULL}, endDate: 2027-11-29T00:00`, 0],
    ['starts in a week', FULL, `${FULL}, startDate: ${IN_A_WEEK}`, 0],
    ['starts when nobody waits for it', FULL, `${FULL}, startDate: 2090-01-01T00:00`, 1],
    ['is paused for a week', FULL, `${FULL}, ${paused(`, until: ${IN_A_WEEK}`)}`, 0],
    ['is paused for good', FULL, `${FULL}, ${paused('')}`, 1],
    [
      'is paused until nobody waits for it',
      FULL,
      `${FULL}, ${paused(', until: 2090-01-01T00:00')}`,
      1,
    ],
    [
      'is paused until it ends',
      FULL,
      `${FULL}, endDate: ${IN_A_WEEK}, ${paused(`, until: ${IN_A_WEEK}`)}`,
      1,
    ],
    ['was paused for good, and is gone', `${FULL}, ${paused('')}`, DIFF, 0],
  ])('of a schedule that %s', (_, before, after, share) => {
    const { removedShare } = totals(one(before), one(after))
    expect(removedShare).toBeCloseTo(share, 9)
  })

  it.each([
    ['for a week', `from: 2026-11-22T00:00, to: ${IN_A_WEEK}`, 0],
    ['from next week on', `from: ${IN_A_WEEK}, to: 2090-01-01T00:00`, 1 - WEEK_PART],
    ['every week', 'weekly: "Sun 00:00-02:00"', 1],
  ])('of a schedule that is blacked out %s', (_, window, share) => {
    const [policy] = one(FULL)
    const after = [{ ...policy, keys: ['blackouts: [close]'] }]
    expect(totals(one(FULL), after, close(window)).removedShare).toBeCloseTo(share, 9)
  })

  const twins = (...more: readonly string[]): readonly PolicyText[] => [
    { name: 'a', schedules: [FULL, DIFF] },
    { name: 'b', schedules: [...more, LOG] },
  ]
  it.each<[string, string, readonly string[], number, number]>([
    ['the other twin is left', FULL, [], 0, 21],
    ['the other twin is left, and lasts', `${FULL}, endDate: ${IN_A_WEEK}`, [], 0, 21],
    ['no twin: another minute', FULL.replace('01:00', '01:01'), [], 1 / 22, 22],
    ['no twin: another level', `${FULL}, copyOnly: true`, [], 1 / 22, 22],
  ])('counts twins of one minute once: %s', (_, twin, left, share, week) => {
    const { removedShare, backupsPerWeek } = totals(twins(twin), twins(...left))
    expect(removedShare).toBeCloseTo(share, 9)
    expect(backupsPerWeek).toEqual({ before: week, after: 21 })
  })

  it('of both twins is that of one', () => {
    const [, logs] = twins()
    const { removedShare } = totals(twins(FULL), [{ name: 'a', schedules: [DIFF] }, logs ?? {}])
    expect(removedShare).toBeCloseTo(1 / 21, 9)
  })
})

it('says of a week only what is there for good', () => {
  const { backupsPerWeek } = totals(one(DIFF, FULL), one(DIFF, `${FULL}, endDate: ${IN_A_WEEK}`))
  expect(backupsPerWeek.before).toBe(7)
  expect(backupsPerWeek.after).toBeCloseTo(6 + WEEK_PART, 5)
})
