// The Authtoken of a CommCell out of Secrets Manager: kept for five minutes, looked for again when Commvault has rejected it.
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Instant } from '../start.ts'
import type { LoginCredentials } from '../token/ports.ts'
import { getPreviousSecret, getSecret, type SecretText } from './get-secret.ts'
import { credentialsIn, tokenOf } from './secret.ts'

/**
 * The Authtoken, from the cache where that is fresh. With the token that Commvault has just rejected, another one: what was
 * read since, what the secret holds now, or what it held before. The rejected one itself when there is no other.
 * @throws BackupError `secret-unreadable`, `secret-unusable`; of a sign-in `command-center-unreadable`, `store-failed`
 */
export type ReadAuthtoken = (rejected?: string) => Promise<string>

export type ReaderOptions = {
  readonly client: SecretsManagerClient
  readonly secretName: string
  readonly now: () => Instant
  /** Gives a token for a user name and a password; `version` tells one writing of the secret from another. */
  readonly signIn: (credentials: LoginCredentials, version: string) => Promise<string>
}

/** A renewed token reaches every container within this time, even where nothing was rejected. */
const KEEP_MS = 300_000

/** Commvault ends a session after 30 minutes without a call. */
const SESSION_MS = 25 * 60_000

/** When all tokens are rejected, how long nothing is read again: a flood of starts must not become a flood of these. */
const REST_MS = 60_000

/** One reader for a CommCell and a container; what callers ask at the same time is asked once. */
export function authtokenReader(options: ReaderOptions): ReadAuthtoken {
  const { now } = options
  const rejections = rejectedTokens(now)
  let held: Held | undefined
  let restsUntil = 0
  let finding: Promise<Held> | undefined

  async function find(): Promise<Held> {
    const found = await findToken(options, { rejections, held })
    restsUntil = rejections.has(found.token) ? now() + REST_MS : 0
    held = found
    return found
  }

  return async rejected => {
    if (rejected !== undefined) rejections.add(rejected)
    if (held?.insteadOf !== undefined && held.token === rejected) {
      held = { token: held.insteadOf, until: held.until }
      restsUntil = now() + REST_MS
    }
    if (rejected !== undefined && now() < restsUntil) return rejected
    if (held !== undefined && now() < held.until && held.token !== rejected) return inUse(held)
    finding ??= find().finally(() => {
      finding = undefined
    })
    return (await finding).token
  }

  function inUse(session: Held): string {
    if (session.signedInAt !== undefined) held = { ...session, until: now() + SESSION_MS }
    return session.token
  }
}

type Held = {
  readonly token: string
  readonly until: Instant
  /** The version before the current one: the current token is rejected. */
  readonly insteadOf?: string
  /** Of a session that we began ourselves. */
  readonly signedInAt?: Instant
}

type Rejections = {
  readonly add: (token: string) => void
  readonly has: (token: string) => boolean
}

function rejectedTokens(now: () => Instant): Rejections {
  const at = new Map<string, Instant>()
  return {
    add: token => {
      for (const [old, since] of at) if (now() - since >= REST_MS) at.delete(old)
      at.set(token, now())
    },
    has: token => now() - (at.get(token) ?? Number.NEGATIVE_INFINITY) < REST_MS,
  }
}

async function findToken(
  options: ReaderOptions,
  { rejections, held }: { readonly rejections: Rejections; readonly held: Held | undefined },
): Promise<Held> {
  const { client, secretName, now } = options
  const current = await getSecret(client, secretName)
  const credentials = credentialsIn(secretName, current.text)
  if (credentials.kind === 'login') {
    // Who is rejected with a session of a moment ago is not helped by the next one.
    if (held?.signedInAt !== undefined && now() - held.signedInAt < REST_MS) return held
    const token = await options.signIn(credentials, current.version)
    return { token, until: now() + SESSION_MS, signedInAt: now() }
  }
  const until = now() + KEEP_MS
  const token = tokenOf(credentials)
  if (!rejections.has(token)) return { token, until }
  // Somebody has written the new token before Commvault takes it, or has written a wrong one.
  const previous = tokenIn(secretName, await getPreviousSecret(client, secretName))
  const isBetter = previous !== undefined && !rejections.has(previous)
  return isBetter ? { token: previous, until, insteadOf: token } : { token, until }
}

function tokenIn(secretName: string, secret: SecretText | undefined): string | undefined {
  if (secret === undefined) return undefined
  try {
    const credentials = credentialsIn(secretName, secret.text)
    return credentials.kind === 'login' ? undefined : tokenOf(credentials)
  } catch {
    // What it held before may have been anything.
    return undefined
  }
}
