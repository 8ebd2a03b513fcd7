// `holdfast plan` as a pull request runs it: a repository of its own, the built command, a base in git.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Review } from '../lib/review/review.ts'
import { expectGolden } from './support/golden.ts'
import { holdfast } from './support/holdfast.ts'
import { repository, type TestRepository } from './support/repository.ts'

const ENTIRE = ['--env', 'prod', '--now', '2026-11-21T17:20:00Z']

let repo: TestRepository
let erp: string

beforeAll(() => {
  repo = repository({ samples: true })
  erp = readFileSync(join(repo.folder, 'policies/erp-sql.yaml'), 'utf8')
})

afterAll(() => repo.remove())

/** Three changes that a reviewer meets, each on its own branch from `main`. */
const CHANGES = {
  strengthens: (text: string) => text.replace('every: 15m', 'every: 10m'),
  neutral: (text: string) => text.replace('at: Sun 01:00', 'at: Sun 01:30'),
  weakens: (text: string) => text.replace('every: 15m', 'every: 30m'),
} as const

describe.each([
  { grade: 'strengthens', exitCode: 0 },
  { grade: 'neutral', exitCode: 0 },
  { grade: 'weakens', exitCode: 1 },
] as const)('a change that is graded $grade', ({ grade, exitCode }) => {
  beforeAll(() => change(grade, { 'policies/erp-sql.yaml': CHANGES[grade](erp) }))

  it('is the comment of the pull request', async () => {
    const { stdout, stderr, exitCode: code } = await plan('--format', 'markdown')
    expectGolden(`review/cli-${grade}.md`, withoutCommits(stdout))
    expectGolden(`review/cli-${grade}.stderr`, stderr)
    expect(code).toBe(exitCode)
  })

  it('reads as text', async () => {
    const { stdout, exitCode: code } = await plan()
    expectGolden(`review/cli-${grade}.txt`, withoutCommits(stdout))
    expect(code).toBe(exitCode)
  })

  it('is the same value for machines', async () => {
    const review = await reviewed()
    expect(review.grade).toBe(grade)
    expect(review.base?.commit).toBe(repo.git('rev-parse', 'main'))
    expect(review.verdict.passes).toBe(exitCode === 0)
  })
})

describe('a log schedule that moves from 15 to 30 minutes', () => {
  beforeAll(() => change('half', { 'policies/erp-sql.yaml': CHANGES.weakens(erp) }))

  it('starts half as often, leaves twice the gap, and breaks the promise of its policy', async () => {
    const { changes, findings, targets } = await reviewed()
    expect(changes).toMatchObject([
      {
        source: 'erp-sql.log',
        before: { startsPerWeek: 672, worstGapSeconds: 900 },
        after: { startsPerWeek: 336, worstGapSeconds: 1800 },
      },
    ])
    expect(findings.appeared).toMatchObject([
      { code: 'rpo-not-met', place: { file: 'policies/erp-sql.yaml', line: 12, column: 6 } },
    ])
    const core = targets.find(({ target }) => target === 'erp-core')
    expect(core).toMatchObject({
      before: { proved: { seconds: 900 }, kept: true },
      after: { proved: { seconds: 1800 }, kept: false },
    })
  })
})

describe('a guarded repository', () => {
  const GUARDED = `${readFileSync(join(import.meta.dirname, '../policies/defaults.yaml'), 'utf8').replace(/^guardrails:[\s\S]*/m, '')}guardrails:
  weakens: {label: weakens-protection, approvers: [anna, ben]}
`
  const WEAKER = (text: string) =>
    text.replace('every: 15m', 'every: 30m').replace('rpo: 15m', 'rpo: 30m')

  beforeAll(() => {
    repo.git('checkout', '--quiet', 'main')
    repo.commit({ 'policies/defaults.yaml': GUARDED })
    change('guarded', { 'policies/erp-sql.yaml': WEAKER(erp) })
  })

  it('stops what weakens, and says exactly what to do', async () => {
    const { stderr, exitCode } = await plan('--format', 'json')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('weakens-protection')
    expect(stderr).toContain('anna')
  })

  it.each([
    ['--label', 'weakens-protection'],
    ['--approved-by', 'ben'],
  ])('lets it pass with %s %s', async (...consent) => {
    expect((await plan(...consent)).exitCode).toBe(0)
  })

  it.each([
    ['--label', 'bug'],
    ['--approved-by', 'mallory'],
  ])('does not with %s %s', async (...consent) => {
    expect((await plan(...consent)).exitCode).toBe(1)
  })

  it('is not disarmed by the change itself', async () => {
    change('disarmed', {
      'policies/erp-sql.yaml': WEAKER(erp),
      'policies/defaults.yaml': GUARDED.replace(/guardrails:[\s\S]*/, ''),
    })
    const { verdict, terms } = await reviewed()
    expect(verdict.passes).toBe(false)
    expect(terms).toMatchObject([{ grade: 'weakens', subject: 'guardrails' }, {}])
  })
})

describe('what cannot be compared', () => {
  it('is a policy that cannot be read: its mistakes are told, and nothing is called removed', async () => {
    change('broken', { 'policies/erp-sql.yaml': erp.replace('every: 15m', 'evry: 15m') })
    const { stdout, exitCode } = await plan('--format', 'markdown')
    expect(exitCode).toBe(1)
    expectGolden('review/cli-broken.md', withoutCommits(stdout))
    const review = await reviewed()
    expect(review).toMatchObject({ changes: [], verdict: { passes: false } })
    expect(review.unreadable).toBeGreaterThan(0)
  })

  it('is a base that cannot be read: what it covered looks new, and that is said', async () => {
    repo.git('checkout', '--quiet', 'broken')
    change('mended', { 'policies/erp-sql.yaml': erp }, 'broken')
    const review = await reviewed('broken')
    expect(review.base?.unreadable).toBeGreaterThan(0)
    const { stdout } = await plan('--base', 'broken', '--format', 'markdown')
    expect(stdout).toContain('what those covered looks new here')
  })

  it('is an environment that nobody knows', async () => {
    const { stderr, exitCode } = await run('plan', '--env', 'moon', '--base', 'main')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('there is no environment moon; there are local, prod, staging')
  })

  it('is a base that is not there', async () => {
    const { stderr, exitCode } = await run('plan', ...ENTIRE, '--base', 'no-such-branch')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('fetch-depth: 0')
  })
})

