// A Command Center of our own, as HTTP: a second, independent reading of Commvault's pages, for loopback and tests.
import { type Context, Hono } from 'hono'
import type { TokenInfo } from './access-tokens.ts'
import { type Answer, accessDenied, type Format, failure, NOT_FOUND, write } from './answers.ts'
import { callOf, type Incoming, type Method, operationOf, type Router } from './call.ts'
import { httpDate } from './http-date.ts'
import { createJobController } from './job-controller.ts'
import type { JobRecord } from './job-record.ts'
import { createRoutesOfJobs } from './job-routes.ts'
import { createRoutesOfLookUps } from './look-up-routes.ts'
import { COMMAND_CENTER_DEFAULTS, type CommandCenterOptions } from './options.ts'
import { createQuotas } from './quota.ts'
import {
  createRoutes,
  headerIn,
  type Operate,
  type PlainReply,
  type PlainRequest,
} from './routes.ts'
import { createSignIn } from './sign-in.ts'
import { createRoutesOfSignIn } from './sign-in-routes.ts'
import type { CommandCenterState } from './state.ts'

export type CommandCenterEmulator = {
  readonly app: Hono
  /** The same without HTTP: a request and a reply as plain values. */
  readonly replyTo: (request: PlainRequest) => Promise<PlainReply>
  /** From now on these are good and no others; tokens that were signed in for or created are not among them. */
  readonly setTokens: (tokens: readonly string[]) => void
  /** A new chain of access tokens, as somebody makes one in the Command Center. */
  readonly createAccessToken: (request?: AccessTokenRequest) => TokenInfo
  /** Every job that a task was told of, oldest first; those that are lost among them. */
  readonly ledger: () => readonly JobRecord[]
  /** How many calls came with a token that is not good. */
  readonly denials: () => number
  /** Everything it knows, as plain JSON, for `state` of another. */
  readonly snapshot: () => CommandCenterState
}

export type AccessTokenRequest = {
  readonly tokenName?: string
  readonly tokenType?: number
  /** Epoch seconds. */
  readonly renewableUntilTimestamp?: number
  readonly apiEndpoints?: readonly string[]
}

export type CommandCenterWorld = Partial<CommandCenterOptions> & {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** What an earlier one knew; its tokens stay good. */
  readonly state?: CommandCenterState
}

export function emulateCommandCenter(world: CommandCenterWorld): CommandCenterEmulator {
  const { state, ...told } = world
  const options = { ...COMMAND_CENTER_DEFAULTS, ...told }
  const { now, quota } = options
  const skew = options.skewSeconds * 1000
  const controller = createJobController({ ...told, ...(state && { state: state.jobs }) })
  const signIn = createSignIn({ ...options, signIn: state?.signIn })
  const quotas = quota && createQuotas(quota, now, state?.quota)
  let denials = state?.denials ?? 0

  const date = () => httpDate(now() + skew)
  const reply = (c: Context, answer: Answer) => {
    const { status, type, body } = write(answer, formatOf(c.req.header('accept')))
    const headers = { 'Content-Type': `${type}; charset=utf-8`, Date: date() }
    return c.body(body, status, { ...headers, ...headersOf(answer) })
  }

  const routes = createRoutes()
  const app = new Hono({ getPath: operationOf })
  const serve = (method: Method, path: string, operate: Operate) => {
    const metered: Operate = (incoming, operation) =>
      quotas?.spend(incoming.method) ?? operate(incoming, operation)
    routes.add(method, path, metered)
    app.on(method, path, async c => reply(c, await metered(incomingOf(c), c.req.path)))
  }
  const router: Router = {
    open: (method, path, operation) =>
      serve(method, path, incoming => operation(callOf(incoming, undefined))),
    signed: (method, path, operation) =>
      serve(method, path, (incoming, name) => {
        const caller = signIn.callerOf(incoming.header)
        if (caller === undefined) {
          denials += 1
          return accessDenied(callOf(incoming, caller).page)
        }
        if (!caller.may(name)) return failure(403, 5, NOT_IN_SCOPE)
        return operation(callOf(incoming, caller))
      }),
  }
  createRoutesOfSignIn(router, signIn)
  createRoutesOfLookUps(router, controller.catalogue)
  createRoutesOfJobs(router, { ...options, controller, skew })
  app.notFound(c => reply(c, NOT_FOUND))

  async function replyTo(request: PlainRequest): Promise<PlainReply> {
    const found = routes.find(request)
    const said = found === undefined ? NOT_FOUND : await found()
    const { status, type, body } = write(said, formatOf(headerIn(request, 'accept')))
    const headers: { [name: string]: string } = {
      'content-type': `${type}; charset=utf-8`,
      date: date(),
    }
    for (const [name, text] of Object.entries(headersOf(said))) headers[name.toLowerCase()] = text
    return { status, headers, body }
  }

  return {
    app,
    replyTo,
    setTokens: signIn.setTokens,
    createAccessToken: (request = {}) => signIn.accessTokens.create(request, signIn.owner),
    ledger: controller.ledger,
    denials: () => denials,
    snapshot: () =>
      structuredClone({
        jobs: controller.state(),
        signIn: signIn.state(),
        denials,
        ...(quotas && { quota: quotas.state() }),
      }),
  }
}

const NOT_IN_SCOPE = 'The access token is not valid for this API endpoint.'

/** The platform's own default is XML. */
function formatOf(accept: string | undefined): Format {
  return /\bjson\b/i.test(accept ?? '') ? 'json' : 'xml'
}

/** Beside those that every answer has. */
function headersOf(answer: Answer): { readonly [name: string]: string } {
  return 'text' in answer && answer.headers ? answer.headers : NO_MORE
}

const NO_MORE = {}

function incomingOf(c: Context): Incoming {
  return {
    method: c.req.method,
    url: c.req.url,
    header: name => c.req.header(name),
    part: name => c.req.param(name),
    text: () => c.req.text(),
  }
}
