// The verbs about targets: which are unprotected, and which ids they have.
import { type Command, Option } from 'commander'
import { envOption, formatOption, outOption, policiesOption } from './arguments.ts'
import { addVerb, type Exit } from './verb.ts'

export function targetsVerb(program: Command, exit: Exit): void {
  const targets = addVerb(
    program,
    'targets',
    'questions about the targets, whatever policy they are in',
  )
  // Without the verb that Commander would add to a group.
  targets.helpCommand(false)
  unprotectedVerb(targets, exit)
  resolveVerb(targets, exit)
}

function unprotectedVerb(targets: Command, exit: Exit): void {
  addVerb(
    targets,
    'unprotected',
    'list the targets that no policy protects; exit code 1 when there are any',
  )
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(formatOption('text', 'json'))
    .addOption(outOption())
    .action(async options => exit((await import('./targets.ts')).unprotected(options)))
}

function resolveVerb(targets: Command, exit: Exit): void {
  addVerb(
    targets,
    'resolve',
    'look the names of targets up in the Command Center and write their ids into the lists; the Authtoken comes from HOLDFAST_AUTHTOKEN',
  )
    .option('--list <name>', 'only the targets of this list')
    .option('--commcell <name>', 'only those of this CommCell')
    .addOption(
      new Option('--check', 'write nothing; exit code 1 when something would be').conflicts(
        'partial',
      ),
    )
    .option('--update', 'write what is different, too, in place of what is there')
    .option('--partial', 'write what was found even when something was not')
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(formatOption('text', 'json'))
    .addOption(outOption())
    .action(async options => exit(await (await import('./resolve.ts')).resolve(options)))
}