describe('what goes', () => {
  it('is compared although a policy test still refers to it', async () => {
    change('without-erp', { 'policies/erp-sql.yaml': null })
    const { verdict, changes, findings, totals } = await reviewed()
    expect(findings.appeared.map(({ code }) => code)).toContain('unknown-policy')
    expect(changes.map(({ source, kind }) => `${source} ${kind}`)).toContain('erp-sql.log removed')
    expect(totals.targets.lost).toBeGreaterThan(0)
    expect(verdict.checks.map(({ check, passes }) => `${check} ${passes}`)).toEqual(
      expect.arrayContaining(['weakens false', 'mistakes false']),
    )
  })

  it('is compared although it is the last policy', async () => {
    change('nothing-left', {
      'policies/erp-sql.yaml': null,
      'policies/billing-oracle.yaml': null,
      'policies/erp-after-deploy.yaml': null,
      'policies/tests/erp-after-deploy.yaml': null,
    })
    const review = await reviewed()
    expect(review.unreadable).toBeUndefined()
    expect(review.totals).toMatchObject({ removedShare: 1, targets: { lost: 3 } })
    expect(review.verdict.passes).toBe(false)
  })
})

describe('the JSON', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../docs/review.schema.json'), 'utf8'),
  )
  const isReview = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    schema,
  )

  it.each(['strengthens', 'neutral', 'weakens', 'broken', 'nothing-left', 'main'])(
    'keeps to docs/review.schema.json on %s',
    async branch => {
      repo.git('checkout', '--quiet', branch)
      expect(isReview(await reviewed())).toBe(true)
      expect(isReview(JSON.parse((await run('plan', ...ENTIRE, '--format', 'json')).stdout))).toBe(
        true,
      )
    },
  )
})

describe('an environment', () => {
  it('that is gone loses all its cover', async () => {
    change('gone', { 'policies/environments/local.yaml': null })
    const { stdout } = await run('plan', '--env', 'local', '--base', 'main', '--format', 'json')
    const review: Review = JSON.parse(stdout)
    expect(review.grade).toBe('weakens')
    expect(review.changes.length).toBeGreaterThan(5)
    expect(review.changes.every(({ kind }) => kind === 'removed')).toBe(true)
    expect(review.totals).toMatchObject({ removedShare: 1, targets: { lost: 3 } })
  })

  it('without a base is planned as it is', async () => {
    repo.git('checkout', '--quiet', 'main')
    const { stdout, exitCode } = await run('plan', ...ENTIRE)
    expect(exitCode).toBe(0)
    expectGolden('review/cli-no-base.txt', stdout)
  })
})

describe('the other formats', () => {
  beforeAll(() => change('formats', { 'policies/erp-sql.yaml': CHANGES.strengthens(erp) }))

  it('are an event for the bus, with the commits', async () => {
    const { stdout } = await plan('--format', 'event')
    const [entry] = JSON.parse(stdout)
    const head = repo.git('rev-parse', 'HEAD')
    expect(entry).toMatchObject({ Source: 'holdfast', DetailType: 'Backup Policy Change' })
    expect(JSON.parse(entry.Detail)).toMatchObject({ grade: 'strengthens', commit: head })
  })

  it('are a page, in a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-page-'))
    const file = join(folder, 'page.html')
    const { stdout, stderr } = await plan('--format', 'html', '--out', file)
    expect({ stdout, stderr }).toMatchObject({ stdout: '', stderr: 'prod: passes.\n' })
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/i)
    rmSync(folder, { recursive: true })
  })

  it('show the hour that the clocks skip, where it lies in the fourteen days', async () => {
    const before = ['plan', '--env', 'prod', '--now', '2027-03-20T12:00:00Z', '--format']
    const { calendar }: Review = JSON.parse((await run(...before, 'json')).stdout)
    expect(calendar.hours).toHaveLength(14 * 24 - 1)
    const { stdout } = await run(...before, 'html')
    expect(stdout).toMatch(/<svg[\s\S]*?clocks go forward/)
    expect(stdout).not.toMatch(/NaN|undefined/)
  })

  it('refuse a history that nobody would see', async () => {
    const { stderr, exitCode } = await plan('--history', 'events.ndjson')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('--format html')
  })
})

function change(
  branch: string,
  files: { readonly [path: string]: string | null },
  from = 'main',
): void {
  repo.git('checkout', '--quiet', '-B', branch, from)
  repo.commit(files)
}

function plan(...args: readonly string[]) {
  return run('plan', ...ENTIRE, ...(args.includes('--base') ? [] : ['--base', 'main']), ...args)
}

async function reviewed(base = 'main'): Promise<Review> {
  return JSON.parse((await plan('--base', base, '--format', 'json')).stdout)
}

function run(...args: readonly string[]) {
  return holdfast(args, { cwd: repo.folder })
}

/** Ids of commits differ from run to run. */
function withoutCommits(text: string): string {
  return text.replace(/\b[0-9a-f]{7,40}\b/g, 'COMMIT')
}
