// `node scripts/pictures.ts`, after a build: the pictures of the page in the README, of the scenario of an outage, in light
// and dark.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openBrowser } from '../test/support/browser.ts'

const FOLDER = join(import.meta.dirname, '..', 'docs', 'images')
const SCENARIO = 'policies/scenarios/outage.yaml'
/** The width of a desk; what happened, and its chart. */
const VIEW = { width: 1280, height: 1150 }

mkdirSync(FOLDER, { recursive: true })
const folder = mkdtempSync(join(tmpdir(), 'holdfast-pictures-'))
const file = join(folder, 'page.html')
const browser = await openBrowser()
try {
  const simulate = ['simulate', '--scenario', SCENARIO, '--format', 'html', '--out', file]
  execFileSync(process.execPath, ['build/holdfast.mjs', ...simulate], { stdio: 'inherit' })
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: VIEW })
    await page.goto(pathToFileURL(file).href)
    const path = join(FOLDER, `page-${colorScheme}.png`)
    await page.screenshot({ path })
    await page.close()
    console.log(`${path}: ${statSync(path).size} bytes`)
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
}
