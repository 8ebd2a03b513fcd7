// The Authtoken out of Secrets Manager: kept for five minutes, read again at once when Commvault has rejected it.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { BackupError } from '../errors.ts'
import type { Instant } from '../start.ts'
import { authtokenIn } from './secret.ts'

/** A renewed token reaches every container within this time, even where nothing was rejected. */
const KEEP_MS = 300_000

/**
 * The Authtoken, from the cache where that is fresh. With the token that Commvault has just rejected, one that was read
 * since: the cached one if it is another, else whatever the secret holds now.
 * @throws BackupError `secret-unreadable`, `secret-unusable`
 */
export type ReadAuthtoken = (rejected?: string) => Promise<string>

/** One reader a secret, however often it is asked for. */
export function authtokens(options: {
  readonly client: SecretsManagerClient
  readonly now: () => Instant
}): (secretName: string) => ReadAuthtoken {
  const readers = new Map<string, ReadAuthtoken>()
  return secretName => {
    const known = readers.get(secretName)
    if (known !== undefined) return known
    const reader = cached(() => readSecret(options.client, secretName), options.now)
    readers.set(secretName, reader)
    return reader
  }
}

function cached(read: () => Promise<string>, now: () => Instant): ReadAuthtoken {
  let held: { readonly token: string; readonly readAt: Instant } | undefined
  let reading: Promise<string> | undefined

  async function readAgain(): Promise<string> {
    try {
      const token = await read()
      held = { token, readAt: now() }
      return token
    } finally {
      reading = undefined
    }
  }

  return async rejected => {
    const fresh = held !== undefined && now() - held.readAt < KEEP_MS ? held.token : undefined
    if (fresh !== undefined && fresh !== rejected) return fresh
    reading ??= readAgain()
    return reading
  }
}

async function readSecret(client: SecretsManagerClient, secretName: string): Promise<string> {
  const answer = await client
    .send(new GetSecretValueCommand({ SecretId: secretName }))
    .catch((error: unknown) => {
      throw unreadable(secretName, error)
    })
  return authtokenIn(secretName, answer.SecretString)
}

function unreadable(secretName: string, cause: unknown): BackupError {
  // A parser quotes the text in its message, and here the text holds the secret.
  const isQuote = cause instanceof SyntaxError
  const why = isQuote ? 'its answer is no JSON' : `${cause}`
  return new BackupError(
    'secret-unreadable',
    `Secrets Manager did not give secret ${secretName}: ${why.replace(/\.$/, '')}. Check that the secret exists in this region and that the function's role may read it (secretsmanager:GetSecretValue, and kms:Decrypt where it has a key of its own).`,
    isQuote ? {} : { cause },
  )
}
