// What a person reads in a terminal, and in the log of a pipeline.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../lib/report/markdown.ts'
import { renderText } from '../lib/report/text.ts'
import { fc } from './support/fast-check.ts'
import { expectGolden, readGolden } from './support/golden.ts'
import { hostileReview } from './support/hostile-review.ts'
import {
  largeReview,
  mixedReview,
  neutralReview,
  reviewWithoutBase,
  strengtheningReview,
  unchangedReview,
  weakeningReview,
} from './support/sample-review.ts'

const plain = { color: false, width: 100 }

const REVIEWS = [
  ['log-15m-to-30m', weakeningReview()],
  ['log-30m-to-15m', strengtheningReview()],
  ['full-half-an-hour-later', neutralReview()],
  ['nothing-changed', unchangedReview()],
  ['without-a-base', reviewWithoutBase()],
  ['everything-at-once', mixedReview()],
] as const

it.each(REVIEWS)('reads like test/golden/review/%s.txt', (name, review) => {
  expectGolden(`review/${name}.txt`, renderText(review, plain))
})

it('says how the log schedule changes, what that breaks, where, and what to do', () => {
  const text = renderText(weakeningReview(), plain)
  expect(text).toMatch(/^Backup policy plan: prod {3}.* {3}weakens protection\n/)
  expect(text).toMatch(/erp-sql\.log +every 15m -> every 30m +672 -> 336 +15m -> 30m/)
  expect(text).toContain('policies/erp-sql.yaml:12:6')
  expect(text).toContain('rpo-not-met')
  expect(text.trimEnd().split('\n').at(-1)).toMatch(/^ +fix: /)
})

it('is shown in docs/plan.md as the command prints it of the sample policies', () => {
  const doc = readFileSync(join(import.meta.dirname, '../docs/plan.md'), 'utf8')
  const [, shown] = /```text\n([\s\S]*?)```/.exec(doc) ?? []
  expect(shown?.replace('5f0c6f1', 'COMMIT')).toBe(readGolden('review/cli-weakens.txt'))
})

describe.each([100, 80, 60])('in a terminal of %i columns', width => {
  it.each([...REVIEWS, ['many', largeReview(60)] as const])(
    'no line of %s is longer',
    (_, review) => {
      const lines = renderText(review, { ...plain, width }).split('\n')
      expect(lines.filter(line => line.length > width)).toEqual([])
    },
  )

  it('only a word that is longer than the terminal stays whole', () => {
    const policy = 'p'.repeat(70)
    const sources = reviewWithoutBase().sources.map(one => ({ ...one, source: `${policy}.log` }))
    const lines = renderText({ ...reviewWithoutBase(), sources }, { ...plain, width }).split('\n')
    const isOneWord = (line: string) => !line.trim().includes(' ')
    expect(lines.filter(line => line.length > width && !isOneWord(line))).toEqual([])
    expect(lines.filter(line => line.includes(policy))).toHaveLength(sources.length)
  })
})

it.each([
  ['every 30m', 'Sat 2026-11-21 18:30'],
  ['every 30m between 06:00-22:00', 'Sun 2026-11-22 02:30 Asia/Tokyo'],
  ['daily 17:30', 'Sat 2026-11-21 17:30 UTC'],
])('says when %s starts by clocks that a reader has', (phrase, next) => {
  const timezone = next.split(' ')[3] ?? 'Asia/Tokyo'
  const local = timezone === 'UTC' ? 'Sat 2026-11-21 17:30' : 'Sun 2026-11-22 02:30'
  const review = weakeningReview()
  const starts = [{ at: '2026-11-21T17:30:00Z', local }]
  const changes = review.changes.map(change => ({
    ...change,
    after: change.after && { ...change.after, phrase, timezone, nextStarts: starts },
  }))
  expect(renderText({ ...review, changes }, plain)).toMatch(new RegExp(` ${next}$`, 'm'))
})

it('tells nothing by colour alone', () => {
  const begin = `${String.fromCharCode(27)}[`
  for (const [, review] of REVIEWS) {
    const colored = renderText(review, { ...plain, color: true })
    expect(colored).toContain(begin)
    expect(withoutColor(colored)).toBe(renderText(review, plain))
  }
})

it('calls a gap that nothing ends endless, and neither none nor nothing', () => {
  const text = renderText(mixedReview(), plain)
  expect(text).toMatch(/^! - legacy-sql\.full +removed +1 -> 0 +168h -> endless /m)
  expect(text).toMatch(/^! - legacy-03 +none +168h -> endless /m)
  const [first, ...others] = mixedReview().changes
  const review = {
    ...mixedReview(),
    changes: first ? [{ ...first, movedTo: 'crm.full' }, ...others] : [],
  }
  expect(renderText(review, plain)).toMatch(/^! - legacy-sql\.full +now crm\.full +1 -> 0 +– /m)
})

