// What a verb ends with when it cannot do its work, and the exit code that goes with it.
import { BackupError } from '../errors.ts'

/** 0 fine; 1 the policies or the runs are not; 2 wrong usage, or our fault. */
export type ExitCode = 0 | 1 | 2

/** The command line asks for something that does not exist or does not go together. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The policies are wrong; the message is their rendered diagnostics. */
export class PolicyMistakes extends Error {
  override readonly name = 'PolicyMistakes'
}

/** What a person reads on stderr, and the exit code. A known failure is a sentence, a bug shows its stack. */
export function describeFailure(error: unknown): { text: string; exitCode: ExitCode } {
  if (error instanceof PolicyMistakes) return { text: error.message, exitCode: 1 }
  if (error instanceof UsageError) return { text: `holdfast: ${error.message}`, exitCode: 2 }
  if (error instanceof BackupError) {
    return { text: `holdfast: ${error.message} [${error.code}]`, exitCode: 2 }
  }
  // By its name, so that `--help` need not load the planner. Its message is complete.
  if (error instanceof Error && error.name === 'PlanError') {
    return { text: `holdfast: ${error.message}`, exitCode: 1 }
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { text: `holdfast: a bug, please report it.\n${stack}`, exitCode: 2 }
}
