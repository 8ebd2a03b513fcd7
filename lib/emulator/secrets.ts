// Secrets Manager's GetSecretValue: by name or ARN, by stage or version.
import { type AwsAnswer, countedUuid, failure } from './aws-json.ts'
import type { Fields } from './json.ts'

export type Secrets = {
  readonly getSecretValue: (input: Fields) => AwsAnswer
  /** A new current version; the one before it becomes `AWSPREVIOUS`, the one before that loses its stage. */
  readonly put: (name: string, value: string) => void
}

export type SecretsOptions = {
  readonly now: () => number
  readonly secrets: { readonly [name: string]: string }
}

export function createSecrets({ now, secrets }: SecretsOptions): Secrets {
  const versions = new Map<string, readonly Version[]>()
  let made = 0

  function put(name: string, value: string): void {
    const current = { id: countedUuid(++made), value, createdAt: now() }
    versions.set(name, [current, ...(versions.get(name) ?? [])].slice(0, STAGES.length))
  }

  function getSecretValue(input: Fields): AwsAnswer {
    const name = namesIn(String(input.SecretId ?? '')).find(name => versions.has(name)) ?? ''
    const known = versions.get(name)
    if (!known) return notFound("Secrets Manager can't find the specified secret.")
    const stage = input.VersionStage ?? (input.VersionId === undefined ? STAGES[0] : undefined)
    const found = known.find(
      (version, index) =>
        (stage ?? STAGES[index]) === STAGES[index] &&
        (input.VersionId ?? version.id) === version.id,
    )
    if (!found) return notFound(missingVersion(input))
    return {
      status: 200,
      body: {
        ARN: arnOf(name),
        Name: name,
        VersionId: found.id,
        SecretString: found.value,
        VersionStages: [STAGES[known.indexOf(found)]],
        CreatedDate: found.createdAt / 1000,
      },
    }
  }

  for (const [name, value] of Object.entries(secrets)) put(name, value)
  return { getSecretValue, put }
}

type Version = { readonly id: string; readonly value: string; readonly createdAt: number }

/** The stage of a secret's versions, newest first. */
const STAGES = ['AWSCURRENT', 'AWSPREVIOUS'] as const

const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:'

/** AWS ends every secret's ARN with a hyphen and six characters of its own choice. */
const ARN_SUFFIX = '-Local0'

function arnOf(name: string): string {
  return `${ARN_PREFIX}${name}${ARN_SUFFIX}`
}

/** What an id may name: an ARN may come from any region and account, with its suffix or, as AWS allows, without. */
function namesIn(secretId: string): readonly string[] {
  const name = /^arn:[^:]+:secretsmanager:[^:]*:\d*:secret:(.+)$/.exec(secretId)?.[1]
  return name === undefined ? [secretId] : [name, name.replace(/-[A-Za-z0-9]{6}$/, '')]
}

function missingVersion({ VersionId, VersionStage }: Fields): string {
  const which =
    VersionId === undefined ? `staging label: ${VersionStage}` : `VersionId: ${VersionId}`
  return `Secrets Manager can't find the specified secret value for ${which}`
}

function notFound(message: string): AwsAnswer {
  return failure('ResourceNotFoundException', message)
}
