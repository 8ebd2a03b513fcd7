// What can be asked, and with which arguments. Each verb is a file beside this one and is loaded only when it is asked for.
import { Command, Option } from 'commander'
import { OVERRIDES } from '../start.ts'
import {
  anyNumber,
  collected,
  collectedOf,
  envOption,
  faultsOption,
  fixedSpanOptions,
  formatOption,
  instant,
  nowOption,
  outOption,
  policiesOption,
  policyOption,
  positiveNumber,
  seedOption,
  spanOptions,
  stormOption,
  wholeNumber,
} from './arguments.ts'
import type { ExitCode } from './failure.ts'
import { versionText } from './project.ts'

/** `exit` gets the exit code of the verb that ran. */
export function commandLine(exit: (code: ExitCode) => void): Command {
  const program = new Command('holdfast')
    .description('Keeps databases protected by policy: backup policies as YAML, run by Commvault.')
    .helpCommand(false)
    .version(versionText())
    .exitOverride()
    .configureHelp({ showGlobalOptions: false })
  const verb = (nameAndArgs: string, description: string) =>
    program.command(nameAndArgs).description(description).exitOverride()

  verb('validate', 'check every policy and say what is wrong, with its place')
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

  verb('compile', 'print the schedules of an environment as CloudFormation')
    .addOption(policiesOption())
    .addOption(envOption())
    .option('--sources <dir>', 'also write the compiled sources there, one JSON a policy')
    .addOption(formatOption('json').default('json'))
    .addOption(outOption())
    .action(async options => exit((await import('./compile.ts')).compile(options)))

  verb('show', 'print what a policy comes to in an environment, and where each value is from')
    .argument('<policy>', 'its name')
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(formatOption('yaml', 'json').default('yaml'))
    .addOption(outOption())
    .action(async (policy, options) => exit((await import('./show.ts')).show(policy, options)))

  verb('next', 'say when the schedules are due next, and which of these starts will not be made')
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

  verb('plan', 'say what the policies do for protection, or what a change of them does to it')
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

  verb(
    'test',
    'run the PolicyTests: what events and spans of time start, compared with what they expect',
  )
    .argument('[paths...]', 'only these files or folders')
    .addOption(policiesOption())
    .addOption(formatOption('text', 'json', 'junit'))
    .addOption(outOption())
    .action(async (paths, options) => exit(await (await import('./test.ts')).test(paths, options)))

  verb(
    'simulate',
    'foretell how many backups of a span of time start, fail, wait or are missed; or what an event starts',
  )
    .addOption(
      new Option(
        '--event <file>',
        'what this one event would start, and why not: JSON, as EventBridge delivers it',
      ).conflicts(['from', 'for', 'seed', 'faults', 'runs', 'scenario']),
    )
    .addOption(new Option('--at <time>', "ISO time in place of the event's own").argParser(instant))
    .addOption(spanOptions.from())
    .addOption(spanOptions.for())
    .option(
      '--scenario <file>',
      'a Scenario: outages, slow jobs, caps, events; it may say the span',
    )
    .addOption(policyOption())
    .addOption(seedOption())
    .addOption(faultsOption())
    .option('--runs', 'list every run as well')
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(formatOption('text', 'json', 'html'))
    .addOption(outOption())
    .action(async options => exit(await (await import('./simulate.ts')).simulate(options)))

  verb('local', 'run a virtual week through the real functions on this machine (npm start)')
    .addOption(fixedSpanOptions.from())
    .addOption(fixedSpanOptions.for())
    .addOption(policyOption())
    .addOption(new Option('--calm', 'let nothing go wrong').conflicts('faults'))
    .addOption(stormOption())
    .addOption(seedOption())
    .addOption(policiesOption())
    .addOption(envOption().default('local'))
    .action(async options => exit(await (await import('./local.ts')).local(options)))

  verb('run', 'start one source now, by hand')
    .argument('<source>', "policy.schedule or policy.trigger; or a run's id: the same once more")
    .option('--target <name>', 'only this target; may be given several times', collected)
    .option('--dry-run', 'print the requests, send nothing')
    .option('--local', 'against the functions and an emulated Command Center on this machine')
    .option(
      '--direct',
      "against the environment's Command Center, without any AWS; the Authtoken comes from HOLDFAST_AUTHTOKEN",
    )
    .option('--wait', 'follow the job to its end, as --local and --direct always do')
    .option('--reason <text>', 'why, for the result events')
    .addOption(
      new Option(
        '--override <check>',
        `start in spite of it: ${OVERRIDES.join(', ')}; may be given several times`,
      ).argParser(collectedOf(OVERRIDES)),
    )
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(formatOption('text', 'json'))
    .addOption(outOption())
    .action(async (source, options) => exit(await (await import('./run.ts')).run(source, options)))

  const targets = verb('targets', 'questions about the targets, whatever policy they are in')
    // Without the verb that Commander would add to a group.
    .helpCommand(false)
  targets
    .command('unprotected')
    .description('list the targets that no policy protects; exit code 1 when there are any')
    .exitOverride()
    .addOption(policiesOption())
    .addOption(envOption())
    .addOption(formatOption('text', 'json'))
    .addOption(outOption())
    .action(async options => exit((await import('./targets.ts')).unprotected(options)))

  targets
    .command('resolve')
    .description(
      'look the names of targets up in the Command Center and write their ids into the lists; the Authtoken comes from HOLDFAST_AUTHTOKEN',
    )
    .exitOverride()
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

  verb('schema', 'print the JSON Schema of the policy language, for editors')
    .addOption(outOption())
    .action(async options => exit((await import('./schema.ts')).schema(options)))

  verb('emulator', 'serve a Command Center on loopback')
    .addOption(
      new Option('--port <n>', '0 for any that is free')
        .argParser(wholeNumber(0, 65_535))
        .default(8480),
    )
    .option('--host <address>', 'to listen on', '127.0.0.1')
    .option('--token <text>', 'the Authtoken that is good', 'local-token')
    .option('--user <name>', 'whose it is, and who may sign in', 'svc-backup')
    .option('--password <text>', 'of the user, for Login', 'local-password')
    .addOption(
      new Option('--token-minutes <n>', 'how long an access token lives')
        .argParser(positiveNumber)
        .default(30),
    )
    .addOption(seedOption())
    .addOption(stormOption())
    .addOption(
      new Option('--speed <x>', 'how many times as fast as life jobs run')
        .argParser(positiveNumber)
        .default(120),
    )
    .option('--state <file>', 'what it knows is kept there from one start to the next')
    .option('--saas', 'count calls as the hosted service does: 100 writes and 1,000 reads an hour')
    .addOption(
      new Option('--clock-skew <seconds>', "how far the CommServe's clock is ahead")
        .argParser(anyNumber)
        .default(0),
    )
    .option('--queue', 'let a busy subclient queue another job, and not refuse it')
    .addOption(
      new Option('--background <n>', 'jobs an hour that other people start')
        .argParser(wholeNumber(0, 3_600))
        .default(0),
    )
    .action(async options => exit(await (await import('./emulator.ts')).emulator(options)))

  return program
}
