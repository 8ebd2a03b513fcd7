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

  it('is said at the line that was changed, with the verdict as exit code', async () => {
    const { stdout, exitCode: code } = await plan('--format', 'github')
    expectGolden(`review/cli-${grade}.github`, stdout)
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

  it('is not disarmed by a mistake in the Defaults of the base', async () => {
    change('bad', { 'policies/defaults.yaml': `${GUARDED}  bad: [\n` })
    change(
      'from-bad',
      {
        'policies/billing-oracle.yaml': null,
        'policies/defaults.yaml': GUARDED.replace(/guardrails:[\s\S]*/, ''),
      },
      'bad',
    )
    const label = ['--base', 'bad', '--label', 'weakens-protection']
    const { stdout, exitCode } = await plan(...label)
    expect(stdout).toContain('x weakens: The guardrails of bad are not known, because')
    expect(exitCode).toBe(1)
    change('mends-bad', { 'policies/defaults.yaml': GUARDED }, 'bad')
    expect([(await plan('--base', 'bad')).exitCode, (await plan(...label)).exitCode]).toEqual([
      1, 0,
    ])
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
    expect(review).toMatchObject({ grade: null, changes: [], verdict: { passes: false } })
    expect(review.unreadable).toBeGreaterThan(0)
  })

  it('keeps the clocks by which people read it, and tells the bus of nothing', async () => {
    repo.git('checkout', '--quiet', 'broken')
    const { timezone, calendar } = await reviewed()
    expect({ timezone, from: calendar.from }).toEqual({
      timezone: 'Europe/Berlin',
      from: '2026-11-20T23:00:00Z',
    })
    expect((await plan()).stdout).toMatch(
      /\nNot compared with main \([0-9a-f]{7}\), as of Sat 2026-11-21 18:20, times of Europe\/Berlin\n/,
    )
    expect((await plan('--format', 'event')).stdout).toBe('[]\n')
    const { stdout } = await plan('--format', 'github')
    expect(stdout).toMatch(/^::error file=policies\/erp-sql\.yaml,line=26,.*not reviewed::/)
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

describe('a base without policies', () => {
  const allOf = (...args: readonly string[]) =>
    Promise.all(
      ['text', 'markdown', 'html', 'github', 'event', 'json'].map(async format => {
        const { stdout, exitCode } = await plan('--format', format, ...args)
        return { format, stdout: withoutCommits(stdout), exitCode }
      }),
    )

  it('is that of the first ones, which may pass: every format says that all counts as added', async () => {
    const tree = repo.git('hash-object', '-t', 'tree', '-w', '/dev/null')
    repo.git('branch', 'empty', repo.git('commit-tree', '-m', 'nothing yet', tree))
    repo.git('checkout', '--quiet', 'main')
    for (const { format, stdout, exitCode } of await allOf('--base', 'empty')) {
      const said =
        format === 'json'
          ? '"withoutPolicies": {\n      "folder": "policies",\n      "elsewhere": []'
          : 'empty (COMMIT) has no policies in policies: everything counts as added'
      expect([format, stdout, exitCode]).toEqual([format, expect.stringContaining(said), 0])
    }
  })

  it('that has them in another folder is compared with nothing, and nobody may consent', async () => {
    repo.git('checkout', '--quiet', '-B', 'moved', 'main')
    repo.git('mv', 'policies', 'pol')
    repo.commit({ 'pol/billing-oracle.yaml': null })
    const moved = ['--base', 'main', '--policies', 'pol']
    for (const { format, stdout, exitCode } of await allOf(...moved)) {
      const said =
        format === 'json'
          ? '"elsewhere": [\n        "policies"\n      ]'
          : format === 'event'
            ? '[]\n'
            : 'main (COMMIT) has no policies in pol, although there are some in policies. To compare with those: git worktree add ../before COMMIT, and --base ../before/policies'
      const text = stdout.replace(/\n +/g, format === 'text' ? ' ' : '$&')
      expect([format, text, exitCode]).toEqual([format, expect.stringContaining(said), 1])
    }
    expect((await plan(...moved, '--label', 'weakens-protection')).exitCode).toBe(1)
  })
})

it('says the same in a hook, where git names the repository', async () => {
  repo.git('checkout', '--quiet', 'weakens')
  const args = ['plan', ...ENTIRE, '--base', 'main']
  const elsewhere = await run(...args)
  const git = join(repo.folder, '.git')
  for (const GIT_DIR of ['.git', git]) {
    expect(await holdfast(args, { cwd: repo.folder, env: { GIT_DIR } })).toEqual(elsewhere)
  }
  expect(elsewhere.stdout).toContain('weakens protection')
})

describe('the JSON', () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../docs/review.schema.json'), 'utf8'),
  )
  const isReview = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    schema,
  )

  it('keeps to it of a base without policies, and of an environment that is gone', async () => {
    change('gone', { 'policies/environments/local.yaml': null })
    for (const [env, base] of [
      ['prod', 'empty'],
      ['local', 'main'],
    ] as const) {
      const { stdout } = await run('plan', '--env', env, '--base', base, '--format', 'json')
      expect([isReview(JSON.parse(stdout)), isReview.errors]).toEqual([true, null])
    }
  })

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
  it('that is gone is named in the first line, with the place where it was', async () => {
    change('without-local', { 'policies/environments/local.yaml': null })
    const outputs = await Promise.all(
      ['text', 'markdown', 'html', 'event', 'json'].map(async format => {
        const args = ['--env', 'local', '--base', 'main', '--format', format]
        return (await run('plan', ...args)).stdout
      }),
    )
    const [text, markdown, html, event, json] = outputs
    const place = 'policies/environments/local.yaml:5'
    expect(text).toContain(`Backup policy plan: local is gone (${place})   9 removed\n  weakens`)
    expect(markdown).toContain(`## Backups of \`local\`: the environment is gone (\`${place}\`), `)
    expect(html).toContain(`<h1><span>local</span> is gone (<code>${place}</code>): `)
    expect(event).toContain(`local is gone (${place}). 9 removed: weakens protection.`)
    const review: Review = JSON.parse(json ?? '')
    expect(review.environmentGone).toMatchObject({ line: 5 })
    expect(review.terms[0]).toMatchObject({ subject: 'environment local', grade: 'weakens' })
    expect(new Set(review.targets.flatMap(({ reasons }) => reasons.map(one => one.text)))).toEqual(
      new Set(['it is in no policy any more: its environment is gone']),
    )
  })

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

  it('are an event that calls everything new where the base is empty, as for a first deployment', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holdfast-nothing-'))
    const { stdout, exitCode } = await run('plan', ...ENTIRE, '--base', folder, '--format', 'event')
    rmSync(folder, { recursive: true })
    expect(exitCode).toBe(0)
    const [{ Detail }] = JSON.parse(stdout)
    expect(JSON.parse(Detail)).toMatchObject({
      grade: 'strengthens',
      baseCommit: null,
      sources: { changed: 0, removed: 0, unchanged: 0 },
      targets: { gained: 3, lost: 0 },
      backupsPerWeek: { before: 0 },
      guardrailsPassed: true,
    })
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
