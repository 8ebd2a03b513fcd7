// What can be asked. The verbs are declared by what they are about; each is a file beside this one, and is loaded only
// when it is asked for.
import { Command } from 'commander'
import { emulatorVerb, localVerb, runVerb, simulateVerb } from './backup-verbs.ts'
import {
  compileVerb,
  nextVerb,
  planVerb,
  schemaVerb,
  showVerb,
  testVerb,
  validateVerb,
} from './policy-verbs.ts'
import { versionText } from './project.ts'
import { targetsVerb } from './target-verbs.ts'
import type { Exit } from './verb.ts'

export function commandLine(exit: Exit): Command {
  const program = new Command('holdfast')
    .description('Keeps databases protected by policy: backup policies as YAML, run by Commvault.')
    .helpCommand(false)
    .version(versionText())
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
  for (const declare of VERBS) declare(program, exit)
  return program
}

/** In the order of the help: as a policy comes to life. */
const VERBS = [
  validateVerb,
  compileVerb,
  showVerb,
  nextVerb,
  planVerb,
  testVerb,
  simulateVerb,
  localVerb,
  runVerb,
  targetsVerb,
  schemaVerb,
  emulatorVerb,
]
