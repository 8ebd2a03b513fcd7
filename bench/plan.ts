// The review of a pull request: a thousand changed policies against a commit, the proof of all that ten thousand sources
// promise, and the page of a thousand policies. All against validating the same policies.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCli } from '../scripts/build.ts'
import { openBrowser } from '../test/support/browser.ts'
import { bundleChild } from './bundles.ts'
import { reported, runNode } from './child.ts'
import type { Figure, Row, Setting } from './figure.ts'
import { writePolicies } from './policies.ts'
import { compare, compareExact, measurePairs } from './sampling.ts'

const POLICIES = 1_000

/** Three sources each. */
const PROVED = 3_334

/** Two sides are read, each as long as by validate; the rest is the review. */
const GOALS = { json: 4, html: 6, proof: 0.3, pageBytes: 1_500_000, firstPaintMs: 1_000 } as const

/** Whatever changed, the verdict is no: so many policies do not fit into one stack. */
const TOO_MANY = 1

export const plan: Figure = async setting => {
  await buildCli(setting.folder)
  return [...(await plans(setting)), ...(await proof(setting))]
}

async function plans({ rounds, folder }: Setting): Promise<readonly Row[]> {
  const policies = join(folder, 'policies')
  writePolicies(policies, { policies: POLICIES })
  commitAll(folder)
  doubleLogIntervals(policies)
  const validate = async () => (await runNode(verb('validate'), { cwd: folder })).ms
  const rows: Row[] = []
  for (const format of ['json', 'html'] as const) {
    const args = [...verb('plan', format), '--env', 'prod', '--base', 'HEAD', '--out', out(format)]
    const ours = async () => (await runNode(args, { cwd: folder, exitCode: TOO_MANY })).ms
    const pairs = await measurePairs({ ours, baseline: validate }, Math.ceil(rounds / 3))
    rows.push({
      measure: `plan of ${POLICIES.toLocaleString('en')} changed policies, ${format} / validate`,
      unit: 'ms',
      goal: { of: 'ratio', atMost: GOALS[format] },
      ...compare(pairs),
    })
  }
  expectChanges(join(folder, out('json')))
  const { ms } = await runNode(verb('validate'), { cwd: folder })
  return [...rows, ...(await pageRows(join(folder, out('html')), ms))]
}

const out = (format: string) => `plan.${format}`

const verb = (name: string, format = 'json') => [
  ...['holdfast.mjs', name, '--format', format, '--now', '2026-11-22T00:00:00Z'],
]

function commitAll(cwd: string): void {
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], {
      cwd,
      stdio: 'pipe',
    })
  git('init', '--quiet')
  git('add', 'policies')
  git('commit', '--quiet', '--no-gpg-sign', '--message', 'before')
}

/** 10 minutes to 20 and so on: the promise of an hour is still kept. */
function doubleLogIntervals(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name)
    const text = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      text.replace(/every: (10|15|30)m/, (_, minutes) => `every: ${LONGER[minutes]}`),
    )
  }
}

/** 20 minutes stay: of them only the FULL moves. */
const LONGER: { readonly [minutes: string]: string } = { 10: '20m', 15: '30m', 30: '1h' }

function expectChanges(file: string): void {
  const { changes } = JSON.parse(readFileSync(file, 'utf8'))
  if (changes.length < POLICIES / 2) throw new Error(`${changes.length} changes in ${file}`)
}

async function pageRows(file: string, validateMs: number): Promise<readonly Row[]> {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(`file://${file}`)
    // Loaded is not painted yet.
    const paint = await page.waitForFunction(
      () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    )
    const { size } = statSync(file)
    return [
      {
        measure: `page of ${POLICIES.toLocaleString('en')} policies / an eighth of an e-mail's limit`,
        unit: 'bytes',
        goal: { of: 'ours', atMost: GOALS.pageBytes },
        ...compareExact(size, 25_000_000 / 8),
      },
      {
        measure: `first paint of that page / validate`,
        unit: 'ms',
        goal: { of: 'ours', atMost: GOALS.firstPaintMs },
        ...compareExact((await paint.jsonValue()) ?? Number.NaN, validateMs),
      },
    ]
  } finally {
    await browser.close()
  }
}

async function proof({ rounds, folder }: Setting): Promise<readonly Row[]> {
  const policies = join(folder, 'proved')
  writePolicies(policies, { policies: PROVED })
  // What promises nothing is not proved by reading it, so that the proof is measured by itself.
  for (const name of readdirSync(policies)) {
    const file = join(policies, name)
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^rpo: 1h\n/m, ''))
  }
  const child = await bundleChild('prove-covers', folder)
  const runs: { readonly ours: number; readonly baseline: number }[] = []
  for (let round = 0; round < Math.ceil(rounds / 5); round++) {
    const { readMs, proofMs, sources } = reported<Proved>(await runNode([child, policies]))
    if (sources < 10_000) throw new Error(`${sources} sources are fewer than 10,000`)
    runs.push({ ours: proofMs, baseline: readMs })
  }
  return [
    {
      measure: 'proof of all recovery gaps of 10,000 sources / validate, in process',
      unit: 'ms',
      goal: { of: 'ratio', atMost: GOALS.proof },
      ...compare(runs),
    },
  ]
}

type Proved = { readonly readMs: number; readonly proofMs: number; readonly sources: number }
