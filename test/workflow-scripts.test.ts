// The scripts of the workflows, run for real: those for GitHub against a loopback server, those for the shell in bash.
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandLine } from '../lib/cli/command-line.ts'
import { runScript, serveGitHub } from './support/workflow-github.ts'
import {
  bash,
  git,
  hasProgram,
  type Ran,
  read,
  scriptOf,
  standIn,
  steps,
  unknownIn,
  workspace,
  write,
} from './support/workflows.ts'

const HEAD = 'c0ffee0000000000000000000000000000000000'
const OLD = '01d0000000000000000000000000000000000000'

/** Notes its arguments in `asked`, writes where it was told to unless EMPTY, nothing in the format NONE, and ends with CODE. */
const HOLDFAST = `
  printf '%s\\n' "$@" -- >>asked
  for arg in "$@"; do
    file=\${arg#--out=}
    [ "$file" = "$arg" ] || [ -n "\${EMPTY-}" ] || { mkdir -p "$(dirname "$file")" && : >"$file"; }
    case "$*" in *"--format=\${NONE-none}"*) continue ;; esac
    [ ! -e "$file" ] || echo x >"$file"
  done
  exit "\${CODE-0}"`

describe('labels and approvals', () => {
  const alice = { id: 1, login: 'alice' }
  const bob = { id: 2, login: 'bob' }
  const approved = (user: object | null, commit_id = HEAD) => ({
    user,
    state: 'APPROVED',
    commit_id,
  })
  const by = (state: string, user: object) => ({ user, state, commit_id: HEAD })

  const CASES: readonly {
    name: string
    reviews: readonly object[]
    approvers: readonly string[]
  }[] = [
    { name: 'nobody', reviews: [], approvers: [] },
    { name: 'one approval', reviews: [approved(bob)], approvers: ['bob'] },
    { name: 'an approval of an older commit', reviews: [approved(bob, OLD)], approvers: [] },
    { name: 'the author, by the API', reviews: [approved(alice)], approvers: [] },
    {
      name: 'an approval and then a remark',
      reviews: [approved(bob), by('COMMENTED', bob)],
      approvers: ['bob'],
    },
    {
      name: 'an approval taken back',
      reviews: [approved(bob), by('CHANGES_REQUESTED', bob)],
      approvers: [],
    },
    { name: 'an approval dismissed', reviews: [by('DISMISSED', bob)], approvers: [] },
    {
      name: 'a second thought',
      reviews: [by('CHANGES_REQUESTED', bob), approved(bob)],
      approvers: ['bob'],
    },
    { name: 'somebody who has left', reviews: [approved(null)], approvers: [] },
    {
      name: 'an approval on the second page, by a third person',
      reviews: [
        ...Array.from({ length: 100 }, () => by('COMMENTED', bob)),
        approved({ id: 3, login: 'carol' }),
      ],
      approvers: ['carol'],
    },
  ]

  it.each(CASES)('$name', async ({ reviews, approvers }) => {
    const { url } = await serveGitHub(({ path }) =>
      path.endsWith('/reviews')
        ? { json: reviews }
        : {
            json: {
              user: alice,
              labels: [{ name: 'backup: weakens' }, { name: '$(touch x) "--env"' }],
            },
          },
    )
    const { outputs } = await runScript(scriptOf('policy-review.yml consent'), {
      url,
      context: CONTEXT,
      env: { GITHUB_RUN_ATTEMPT: '3' },
    })
    expect(outputs).toEqual({
      attempt: '3',
      base: 'main',
      labels: 'backup: weakens\n$(touch x) "--env"',
      approvers: approvers.join('\n'),
    })
  })

  const QUEUED = `refs/heads/gh-readonly-queue/release/1.x/pr-31-${OLD}`

  /** What is found out of the pull request whose branch in the queue is called so. */
  async function inQueue(head_ref: string, reviews: readonly object[] = []) {
    const asked: string[] = []
    const { url } = await serveGitHub(({ path }) => {
      asked.push(path.replace('/repos/acme/backups', ''))
      if (path.endsWith('/reviews')) return { json: reviews }
      return { json: { user: alice, labels: [{ name: 'weakens' }], head: { sha: HEAD } } }
    })
    const merge_group = { head_ref, base_ref: 'refs/heads/release/1.x', base_sha: OLD }
    const { outputs } = await runScript(scriptOf('policy-review.yml consent'), {
      url,
      context: { ...CONTEXT, payload: { merge_group } },
      env: { GITHUB_RUN_ATTEMPT: '1' },
    })
    return { outputs, asked }
  }

  it('in a merge queue, of the pull request that the branch of the queue is named after', async () => {
    const { outputs, asked } = await inQueue(QUEUED, [approved(bob), approved({ id: 3 }, OLD)])
    expect(asked).toEqual(['/pulls/31', '/pulls/31/reviews'])
    expect(outputs).toEqual({
      attempt: '1',
      base: 'release/1.x',
      labels: 'weakens',
      approvers: 'bob',
    })
  })

  it.each([
    'refs/heads/gh-readonly-queue/main/batch-31',
    `refs/heads/gh-readonly-queue/pr-31/x-${OLD}`,
  ])('in a merge queue, of nobody where it is not told of whom: %s', async ref => {
    await expect(inQueue(ref)).rejects.toThrow('does not name a pull request')
  })
})

