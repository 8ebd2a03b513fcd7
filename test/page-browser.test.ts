// The page in a real browser: what it shows, what it lets in, and who can use it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { renderPage } from '../lib/page/page.ts'
import { HAS_BROWSER, openBrowser } from './support/browser.ts'
import { crowdedReview } from './support/crowded-review.ts'
import { sampleHistory } from './support/sample-history.ts'
import { largeReview, mixedReview, reviewWithoutBase } from './support/sample-review.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const HOSTILE = `</script><img src=x onerror=alert(1)>$\{1}]]>\u202egpj`
const TITLE = 'Backup policy plan'

const CHANGE = renderPage({ review: mixedReview(), history: null, title: TITLE })
const REPORT = renderPage({ review: reviewWithoutBase(), history: sampleHistory(), title: TITLE })
const NIGHT = renderPage({
  review: reviewWithoutBase(),
  history: {
    ...sampleHistory('simulated'),
    scenario: {
      name: 'bad-night',
      description: 'The line is cut.',
      file: 'policies/scenarios/night.yaml',
      troubles: [
        { label: 'CommCell main gone', from: '2026-11-18T23:30:00Z', to: '2026-11-19T02:30:00Z' },
      ],
      terms: ['other people start 9 jobs an hour'],
    },
  },
  title: TITLE,
})
/** What is hardest to place: marks of one night, a cap that is passed, a name of several lines. */
const CROWDED = renderPage({ review: crowdedReview(), history: null, title: TITLE })
const LARGE = renderPage({ review: largeReview(1000), history: null, title: TITLE })

/** Every row is like the first ones, and axe looks at each for a while. */
const FEW_ROWS = `for (const more of document.querySelectorAll(
  '.cards > :nth-child(n+12), tbody > :nth-child(n+25)')) more.remove()`

let browser: Browser
beforeAll(async () => {
  if (HAS_BROWSER) browser = await openBrowser()
})
beforeEach(({ skip }) => skip(!HAS_BROWSER, 'the package has Chromium for Linux on x64 only'))
afterAll(() => browser?.close())

type Opened = { readonly page: Page; readonly complaints: string[]; readonly requests: string[] }

