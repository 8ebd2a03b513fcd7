// What the functions read from their environment variables (docs/operations.md lists them), and how they talk to AWS.
import { join } from 'node:path'
import { BackupError } from '../lib/errors.ts'

export type Surroundings<Overrides> = {
  readonly env: NodeJS.ProcessEnv
  /** The folder of the bundle. */
  readonly beside: string
  readonly overrides: Partial<Overrides>
}

// AWS answers in milliseconds: what takes longer is a lost connection, and the SDK opens another. Without these the
// SDK waits without end, and the function's own deadline would end a submit half-way.
export const AWS_CLIENT = {
  maxAttempts: 3,
  // The way of a command through the SDK is put together once and not for every call: a fifth of what a call costs of CPU.
  cacheMiddleware: true,
  requestHandler: { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true },
}

export type Settings = {
  readonly environment: string
  readonly table: string
  readonly bus: string
  /** Folder of the compiled sources. */
  readonly sources: string
}

/** @throws BackupError `environment-incomplete` */
export function readSettings(env: NodeJS.ProcessEnv, beside: string): Settings {
  const {
    HOLDFAST_ENVIRONMENT: environment,
    HOLDFAST_TABLE: table,
    HOLDFAST_BUS: bus,
    HOLDFAST_SOURCES: sources,
  } = env
  if (!environment || !table || !bus) {
    const missing = REQUIRED.filter(name => !env[name]).join(', ')
    throw new BackupError(
      'environment-incomplete',
      `The function cannot work without these environment variables, which are not set: ${missing}. Set them where the function is declared, and deploy.`,
    )
  }
  return { environment, table, bus, sources: sources || join(beside, 'sources', environment) }
}

const REQUIRED = ['HOLDFAST_ENVIRONMENT', 'HOLDFAST_TABLE', 'HOLDFAST_BUS']