const CONTEXT = {
  repo: { owner: 'acme', repo: 'backups' },
  runId: 42,
  serverUrl: 'https://github.com',
  payload: { pull_request: { number: 7, head: { sha: HEAD }, base: { ref: 'main' } } },
}

describe('the sticky comment', () => {
  const BOT = { login: 'github-actions[bot]' }
  const MARKER = '<!-- holdfast plan: prod -->'
  const TEXT = `${MARKER}\n## Backup policies: prod weakens protection\n`
  const QUIET = {
    totals: { sources: { added: 0, changed: 0, removed: 0 } },
    terms: [],
    targets: [{ reasons: [] }],
    findings: { appeared: [], gone: [] },
    verdict: { passes: true },
  }
  const CHANGED = { ...QUIET, totals: { sources: { added: 0, changed: 1, removed: 0 } } }
  type Comment = {
    readonly id: number
    body: string
    readonly user: { readonly login: string } | null
  }

  async function commented(
    comments: readonly Comment[],
    { text = TEXT, review = CHANGED }: { text?: string; review?: object } = {},
  ) {
    const folder = workspace()
    write(folder, 'review/prod/comment.md', text)
    write(folder, 'review/prod/verdict.json', JSON.stringify(review))
    return inFolder(folder, comments)
  }

  async function inFolder(folder: string, comments: readonly Comment[], newest = HEAD) {
    const written: string[] = []
    const { url } = await serveGitHub(({ method, path, body }) => {
      if (path.endsWith('/pulls/7')) return { json: { head: { sha: newest } } }
      if (method === 'GET') return { json: comments }
      if ((body.body ?? '').length > 65_536) return { status: 422 }
      written.push(`${method} ${path.replace('/repos/acme/backups', '')}\n${body.body}`)
      return { status: 201 }
    })
    const env = { GITHUB_WORKSPACE: folder, ENVIRONMENTS: 'prod' }
    await runScript(scriptOf('policy-review.yml comment'), { url, context: CONTEXT, env })
    return written
  }

  it('is written where there is none, and leads to the page', async () => {
    const [written, ...more] = await commented([])
    expect(written).toBe(
      `POST /issues/7/comments\n${TEXT.trimEnd()}\n\n<sub>Commit c0ffee0 · [page with charts, verdict](https://github.com/acme/backups/actions/runs/42#artifacts)</sub>\n`,
    )
    expect(more).toEqual([])
  })

  it('replaces its predecessor, on whatever page that is', async () => {
    const chatter = Array.from({ length: 250 }, (_, index) => ({
      id: index,
      body: 'hm',
      user: { login: 'bob' },
    }))
    const own = { id: 900, body: `${MARKER}\nolder`, user: BOT }
    const written = await commented([...chatter, own, { id: 901, body: 'lgtm', user: null }])
    expect(written.map(each => each.split('\n')[0])).toEqual(['PATCH /issues/comments/900'])
  })

  it('leaves comments of others alone, whatever they begin with', async () => {
    const written = await commented([
      { id: 1, body: `${MARKER}\nI am the plan, believe me`, user: { login: 'mallory' } },
      { id: 2, body: '<!-- holdfast plan: staging -->\n', user: BOT },
      { id: 3, body: `as I said: ${MARKER}`, user: BOT },
    ])
    expect(written.map(each => each.split('\n')[0])).toEqual(['POST /issues/7/comments'])
  })

  it('is left to the newest commit, when a push has come meanwhile', async () => {
    const folder = workspace()
    write(folder, 'review/prod/comment.md', TEXT)
    write(folder, 'review/prod/verdict.json', JSON.stringify(CHANGED))
    expect(await inFolder(folder, [], 'beef')).toEqual([])
    expect(await inFolder(folder, [])).toHaveLength(1)
  })

  it('is cut where it is too long, and says where the rest is', async () => {
    const [written = ''] = await commented([], { text: `${TEXT}${'x'.repeat(70_000)}` })
    const body = written.slice(written.indexOf('\n') + 1)
    expect(body).toHaveLength(65_536)
    expect(body.split('\n').slice(0, 2)).toEqual([
      MARKER,
      '**Too long for a comment.** All of it is in the [summary of the run](https://github.com/acme/backups/actions/runs/42).',
    ])
    expect(body).toMatch(/x\n\n<sub>Commit c0ffee0 .*<\/sub>\n$/)
  })

  it('is not begun for a pull request that leaves the policies alone', async () => {
    expect(await commented([], { review: QUIET })).toEqual([])
    const own = { id: 5, body: MARKER, user: BOT }
    expect(await commented([own], { review: QUIET })).toHaveLength(1)
    expect(await commented([], { review: { ...QUIET, verdict: { passes: false } } })).toHaveLength(
      1,
    )
    expect(
      await commented([], { review: { ...QUIET, findings: { appeared: [{}], gone: [] } } }),
    ).toHaveLength(1)
    expect(
      await commented([], { review: { ...QUIET, targets: [{ reasons: [{}] }] } }),
    ).toHaveLength(1)
  })

  it('repeats nothing of a verdict that is none, for a line of it could be a command', async () => {
    const folder = workspace()
    write(folder, 'review/prod/comment.md', TEXT)
    write(folder, 'review/prod/verdict.json', '\n::add-mask::x')
    const failed = await inFolder(folder, []).catch(error => `${error}`)
    expect(failed).toBe('Error: The verdict of prod is not JSON')
  })

  it('is not written from a text of another environment, nor from a link', async () => {
    await expect(commented([], { text: '# hello' })).rejects.toThrow('does not begin with <!--')
    const folder = workspace()
    write(folder, 'review/prod/verdict.json', JSON.stringify(CHANGED))
    write(folder, 'token', TEXT)
    symlinkSync(join(folder, 'token'), join(folder, 'review/prod/comment.md'))
    await expect(inFolder(folder, [])).rejects.toThrow('is not a file')

    const other = workspace()
    write(other, 'elsewhere/comment.md', TEXT)
    write(other, 'elsewhere/verdict.json', JSON.stringify(CHANGED))
    mkdirSync(join(other, 'review'))
    symlinkSync(join(other, 'elsewhere'), join(other, 'review/prod'))
    await expect(inFolder(other, [])).rejects.toThrow('is not a file')
  })
})

