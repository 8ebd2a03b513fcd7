// A Command Center's side of a token pair, with real rotation: every renewal replaces both tokens, an older pair ends the chain
// for everybody, and an access token dies with its time, with its chain, and with the next renewal.
import type { LoginAnswer, Renewal, TokenPair, TokenService } from '../../lib/token/ports.ts'
import { MINUTE } from './story.ts'

export type TokenChain = ReturnType<typeof tokenChain>

/** What becomes of the next renewals, one after the other; without a word they are answered. */
export type Mishap = 'not-sent' | 'unanswered' | 'answer-lost' | 'refused'

export function tokenChain({ now, life = 30 * MINUTE }: { now: () => number; life?: number }) {
  let made = 0
  let isDead = false
  let isDown = false
  const mishaps: Mishap[] = []
  const renewals: TokenPair[] = []
  let tests = 0
  let renewableUntil: number | undefined = now() + 90 * 1440 * MINUTE
  let tellsTimes = true
  let current = fresh()

  function fresh(): TokenPair & { readonly expiresAt: number } {
    made += 1
    return {
      accessToken: `m4rk3r-access-${made}`,
      refreshToken: `m4rk3r-refresh-${made}`,
      expiresAt: now() + life,
    }
  }

  const told = (): TokenPair => {
    const { expiresAt, ...tokens } = current
    const until = renewableUntil === undefined ? {} : { renewableUntil }
    return tellsTimes ? { ...tokens, expiresAt, ...until } : tokens
  }

  async function renew(pair: TokenPair): Promise<Renewal> {
    renewals.push(pair)
    const mishap = isDown ? 'not-sent' : mishaps.shift()
    if (mishap === 'not-sent') return { kind: 'not-sent', text: 'the connection was refused' }
    if (mishap === 'unanswered') return { kind: 'no-answer', text: 'no answer in 60000 ms' }
    if (mishap === 'refused') return { kind: 'refused', text: 'HTTP 403: Access denied' }
    if (isDead) return { kind: 'refused', text: 'HTTP 400: The token does not exist' }
    if (pair.refreshToken !== current.refreshToken) {
      isDead = true
      return { kind: 'refused', text: 'HTTP 400: The token was used before' }
    }
    current = fresh()
    if (mishap === 'answer-lost') return { kind: 'no-answer', text: 'the connection was cut' }
    return { kind: 'renewed', pair: told() }
  }

  async function accepts(accessToken: string): Promise<boolean | undefined> {
    tests += 1
    if (isDown) return undefined
    return !isDead && accessToken === current.accessToken && now() < current.expiresAt
  }

  return {
    service: { renew, accepts } satisfies TokenService,
    /** The newest pair, which a human may put into the secret. */
    pair: told,
    secretText: () => JSON.stringify({ tokenName: 'holdfast', ...inSeconds(told()) }),
    isDead: () => isDead,
    /** Somebody used an older pair, or deleted the token. */
    kill: () => {
      isDead = true
    },
    /** A human makes a new token in the Command Center. */
    begin: () => {
      isDead = false
      current = fresh()
    },
    next: (...more: Mishap[]) => mishaps.push(...more),
    goDown: () => {
      isDown = true
    },
    comeBack: () => {
      isDown = false
    },
    sayTimes: (says: { readonly renewableUntil?: number } | undefined) => {
      tellsTimes = says !== undefined
      renewableUntil = says?.renewableUntil
    },
    renewals: () => renewals.length,
    tests: () => tests,
  }
}

const inSeconds = ({ expiresAt, renewableUntil, ...tokens }: TokenPair) => ({
  ...tokens,
  ...(expiresAt !== undefined && { tokenExpiryTimestamp: expiresAt / 1000 }),
  ...(renewableUntil !== undefined && { renewableUntilTimestamp: renewableUntil / 1000 }),
})

/** A user who may be refused, and is locked out at the third time. */
export function userAccount(password: string) {
  let wrong = 0
  let attempts = 0
  let sessions = 0
  let right = password
  return {
    login: async (given: { readonly password: string }): Promise<LoginAnswer> => {
      attempts += 1
      if (wrong >= 3) return { kind: 'locked', text: 'HTTP 200: The account is locked' }
      if (given.password === right) {
        wrong = 0
        return { kind: 'signed-in', token: `QSDK m4rk3r${++sessions}` }
      }
      wrong += 1
      return { kind: 'refused', text: 'HTTP 200: Invalid Username/Password' }
    },
    attempts: () => attempts,
    isLocked: () => wrong >= 3,
    lock: () => {
      wrong = 3
    },
    change: (next: string) => {
      right = next
    },
  }
}
