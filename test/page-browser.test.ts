// The page in a real browser: what it shows, what it lets in, and who can use it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { renderPage } from '../lib/page/page.ts'
import { HAS_BROWSER, openBrowser } from './support/browser.ts'
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

it('shows hostile names as what they are, in the first rows and in those built later', async () => {
  const review = largeReview(450, number => `${HOSTILE}-${number}`)
  const text = renderPage({ review, history: null, title: HOSTILE })
  const { page, complaints, requests } = await open(text)
  const changes = page.locator('#change-list > li')
  for (const shown of [200, 300, 400, 450]) {
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
  expect(await changes.count()).toBe(100)

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
  expect({ atOnce, tops }).toEqual({ atOnce: 200, tops: 1 })
})

it('shows a phone the promises and the outcomes whole, with their words', async () => {
  const { page } = await open(REPORT, { viewport: PHONE })
  const texts = page.locator('#promises .narrow svg text, #happened .narrow svg text')
  const boxes = await texts.evaluateAll(all => all.map(text => text.getBoundingClientRect()))
  const words = await page.locator('#promises .narrow svg').textContent()
  const desk = await page.locator('.desk:visible').count()
  await page.setViewportSize(DESK)
  const narrow = await page.locator('.narrow:visible').count()
  await page.context().close()
  expect(words).toContain('✕ observed 6h45m')
  expect(boxes.length).toBeGreaterThan(12)
  expect(boxes.filter(({ left, right }) => left < 0 || right > 360)).toEqual([])
  expect({ desk, narrow }).toEqual({ desk: 0, narrow: 0 })
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
  expect(await page.locator('#source-list > tr').count()).toBe(100)
  expect(await page.locator('svg[role=img]').count()).toBeGreaterThan(3)
  expect(await page.locator('.controls:visible, button:visible').count()).toBe(0)
  await page.context().close()
})

it('prints every section with all its details, and no controls', async () => {
  const { page } = await open(CHANGE)
  const pdf = await page.pdf({ format: 'A4' })
  await page.emulateMedia({ media: 'print' })
  const sections = await page.locator('main > section:visible').count()
  const hidden = await page.evaluate(`[...document.querySelectorAll('details > :last-child')]
    .filter(element => !element.checkVisibility({ contentVisibilityAuto: true })).length`)
  const controls = await page.locator('nav:visible, .controls:visible, .skip:visible').count()
  await page.context().close()
  expect(pdf.length).toBeGreaterThan(20_000)
  expect({ sections, hidden, controls }).toEqual({ sections: 11, hidden: 0, controls: 0 })
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