describe('a review that was given', () => {
  type Run = {
    readonly id: number
    readonly status: string
    readonly display_title: string
    readonly html_url: string
  }

  /** `later` is what there is each time that it looks again, the last of them for ever; `refused`, how often it may not start a run. */
  async function again(
    runs: readonly Run[],
    { refused = 0, later = [] }: { refused?: number; later?: readonly (readonly Run[])[] } = {},
  ) {
    const seen: string[] = []
    const lists = [runs, ...later]
    const { url } = await serveGitHub(({ method, path, query }) => {
      const [, rest = ''] = path.split('/actions/')
      seen.push(`${method} ${rest}`)
      if (rest.startsWith('workflows')) {
        expect(query.get('head_sha')).toBe(HEAD)
        expect(query.get('event')).toBe('pull_request')
        const [list = []] = lists.length > 1 ? lists.splice(0, 1) : lists
        return { json: { workflow_runs: list } }
      }
      const posts = seen.filter(each => each.startsWith('POST'))
      return { status: posts.length > refused ? 201 : 403 }
    })
    const said = await runScript(scriptOf('policy-review-again.yml again'), {
      url,
      context: CONTEXT,
    })
    const asked = seen.filter(each => each.startsWith('GET')).length
    return { ...said, asked, started: seen.filter(each => each.startsWith('POST')) }
  }
  const run = (id: number, of: number, status = 'completed') => ({
    id,
    status,
    display_title: `#${of} Less often`,
    html_url: `https://github.com/acme/backups/actions/runs/${id}`,
  })

  it('lets the newest run of this pull request run again', async () => {
    const { started } = await again([run(14, 70), run(13, 8), run(12, 7), run(11, 7)])
    expect(started).toEqual(['POST runs/12/rerun'])
  })

  it('waits until the run that is under way has ended', async () => {
    const underWay = [run(12, 7, 'in_progress')]
    const { asked, started } = await again(underWay, { later: [underWay, [run(12, 7)]] })
    expect({ asked, started }).toEqual({ asked: 3, started: ['POST runs/12/rerun'] })
  })

  it('waits for what somebody else has started in the same moment', async () => {
    const { warnings, started } = await again([run(12, 7)], {
      refused: 1,
      later: [[run(12, 7, 'queued')], [run(12, 7)]],
    })
    expect({ warnings, started }).toEqual({
      warnings: [],
      started: ['POST runs/12/rerun', 'POST runs/12/rerun'],
    })
  })

  it('leaves the older run alone where a label has started a newer one meanwhile', async () => {
    const later = [
      [run(13, 7, 'queued'), run(12, 7)],
      [run(13, 7), run(12, 7)],
    ]
    const { started } = await again([run(12, 7, 'in_progress')], { later })
    expect(started).toEqual(['POST runs/13/rerun'])
  })

  it('says what to press where it may not, as for a fork', async () => {
    const { warnings } = await again([run(12, 7)], { refused: 9 })
    expect(warnings).toEqual([
      'Please run all its jobs again by hand: https://github.com/acme/backups/actions/runs/12',
    ])
  })

  it('does nothing where nothing has run', async () => {
    const { started, notices } = await again([])
    expect({ started, notices }).toEqual({
      started: [],
      notices: ['policy-review has not run for this commit yet, and asks by itself when it does'],
    })
  })
})

