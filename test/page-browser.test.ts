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
  ['a thousand policies', LARGE, { colorScheme: 'light', viewport: DESK }],
] as const)('is accessible, silent and alone: %s', async (_, text, options) => {
  const { page, complaints, requests } = await open(text, { ...options, bypassCSP: true })
  await page.evaluate(FEW_ROWS)
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
  await page.getByRole('button', { name: 'Show more' }).first().click()
  await page.getByRole('button', { name: 'Show more' }).first().click()
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
  expect(await changes.count()).toBe(200)

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
  expect(await page.locator('#source-list > tr').count()).toBe(200)
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
