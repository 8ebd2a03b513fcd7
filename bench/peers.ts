// Programs that compile the same schedules: where they are, and how they are started. The CDK is installed on demand into
// bench/peers, by its own lock file; osls is here anyway, since holdfast is deployed by it.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { progress } from '../lib/cli/output.ts'

const run = promisify(execFile)

const PEERS = join(import.meta.dirname, 'peers')
const CDK = join(PEERS, 'node_modules', 'aws-cdk', 'bin', 'cdk')
const OSLS = join(import.meta.dirname, '..', 'node_modules', 'serverless', 'bin', 'serverless.js')

/** A schedule as every one of them takes it. */
export type Schedule = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly expression: string
  readonly timezone: string
  readonly seconds: number
  readonly input: string
}

/** Node's arguments and environment, and the file in which the schedules are found afterwards. */
export type Peer = {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly output: string
}

/** Those that could be installed; why not, is printed. */
export async function peersFor(
  schedules: readonly Schedule[],
  folder: string,
): Promise<readonly Peer[]> {
  const file = join(folder, 'schedules.json')
  writeFileSync(file, JSON.stringify(schedules))
  const cdks = (await hasCdk()) ? [cdk(file, folder, 'true'), cdk(file, folder, 'false')] : []
  return [...cdks, osls(schedules, folder)]
}

async function hasCdk(): Promise<boolean> {
  if (existsSync(CDK)) return true
  progress('installing the CDK into bench/peers …')
  try {
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: PEERS })
    return true
  } catch (error) {
    progress(`without the CDK: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
    return false
  }
}

/** As shipped it checks the template by rules of its own; most of its time goes there, so both are measured. */
function cdk(file: string, folder: string, validation: 'true' | 'false'): Peer {
  const output = join(folder, `cdk-${validation}`)
  return {
    name: validation === 'true' ? 'cdk synth' : 'cdk synth with CDK_VALIDATION=false',
    args: [
      CDK,
      'synth',
      '-q',
      '--no-notices',
      '--app',
      `node ${join(PEERS, 'cdk-app.cjs')}`,
      '--output',
      output,
    ],
    env: {
      SCHEDULES: file,
      CDK_DISABLE_CLI_TELEMETRY: '1',
      CI: '1',
      ...(validation === 'false' ? { CDK_VALIDATION: 'false' } : {}),
    },
    output: join(output, 'Schedules.template.json'),
  }
}

function osls(schedules: readonly Schedule[], folder: string): Peer {
  const events = schedules.map(({ name, description, expression, timezone, input }) => ({
    schedule: {
      method: 'scheduler',
      name,
      description,
      rate: [expression],
      timezone,
      input: JSON.parse(input),
    },
  }))
  const service = {
    service: 'peers',
    frameworkVersion: '*',
    provider: { name: 'aws', runtime: 'nodejs22.x', region: 'eu-central-1' },
    package: { patterns: ['!**', 'handler.js'] },
    functions: { submit: { handler: 'handler.handler', events } },
  }
  writeFileSync(join(folder, 'serverless.json'), JSON.stringify(service))
  writeFileSync(join(folder, 'handler.js'), 'exports.handler = async () => {}\n')
  return {
    name: 'osls package',
    args: [OSLS, 'package'],
    env: { SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
    output: join(folder, '.serverless', 'cloudformation-template-update-stack.json'),
  }
}

/** How many schedules a template has. */
export function schedulesIn(file: string): number {
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly Resources: Readonly<Record<string, { readonly Type: string }>>
  }
  return Object.values(Resources).filter(({ Type }) => Type === 'AWS::Scheduler::Schedule').length
}
