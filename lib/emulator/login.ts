// Signing in with a password: QSDK tokens that end after half an hour without a call, and accounts that lock.
import { isSameName } from './catalogue.ts'
import type { Fields } from './json.ts'
import type { Account } from './options.ts'
import { guidFrom, hexFrom } from './random.ts'
import type { User } from './user.ts'

export type Logins = {
  /** The answer to a name and a password, right or wrong: both are 200. */
  readonly signIn: (request: Fields) => object
  /** The answer to a session that asks for a new token, expired or not. */
  readonly renew: (request: Fields) => object
  /** False when there is no such session. */
  readonly signOut: (token: string) => boolean
  /** Whose token it is; to ask is a sign of life. */
  readonly userOf: (token: string) => User | undefined
  readonly state: () => LoginState
}

/** Plain JSON. */
export type LoginState = {
  readonly made: number
  readonly sessions: readonly (readonly [token: string, Session])[]
  readonly failures: readonly (readonly [userName: string, Failures])[]
}

export type LoginOptions = {
  readonly now: () => number
  readonly seed: number
  readonly users: readonly Account[]
  readonly userNamed: (userName: string) => User
  readonly state: LoginState | undefined
}

export function createLogins(options: LoginOptions): Logins {
  const { now, seed, users, userNamed, state } = options
  const sessions = new Map<string, Session>(state?.sessions)
  const failures = new Map<string, Failures>(state?.failures)
  let made = state?.made ?? 0

  function open(user: User): string {
    made += 1
    const token = hexFrom(`${seed} login ${made}`, 96)
    sessions.set(token, { user, lastCall: now() })
    return `QSDK ${token}`
  }

  function signIn(request: Fields): object {
    const account = users.find(one => isMeant(one, request))
    const name = account?.userName ?? String(request.username ?? '')
    const failed = failures.get(name)
    if (failed && now() < failed.lockedUntil) return locked(failed)
    if (account === undefined || account.password !== passwordOf(request)) return refuse(name)
    failures.delete(name)
    const user = userNamed(account.userName)
    return {
      aliasName: String(user.userId),
      userGUID: guidFrom(`user ${user.userName}`),
      ...attempts({ count: 0, lockedUntil: 0 }),
      smtpAddress: '',
      userName: user.userName,
      providerType: 1,
      ccn: 0,
      token: open(user),
      capability: 4328650366975,
      forcePasswordChange: false,
      ownerOrganization: COMMCELL,
      providerOrganization: COMMCELL,
      errList: [],
    }
  }

  function refuse(name: string): object {
    const count = (failures.get(name)?.count ?? 0) + 1
    const failed = { count, lockedUntil: count < MOST_FAILURES ? 0 : now() + LOCKED_FOR }
    failures.set(name, failed)
    return count < MOST_FAILURES ? { ...attempts(failed), ...error(WRONG) } : locked(failed)
  }

  function locked(failed: Failures): object {
    return { ...attempts(failed), ...error('The user account is locked.') }
  }

  function attempts({ count, lockedUntil }: Failures): object {
    const remainingLockTime = Math.max(0, Math.ceil((lockedUntil - now()) / 1000))
    return { loginAttempts: count, remainingLockTime, isAccountLocked: remainingLockTime > 0 }
  }

  function renew({ sessionId }: Fields): object {
    const token = String(sessionId ?? '').replace(/^QSDK /, '')
    const session = sessions.get(token)
    if (session === undefined || now() - session.lastCall > RENEWABLE_FOR) {
      return { error: { errorCode: 5, errLogMessage: 'The session cannot be renewed.' } }
    }
    sessions.delete(token)
    return { token: open(session.user) }
  }

  return {
    signIn,
    renew,
    signOut: token => sessions.delete(token),
    userOf(token) {
      const session = sessions.get(token)
      if (session === undefined || now() - session.lastCall > INACTIVE_FOR) return undefined
      sessions.set(token, { ...session, lastCall: now() })
      return session.user
    },
    state: () => ({ made, sessions: [...sessions], failures: [...failures] }),
  }
}

type Session = { readonly user: User; readonly lastCall: number }

type Failures = { readonly count: number; readonly lockedUntil: number }

const MINUTE = 60_000

/** "REST API - Authentication: POST Login". */
const INACTIVE_FOR = 30 * MINUTE

/** Commvault's Python SDK renews a token after it was answered 401; for how long one may is not published. */
const RENEWABLE_FOR = 24 * 60 * MINUTE

const MOST_FAILURES = 5
const LOCKED_FOR = 60 * MINUTE

const WRONG = 'Username/Password are incorrect'

const COMMCELL = { providerId: 0, providerDomainName: 'Commcell' }

function error(errLogMessage: string) {
  return { errList: [{ errLogMessage, errorCode: 1116 }] }
}

/** A domain may be given by itself or in front of the name. */
function isMeant({ userName, domain }: Account, request: Fields): boolean {
  const given = String(request.username ?? '')
  const isWithDomain = domain !== undefined && isSameName(given, `${domain}\\${userName}`)
  const isBeside = isSameName(String(request.domain ?? ''), domain ?? '')
  return isWithDomain || (isSameName(given, userName) && isBeside)
}

function passwordOf({ password }: Fields): string {
  return Buffer.from(String(password ?? ''), 'base64').toString('utf8')
}