/** Over a request of its own, so that its policy holds as it does for a reader; every other request is counted and blocked. */
async function open(text: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext(options)
  context.setDefaultTimeout(120_000)
  const page = await context.newPage()
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', error => complaints.push(error.message))
  page.on('dialog', dialog => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await context.route('**/*', route => {
    const url = route.request().url()
    if (url === 'http://page.test/') return route.fulfill({ body: text, contentType: 'text/html' })
    requests.push(url)
    return route.abort()
  })
  await page.goto('http://page.test/')
  return { page, complaints, requests }
}

const PHONE = { width: 360, height: 740 }
const DESK = { width: 1280, height: 900 }

it.each([
  ['a change, light', CHANGE, { colorScheme: 'light', viewport: DESK }],
  ['a change, dark', CHANGE, { colorScheme: 'dark', viewport: DESK }],
  ['a change, on a phone', CHANGE, { colorScheme: 'light', viewport: PHONE }],
  ['what happened, light', REPORT, { colorScheme: 'light', viewport: DESK }],
  ['what happened, dark, on a phone', REPORT, { colorScheme: 'dark', viewport: PHONE }],
  ['a scenario, dark', NIGHT, { colorScheme: 'dark', viewport: DESK }],
  ['a scenario, light, on a phone', NIGHT, { colorScheme: 'light', viewport: PHONE }],
  ['a thousand policies', LARGE, { colorScheme: 'light', viewport: DESK }],
] as const)('is accessible, silent and alone: %s', async (_, text, options) => {
  const { page, complaints, requests } = await open(text, { ...options, bypassCSP: true })
  await page.evaluate(FEW_ROWS)
  await page.evaluate(
    `for (const details of document.querySelectorAll('td details')) details.open = true`,
  )
  await page.addScriptTag({ content: AXE })
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(node => node.html)}`)
  })
  await page.context().close()
  expect({ violations, complaints, requests }).toEqual({
    violations: [],
    complaints: [],
    requests: [],
  })
})

it.each([
  ['a change', CHANGE],
  ['what happened', REPORT],
  ['a thousand policies', LARGE],
])('keeps its own policy, and does not scroll sideways on a phone: %s', async (_, text) => {
  const { page, complaints, requests } = await open(text, { viewport: PHONE })
  const width = await page.evaluate('document.documentElement.scrollWidth')
  await page.context().close()
  expect({ width, complaints, requests }).toEqual({ width: 360, complaints: [], requests: [] })
})

it.each([320, 768, 993])('cuts nothing off, %i pixels wide', async width => {
  const { page } = await open(CHANGE, { viewport: { width, height: 800 } })
  await page.evaluate(`for (const card of document.querySelectorAll('details')) card.open = true`)
  // What scrolls says so by fading; a section lets nothing out of itself.
  const cut = await page.evaluate(`[...document.querySelectorAll('header *, main, main *')]
    .filter(part => part.checkVisibility() && !part.closest('.scroll, svg, .hidden'))
    .filter(part => part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1)
    .map(part => part.outerHTML.slice(0, 80))`)
  await page.context().close()
  expect(cut).toEqual([])
})

it('shows hostile names as what they are, in the first rows and in those built later', async () => {
  const review = largeReview(450, number => `${HOSTILE}-${number}`)
  const text = renderPage({ review, history: null, title: HOSTILE })
  const { page, complaints, requests } = await open(text)
  const changes = page.locator('#change-list > li')
  for (const shown of [150, 250, 350, 450]) {
    await page.locator('[data-more=change-list] button').click()
    await changes.nth(shown - 1).waitFor({ state: 'attached' })
  }
  const names = await page.locator('#change-list .name b').allTextContents()
  const injected = await page.locator('img, [onerror]').count()
  await page.context().close()
  expect(names).toHaveLength(450)
  expect(new Set(names.map(name => name.replace(/-\d+\.log$/, '')))).toEqual(
    new Set([HOSTILE.replace('\u202e', '\\u202e')]),
  )
  expect({ injected, complaints, requests }).toEqual({ injected: 0, complaints: [], requests: [] })
})

it('is searched and filtered by keyboard alone', async () => {
  const { page } = await open(LARGE)
  const changes = page.locator('#change-list > li')
  const controls = page.locator('[data-list=change-list]')
  const count = controls.getByRole('status')
  expect(await changes.count()).toBe(50)

  await controls.getByRole('searchbox').focus()
  // One of those that are not there before they are asked for.
  await page.keyboard.type('store-0999')
  expect(await changes.count()).toBe(1)
  expect(await count.textContent()).toBe('1 of 1,000 changes')

  await page.keyboard.press('Control+A')
  await page.keyboard.press('Delete')
  await page.keyboard.press('Tab')
  await page.keyboard.type('strengthens')
  expect(await count.textContent()).toBe('333 of 1,000 changes')
  expect(await changes.first().locator('.grade').first().textContent()).toBe('▲ strengthens')

  await page.keyboard.press('Tab')
  await page.keyboard.type('removed')
  expect(await count.textContent()).toBe('0 of 1,000 changes')
  expect(await changes.allTextContents()).toEqual(['None of the 1,000 changes matches.'])
  await page.context().close()
})

it('says in a table that nothing is found, and shows what is as soon as it is', async () => {
  const { page } = await open(LARGE)
  const search = page.locator('[data-list=target-list]').getByRole('searchbox')
  const rows = page.locator('#target-list > tr')
  await search.fill('nowhere')
  expect(await rows.allTextContents()).toEqual(['None of the 1,000 targets matches.'])
  const width = await page.evaluate(`[...document.querySelectorAll('#target-list td')]
    .map(cell => cell.colSpan - document.querySelectorAll('table:has(#target-list) thead th').length)`)
  await search.fill('store-0999')
  expect(await rows.count()).toBe(1)
  expect(width).toEqual([0])
  await page.context().close()
})

it('answers a key with a few entries at once, and brings the others after it', async () => {
  const { page } = await open(LARGE)
  const counts = await page.evaluate(`(async () => {
    const search = document.querySelector('[data-list=change-list] input')
    const list = document.querySelector('#change-list')
    search.value = 'store'
    search.dispatchEvent(new Event('input'))
    const atOnce = list.children.length
    while (list.children.length < 100) await new Promise(requestAnimationFrame)
    return { atOnce, later: list.children.length }
  })()`)
  await page.locator('[data-more=change-list] button').click()
  await page.locator('#change-list > :nth-child(200)').waitFor({ state: 'attached' })
  const more = await page.locator('[data-more=change-list] span').textContent()
  await page.context().close()
  expect({ counts, more }).toEqual({
    counts: { atOnce: 20, later: 100 },
    more: '800 more changes.',
  })
})

it('answers a click with all its entries, and leaves the button where the next press finds it', async () => {
  const { page } = await open(LARGE)
  const { atOnce, tops } = (await page.evaluate(`(async () => {
    const button = document.querySelector('[data-more=change-list] button')
    const list = document.querySelector('#change-list')
    button.click()
    const atOnce = list.children.length
    button.scrollIntoView({ block: 'center' })
    const tops = new Set()
    for (let frame = 0; frame < 30; frame++) {
      tops.add(Math.round(button.getBoundingClientRect().top + scrollY))
      await new Promise(requestAnimationFrame)
    }
    return { atOnce, tops: tops.size }
  })()`)) as { atOnce: number; tops: number }
  await page.context().close()
  expect({ atOnce, tops }).toEqual({ atOnce: 150, tops: 1 })
})

it.each([
  ['a change', CHANGE],
  ['what happened', REPORT],
  ['a scenario', NIGHT],
  ['a thousand policies', LARGE],
  ['a crowd', CROWDED],
])('shows a phone every chart whole, and no word upon another: %s', async (_, text) => {
  const { page } = await open(text, { viewport: PHONE })
  const charts = await page.locator('.narrow svg').evaluateAll(all =>
    all.map(svg => ({
      frame: svg.getBoundingClientRect(),
      words: [...svg.querySelectorAll('text')].map(word => {
        const { left, right, top, bottom } = word.getBoundingClientRect()
        return { text: word.textContent ?? '', left, right, top, bottom }
      }),
    })),
  )
  const desk = await page.locator('.desk:visible').count()
  await page.setViewportSize(DESK)
  const narrow = await page.locator('.narrow:visible').count()
  await page.context().close()
  const outside = charts.flatMap(({ frame, words }) =>
    words.filter(
      ({ left, right, top, bottom }) =>
        left < Math.max(0, frame.left) ||
        right > Math.min(360, frame.right) ||
        top < frame.top ||
        bottom > frame.bottom,
    ),
  )
  const upon = charts.flatMap(({ words }) =>
    words.flatMap((one, index) => words.slice(index + 1).filter(other => areUpon(one, other))),
  )
  expect(charts.length).toBeGreaterThan(3)
  expect({ outside, upon, desk, narrow }).toEqual({ outside: [], upon: [], desk: 0, narrow: 0 })
})

type Box = Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>

/** A line is higher than its letters: lines of one name stand closer than that. */
function areUpon(a: Box, b: Box): boolean {
  const isBeside = a.right <= b.left || b.right <= a.left
  return !isBeside && a.bottom - 5 > b.top && b.bottom - 5 > a.top
}

it('shows a phone the promises with their words', async () => {
  const { page } = await open(REPORT, { viewport: PHONE })
  const words = await page.locator('#promises .narrow svg').textContent()
  await page.context().close()
  expect(words).toContain('✕ observed 6h45m')
})

it.each([
  ['a change', CHANGE],
  ['a change of a thousand policies', LARGE],
])('draws no bar through the words of a promise on a phone: %s', async (_, text) => {
  const { page } = await open(text, { viewport: PHONE })
  const boxes = (selector: string) =>
    page.locator(`#promises .narrow svg ${selector}`).evaluateAll(all =>
      all.map(part => {
        const { left, right, top, bottom } = part.getBoundingClientRect()
        return { left, right, top, bottom }
      }),
    )
  const [bars, words] = [await boxes('path'), await boxes('text')]
  await page.context().close()
  // A line is a little higher than its letters.
  const through = words.filter(({ top, bottom, ...word }) =>
    bars.some(bar =>
      areUpon({ ...word, top: top + 2, bottom: bottom + 3 }, { ...bar, bottom: bar.bottom + 5 }),
    ),
  )
  expect(words.length).toBeGreaterThan(6)
  expect(through).toEqual([])
})

