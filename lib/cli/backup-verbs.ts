// The verbs in which backups start: foretold, on this machine, or for good; and the Command Center to try them on.
import { type Command, Option } from 'commander'
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
  outOption,
  policiesOption,
  policyOption,
  positiveNumber,
  seedOption,
  spanOptions,
  stormOption,
  wholeNumber,
} from './arguments.ts'
import { addVerb, type Exit } from './verb.ts'

export function simulateVerb(program: Command, exit: Exit): void {
  addVerb(
    program,
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
}

export function localVerb(program: Command, exit: Exit): void {
  addVerb(
    program,
    'local',
    'run a virtual week through the real functions on this machine (npm start)',
  )
    .addOption(fixedSpanOptions.from())
    .addOption(fixedSpanOptions.for())
    .addOption(policyOption())
    .addOption(new Option('--calm', 'let nothing go wrong').conflicts('faults'))
    .addOption(stormOption())
    .addOption(seedOption())
    .addOption(policiesOption())
    .addOption(envOption().default('local'))
    .action(async options => exit(await (await import('./local.ts')).local(options)))
}

export function runVerb(program: Command, exit: Exit): void {
  addVerb(program, 'run', 'start one source now, by hand')
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
}

export function emulatorVerb(program: Command, exit: Exit): void {
  addVerb(program, 'emulator', 'serve a Command Center on loopback')
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
}
