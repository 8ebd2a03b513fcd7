// A verb as all of them are declared.
import type { Command } from 'commander'
import type { ExitCode } from './failure.ts'

/** Takes the exit code of the verb that ran. */
export type Exit = (code: ExitCode) => void

/** Exits by throwing, so that whoever called the command line decides what a mistake in the arguments comes to. */
export function addVerb(to: Command, nameAndArguments: string, description: string): Command {
  return to.command(nameAndArguments).description(description).exitOverride()
}