it('gives a phone rows that are as high as what is seen of them', async () => {
  const { page } = await open(LARGE, { viewport: PHONE })
  const heights = await page
    .locator('#target-list > tr')
    .evaluateAll(all => all.map(row => row.getBoundingClientRect().height))
  const line = await page.evaluate(
    `Number.parseFloat(getComputedStyle(document.querySelector('#target-list th')).lineHeight)`,
  )
  await page.context().close()
  expect(heights.filter(height => height > 3 * Number(line))).toEqual([])
})

it('shows a phone each hour of the week, with what the figures say of it', async () => {
  const { page } = await open(REPORT, { viewport: PHONE })
  const lines = await linesOf(page, '#week .narrow svg text')
  const figures = await rowsOf(page, '#week-figures')
  await page.context().close()
  const [days = [], ...hours] = lines
  expect(hours.map(([hour]) => hour)).toEqual(
    Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0')),
  )
  expect(days.map((day, index) => [day, ...hours.map(line => line[index + 1])])).toEqual(figures)
})

it.each(['timeline', 'load'])('shows a phone each of the fourteen days: %s', async id => {
  const { page } = await open(CHANGE, { viewport: PHONE })
  const lines = await linesOf(page, `#${id} .narrow svg text`)
  const figures = await rowsOf(page, `#${id === 'load' ? 'load-1' : id}-figures`)
  await page.context().close()
  const dates = lines.flatMap((line, index) =>
    line.every(word => /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)$/.test(word))
      ? line.map((day, at) => `${day} ${lines[index + 1]?.[at]}`)
      : [],
  )
  expect(dates).toEqual(figures.map(([day]) => day?.replace(/ \w+$/, '')))
})

