// Compiling four hundred schedules to CloudFormation, whole processes: `holdfast compile`, which reads and proves the
// policies as well, against programs that are only told the schedules.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildCli } from '../scripts/build.ts'
import { runNode } from './child.ts'
import type { Figure, Row } from './figure.ts'
import { type Peer, peersFor, type Schedule, schedulesIn } from './peers.ts'
import { writePolicies } from './policies.ts'
import { compare, measurePairs } from './sampling.ts'

/** Three schedules each; a CloudFormation stack takes 500 resources. */
const POLICIES = 134
const SCHEDULES = 3 * POLICIES

/** Ours divided by the peer's. */
const GOALS: Readonly<Record<string, number>> = {
  'cdk synth': 1 / 35,
  'cdk synth with CDK_VALIDATION=false': 1 / 12,
  'osls package': 1 / 15,
}

export const compile: Figure = async ({ rounds, folder }) => {
  writePolicies(join(folder, 'policies'), { policies: POLICIES })
  await buildCli(folder)
  const template = join(folder, 'template.json')
  const ours = async () => {
    const args = ['holdfast.mjs', 'compile', '--env', 'prod', '--out', template]
    const { ms } = await runNode(args, { cwd: folder })
    return expectSchedules(template, ms)
  }
  await ours()
  const rows: Row[] = []
  for (const peer of await peersFor(schedulesOf(template), folder)) {
    const baseline = async () => {
      const { ms } = await runNode(peer.args, { cwd: folder, env: peer.env })
      return expectSchedules(peer.output, ms)
    }
    // Seconds each, and they vary little.
    const pairs = await measurePairs({ ours, baseline }, Math.ceil(rounds / 3))
    rows.push({ ...rowOf(peer), ...compare(pairs) })
  }
  return rows
}

function rowOf({ name }: Peer): Pick<Row, 'measure' | 'unit' | 'goal'> {
  const goal = GOALS[name]
  return {
    measure: `compile ${SCHEDULES} schedules / ${name}`,
    unit: 'ms',
    ...(goal === undefined ? {} : { goal: { of: 'ratio', atMost: goal } }),
  }
}

function expectSchedules(file: string, ms: number): number {
  const found = schedulesIn(file)
  if (found !== SCHEDULES) throw new Error(`${found} schedules in ${file}, and not ${SCHEDULES}`)
  return ms
}

type Template = {
  readonly Resources: Readonly<
    Record<
      string,
      {
        readonly Type: string
        readonly Properties: {
          readonly Name: string
          readonly Description: string
          readonly ScheduleExpression: string
          readonly ScheduleExpressionTimezone: string
          readonly Target: {
            readonly Input: string
            readonly RetryPolicy: { readonly MaximumEventAgeInSeconds: number }
          }
        }
      }
    >
  >
}

function schedulesOf(file: string): readonly Schedule[] {
  const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as Template
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::Scheduler::Schedule')
    .map(([id, { Properties }]) => ({
      id,
      name: Properties.Name,
      description: Properties.Description,
      expression: Properties.ScheduleExpression,
      timezone: Properties.ScheduleExpressionTimezone,
      seconds: Properties.Target.RetryPolicy.MaximumEventAgeInSeconds,
      input: Properties.Target.Input,
    }))
}
