// Validating policies, from one to ten thousand, against parsing the same files with `yaml` and nothing else: whole
// processes, and the work alone.
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { buildCli } from '../scripts/build.ts'
import { bundleChild } from './bundles.ts'
import { type Finished, reported, runNode } from './child.ts'
import type { Figure, Row, Setting } from './figure.ts'
import { writePolicies } from './policies.ts'
import { type Comparison, compare, measurePairs, type Pair } from './sampling.ts'

const SIZES = [1, 100, 400, 1_000, 10_000] as const

type Size = (typeof SIZES)[number]

/** Of `yaml` alone, at the size at which a difference shows and a person still waits. */
const GOAL = { size: 1_000, atMost: 2 }

/**
 * `custodian validate` of Cloud Custodian 0.9.52: 28 ms a policy of 24 lines, measured on two cores as 10.9 s for 400 and
 * 28.0 s for 1,000. It is a Python program and not built here; the figure is written down, the only one that is.
 */
const CUSTODIAN = { size: 400, msEach: 28, atMost: 1 / 100 }

export const validate: Figure = async setting => {
  await buildCli(setting.folder)
  const programs = {
    reader: await bundleChild('read-policies', setting.folder),
    parser: await bundleChild('parse-yaml', setting.folder),
  }
  const rows: Row[] = []
  for (const size of SIZES) rows.push(...(await rowsOf(size, { ...setting, programs })))
  return rows
}

type Times = { readonly processMs: number; readonly workMs: number }

type Prepared = Setting & {
  readonly programs: { readonly reader: string; readonly parser: string }
}

async function rowsOf(size: Size, { rounds, folder, programs }: Prepared): Promise<readonly Row[]> {
  const policies = `policies-${size}`
  const { documents, effective } = writePolicies(join(folder, policies), { policies: size })
  const run = (...args: string[]) => runNode(args, { cwd: folder })

  async function ours(): Promise<Times> {
    const verb = await run('holdfast.mjs', 'validate', policies, '--format', 'json')
    expectEqual(JSON.parse(verb.stdout), [])
    const reader = await run(programs.reader, policies)
    return { processMs: verb.ms, workMs: workOf(reader, { policies: effective, mistakes: 0 }) }
  }
  async function baseline(): Promise<Times> {
    const parser = await run(programs.parser, policies)
    return { processMs: parser.ms, workMs: workOf(parser, { documents, mistakes: 0 }) }
  }

  const pairs = await measurePairs({ ours, baseline }, roundsFor(size, rounds))
  const goal = size === GOAL.size ? { goal: { of: 'ratio', atMost: GOAL.atMost } as const } : {}
  const row = (what: string, msOf: (times: Times) => number): Row => ({
    measure: `validate ${size.toLocaleString('en-US')}, ${what} / yaml alone`,
    unit: 'ms',
    ...goal,
    ...compareBy(pairs, msOf),
  })
  const rows = [
    row('whole process', ({ processMs }) => processMs),
    row('the work alone', ({ workMs }) => workMs),
  ]
  return size === CUSTODIAN.size ? [...rows, againstCustodian(pairs)] : rows
}

/** A process of a second varies less than one of a tenth, and ten of them take longer. */
function roundsFor(size: Size, rounds: number): number {
  return Math.ceil(rounds / (size >= 10_000 ? 8 : size >= 1_000 ? 3 : 1.5))
}

function againstCustodian(pairs: readonly Pair<Times>[]): Row {
  const { size, msEach, atMost } = CUSTODIAN
  const each = pairs.map(({ ours }) => ({ ours: ours.processMs, baseline: size * msEach }))
  return {
    measure: `validate ${size}, whole process / custodian validate, as written down`,
    unit: 'ms',
    goal: { of: 'ratio', atMost },
    ...compare(each),
  }
}

function compareBy(pairs: readonly Pair<Times>[], msOf: (times: Times) => number): Comparison {
  return compare(pairs.map(pair => ({ ours: msOf(pair.ours), baseline: msOf(pair.baseline) })))
}

/** Milliseconds, of a child that found what there is. */
function workOf(child: Finished, expected: Readonly<Record<string, number>>): number {
  const { ms, mb: _, ...found } = reported<{ readonly ms: number; readonly mb?: number }>(child)
  expectEqual(found, expected)
  return ms
}

function expectEqual(found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return
  const text = JSON.stringify(found)?.slice(0, 500)
  throw new Error(`found ${text}, and not ${JSON.stringify(expected)}`)
}