/** From top to bottom, and in each line from left to right. */
async function linesOf(page: Page, selector: string): Promise<string[][]> {
  const words = await page.locator(selector).evaluateAll(all =>
    all.map(word => {
      const { left, top } = word.getBoundingClientRect()
      return { text: word.textContent ?? '', left, top: Math.round(top) }
    }),
  )
  const tops = [...new Set(words.map(({ top }) => top))].toSorted((a, b) => a - b)
  return tops.map(of =>
    words
      .filter(({ top }) => top === of)
      .toSorted((a, b) => a.left - b.left)
      .map(({ text }) => text),
  )
}

async function rowsOf(page: Page, table: string): Promise<string[][]> {
  const rows = page.locator(`${table} > tr`)
  return rows.evaluateAll(all =>
    all.map(row => [...row.querySelectorAll('th, td')].map(cell => cell.textContent ?? '')),
  )
}

it('prints the drawings of a desk, whatever paper and screen', async () => {
  const { page } = await open(CHANGE, { viewport: PHONE })
  await page.emulateMedia({ media: 'print' })
  const narrow = await page.locator('.narrow:visible').count()
  const desk = await page.locator('.desk:visible').count()
  await page.context().close()
  expect(narrow).toBe(0)
  expect(desk).toBe(CHANGE.match(/class="scroll desk"/g)?.length)
})

it('knows how high it is, also of a phone that has been turned', async () => {
  const { page } = await open(LARGE, { viewport: PHONE })
  await page.locator('html.laid-out').waitFor()
  await page.setViewportSize({ width: PHONE.height, height: PHONE.width })
  const heights = await page.evaluate(`(async () => {
    const root = document.documentElement
    // Whoever listens has been told before the next frame.
    do await new Promise(requestAnimationFrame)
    while (innerWidth !== ${PHONE.height} || !root.classList.contains('laid-out'))
    const known = root.scrollHeight
    root.classList.remove('laid-out')
    return { known, whole: root.scrollHeight }
  })()`)
  const { known, whole } = heights as { known: number; whole: number }
  await page.context().close()
  expect(known).toBe(whole)
})

it('fades what goes on to the right, until one is there', async () => {
  const { page } = await open(REPORT, { viewport: PHONE, reducedMotion: 'reduce' })
  const table = page.locator('.scroll:has(#target-list)')
  await table.and(page.locator('.sideways')).waitFor()
  const mask = await page.evaluate(
    `getComputedStyle(document.querySelector('.scroll:has(#target-list)')).maskImage`,
  )
  await table.evaluate(part => part.scrollTo(part.scrollWidth, 0))
  await page.locator('.scroll:not(.sideways):has(#target-list)').waitFor()
  await page.context().close()
  expect(mask).toContain('linear-gradient')
})

it('opens each run of an incident by keyboard', async () => {
  const { page } = await open(REPORT)
  const runs = page.locator('#incident-list summary', { hasText: '1 run' }).first()
  await runs.focus()
  await page.keyboard.press('Enter')
  const message = page.locator('#incident-list li', { hasText: 'job 8514' })
  expect(await message.isVisible()).toBe(true)
  await page.context().close()
})

it('opens a change by keyboard, and skips to the content', async () => {
  const { page } = await open(CHANGE)
  await page.keyboard.press('Tab')
  expect(await page.locator(':focus').textContent()).toBe('Skip to the content')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  expect(await page.locator('#change-list details').first().getAttribute('open')).toBe('')
  expect(await page.getByText('policies/legacy-sql.yaml:9:5').isVisible()).toBe(true)
  await page.context().close()
})