describe.runIf(hasProgram('jq'))('the required check', () => {
  const PASSES = { check: 'weakens', passes: true, message: 'Nothing weakens protection.' }
  const FAILS = {
    check: 'weakens',
    passes: false,
    message: '1 change weakens protection: erp-sql.log 672 -> 336 starts a week',
    fix: 'add the label backup-weakens to the pull request, or have anna approve it',
    standing: 'policies/defaults.yaml:9',
  }
  const BASE = { name: 'origin/main', commit: OLD, unreadable: 0 }
  const verdict = (environment: string, passes: boolean, ...checks: readonly object[]) =>
    JSON.stringify({ version: 1, environment, base: BASE, verdict: { passes, checks } })

  function checked(
    verdicts: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>> = {},
  ): Ran {
    const folder = workspace()
    for (const [name, text] of Object.entries(verdicts))
      write(folder, `review/${name}/verdict.json`, text)
    const jobs = { CONSENT: 'success', ASKED: '2', REVIEW: 'success', GITHUB_RUN_ATTEMPT: '2' }
    const given = { ENVIRONMENTS: 'staging prod', ...jobs, ...env }
    return bash(scriptOf('policy-review.yml guardrails'), { cwd: folder, env: given })
  }
  const GOOD = { staging: verdict('staging', true, PASSES), prod: verdict('prod', true, PASSES) }

  it('passes when every verdict does', () => {
    expect(checked(GOOD)).toEqual({
      code: 0,
      out: 'passes: staging: Nothing weakens protection.\npasses: prod: Nothing weakens protection.\n',
      err: '',
    })
  })

  it('fails with the words of the verdict, and exactly what to do', () => {
    const { code, out } = checked({ ...GOOD, prod: verdict('prod', false, PASSES, FAILS) })
    expect(code).toBe(1)
    expect(out.split('\n').at(-2)).toBe(
      '::error title=prod%3A weakens::1 change weakens protection: erp-sql.log 672 -> 336 starts a week%0ATo do: add the label backup-weakens to the pull request, or have anna approve it%0AThe guardrail: policies/defaults.yaml:9',
    )
  })

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'a verdict that is missing',
      { staging: GOOD.staging },
      '::error title=prod::There is no verdict.',
    ],
    [
      'a verdict of another environment',
      { ...GOOD, prod: GOOD.staging },
      '::error title=prod::There is no verdict.',
    ],
    [
      'a verdict of another version',
      { ...GOOD, prod: '{"version":2}' },
      '::error title=prod::There is no verdict.',
    ],
    [
      'a file that is no JSON',
      { ...GOOD, prod: 'true' },
      '::error title=prod::There is no verdict.',
    ],
    [
      'two verdicts in one file',
      { ...GOOD, prod: verdict('prod', false, FAILS) + GOOD.prod },
      '::error title=prod::There is no verdict.',
    ],
    ['an empty file', { ...GOOD, prod: '' }, '::error title=prod::There is no verdict.'],
  ])('fails of %s', (_, verdicts, said) => {
    const { code, out } = checked(verdicts)
    expect(code).toBe(1)
    expect(out).toContain(said)
  })

  it.each([{ base: null }, { base: { name: './policies', unreadable: 0 } }, {}])(
    'believes no verdict about a plan that was compared with no commit: %o',
    compared => {
      const alone = { version: 1, environment: 'prod', verdict: { passes: true, checks: [PASSES] } }
      const { code, out } = checked({ ...GOOD, prod: JSON.stringify({ ...alone, ...compared }) })
      expect(code).toBe(1)
      expect(out).toContain('::error title=prod::The plan was compared with no commit.')
    },
  )

  it('believes no verdict that contradicts itself', () => {
    expect(checked({ ...GOOD, prod: verdict('prod', true, FAILS) }).code).toBe(1)
  })

  it.each([
    [{ REVIEW: 'failure' }, '::error title=review::The job review ended as failure'],
    [{ REVIEW: 'cancelled' }, '::error title=review::The job review ended as cancelled'],
    [
      { REVIEW: 'skipped', CONSENT: 'failure' },
      '::error title=consent::Labels and approvals could not be read',
    ],
    [{ ASKED: '1' }, '::error title=consent::The labels and approvals are of an earlier attempt.'],
    [{ ENVIRONMENTS: ' ' }, '::error title=ENVIRONMENTS::It names no environment'],
  ])('fails of %o, though every verdict passes', (env, said) => {
    const { code, out } = checked(GOOD, env)
    expect(code).toBe(1)
    expect(out).toContain(said)
  })

  it('lets no text of a policy become a command to the runner', () => {
    const hostile = {
      check: 'x::y,z',
      passes: false,
      message: 'a\n::add-mask::b\r\n%0A::stop',
      fix: '::notice::c',
    }
    const { out } = checked({
      ...GOOD,
      prod: verdict('prod', false, { ...hostile, passes: true }, hostile),
    })
    expect(out.split('\n').filter(line => line.startsWith('::'))).toEqual([
      '::error title=prod%3A x%3A%3Ay%2Cz::a%0A::add-mask::b%0D%0A%250A::stop%0ATo do: ::notice::c',
    ])
  })
})

