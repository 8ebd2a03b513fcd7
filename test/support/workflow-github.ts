// A GitHub for the scripts of the workflows: a loopback server that answers a few REST routes in pages, and the objects that
// actions/github-script hands to a script, which call it over HTTP.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

type Json = unknown
type Params = Readonly<Record<string, unknown>>

export type Call = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Readonly<Record<string, string>>
}
export type Answer = { readonly status?: number; readonly json?: Json }

/** Lists are answered in pages, with a link to the next one, as GitHub does. Ends with the test. */
export async function serveGitHub(answer: (call: Call) => Answer): Promise<{ url: string }> {
  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', 'http://localhost')
    const sent = await text(request)
    const body = sent === '' ? {} : JSON.parse(sent)
    const { status = 200, json = {} } = answer({ method: request.method ?? '', path, query, body })
    if (!Array.isArray(json)) {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
      return
    }
    const size = Number(query.get('per_page') ?? 30)
    const page = Number(query.get('page') ?? 1)
    const link = json.length > page * size ? { link: `<?page=${page + 1}>; rel="next"` } : {}
    response.writeHead(status, { 'content-type': 'application/json', ...link })
    response.end(JSON.stringify(json.slice((page - 1) * size, page * size)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${port}` }
}

export type Said = {
  readonly outputs: Readonly<Record<string, string>>
  readonly notices: readonly string[]
  readonly warnings: readonly string[]
}

/** Runs a script as actions/github-script does; time does not pass in it. */
export async function runScript(
  script: string,
  { url, context, env = {} }: { url: string; context: Params; env?: Record<string, string> },
): Promise<Said> {
  const outputs: Record<string, string> = {}
  const notices: string[] = []
  const warnings: string[] = []
  const core = {
    setOutput: (name: string, value: string) => {
      outputs[name] = value
    },
    notice: (text: string) => notices.push(text),
    warning: (text: string) => warnings.push(text),
  }
  const names = ['github', 'context', 'core', 'require', 'process', 'setTimeout']
  const require = createRequire(import.meta.url)
  const soon = (done: () => void) => setImmediate(done)
  await new AsyncFunction(...names, script)(octokit(url), context, core, require, { env }, soon)
  return { outputs, notices, warnings }
}

const AsyncFunction = Object.getPrototypeOf(async () => {}).constructor as new (
  ...source: readonly string[]
) => (...values: readonly unknown[]) => Promise<unknown>

/** Routes as docs.github.com/rest spells them. */
const ROUTES = {
  pulls: {
    get: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    listReviews: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
  },
  issues: {
    listComments: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    createComment: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    updateComment: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  },
  actions: {
    listWorkflowRuns: 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs',
    reRunWorkflow: 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/rerun',
  },
  repos: {
    listDeployments: 'GET /repos/{owner}/{repo}/deployments',
    listDeploymentStatuses: 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
  },
} as const

type Method = (params: Params) => Promise<{ data: Json; hasMore: boolean }>

function octokit(url: string) {
  const rest = Object.fromEntries(
    Object.entries(ROUTES).map(([group, routes]) => [
      group,
      Object.fromEntries(
        Object.entries(routes).map(([name, route]) => [name, method(url, String(route))]),
      ),
    ]),
  )
  const paginate = async (list: Method, params: Params) => {
    const all: Json[] = []
    for await (const { data } of pagesOf(list, params)) all.push(data)
    return all.flat()
  }
  return { rest, paginate: Object.assign(paginate, { iterator: pagesOf }) }
}

async function* pagesOf(list: Method, params: Params) {
  for (let page = 1; ; page++) {
    const { data, hasMore } = await list({ ...params, page })
    yield { data }
    if (!hasMore) return
  }
}

function method(url: string, route: string): Method {
  const [verb = '', template = ''] = route.split(' ')
  return async params => {
    const left = new Map(Object.entries(params).map(([key, value]) => [key, String(value)]))
    const path = template.replace(/\{(\w+)\}/g, (_, key: string) => {
      const value = left.get(key)
      if (value === undefined) throw new Error(`${route} needs ${key}`)
      left.delete(key)
      return encodeURIComponent(value)
    })
    const rest = Object.fromEntries(left)
    const isGet = verb === 'GET'
    const response = await fetch(
      `${url}${path}${isGet ? `?${new URLSearchParams(rest)}` : ''}`,
      isGet ? {} : { method: verb, body: JSON.stringify(rest) },
    )
    const data: Json = await response.json()
    if (!response.ok) {
      const { status } = response
      throw Object.assign(new Error(`${route}: HTTP ${status}`), { status })
    }
    return { data, hasMore: response.headers.has('link') }
  }
}