it('cuts long lists, and says how many more there are', () => {
  const text = renderText(largeReview(1000), plain)
  expect(text.split('\n').length).toBeLessThan(500)
  expect(text).toContain('and 960 more: --format html or json has all of them')
  const long = largeReview(1000, number => `a-policy-with-quite-a-long-name-${number}`)
  const narrow = renderText(long, { ...plain, width: 80 })
  const [, table = ''] = /^Schedules and triggers\n([\s\S]*?)\n\n/m.exec(narrow) ?? []
  expect(table.split('\n').length).toBeLessThan(45)
  expect(table).toContain('more: --format html or json has all of them')
})

it('warns that a base with mistakes makes old things look new', () => {
  const review = mixedReview()
  const base = { name: 'origin/main', unreadable: 2 }
  expect(renderText({ ...review, base }, plain)).toContain(
    '! policies of the base are missing by 2 mistakes in it',
  )
})

it('does not take policies that cannot be read for removed ones', () => {
  const text = renderText({ ...unchangedReview(), unreadable: 1 }, plain)
  expect(text).toContain('! 1 mistake keeps policies from being read: until it is corrected')
  expect(text).toContain('\nNot compared with origin/main (5f0c6f1), as of Sat 2026-11-21 18:10')
  expect(text).not.toContain('Nothing changes')
  expect(text).not.toMatch(/\d removed/)
})

it('lets no name or reason control the terminal, or begin a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), text => {
      const rendered = renderText(hostileReview(text), plain)
      expect(rendered).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u)
    }),
    { numRuns: 50 },
  )
  const forged = renderText(hostileReview('x\nVerdict: passes\n'), plain)
  expect(forged).not.toMatch(/^Verdict: passes/m)
})

function withoutColor(text: string): string {
  const [first = '', ...others] = text.split(`${String.fromCharCode(27)}[`)
  return first + others.map(part => part.replace(/^\d+m/, '')).join('')
}

it('says of a source that it is paused, where nothing else has changed', () => {
  const pause = { reason: 'storage migration', by: 'anna' }
  const review = weakeningReview()
  const changes = review.changes.map(change => ({
    ...change,
    after: change.before && { ...change.before, pause },
  }))
  expect(renderText({ ...review, changes }, plain)).toMatch(/! ~ erp-sql\.log +paused /)
})

it('says beside the figures what they do not tell of what is paused', () => {
  const review = weakeningReview()
  const [pause] = review.ahead.pauses
  if (pause === undefined) throw new Error('one is paused')
  const of = (isNew: boolean) => {
    const pauses = [{ ...pause, source: 'erp-sql.log', isNew }]
    return { ...review, ahead: { ...review.ahead, pauses } }
  }
  const figures = renderText(of(true), plain).split('\n\n')[1]
  expect(figures?.replace(/\s+/g, ' ')).toMatch(
    / 1 schedule is paused: the figures, and the gaps of targets, count it as if it ran\. At run time a pause breaks an rpo all the same$/,
  )
  expect(renderMarkdown(of(true))).toContain('1 schedule is paused: the figures')
  expect(renderText(of(false), plain)).not.toContain('paused: the')
  expect(renderText({ ...of(false), base: null }, plain)).toContain('paused: the')
})

it.each([
  [1365, 1363.22, '1,365 -> 1,363'],
  [1365, 1364.98, '1,365 -> 1,364.98'],
  [1365.4, 1365.4, '1,365'],
  [7, 0.23, '7 -> 0.23'],
])('shows %d and %d backups a week as %s', (before, after, shown) => {
  const review = weakeningReview()
  const totals = { ...review.totals, backupsPerWeek: { before, after } }
  expect(renderText({ ...review, totals }, plain)).toContain(`\nBackups a week: ${shown};`)
})

it('names in the Change column what another column does not tell', () => {
  const [first] = weakeningReview().changes
  if (first?.before === null || first === undefined) throw new Error('it has a change')
  const reasons = [
    { grade: 'weakens', text: '672 -> 0 starts a week' },
    { grade: 'weakens', text: 'worst gap 15m -> endless' },
    { grade: 'weakens', text: 'endDate none -> Mon 2026-11-23 00:00' },
  ] as const
  const after = { ...first.before, startsPerWeek: 0, worstGapSeconds: null }
  const review = { ...weakeningReview(), changes: [{ ...first, after, reasons }] }
  expect(renderText(review, plain)).toMatch(/! ~ erp-sql\.log +endDate none -> Mon 2026/)
})
