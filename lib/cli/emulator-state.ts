// What an emulated Command Center knows, in a file, so that it outlives the emulator: its jobs, sign-ins and quotas.
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { CommandCenterState } from '../emulator/state.ts'
import { UsageError } from './failure.ts'

/** Undefined when there is no such file yet. */
export function readState(file: string): CommandCenterState | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  const kept = parse(text)
  if (kept?.version !== 1 || !kept.commandCenter) {
    throw new UsageError(
      `--state ${file}: it is no state of an emulator. Name another file, or delete this one.`,
    )
  }
  return kept.commandCenter
}

/** Whole or not at all; it holds tokens, so nobody else may read it. */
export function writeState(file: string, commandCenter: CommandCenterState): void {
  const temporary = `${file}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, `${JSON.stringify({ version: 1, commandCenter })}\n`, { mode: 0o600 })
    renameSync(temporary, file)
  } catch (error) {
    throw new UsageError(`--state ${file}: ${reasonOf(error)}`)
  }
}

type Kept = { readonly version?: unknown; readonly commandCenter?: CommandCenterState }

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UsageError(`--state ${file}: ${reasonOf(error)}`)
  }
}

function parse(text: string): Kept | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
