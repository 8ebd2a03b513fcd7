// One version of a secret out of Secrets Manager.
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { BackupError } from '../errors.ts'

export type SecretText = {
  /** Undefined for a binary secret. */
  readonly text: string | undefined
  /** Another one for every write of the secret. */
  readonly version: string
}

/** @throws BackupError `secret-unreadable` */
export async function getSecret(
  client: SecretsManagerClient,
  secretName: string,
): Promise<SecretText> {
  try {
    return await ask(client, { SecretId: secretName })
  } catch (error) {
    throw unreadable(secretName, error)
  }
}

/** For a secret that is text and no Authtoken; of a binary one, nothing. */
export function readSecretWith(
  client: SecretsManagerClient,
): (secretName: string) => Promise<string> {
  return async secretName => (await getSecret(client, secretName)).text ?? ''
}

/** The version before the current one; undefined where there is none. */
export async function getPreviousSecret(
  client: SecretsManagerClient,
  secretName: string,
): Promise<SecretText | undefined> {
  try {
    return await ask(client, { SecretId: secretName, VersionStage: 'AWSPREVIOUS' })
  } catch {
    // A secret that was written once has none. Whatever else is wrong, the current version was read a moment ago.
    return undefined
  }
}

async function ask(
  client: SecretsManagerClient,
  which: { readonly SecretId: string; readonly VersionStage?: string },
): Promise<SecretText> {
  const { SecretString, VersionId = '' } = await client.send(new GetSecretValueCommand(which))
  return { text: SecretString, version: VersionId }
}

function unreadable(secretName: string, cause: unknown): BackupError {
  const { why, options } = withoutQuotes(cause)
  return new BackupError(
    'secret-unreadable',
    `Secrets Manager did not give secret ${secretName}: ${why}. Check that the secret exists in this region and that the function's role may read it (secretsmanager:GetSecretValue, and kms:Decrypt where it has a key of its own).`,
    options,
  )
}

/** A parser quotes the text in its message, and here the text holds the secret. */
export function withoutQuotes(cause: unknown): {
  readonly why: string
  readonly options: ErrorOptions
} {
  if (cause instanceof SyntaxError) return { why: 'its answer is no JSON', options: {} }
  return { why: `${cause}`.replace(/\.$/, ''), options: { cause } }
}