describe('the files of a review', () => {
  function reviewed(env: Readonly<Record<string, string>>) {
    const folder = workspace()
    standIn(join(folder, 'bin'), 'npx', HOLDFAST)
    const given = { ENVIRONMENTS: 'staging prod', BASE: 'origin/main', ...env }
    const ran = bash(read('.ci/review'), { cwd: folder, env: given })
    const file = join(folder, 'asked')
    const asked = existsSync(file) ? readFileSync(file, 'utf8').split('--\n').slice(0, -1) : []
    return { ...ran, folder, calls: asked.map(call => call.trimEnd().split('\n')) }
  }

  it('are four for each environment, and a text for the log', () => {
    const { code, calls, folder } = reviewed({})
    expect(code).toBe(0)
    const formats = ['text', 'markdown', 'html', 'json', 'github']
    expect(calls.map(args => [args[2], args.find(arg => arg.startsWith('--format='))])).toEqual(
      ['staging', 'prod'].flatMap(name =>
        formats.map(format => [`--env=${name}`, `--format=${format}`]),
      ),
    )
    for (const file of ['comment.md', 'page.html', 'verdict.json', 'annotations.txt']) {
      expect(readFileSync(join(folder, 'review/prod', file), 'utf8')).toBe('x\n')
    }
  })

  it('tell of the same instant, base and consent, in options that Holdfast knows', () => {
    const { calls } = reviewed({
      LABELS: 'backup: weakens\n--env=dev $(touch x)',
      APPROVERS: 'bob\ncarol',
    })
    const shared = calls.map(args => args.filter(arg => !/^--(env|format|out)=(?!dev)/.test(arg)))
    expect(new Set(shared.map(args => args.join('|'))).size).toBe(1)
    expect(shared[0]?.slice(3)).toEqual([
      '--base=origin/main',
      '--label=backup: weakens',
      '--label=--env=dev $(touch x)',
      '--approved-by=bob',
      '--approved-by=carol',
    ])
    expect(calls.flatMap(([, ...args]) => unknownIn(args))).toEqual([])
    const plan = commandLine(() => {}).commands.find(command => command.name() === 'plan')
    plan?.parseOptions(calls[0]?.slice(2) ?? [])
    expect(plan?.opts()).toMatchObject({
      label: ['backup: weakens', '--env=dev $(touch x)'],
      approvedBy: ['bob', 'carol'],
      env: 'staging',
    })
  })

  it.each(['', ' '])('are nothing without an environment: "%s"', ENVIRONMENTS => {
    const { code, calls, err } = reviewed({ ENVIRONMENTS })
    expect({ code, calls }).toEqual({ code: 2, calls: [] })
    expect(err).toContain('ENVIRONMENTS has to hold')
  })

  it('are compared with nothing where there is no base', () => {
    expect(
      reviewed({ BASE: '' })
        .calls.flat()
        .filter(arg => arg.startsWith('--base')),
    ).toEqual([])
  })

  it.each([
    ['every plan passes', {}, 0],
    ['a plan does not pass', { CODE: '1' }, 1],
    ['a plan was asked wrongly', { CODE: '2' }, 2],
    ['a plan came to nothing, whatever it says', { EMPTY: 'yes', CODE: '1' }, 2],
    ['a plan says that it passes, and is not there', { EMPTY: 'yes' }, 2],
    ['nothing is there to be annotated', { NONE: 'github' }, 0],
    ['a comment says nothing', { NONE: 'markdown' }, 2],
  ])('are worth something, or not: %s', (_, env, code) => {
    expect(reviewed(env).code).toBe(code)
  })
})