it('shows what matters without a script, and offers nothing that needs one', async () => {
  const { page } = await open(LARGE, { javaScriptEnabled: false })
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
    'weakens protection',
  )
  expect(await page.locator('#source-list > tr').count()).toBe(50)
  expect(await page.locator('svg[role=img]').count()).toBeGreaterThan(3)
  expect(await page.locator('.controls:visible, button:visible').count()).toBe(0)
  await page.context().close()
})

/** Of those that are matched, how many are seen and how many are not. */
async function seenAndHidden(page: Page, selector: string): Promise<readonly number[]> {
  const seen = await page
    .locator(selector)
    .evaluateAll(all => all.map(part => part.checkVisibility({ contentVisibilityAuto: true })))
  return [true, false].map(is => seen.filter(each => each === is).length)
}

it('prints every section, and of each change and target why, but no controls', async () => {
  const { page } = await open(CHANGE)
  const pdf = await page.pdf({ format: 'A4' })
  await page.emulateMedia({ media: 'print' })
  const sections = await page.locator('main > section:visible').count()
  const changes = await seenAndHidden(page, '.cards .body')
  const reasons = await seenAndHidden(page, '#target-list ul')
  const controls = await page
    .locator('nav:visible, .controls:visible, .skip:visible, button:visible')
    .count()
  await page.context().close()
  expect(pdf.length).toBeGreaterThan(20_000)
  expect({ sections, changes, reasons, controls }).toEqual({
    sections: 11,
    changes: [3, 0],
    reasons: [2, 0],
    controls: 0,
  })
})

it('prints no figures of what is drawn above them, unless somebody has opened them', async () => {
  const { page } = await open(REPORT)
  await page.locator('#week .figures > summary').click()
  await page.emulateMedia({ media: 'print' })
  const rows = await seenAndHidden(page, '.figures tbody > tr')
  const words = await page.locator('.figures summary:visible').count()
  const charts = await seenAndHidden(page, '.desk svg')
  const incidents = await seenAndHidden(page, '#incident-list > tr')
  await page.context().close()
  const hours = 7 * 24
  const days = 2 * 14
  expect({ rows, words, charts, incidents }).toEqual({
    rows: [7, hours + days],
    words: 1,
    charts: [5, 0],
    incidents: [4, 0],
  })
})

it('prints every table within the paper, and fades none', async () => {
  const text = renderPage({ review: mixedReview(), history: sampleHistory(), title: TITLE })
  // Of A4 with the margins of a browser; on the screen something goes on to the right.
  const { page } = await open(text, { viewport: { width: 718, height: 1046 } })
  await page.locator('.scroll.sideways').first().waitFor()
  await page.emulateMedia({ media: 'print' })
  const { tables, wide, faded } = (await page.evaluate(`(() => {
    const tables = [...document.querySelectorAll('.scroll table')]
      .filter(table => table.checkVisibility({ contentVisibilityAuto: true }))
    return {
      tables: tables.length,
      wide: tables.filter(table => table.offsetWidth > table.parentElement.clientWidth).length,
      faded: [...document.querySelectorAll('.scroll')]
        .filter(part => getComputedStyle(part).maskImage !== 'none').length,
    }
  })()`)) as { tables: number; wide: number; faded: number }
  await page.context().close()
  expect(tables).toBeGreaterThan(10)
  expect({ wide, faded }).toEqual({ wide: 0, faded: 0 })
})

it('prints of a long list what is shown, and says how much is not', async () => {
  const { page } = await open(LARGE)
  await page.emulateMedia({ media: 'print' })
  const rows = await seenAndHidden(page, '#target-list > tr')
  const more = await page.locator('[data-more=target-list]').innerText()
  await page.context().close()
  expect({ rows, more: more.trim() }).toEqual({ rows: [50, 0], more: '950 more targets.' })
})

it('leads to its sections, however long the lists above them are', async () => {
  const { page } = await open(LARGE, { viewport: DESK, reducedMotion: 'reduce' })
  for (const id of ['promises', 'sources', 'week']) {
    await page.locator(`nav a[href="#${id}"]`).click()
    // Two frames: what is laid out late would push the section away.
    await page.evaluate(
      'new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))',
    )
    const top = await page.locator(`#${id}`).evaluate(part => part.getBoundingClientRect().top)
    expect(top).toBeGreaterThanOrEqual(0)
    expect(top).toBeLessThan(100)
  }
  await page.context().close()
})
