// Access tokens: pairs that replace each other. Whoever comes with a pair that was replaced ends the whole chain
// ("Using Refresh Tokens to Renew Access Tokens").
import type { Fields } from './json.ts'
import { hexFrom } from './random.ts'
import { listOf } from './task.ts'
import type { User } from './user.ts'

export type AccessTokens = {
  readonly create: (request: Fields, user: User) => TokenInfo
  /** The next pair; undefined when there is none for this one, and perhaps no chain any more. */
  readonly renew: (request: Fields) => TokenInfo | undefined
  readonly list: (userId: number) => readonly object[]
  /** False when there is no such token. */
  readonly revoke: (accessTokenId: number) => boolean
  /** Whose token it is, and the paths that it is good for; all without a list. */
  readonly grantOf: (token: string) => Grant | undefined
  readonly state: () => AccessTokenState
}

export type Grant = { readonly user: User; readonly endpoints?: readonly string[] }

/** Times in epoch seconds, by the CommServe's clock. */
export type TokenInfo = {
  readonly accessTokenId: number
  readonly tokenName: string
  readonly accessToken: string
  readonly userId: number
  readonly tokenExpiryTimestamp: number
  readonly refreshToken?: string
  readonly renewableUntilTimestamp?: number
  readonly refreshTokenExpiryTimestamp?: number
}

/** Plain JSON. */
export type AccessTokenState = { readonly made: number; readonly chains: readonly Chain[] }

export type AccessTokenOptions = {
  readonly now: () => number
  readonly seed: number
  readonly accessTokenMinutes: number
  readonly oldTokenSeconds: number
  readonly skewSeconds: number
  readonly state: AccessTokenState | undefined
}

export function createAccessTokens(options: AccessTokenOptions): AccessTokens {
  const { now, seed, state } = options
  const skew = options.skewSeconds * 1000
  let chains: readonly Chain[] = state?.chains ?? []
  let made = state?.made ?? 0

  function secret(): string {
    made += 1
    return hexFrom(`${seed} access token ${made}`, 64)
  }

  function create(request: Fields, user: User): TokenInfo {
    const isRenewable = !FIXED_TYPES.has(Number(request.tokenType ?? 0))
    const chain: Chain = {
      id: FIRST_ID + made,
      name: String(request.tokenName ?? ''),
      user,
      accessToken: secret(),
      ...(isRenewable && { refreshToken: secret() }),
      expiresAt: isRenewable ? soon() : (wanted(request.tokenExpiryTimestamp) ?? now() + 365 * DAY),
      renewableUntil: renewableUntil(wanted(request.renewableUntilTimestamp)),
      spent: [],
      ...(Number(request.tokenType) === CUSTOM && {
        endpoints: listOf(request.apiEndpoints).map(path => String(path).toLowerCase()),
      }),
    }
    chains = [...chains, chain]
    return infoOf(chain)
  }

  function renew({ accessToken, refreshToken }: Fields): TokenInfo | undefined {
    const chain = chains.find(one => isOf(one, accessToken) || isOf(one, refreshToken))
    if (chain === undefined) return undefined
    if (chain.accessToken !== accessToken || chain.refreshToken !== refreshToken) {
      // A replay, or half of one: all that ever came of the chain is invalid from now on.
      chains = chains.filter(one => one !== chain)
      return undefined
    }
    if (chain.refreshToken === undefined || now() > lastRenewal(chain)) return undefined
    const spent = [chain.accessToken, chain.refreshToken]
    const next: Chain = {
      ...chain,
      accessToken: secret(),
      refreshToken: secret(),
      expiresAt: soon(),
      spent: [...chain.spent, ...spent],
      old: { token: chain.accessToken, until: oldUntil(chain) },
    }
    chains = chains.map(one => (one === chain ? next : one))
    return infoOf(next)
  }

  const soon = () => now() + options.accessTokenMinutes * MINUTE

  function oldUntil(chain: Chain): number {
    return Math.min(chain.expiresAt, now() + options.oldTokenSeconds * 1000)
  }

  /** 90 days unless told, 365 at most. */
  function renewableUntil(asked: number | undefined): number {
    return Math.min(asked ?? now() + 90 * DAY, now() + 365 * DAY)
  }

  /** A time of a request, which is the CommServe's. */
  function wanted(seconds: unknown): number | undefined {
    const isGiven = typeof seconds === 'number' && seconds > 0
    return isGiven ? seconds * 1000 - skew : undefined
  }

  function infoOf(chain: Chain): TokenInfo {
    const seconds = (instant: number) => Math.floor((instant + skew) / 1000)
    const { refreshToken } = chain
    return {
      accessTokenId: chain.id,
      tokenName: chain.name,
      accessToken: chain.accessToken,
      userId: chain.user.userId,
      tokenExpiryTimestamp: seconds(chain.expiresAt),
      ...(refreshToken !== undefined && {
        refreshToken,
        renewableUntilTimestamp: seconds(chain.renewableUntil),
        refreshTokenExpiryTimestamp: seconds(lastRenewal(chain)),
      }),
    }
  }

  function isGood({ accessToken, expiresAt, old }: Chain, token: string): boolean {
    if (token === accessToken) return now() < expiresAt
    return old !== undefined && token === old.token && now() < old.until
  }

  return {
    create,
    renew,
    list: userId =>
      chains
        .filter(chain => chain.user.userId === userId)
        .map(infoOf)
        .map(({ accessToken, refreshToken, ...told }) => told),
    revoke(accessTokenId) {
      const before = chains.length
      chains = chains.filter(chain => chain.id !== accessTokenId)
      return chains.length < before
    },
    grantOf: token => chains.find(chain => isGood(chain, token)),
    state: () => ({ made, chains }),
  }
}

type Chain = Grant & {
  readonly id: number
  readonly name: string
  readonly accessToken: string
  readonly refreshToken?: string
  readonly expiresAt: number
  readonly renewableUntil: number
  /** Every token that the chain has replaced. */
  readonly spent: readonly string[]
  readonly old?: { readonly token: string; readonly until: number }
}

const FIRST_ID = 301
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Microsoft SCIM and 1-Touch: they live to their own end and are not renewed. */
const FIXED_TYPES: ReadonlySet<number> = new Set([1, 4])
const CUSTOM = 3

function isOf({ accessToken, refreshToken, spent }: Chain, token: unknown): boolean {
  return (
    typeof token === 'string' &&
    (token === accessToken || token === refreshToken || spent.includes(token))
  )
}

/** Up to 14 days after the access token has ended, and while the chain may be renewed at all. */
function lastRenewal({ expiresAt, renewableUntil }: Chain): number {
  return Math.min(expiresAt + 14 * DAY, renewableUntil)
}