describe('what a pull request is compared with', () => {
  /** The merge that GitHub tries of a branch that changes a and main, which has changed b since. */
  function merged() {
    const folder = workspace()
    git(folder, 'init', '-q', '-b', 'main')
    for (const name of ['a', 'b', 'gone']) write(folder, `policies/${name}.yaml`, 'x')
    git(folder, 'add', 'policies')
    git(folder, 'commit', '-qm', 'begin')
    git(folder, 'checkout', '-qb', 'branch')
    write(folder, 'policies/a.yaml', 'y')
    write(folder, 'policies/with blank.yaml', 'y')
    write(folder, 'README.md', 'y')
    rmSync(join(folder, 'policies/gone.yaml'))
    git(folder, 'add', '-A', 'policies', 'README.md')
    git(folder, 'commit', '-qm', 'change')
    git(folder, 'checkout', '-q', 'main')
    write(folder, 'policies/b.yaml', 'y')
    git(folder, 'commit', '-qam', 'another')
    git(folder, 'checkout', '-q', '--detach')
    git(folder, 'merge', '-q', '--no-edit', 'branch')
    return folder
  }

  it('is the commit that it is merged with, so that what others did is not taken for its own', () => {
    const cwd = merged()
    standIn(join(cwd, 'bin'), 'npx', `printf '%s\\n' "$@"`)
    const env = { BASE: 'origin/main', MERGED_WITH: 'HEAD^1' }
    expect(bash(scriptOf('policy-review.yml review', 'merge base'), { cwd, env }).code).toBe(0)
    expect(git(cwd, 'rev-parse', 'origin/main')).toBe(git(cwd, 'rev-parse', 'main'))
    const { out } = bash(scriptOf('policy-review.yml review', 'Mistakes'), { cwd, env })
    expect(out.trimEnd().split('\n')).toEqual([
      ...['holdfast', 'validate', '--format', 'github'],
      ...['policies/a.yaml', 'policies/with blank.yaml'],
    ])
  })

  it('needs no more of the history than is fetched', () => {
    const whole = merged()
    const cwd = workspace()
    git(cwd, 'clone', '-q', '--depth=2', '--no-local', `file://${whole}`, 'clone')
    const clone = join(cwd, 'clone')
    git(clone, 'fetch', '-q', '--depth=2', 'origin', 'HEAD')
    git(clone, 'checkout', '-q', git(whole, 'rev-parse', 'HEAD'))
    const ran = bash(scriptOf('policy-review.yml review', 'merge base'), {
      cwd: clone,
      env: { BASE: 'origin/next', MERGED_WITH: 'HEAD^1' },
    })
    expect(ran.err).toBe('')
    expect(git(clone, 'rev-parse', 'origin/next')).toBe(git(whole, 'rev-parse', 'main'))
  })

  it('is in a merge queue the commit before it, however many commits the queue makes of it', () => {
    const cwd = merged()
    const ahead = git(cwd, 'rev-parse', 'HEAD')
    for (const text of ['one', 'two']) {
      write(cwd, 'policies/b.yaml', text)
      git(cwd, 'commit', '-qam', text)
    }
    standIn(join(cwd, 'bin'), 'npx', `printf '%s\\n' "$@"`)
    const env = { BASE: 'origin/main', MERGED_WITH: ahead }
    expect(bash(scriptOf('policy-review.yml review', 'merge base'), { cwd, env }).code).toBe(0)
    const { out } = bash(scriptOf('policy-review.yml review', 'Mistakes'), { cwd, env })
    expect(out.trimEnd().split('\n').slice(4)).toEqual(['policies/b.yaml'])
  })

  it('is nothing to annotate where no policy was touched', () => {
    const cwd = merged()
    standIn(join(cwd, 'bin'), 'npx', 'echo called')
    const { code, out } = bash(scriptOf('policy-review.yml review', 'Mistakes'), {
      cwd,
      env: { BASE: 'HEAD' },
    })
    expect({ code, out }).toEqual({ code: 0, out: '' })
  })
})

