// A Command Center of our own, as HTTP: a second, independent reading of Commvault's pages, for loopback and tests.
import { type Context, Hono } from 'hono'
import type { TokenInfo } from './access-tokens.ts'
import { type Answer, accessDenied, failure, NOT_FOUND, write } from './answers.ts'
import { callOf, operationOf, type Router } from './call.ts'
import { createJobController } from './job-controller.ts'
import type { JobRecord } from './job-record.ts'
import { createRoutesOfJobs } from './job-routes.ts'
import { createRoutesOfLookUps } from './look-up-routes.ts'
import { COMMAND_CENTER_DEFAULTS, type CommandCenterOptions } from './options.ts'
import { createQuotas } from './quota.ts'
import { createSignIn } from './sign-in.ts'
import { createRoutesOfSignIn } from './sign-in-routes.ts'
import type { CommandCenterState } from './state.ts'

export type CommandCenterEmulator = {
  readonly app: Hono
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

  const reply = (c: Context, answer: Answer) => {
    const { status, type, body } = write(answer, wantsJson(c) ? 'json' : 'xml')
    const headers = 'text' in answer ? answer.headers : undefined
    return c.body(body, status, {
      'Content-Type': `${type}; charset=utf-8`,
      Date: new Date(now() + skew).toUTCString(),
      ...headers,
    })
  }
  const metered = (answer: (c: Context) => Answer | Promise<Answer>) => async (c: Context) =>
    reply(c, quotas?.spend(c.req.method) ?? (await answer(c)))

  const app = new Hono({ getPath: operationOf })
  const router: Router = {
    open: (method, path, operation) =>
      app.on(
        method,
        path,
        metered(c => operation(callOf(c, undefined))),
      ),
    signed: (method, path, operation) =>
      app.on(
        method,
        path,
        metered(c => {
          const caller = signIn.callerOf(name => c.req.header(name))
          const call = callOf(c, caller)
          if (caller === undefined) {
            denials += 1
            return accessDenied(call.page)
          }
          if (!caller.may(c.req.path)) return failure(403, 5, NOT_IN_SCOPE)
          return operation({ ...call, caller })
        }),
      ),
  }
  createRoutesOfSignIn(router, signIn)
  createRoutesOfLookUps(router, controller.catalogue)
  createRoutesOfJobs(router, { ...options, controller, skew })
  app.notFound(c => reply(c, NOT_FOUND))

  return {
    app,
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
function wantsJson(c: Context): boolean {
  return /\bjson\b/i.test(c.req.header('accept') ?? '')
}
