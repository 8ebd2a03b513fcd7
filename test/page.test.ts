// The page as text: the same for the same input, closed to the outside, and deaf to what names try to say.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { renderPage } from '../lib/page/page.ts'
import type { Review } from '../lib/review/review.ts'
import { hostileReview } from './support/hostile-review.ts'
import { sampleHistory } from './support/sample-history.ts'
import {
  largeReview,
  mixedReview,
  reviewWithoutBase,
  unchangedReview,
} from './support/sample-review.ts'

const TITLE = 'Backup policy plan'
const HOSTILE = '</script><img src=x onerror=alert(1)>'

function pageOf(review: Review): string {
  return renderPage({ review, history: sampleHistory(), title: TITLE })
}

function sectionsOf(page: string): readonly string[] {
  return [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id = '']) => id)
}

it('is the same for the same input, however many pages were drawn before', () => {
  expect(pageOf(mixedReview())).toBe(pageOf(mixedReview()))
})

it('gives every id once', () => {
  const ids = [...pageOf(mixedReview()).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
})

it('forbids everything but its own style and script, by their hashes', () => {
  const page = pageOf(mixedReview())
  const policy = /Content-Security-Policy" content="([^"]+)"/
    .exec(page)?.[1]
    ?.replaceAll('&#39;', "'")
  const hashOf = (tag: string) => {
    const text = new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`).exec(page)?.[1] ?? ''
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  expect(policy).toBe(
    `default-src 'none'; style-src ${hashOf('style')}; script-src ${hashOf('script')}; base-uri 'none'; form-action 'none'`,
  )
})

it('names no other place, and styles nothing inline', () => {
  const page = pageOf(mixedReview())
  expect(page).not.toMatch(/https?:|url\((?!#)|@import|<link|<iframe/)
  expect(page).not.toMatch(/<[^>]+ style="/)
  expect(page).not.toMatch(/<[^>]+ on\w+="/)
})

it('leaves no mark of a colour undone, and uses none that its style does not know', () => {
  const page = pageOf(mixedReview())
  const used = new Set([...page.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name))
  expect(page).not.toContain('#c0ffe')
  expect([...used].filter(name => !page.includes(`${name}:`))).toEqual([])
})

it('begins and ends its headings in order', () => {
  const levels = [...pageOf(mixedReview()).matchAll(/<h([1-6])/g)].map(([, level]) => Number(level))
  expect(levels[0]).toBe(1)
  expect(levels.filter((level, index) => level > (levels[index - 1] ?? 1) + 1)).toEqual([])
})

const CHANGE = ['changes']
const ALWAYS = ['promises', 'uncovered', 'week', 'timeline', 'load']
const REST = ['sources', 'findings', 'collisions', 'aws']

it.each<[string, Review, boolean, readonly string[]]>([
  ['of a change', mixedReview(), false, [...CHANGE, ...ALWAYS, 'clients', ...REST]],
  ['of a change that changes nothing', unchangedReview(), false, [...CHANGE, ...ALWAYS, ...REST]],
  ['of what is', reviewWithoutBase(), false, [...ALWAYS, ...REST]],
  ['of what is and was', reviewWithoutBase(), true, ['happened', ...ALWAYS, ...REST]],
])('has the sections %s', (_, review, hasHistory, sections) => {
  const history = hasHistory ? sampleHistory() : null
  expect(sectionsOf(renderPage({ review, history, title: TITLE }))).toEqual(sections)
})

it('says what there is even of nothing at all', () => {
  const nothing: Review = {
    ...reviewWithoutBase(),
    targets: [],
    sources: [],
    load: [],
    calendar: { ...reviewWithoutBase().calendar, levels: {} },
    ahead: { clockChanges: [], blackouts: [], pauses: [] },
    findings: { appeared: [], standing: [], gone: [] },
  }
  const page = renderPage({ review: nothing, history: null, title: TITLE })
  expect(page).toContain('No backup starts in the next fourteen days.')
  expect(page).not.toMatch(/NaN|Infinity|undefined/)
})

it('never writes what is no number', () => {
  expect(pageOf(mixedReview())).not.toMatch(/NaN|undefined/)
})

it('writes a hostile name as text wherever it stands', () => {
  const review = largeReview(260, number => (number % 2 === 0 ? `${HOSTILE}\u202e\${1}]]>` : 'a"b'))
  const page = renderPage({ review, history: sampleHistory(), title: HOSTILE })
  expect(page).not.toContain('<img')
  expect(page.match(/<\/script>/g)).toHaveLength(page.match(/<script/g)?.length ?? 0)
  expect(page).not.toContain('\u202e</')
})

it('writes whatever others have named as text, the base and the verdict too', () => {
  const page = renderPage({ review: hostileReview(HOSTILE), history: null, title: HOSTILE })
  expect(page).not.toContain('<img')
  expect(page.match(/<\/script>/g)).toHaveLength(page.match(/<script/g)?.length ?? 0)
})

it('has one style of arrows', () => {
  expect(pageOf(mixedReview())).not.toMatch(/ -(>|&#62;) /)
})

it('says once by how much, and names what it draws alone', () => {
  const change = pageOf(mixedReview())
  expect(change).toContain('49% of those before are gone')
  expect(change).toMatch(/class="what">every 15m → every 30m</)
  const now = renderPage({ review: reviewWithoutBase(), history: null, title: TITLE })
  expect(now).not.toMatch(/hollow bar|rhombus|as before/)
})

it.each([
  ['observed', 'what happened'],
  ['simulated', 'what would happen'],
] as const)('of a history that is %s says %s', (kind, words) => {
  const page = renderPage({
    review: reviewWithoutBase(),
    history: sampleHistory(kind),
    title: TITLE,
  })
  expect(page).toMatch(new RegExp(`<h1>.*${words}</h1>`))
})

it('keeps a thousand policies under a megabyte and a half', () => {
  const page = renderPage({ review: largeReview(1000), history: null, title: TITLE })
  expect(Buffer.byteLength(page)).toBeLessThan(1_500_000)
})

it('tells a broken promise in words, in its chart and in its table', () => {
  const page = pageOf(mixedReview())
  expect(page).toContain('✕ broken: 30m of 15m, was 15m')
  expect(page).toMatch(/<tr class="bad"><th scope="row">erp-core<\/th>.*✕ broken/)
})

it('draws a year of days as well as a week of hours, and no slots at all', () => {
  const { slots, ...history } = sampleHistory('simulated')
  const days = Array.from({ length: 365 }, (_, day) => day)
  const from = days.map(day => new Date(Date.UTC(2026, 0, 1 + day)).toISOString())
  const ones = days.map(() => 1)
  const endings = { completed: ones, partial: ones, failed: ones, skipped: ones, missed: ones }
  const year = { length: 'day', from, endings } as const
  const page = (of: typeof slots) =>
    renderPage({ review: reviewWithoutBase(), history: { ...history, slots: of }, title: TITLE })
  expect(page(year)).toContain('Failed, by 2 days')
  expect(page(year)).toContain('Runs: 365 completed, 365 partial')
  const none = { completed: [], partial: [], failed: [], skipped: [], missed: [] }
  expect(page({ length: 'hour', from: [], endings: none })).not.toMatch(/NaN|Infinity/)
})
