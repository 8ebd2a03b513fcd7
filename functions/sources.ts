// The compiled sources beside a function: read once a container, looked up by the name that a start event carries.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BackupError } from '../lib/errors.ts'
import type { CommCell, PolicySources } from '../lib/start.ts'

export type DeployedSources = {
  readonly commcells: { readonly [name: string]: CommCell }
  readonly policies: readonly PolicySources[]
  /** Undefined for a source that is not deployed here. */
  readonly policyOf: (sourceName: string) => PolicySources | undefined
}

/** @throws BackupError `sources-unreadable` that names the file and what is wrong with it. */
export function readSources(folder: string, environment: string): DeployedSources {
  const policies = filesIn(folder).map(file => readPolicy(file, environment))
  const bySource = new Map(
    policies.flatMap(policy => policy.sources.map(source => [source.name, policy])),
  )
  return {
    commcells: Object.assign({}, ...policies.map(policy => policy.commcells)),
    policies,
    policyOf: sourceName => bySource.get(sourceName),
  }
}

function filesIn(folder: string): readonly string[] {
  const names = attempt(folder, () => readdirSync(folder))
    .filter(name => name.endsWith('.json'))
    .toSorted()
  if (names.length === 0) throw unreadable(folder, 'it holds no compiled policy (*.json)')
  return names.map(name => join(folder, name))
}

function readPolicy(file: string, environment: string): PolicySources {
  const policy: unknown = attempt(file, () => JSON.parse(readFileSync(file, 'utf8')))
  if (!isPolicySources(policy)) throw unreadable(file, 'it is no compiled policy of version 1')
  if (policy.environment !== environment) {
    throw unreadable(
      file,
      `it was compiled for environment ${policy.environment}, and this function serves ${environment}`,
    )
  }
  return policy
}

/** Whether our own compiler can have written it: enough to tell a foreign or a half-written file. */
function isPolicySources(value: unknown): value is PolicySources {
  if (!isRecord(value)) return false
  const { version, environment, policy, commcells, targets, sources } = value
  return (
    version === 1 &&
    typeof environment === 'string' &&
    isRecord(policy) &&
    isRecord(commcells) &&
    isRecord(targets) &&
    Array.isArray(sources) &&
    sources.every(source => isRecord(source) && typeof source.name === 'string')
  )
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function attempt<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw unreadable(path, String(error), error)
  }
}

function unreadable(path: string, why: string, cause?: unknown): BackupError {
  return new BackupError(
    'sources-unreadable',
    `Cannot use the compiled sources at ${path}: ${why}. Build and deploy again, or set HOLDFAST_SOURCES to the folder that holds them.`,
    { cause },
  )
}
