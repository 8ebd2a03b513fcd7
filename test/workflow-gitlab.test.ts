// The scripts of the .gitlab-ci.yml that docs/pull-requests.md shows, run for real: with curl and jq against a loopback
// GitLab where a machine has them, and with a stand-in for Holdfast.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  bashWhileServing,
  gitLabScriptOf,
  hasProgram,
  read,
  standIn,
  workspace,
  write,
} from './support/workflows.ts'

type Note = { readonly id: number; readonly author: { readonly id: number }; readonly body: string }

const REQUEST = '/projects/5/merge_requests/7'

/** Answers whoever has the token, lists in pages; notes what is written. */
async function serveGitLab(answers: Readonly<Record<string, unknown>>) {
  const written: string[] = []
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const sent = await text(request)
    const answer = answers[pathname]
    if (request.headers['private-token'] !== 'token') response.writeHead(401).end()
    else if (request.method !== 'GET') {
      const path = pathname.slice(REQUEST.length)
      written.push(`${request.method} ${path} ${JSON.parse(sent).body}`)
      response.end('{}')
    } else if (answer === undefined) response.writeHead(404).end()
    else {
      const page = Number(searchParams.get('page') ?? 1)
      const list = Array.isArray(answer) ? answer.slice((page - 1) * 100, page * 100) : answer
      response.end(JSON.stringify(list))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, written }
}

async function ran(job: string, url: string, env: Readonly<Record<string, string>> = {}) {
  const cwd = workspace()
  standIn(join(cwd, 'bin'), 'apk', '')
  for (const name of ['staging', 'prod']) {
    write(cwd, `review/${name}/comment.md`, `<!-- holdfast plan: ${name} -->\n"new"\n`)
  }
  const given = {
    CI_API_V4_URL: url,
    CI_PROJECT_ID: '5',
    CI_MERGE_REQUEST_IID: '7',
    HOLDFAST_TOKEN: 'token',
    ENVIRONMENTS: 'staging prod',
  }
  const result = await bashWhileServing(gitLabScriptOf(job), { cwd, env: { ...given, ...env } })
  return { ...result, cwd }
}

describe.runIf(hasProgram('curl') && hasProgram('jq'))('on GitLab', () => {
  const user = (id: number, username: string) => ({ user: { id, username } })

  it('whoever has approved counts, but for the author', async () => {
    const { url } = await serveGitLab({
      [REQUEST]: { author: { id: 1 } },
      [`${REQUEST}/approvals`]: { approved_by: [user(1, 'alice'), user(2, 'ben'), user(3, 'eve')] },
    })
    const { code, cwd } = await ran('consent', url)
    expect(code).toBe(0)
    expect(readFileSync(join(cwd, 'approvers'), 'utf8')).toBe('ben\neve\n')
  })

  it('consent that cannot be asked for is a failure, not nobody', async () => {
    const { url } = await serveGitLab({ [REQUEST]: { author: { id: 1 } } })
    expect((await ran('consent', url)).code).not.toBe(0)
    expect((await ran('consent', url, { HOLDFAST_TOKEN: 'wrong' })).code).not.toBe(0)
  })

  it('a note is replaced on whatever page it is, and never that of another', async () => {
    const note = (id: number, author: number, body: string): Note => ({
      id,
      author: { id: author },
      body,
    })
    const notes = [
      ...Array.from({ length: 120 }, (_, index) => note(index, 3, 'hm')),
      note(200, 3, '<!-- holdfast plan: staging -->\nbelieve me'),
      note(201, 9, '<!-- holdfast plan: prod -->\nold'),
    ]
    const { url, written } = await serveGitLab({ '/user': { id: 9 }, [`${REQUEST}/notes`]: notes })
    expect((await ran('comment', url)).code).toBe(0)
    expect(written).toEqual([
      'POST /notes <!-- holdfast plan: staging -->\n"new"\n',
      'PUT /notes/201 <!-- holdfast plan: prod -->\n"new"\n',
    ])
  })
})

describe('the review on GitLab', () => {
  const HOLDFAST = `
    printf '%s ' "$@" >>asked; echo >>asked
    for arg in "$@"; do
      file=\${arg#--out=}
      [ "$file" = "$arg" ] || { mkdir -p "$(dirname "$file")" && echo x >"$file"; }
    done
    [ "$2" = test ] && exit "\${TESTS-0}"
    exit "\${CODE-0}"`

  async function reviewed(env: Readonly<Record<string, string>>) {
    const cwd = workspace()
    standIn(join(cwd, 'bin'), 'npx', HOLDFAST)
    standIn(join(cwd, 'bin'), 'npm', '')
    write(cwd, '.ci/review', read('.ci/review'))
    write(cwd, 'approvers', 'ben\n')
    const given = { ENVIRONMENTS: 'prod', CI_MERGE_REQUEST_DIFF_BASE_SHA: 'begun', ...env }
    const { code } = await bashWhileServing(gitLabScriptOf('review'), { cwd, env: given })
    return { code, asked: readFileSync(join(cwd, 'asked'), 'utf8') }
  }

  it('asks with the labels and approvals of the merge request', async () => {
    const labels = { CI_MERGE_REQUEST_LABELS: 'weakens protection,two' }
    const { code, asked } = await reviewed(labels)
    expect(code).toBe(0)
    expect(asked).toContain(
      '--base=begun --label=weakens protection --label=two --approved-by=ben ',
    )
    const merged = await reviewed({ CI_MERGE_REQUEST_TARGET_BRANCH_SHA: 'main' })
    expect(merged.asked).toContain('--base=main --approved-by=ben ')
  })

  it.each([
    ['a verdict', { CODE: '1' }],
    ['a plan that came to nothing', { CODE: '2' }],
    ['a policy test', { TESTS: '1' }],
  ])('fails of %s', async (_, env) => {
    expect((await reviewed(env)).code).not.toBe(0)
  })
})
