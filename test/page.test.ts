// The page as text: the same for the same input, closed to the outside, and deaf to what names try to say.
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { renderPage } from '../lib/page/page.ts'
import type { History } from '../lib/report/history.ts'
import { renderMarkdown } from '../lib/report/markdown.ts'
import type { TermChange } from '../lib/review/graded.ts'
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

function term(number: number): TermChange {
  const name = `store-${String(number).padStart(4, '0')}`
  return {
    grade: number % 3 === 0 ? 'neutral' : 'weakens',
    subject: `policy ${name}`,
    key: 'rpo',
    before: '15m',
    after: '30m',
    text: `${name} may be without a recovery point for 30m instead of 15m`,
    place: { file: `policies/${name}.yaml`, line: 12, column: 8, endLine: 12, endColumn: 16 },
  }
}

function sectionsOf(page: string): readonly string[] {
  return [...page.matchAll(/<section id="([\w-]+)"/g)].map(([, id = '']) => id)
}

it('is the same for the same input, however many pages were drawn before', () => {
  expect(pageOf(mixedReview())).toBe(pageOf(mixedReview()))
})

it('writes a number, a length and a time as the comment does', () => {
  const { changes, ...review } = mixedReview()
  const rare = changes.map(change => ({
    ...change,
    after: change.after && { ...change.after, startsPerWeek: 0.23, worstGapSeconds: 92_700 },
  }))
  const comment = renderMarkdown({ ...review, changes: rare })
  const page = renderPage({ review: { ...review, changes: rare }, history: null, title: TITLE })
  for (const text of ['0.23', '25h45m', 'Sat 2026-11-21 18:30']) {
    expect([comment, page].map(each => each.includes(text))).toEqual([true, true])
  }
})

it('says in its head what the figures of the comment do not tell of a pause and of a target', () => {
  const review = mixedReview()
  const targets = { ...review.totals.targets, replaced: 2 }
  const totals = { ...review.totals, targets, backupsPerWeek: { before: 1365, after: 1363.22 } }
  const page = renderPage({ review: { ...review, totals }, history: null, title: TITLE })
  const [head = ''] = page.split('</header>')
  for (const text of [
    '1,365 → 1,363<',
    '2 names of another subclient now',
    '1 schedule is paused:',
  ]) {
    expect(head).toContain(text)
  }
  expect(pageOf(unchangedReview())).not.toContain('is paused:')
})

