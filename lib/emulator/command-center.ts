// A Command Center of our own, as HTTP: a second, independent reading of Commvault's pages, for loopback and tests.
import { type Context, Hono } from 'hono'
import {
  type Answer,
  accessDenied,
  jobOperation,
  json,
  malformed,
  NO_JOBS,
  NOT_FOUND,
  pageOf,
  taskAsJson,
  taskAsXml,
} from './answers.ts'
import type { JobFault } from './faults.ts'
import { createJobController, type JobQuery, type JobRecord } from './job-controller.ts'
import { createJobRenderer, USER_ID } from './job-summary.ts'
import { parseJson } from './json.ts'

export type CommandCenterOptions = {
  /** Epoch milliseconds; also what the `Date` header says. */
  readonly now: () => number
  /** The Authtokens that are good. */
  readonly tokens: readonly string[]
  /** The same seed gives every job of a subclient the same life. */
  readonly seed: number
  readonly faults?: readonly JobFault[]
  /** Times as fast as life; 1 without it. */
  readonly speed?: number
  /** Whose tokens they are, as jobs report it. */
  readonly userName?: string
}

export type CommandCenterEmulator = {
  readonly app: Hono
  /** From now on these are good and no others. */
  readonly setTokens: (tokens: readonly string[]) => void
  /** Every job that was really started, oldest first. */
  readonly ledger: () => readonly JobRecord[]
  /** How many calls came with a token that is not good. */
  readonly denials: () => number
}

export function emulateCommandCenter(options: CommandCenterOptions): CommandCenterEmulator {
  const { now, userName = 'svc-backup' } = options
  const controller = createJobController(options)
  let tokens = new Set(options.tokens)
  let denials = 0

  const reply = (c: Context, { status, type, body }: Answer) =>
    c.body(body, status, {
      'Content-Type': `${type}; charset=utf-8`,
      Date: new Date(now()).toUTCString(),
    })
  const signedIn = (operation: Operation) => async (c: Context) => {
    if (tokens.has(tokenOf(c))) return reply(c, await operation(c))
    denials += 1
    return reply(c, accessDenied(pageOf(pathOf(c))))
  }
  const renderJob = createJobRenderer(userName)
  const listing = (total: number, jobs: readonly JobRecord[]): Answer => {
    const entries = jobs.map(job => renderJob(job, now())).join(',')
    const body = `{"totalRecordsWithoutPaging":${total},"jobs":[${entries}]}`
    return { status: 200, type: 'application/json', body }
  }

  const app = new Hono({ getPath: operationOf })
  app.post(
    '/createtask',
    signedIn(async c => {
      const verdict = controller.createTask(parseJson(await c.req.text()))
      if (verdict.kind === 'malformed') return malformed(pageOf(pathOf(c)))
      return wantsJson(c) ? taskAsJson(verdict) : taskAsXml(verdict)
    }),
  )
  app.get(
    '/job',
    signedIn(c => {
      const { total, page } = controller.jobs(readJobQuery(c))
      return total === 0 ? NO_JOBS : listing(total, page)
    }),
  )
  app.get(
    '/job/:id{[0-9]+}',
    signedIn(c => {
      const job = controller.job(c.req.param('id') ?? '')
      return job ? listing(1, [job]) : NO_JOBS
    }),
  )
  app.post(
    '/job/:id{[0-9]+}/action/kill',
    signedIn(c => jobOperation(controller.kill(c.req.param('id') ?? ''))),
  )
  app.post(
    '/whoami',
    signedIn(() => json(200, { userId: USER_ID, userName })),
  )
  app.notFound(c => reply(c, NOT_FOUND))

  return {
    app,
    setTokens: next => {
      tokens = new Set(next)
    },
    ledger: controller.ledger,
    denials: () => denials,
  }
}

type Operation = (c: Context) => Answer | Promise<Answer>

/** Where the same service has been found: Command Center, the older Web Console, the legacy web service. */
const BASES = /^(?:\/commandcenter\/api|\/webconsole\/api|\/searchsvc\/cvwebservice\.svc)(?=\/)/

/** The operation in a URL. The pages spell paths in five casings, and a well-known client sends double slashes. */
function operationOf(request: Request): string {
  return pathIn(request.url)
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(BASES, '')
}

function pathOf(c: Context): string {
  return pathIn(c.req.url)
}

function pathIn(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const end = url.indexOf('?', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}

/** The pages say `Authtoken`, bare; access tokens are also documented as `Authorization: Bearer`. */
function tokenOf(c: Context): string {
  const authtoken = c.req.header('authtoken')
  if (authtoken !== undefined) return authtoken.trim().replace(/^Bearer /i, '')
  return /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]?.trim() ?? ''
}

function wantsJson(c: Context): boolean {
  return /\bjson\b/i.test(c.req.header('accept') ?? '')
}

/** "REST API - GET Job": a year of look-back unless one says otherwise, and paging by request headers. */
function readJobQuery(c: Context): JobQuery {
  const category = c.req.query('jobCategory')?.toLowerCase()
  const clientId = wholeNumber(c.req.query('clientId'))
  return {
    category: category === 'active' ? 'Active' : category === 'finished' ? 'Finished' : 'All',
    lookupSeconds: wholeNumber(c.req.query('completedJobLookupTime')) ?? 31_536_000,
    offset: wholeNumber(c.req.header('offset')) ?? 0,
    limit: wholeNumber(c.req.header('limit')) ?? 100,
    ...(clientId !== undefined && { clientId }),
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
