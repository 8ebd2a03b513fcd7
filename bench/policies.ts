// A repository of policies as a large company would have it, the same for the same seed: no mistake in it, no two
// policies alike, 29 lines each.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomFrom } from '../lib/emulator/random.ts'

export type Generated = {
  readonly documents: number
  /** One for each policy and each environment that it is for. */
  readonly effective: number
}

type Draw = {
  readonly number: (from: number, to: number) => number
  readonly one: <T>(of: readonly [T, ...T[]]) => T
}

/** Writes `count` policies with two targets each, the list of those targets, and two environments. */
export function writePolicies(folder: string, count: number): Generated {
  const draw = drawFrom(randomFrom('policies'))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'environments.yaml'), ENVIRONMENTS)
  writeFileSync(join(folder, 'targets.yaml'), targetList(count * 2, draw))
  let effective = 0
  for (let index = 0; index < count; index++) {
    const environments = draw.one([['prod'], ['prod'], ['prod', 'staging']])
    effective += environments.length
    const text = policy({ index, environments, draw })
    writeFileSync(join(folder, `${policyName(index)}.yaml`), text)
  }
  return { documents: count + 3, effective }
}

function drawFrom(random: () => number): Draw {
  const number = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  return { number, one: of => of[number(0, of.length - 1)] ?? of[0] }
}

const policyName = (index: number) => `app-${String(index).padStart(5, '0')}-sql`
const targetName = (index: number) => `db-${String(index).padStart(5, '0')}`

function policy(of: {
  readonly index: number
  readonly environments: readonly string[]
  readonly draw: Draw
}): string {
  const { index, environments, draw } = of
  const { number, one } = draw
  const team = one(['sales', 'ledger', 'logistics', 'retail'])
  const clock = () => `${one(['20', '21', '04', '05'])}:${String(number(0, 44)).padStart(2, '0')}`
  return `apiVersion: holdfast/v1
kind: BackupPolicy
name: ${policyName(index)}
description: "Databases of ${team}, application ${index}: restore within the hour"
owner: dba-${team}@example.com
labels:
  service: ${team}
  tier: ${one(['gold', 'silver', 'bronze'])}
app: sqlserver
environments: [${environments.join(', ')}]
targets:
  - ${targetName(index * 2)}
  - ${targetName(index * 2 + 1)}
timezone: ${one(['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'UTC'])}
rpo: 1h
schedules:
  - name: weekly-full
    level: FULL
    at: ${one(['Sat', 'Sun'])} ${clock()}
    startWithin: ${number(1, 4)}h
    spread: 15m
    maxRun: 8h
  - name: daily-diff
    level: DIFFERENTIAL
    at: Mon-Fri ${clock()}
  - name: log
    level: TRANSACTION_LOG
    every: ${one(['10m', '15m', '20m', '30m'])}
    maxRun: 1h
`
}

function targetList(count: number, draw: Draw): string {
  const targets = Array.from(
    { length: count },
    (_, index) =>
      `  - {name: ${targetName(index)}, clientId: ${2_000 + index}, subclientId: ${9_000 + index}, labels: {size: ${draw.one(['small', 'large'])}}}\n`,
  )
  return `apiVersion: holdfast/v1
kind: TargetList
name: databases
app: sqlserver
commcell: main
shared: {instanceId: 310, companyId: 0}
targets:
${targets.join('')}`
}

const ENVIRONMENTS = ['prod', 'staging']
  .map(
    name => `apiVersion: holdfast/v1
kind: Environment
name: ${name}
region: eu-central-1
commcells:
  main:
    endpoint: https://commandcenter-${name}.example.com/commandcenter/api
    authSecret: backup/${name}/commvault
    maxInFlight: 50
`,
  )
  .join('---\n')