describe('a deployment', () => {
  const deployedOf = (deployments: Readonly<Record<string, readonly string[]>>) =>
    serveGitHub(({ path, query }) => {
      const [, id] = /deployments\/(\d+)\/statuses$/.exec(path) ?? []
      if (id !== undefined) {
        const states = Object.values(deployments)[Number(id)] ?? []
        return { json: states.map(state => ({ state })) }
      }
      expect(query.get('environment')).toBe('prod')
      return { json: Object.keys(deployments).map((sha, index) => ({ id: index, sha })) }
    })

  it.each<[string, Readonly<Record<string, readonly string[]>>, string | undefined]>([
    [
      'the newest that succeeded',
      { new: ['failure', 'in_progress'], older: ['success'], oldest: ['inactive', 'success'] },
      'older',
    ],
    [
      'one that others have followed without success',
      { new: ['inactive'], older: ['inactive', 'success'] },
      'older',
    ],
    ['none, the first time', {}, undefined],
    [
      'one on a later page',
      Object.fromEntries(
        Array.from({ length: 131 }, (_, i) => [`c${i}`, i === 130 ? ['success'] : ['error']]),
      ),
      'c130',
    ],
  ])('is compared with %s', async (_, deployments, commit) => {
    const { url } = await deployedOf(deployments)
    const env = { ENVIRONMENT: 'prod' }
    const script = scriptOf('deploy-environment.yml prepare', 'deployed')
    const { outputs, notices } = await runScript(script, { url, context: CONTEXT, env })
    expect(outputs.commit).toBe(commit)
    expect(notices).toHaveLength(commit === undefined ? 1 : 0)
  })

  it.runIf(hasProgram('jq')).each<[string, { entries: string; answer: string }, number, string]>([
    [
      'tells what has changed',
      {
        entries: '[{"Time":"2026-11-22T00:00:00Z","Source":"holdfast"}]',
        answer: '{"FailedEntryCount":0}',
      },
      0,
      '"FailedEntryCount":0',
    ],
    [
      'fails when the bus did not take it',
      { entries: '[{}]', answer: '{"FailedEntryCount":1}' },
      1,
      '::error title=Backup Policy Change::',
    ],
    [
      'tells nothing when nothing has changed',
      { entries: '[]', answer: 'never asked' },
      0,
      'nothing to tell',
    ],
  ])('%s', (_, { entries, answer }, code, said) => {
    const cwd = workspace()
    write(cwd, 'review/entries.json', entries)
    standIn(
      join(cwd, 'bin'),
      'aws',
      `[ "$*" = 'events put-events --entries file://entries.json --output json' ]\necho '${answer}'`,
    )
    const ran = bash(scriptOf('deploy-environment.yml deploy', 'Backup Policy Change'), { cwd })
    expect(ran.code).toBe(code)
    expect(ran.out).toContain(said)
    // The bus gives it the time of the deployment.
    if (code === 0 && entries !== '[]')
      expect(JSON.parse(readFileSync(join(cwd, 'entries.json'), 'utf8'))).toEqual([
        { Source: 'holdfast' },
      ])
  })

  it.each([
    ['the commit that is deployed', 'HEAD', '--base=HEAD'],
    [
      'an empty folder the first time, since all of it is new',
      '',
      '--base=./before-the-first-deployment',
    ],
    ['nothing where that commit is gone, since nobody knows what is new', OLD, undefined],
  ])('is planned against %s', (_, base, against) => {
    const cwd = workspace()
    git(cwd, 'init', '-q')
    git(cwd, 'commit', '-q', '--allow-empty', '-m', 'deployed')
    write(cwd, '.ci/review', read('.ci/review'))
    standIn(join(cwd, 'bin'), 'npx', HOLDFAST)
    const env = {
      ENVIRONMENT: 'prod',
      ENVIRONMENTS: 'prod',
      BASE: base,
      CODE: '1',
      GITHUB_STEP_SUMMARY: join(cwd, 'summary'),
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/backups',
      GITHUB_SHA: 'c0ffee',
    }
    const ran = bash(scriptOf('deploy-environment.yml prepare', 'Plan'), { cwd, env })
    expect(ran.code).toBe(0)
    const calls = readFileSync(join(cwd, 'asked'), 'utf8').split('--\n').slice(0, -1)
    expect(calls).toHaveLength(6)
    const given = calls.map(call => call.split('\n').find(arg => arg.startsWith('--base')))
    expect(given).toEqual(calls.map(() => against))
    expect(ran.out.includes('::warning::')).toBe(base === OLD)
    const summary = readFileSync(join(cwd, 'summary'), 'utf8')
    expect(summary.endsWith('x\n')).toBe(true)
    // Labels and approvals are those of the pull requests in between.
    expect(summary.includes('(https://github.com/acme/backups/compare/HEAD...c0ffee)')).toBe(
      base === 'HEAD',
    )
  })

  it.each([
    ['with the plan of just now', '2', 0],
    ['not by itself, with an older plan', '1', 1],
  ])('runs again %s', (_, PLANNED, code) => {
    const script = scriptOf('deploy-environment.yml deploy', 'Only what')
    const env = { PLANNED, GITHUB_RUN_ATTEMPT: '2' }
    const ran = bash(script, { cwd: workspace(), env })
    expect(ran.code).toBe(code)
    expect(ran.out).toMatch(code === 0 ? /^$/ : /^::error::.* Press Re-run all jobs\.\n$/)
  })

  it('takes the package that was approved, and no other', () => {
    const commands = steps.flatMap(({ step }) => /npx serverless .*/.exec(step.run ?? '') ?? [])
    expect(commands).toEqual([
      'npx serverless package --stage "$ENVIRONMENT" --package package',
      'npx serverless deploy --stage "$ENVIRONMENT" --package package',
    ])
  })
})
