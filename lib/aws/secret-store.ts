// The secret that holds a token pair, for the one function that writes it.
import { createHash } from 'node:crypto'
import { PutSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { BackupError } from '../errors.ts'
import { fieldsOfPair } from '../token/pair.ts'
import type { SecretStore } from '../token/ports.ts'
import { getSecret, withoutQuotes } from './get-secret.ts'
import { credentialsIn } from './secret.ts'

export function secretStore(client: SecretsManagerClient): SecretStore {
  async function put(secretName: string, text: string, stage: Stage): Promise<void> {
    try {
      await client.send(
        new PutSecretValueCommand({
          SecretId: secretName,
          SecretString: text,
          VersionStages: [stage],
          ClientRequestToken: requestToken(text, stage),
        }),
      )
    } catch (error) {
      throw unwritable(secretName, error)
    }
  }

  return {
    read: async secretName => credentialsIn(secretName, (await getSecret(client, secretName)).text),
    rehearse: async secretName => {
      const { text = '' } = await getSecret(client, secretName)
      await put(secretName, text, 'AWSPENDING')
    },
    store: (secretName, pair, others) =>
      put(secretName, JSON.stringify({ ...others, ...fieldsOfPair(pair) }), 'AWSCURRENT'),
  }
}

/** Nobody reads what is pending; AWSCURRENT leaves AWSPREVIOUS behind by itself. */
type Stage = 'AWSPENDING' | 'AWSCURRENT'

/**
 * The same for the same text: a write that is repeated, after a lost reply or by the next look, makes no further version, of
 * which a secret can only have so many (AWS, "PutSecretValue"). It becomes the version's public name, and tells nothing.
 */
const requestToken = (text: string, stage: Stage): string =>
  createHash('sha256').update(`${stage}\n${text}`).digest('hex')

function unwritable(secretName: string, cause: unknown): BackupError {
  const { why, options } = withoutQuotes(cause)
  return new BackupError(
    'secret-unwritable',
    `Secrets Manager did not take a new version of secret ${secretName}: ${why}.`,
    options,
  )
}
