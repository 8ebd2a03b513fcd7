// The verbs about what policies say, and what that means.
import { type Command, Option } from 'commander'
import {
  collected,
  envOption,
  formatOption,
  nowOption,
  outOption,
  policiesOption,
  wholeNumber,
} from './arguments.ts'
import { addVerb, type Exit } from './verb.ts'

export function validateVerb(program: Command, exit: Exit): void {
  addVerb(program, 'validate', 'check every policy and say what is wrong, with its place')
    .argument(
      '[paths...]',
      'tell only of these; or, outside of --policies, a repository of its own',
    )
    .addOption(policiesOption())
    .addOption(nowOption())
    .addOption(formatOption('text', 'json', 'github', 'sarif'))
    .addOption(outOption())
    .action(async (paths, options) =>
      exit((await import('./validate.ts')).validate(paths, options)),
    )
}

export function compileVerb(program: Command, exit: Exit): void {
  addVerb(program, 'compile', 'print the schedules of an environment as CloudFormation')
    .addOption(policiesOption())
    .addOption(envOption())
    .option('--sources <dir>', 'also write the compiled sources there, one JSON a policy')
    .addOption(formatOption('json').default('json'))
    .addOption(outOption())
    .action(async options => exit((await import('./compile.ts')).compile(options)))
}

export function showVerb(program: Command, exit: Exit): void {
  addVerb(
    program,
    'show',
    'print what a policy comes to in an environment, and where each value is from',
  )
    .argument('<policy>', 'its name')
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(formatOption('yaml', 'json').default('yaml'))
    .addOption(outOption())
    .action(async (policy, options) => exit((await import('./show.ts')).show(policy, options)))
}

export function nextVerb(program: Command, exit: Exit): void {
  addVerb(
    program,
    'next',
    'say when the schedules are due next, and which of these starts will not be made',
  )
    .argument('[source]', 'policy.schedule; all of them without it')
    .addOption(
      new Option('--count <n>', 'due moments a schedule')
        .argParser(wholeNumber(1, 10_000))
        .default(5),
    )
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(nowOption())
    .addOption(formatOption('text', 'json'))
    .addOption(outOption())
    .action(async (source, options) => exit((await import('./next.ts')).next(source, options)))
}

export function planVerb(program: Command, exit: Exit): void {
  addVerb(
    program,
    'plan',
    'say what the policies do for protection, or what a change of them does to it',
  )
    .option('--base <commit|path>', 'compare with the policies of a commit, a folder or a file')
    .option('--label <name>', 'of the pull request; may be given several times', collected)
    .option('--approved-by <name>', 'who has approved it; may be given several times', collected)
    .option('--history <file>', 'result events, for the page to show beside what was planned')
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(nowOption())
    .addOption(formatOption('text', 'markdown', 'json', 'html', 'github', 'event'))
    .addOption(outOption())
    .action(async options => exit(await (await import('./plan.ts')).plan(options)))
}

export function testVerb(program: Command, exit: Exit): void {
  addVerb(
    program,
    'test',
    'run the PolicyTests: what events and spans of time start, compared with what they expect',
  )
    .argument('[paths...]', 'only these files or folders')
    .addOption(policiesOption())
    .addOption(formatOption('text', 'json', 'junit'))
    .addOption(outOption())
    .action(async (paths, options) => exit(await (await import('./test.ts')).test(paths, options)))
}

export function schemaVerb(program: Command, exit: Exit): void {
  addVerb(program, 'schema', 'print the JSON Schema of the policy language, for editors')
    .addOption(outOption())
    .action(async options => exit((await import('./schema.ts')).schema(options)))
}