it('does not say that nothing changes where only a target does', () => {
  const lost = mixedReview().targets.filter(({ change }) => change === 'lost')
  const review = { ...unchangedReview(), targets: lost, grade: 'weakens' } as const
  const heading = (of: Review) =>
    /<h1>.*<\/h1>/.exec(renderPage({ review: of, history: null, title: TITLE }))?.[0]
  expect(heading(unchangedReview())).toContain('nothing changes')
  expect(heading(review)).toContain('weakens protection')
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
  // What is clipped to, and lines, have an area of their own that nobody sees.
  expect(page).not.toMatch(/(fill|stroke)="#(?!000")/)
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

it('tells what happened first, and of each figure whether it was observed or is proved', () => {
  const page = renderPage({ review: reviewWithoutBase(), history: sampleHistory(), title: TITLE })
  const head = /<header[\s\S]*<\/header>/.exec(page)?.[0] ?? ''
  const words = head.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ')
  expect(words).toMatch(
    /✕ 18 runs failed, 5 runs were missed, 2 promises were broken .*The plan passes/,
  )
  expect(words).toContain('Promises broken in fact ✕ 2 of 3 observed: erp-core, erp-reporting')
  expect(words).toContain('Worst against its promise ✕ 6h45m observed: erp-core')
  expect(words).toContain('Promises broken by the plan 0 of 3, proved by the schedules')
  expect(page).toContain('the schedules break none; 2 were broken in fact')
  expect(page).toMatch(/erp-core<\/th>.*✕ broken.*6h45m.*✓ kept.*15m/)
})

it('of a history in which nothing went wrong says so, and that the plan is another matter', () => {
  const { slots, targets, ...history } = sampleHistory()
  const none = slots.from.map(() => 0)
  const endings = { ...slots.endings, partial: none, failed: none, skipped: none, missed: none }
  const quiet = {
    ...history,
    slots: { ...slots, endings },
    targets: targets.map(({ target }) => ({ target, recovery: { closed: null, open: null } })),
    incidents: [],
    broken: [],
  }
  const page = renderPage({ review: reviewWithoutBase(), history: quiet, title: TITLE })
  expect(page).toMatch(/<section class="verdict good" aria-labelledby="facts-title">/)
  expect(page).toContain('No run failed or was missed, and no promise was broken')
  expect(page).toContain('The plan passes')
})

it('does not take a target for protected whose backups never came again', () => {
  const { targets, ...history } = sampleHistory()
  const from = Date.parse('2026-11-15T00:00:00Z')
  const open = { seconds: 144 * 3600, from, to: from + 144 * 3_600_000, isPunctual: false }
  const stale = { target: 'erp-core', recovery: { closed: null, open } }
  const page = renderPage({
    review: reviewWithoutBase(),
    history: {
      ...history,
      targets: targets.map(each => (each.target === 'erp-core' ? stale : each)),
      incidents: [],
      broken: [],
    },
    title: TITLE,
  })
  expect(page).toMatch(/erp-core<\/th>.*✕ broken.*at least 144h/)
})

it('gives a gap one length, and says what else its times are', () => {
  const page = renderPage({ review: reviewWithoutBase(), history: sampleHistory(), title: TITLE })
  expect(page).toContain(
    'no recovery point for 6h45m, 15m promised, noticed 01:16, its end 07:46<details>',
  )
  expect(page).toContain('<th scope="row">Thu 2026-11-19 01:00 to 07:45</th>')
  expect(page).toContain('a message is as it was sent, its own times in UTC')
})

it('tells runs that ended alike in one row, and in it each of them', () => {
  const [, failed] = sampleHistory().incidents
  if (failed?.kind !== 'runs') throw new Error('the sample has runs')
  const listed = ['erp-core', 'erp-reporting'].flatMap(target =>
    failed.listed.map(run => ({ ...run, target })),
  )
  const incidents = [{ ...failed, count: 24, listed }]
  const history = { ...sampleHistory(), incidents }
  const page = renderPage({ review: reviewWithoutBase(), history, title: TITLE })
  const rows = /id="incident-list">([\s\S]*?)<\/tbody>/.exec(page)?.[1] ?? ''
  expect(rows.match(/<tr/g)).toHaveLength(1)
  expect(rows).toContain('<summary>24 runs<')
  expect(rows.match(/<li>Thu 2026-11-19 02:00 erp-/g)).toHaveLength(2)
  expect(rows).toContain('<li>and 22 more</li>')
})

it('names the scenario of a simulation, and draws what it lets go wrong where that is', () => {
  const scenario = {
    name: 'bad-night',
    description: 'The line is cut.',
    file: 'policies/scenarios/night.yaml',
    troubles: [
      { label: 'CommCell main gone', from: '2026-11-18T23:30:00Z', to: '2026-11-19T02:30:00Z' },
      { label: 'all jobs are slow', from: '2026-11-26T12:00:00Z', to: '2026-11-26T13:00:00Z' },
    ],
    terms: ['other people start 9 jobs an hour'],
  }
  const history = { ...sampleHistory('simulated'), scenario }
  const page = renderPage({ review: reviewWithoutBase(), history, title: TITLE })
  const head = /<header[\s\S]*<\/header>/.exec(page)?.[0] ?? ''
  for (const text of ['bad-night', 'The line is cut.', scenario.file, 'start 9 jobs an hour'])
    expect(head).toContain(text)
  expect(head).toContain('CommCell main gone, Thu 2026-11-19 00:30 to Thu 2026-11-19 03:30')
  expect(head).toContain('would be missed')
  const charts = page.match(/<svg[\s\S]*?<\/svg>/g) ?? []
  const naming = (label: string) =>
    charts
      .filter(chart => chart.includes(label))
      .map(chart => /labelledby="([\w-]+)-title/.exec(chart)?.[1])
  expect(naming('CommCell main gone')).toEqual(['outcome-chart', 'outcome-chart-narrow'])
  expect(naming('all jobs are slow')).toEqual(['timeline-chart', 'timeline-chart-narrow'])
  // From 00:30 to 03:30 local time, and from 13:00 to 14:00.
  const weeks = charts.filter(chart => /"week-chart(-narrow)?-title/.test(chart))
  expect(weeks.map(week => week.match(/stroke="var\(--bad\)"/g)?.length)).toEqual([5, 5])
})

it('does not speak of red where the scenario is over before the fortnight', () => {
  const troubles = [
    { label: 'gone', from: '2026-11-18T23:30:00Z', to: '2026-11-19T02:30:00Z' },
    { label: 'next year', from: '2027-11-18T23:30:00Z', to: '2027-11-19T02:30:00Z' },
  ]
  const scenario = { name: 'night', description: null, file: 'night.yaml', troubles, terms: [] }
  const history = { ...sampleHistory('simulated'), scenario }
  const page = renderPage({ review: reviewWithoutBase(), history, title: TITLE })
  expect(page).not.toContain('red is what the scenario lets go wrong')
})

it('keeps 1,504 changes and 1,000 terms under a megabyte and a half', () => {
  const review = { ...largeReview(1504), terms: Array.from({ length: 1000 }, (_, n) => term(n)) }
  const page = renderPage({ review, history: null, title: TITLE })
  expect(Buffer.byteLength(page)).toBeLessThan(1_500_000)
})

it('tells a broken promise in words, in its chart and in its table', () => {
  const page = pageOf(mixedReview())
  expect(page).toContain('✕ proved 30m of 15m, was 15m · ✕ observed 6h45m')
  const planned = renderPage({ review: mixedReview(), history: null, title: TITLE })
  expect(planned).toContain('✕ broken: 30m of 15m, was 15m')
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

it.each<[string, Review, History | null]>([
  ['prod: change', mixedReview(), null],
  ['prod: plan', reviewWithoutBase(), null],
  ['prod: what happened', reviewWithoutBase(), sampleHistory()],
  ['prod: change, and what happened', mixedReview(), sampleHistory()],
  ['prod: what would happen', reviewWithoutBase(), sampleHistory('simulated')],
  [
    'prod: simulation of night',
    reviewWithoutBase(),
    {
      ...sampleHistory('simulated'),
      scenario: { name: 'night', description: null, file: 'night.yaml', troubles: [], terms: [] },
    },
  ],
])('says in the tab what it shows: %s', (words, review, history) => {
  const page = renderPage({ review, history, title: TITLE })
  expect(/<title>(.*?)<\/title>/.exec(page)?.[1]).toBe(`${words} · ${TITLE}`)
})

it('lists what is lost first, then the targets whose promise is broken, by the plan or in fact', () => {
  const names = (page: string) => {
    const rows = /id="target-list">([\s\S]*?)<\/tbody>/.exec(page)?.[1] ?? ''
    return [...rows.matchAll(/<th scope="row">(.*?)<\/th>/g)].map(([, name]) => name)
  }
  const planned = renderPage({ review: mixedReview(), history: null, title: TITLE })
  expect(names(planned).slice(0, 3)).toEqual(['legacy-03', 'erp-core', 'erp-reporting'])
  const { targets, ...history } = sampleHistory()
  const late = renderPage({
    review: reviewWithoutBase(),
    history: {
      ...history,
      targets: targets.filter(({ target }) => target !== 'erp-core'),
      incidents: [],
      broken: [],
    },
    title: TITLE,
  })
  expect(names(late).slice(0, 3)).toEqual(['erp-reporting', 'billing-prod', 'erp-core'])
})

it('lists the sources first of which runs failed or were missed', () => {
  const page = renderPage({ review: reviewWithoutBase(), history: lastFailed(), title: TITLE })
  const rows = /id="happened-list">([\s\S]*?)<\/tbody>/.exec(page)?.[1] ?? ''
  const names = [...rows.matchAll(/<th scope="row">(.*?)<\/th>/g)].map(([, name]) => name)
  expect(names).toEqual(['z.log', 'erp-sql.weekly-full', 'gone-sql.full', 'ledger-sql.daily-diff'])
})

/** The source of which runs have failed is the last by name. */
function lastFailed(): History {
  const { sources, ...history } = sampleHistory()
  const [failed, ...others] = sources
  const last = failed === undefined ? [] : [{ ...failed, source: 'z.log' }]
  return { ...history, sources: [...others, ...last] }
}

it('names what is not judged above the chart, and why', () => {
  const { targets, ...history } = sampleHistory()
  const open = { seconds: 300, from: 0, to: 300_000, isPunctual: false }
  const page = renderPage({
    review: reviewWithoutBase(),
    history: {
      ...history,
      targets: targets.map(each =>
        each.target === 'billing-prod' ? { ...each, recovery: { closed: null, open } } : each,
      ),
    },
    title: TITLE,
  })
  expect(page).toContain(
    'Not judged: billing-prod. A promise is judged between two recovery points, and the span has no two of this target.',
  )
  expect(page).toContain('2 were broken in fact, 1 is not judged.')
  expect(page).toContain('observed at least 5m, not judged')
  expect(page).toMatch(/billing-prod<\/th>.*class="promise not-judged">not judged<.*at least 5m/)
  expect(pageOf(reviewWithoutBase())).not.toContain('ot judged')
})

it('folds the names of many starts that a clock change takes, and of many sources of a blackout', () => {
  const review = mixedReview()
  const { ahead } = review
  const skipped = Array.from({ length: 83 }, (_, n) => ({
    source: `app-${n}.log`,
    local: 'Sun 2027-03-28 02:30',
  }))
  const page = pageOf({
    ...review,
    ahead: {
      ...ahead,
      clockChanges: ahead.clockChanges.map(change => ({ ...change, skipped })),
      blackouts: ahead.blackouts.map(blackout => ({
        ...blackout,
        sources: skipped.map(({ source }) => source),
      })),
    },
  })
  expect(page).toContain('<summary>83 starts</summary><ul><li>app-0.log at Sun 2027-03-28 02:30<')
  expect(page).toContain('<summary>83 sources</summary><ul><li>app-0.log</li>')
  expect(pageOf(review)).toContain('>ledger-sql.daily-diff at Sun 2027-03-28 02:30</td>')
})

it('says of a chart of some promises that the table has them all', () => {
  const page = renderPage({ review: largeReview(100), history: null, title: TITLE })
  expect(page).toContain('or break it; all figures stand in the table below.')
})
