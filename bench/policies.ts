// A repository of policies as a large company would have it, the same for the same seed: no mistake in it, no two
// policies alike, 29 lines each.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { randomFrom } from '../lib/emulator/random.ts'

type Generated = {
  readonly documents: number
  /** One for each policy and each environment that it is for. */
  readonly effective: number
}

type Draw = {
  readonly number: (from: number, to: number) => number
  readonly one: <T>(of: readonly [T, ...T[]]) => T
}

/** A CommCell, and its TargetList of two thousand: every policy protects two targets of its own. */
const POLICIES_A_CELL = 1_000

/**
 * Writes `policies` of them, as many to a file as wanted, with as many CommCells and TargetLists as they need, and two
 * environments. Every third policy is for both.
 */
export function writePolicies(
  folder: string,
  { policies, aFile = 1 }: { readonly policies: number; readonly aFile?: number },
): Generated {
  const draw = drawFrom(randomFrom('policies'))
  const cells = Array.from({ length: Math.ceil(policies / POLICIES_A_CELL) }, (_, cell) => cell)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'environments.yaml'), environments(cells))
  for (const cell of cells) {
    writeFileSync(join(folder, `targets-${cell}.yaml`), targetList(cell, draw))
  }
  let effective = 0
  for (let first = 0; first < policies; first += aFile) {
    const texts: string[] = []
    for (let index = first; index < Math.min(first + aFile, policies); index++) {
      const isOfBoth = index % 3 === 2
      effective += isOfBoth ? 2 : 1
      texts.push(policy({ index, environments: isOfBoth ? 'prod, staging' : 'prod', draw }))
    }
    writeFileSync(join(folder, `${policyName(first)}.yaml`), texts.join('---\n'))
  }
  return { documents: policies + cells.length + 2, effective }
}

function drawFrom(random: () => number): Draw {
  const number = (from: number, to: number) => from + Math.floor(random() * (to - from + 1))
  return { number, one: of => of[number(0, of.length - 1)] ?? of[0] }
}

const policyName = (index: number) => `app-${String(index).padStart(5, '0')}-sql`
const targetName = (index: number) => `db-${String(index).padStart(5, '0')}`

function policy(of: {
  readonly index: number
  readonly environments: string
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
environments: [${environments}]
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
    offset: ${number(1, 9)}m
`
}

function targetList(cell: number, draw: Draw): string {
  const first = cell * POLICIES_A_CELL * 2
  const targets = Array.from(
    { length: POLICIES_A_CELL * 2 },
    (_, index) =>
      `  - {name: ${targetName(first + index)}, clientId: ${2_000 + index}, subclientId: ${9_000 + index}, labels: {size: ${draw.one(['small', 'large'])}}}\n`,
  )
  return `apiVersion: holdfast/v1
kind: TargetList
name: databases-${cell}
app: sqlserver
commcell: cell-${cell}
shared: {instanceId: 310, companyId: 0}
targets:
${targets.join('')}`
}

function environments(cells: readonly number[]): string {
  return ['prod', 'staging'].map(name => environment(name, cells)).join('---\n')
}

function environment(name: string, cells: readonly number[]): string {
  const commcells = cells.map(
    cell => `  cell-${cell}:
    endpoint: https://commandcenter-${cell}-${name}.example.com/commandcenter/api
    authSecret: backup/${name}/commvault-${cell}
    maxInFlight: 500
`,
  )
  return `apiVersion: holdfast/v1
kind: Environment
name: ${name}
region: eu-central-1
commcells:
${commcells.join('')}`
}
