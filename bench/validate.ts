// Validating a thousand policies against parsing the same files with `yaml` and nothing else: whole processes, and the
// work alone.
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { buildCli } from '../scripts/build.ts'
import { bundleChild } from './bundles.ts'
import { type Finished, reported, runNode } from './child.ts'
import type { Figure, Row } from './figure.ts'
import { writePolicies } from './policies.ts'
import { compare, measurePairs } from './sampling.ts'

const POLICIES = 1_000

type Times = { readonly processMs: number; readonly workMs: number }

export const validate: Figure = async ({ rounds, folder }) => {
  const { documents, effective } = writePolicies(join(folder, 'policies'), POLICIES)
  await buildCli(folder)
  const readers = await bundleChild('read-policies', folder)
  const parsers = await bundleChild('parse-yaml', folder)
  const run = (...args: string[]) => runNode(args, { cwd: folder })

  async function ours(): Promise<Times> {
    const verb = await run('holdfast.mjs', 'validate', 'policies', '--format', 'json')
    expectEqual(JSON.parse(verb.stdout), [])
    const reader = await run(readers, 'policies')
    return { processMs: verb.ms, workMs: workOf(reader, { policies: effective, mistakes: 0 }) }
  }
  async function baseline(): Promise<Times> {
    const parser = await run(parsers, 'policies')
    return { processMs: parser.ms, workMs: workOf(parser, { documents, mistakes: 0 }) }
  }

  // A process of a second varies less than one of a tenth.
  const pairs = await measurePairs({ ours, baseline }, Math.ceil(rounds / 3))
  const row = (measure: string, msOf: (times: Times) => number): Row => ({
    measure: `validate 1,000 policies, ${measure} / yaml alone`,
    unit: 'ms',
    goal: { of: 'ratio', atMost: 2 },
    ...compare(pairs.map(pair => ({ ours: msOf(pair.ours), baseline: msOf(pair.baseline) }))),
  })
  return [
    row('whole process', ({ processMs }) => processMs),
    row('the work alone', ({ workMs }) => workMs),
  ]
}

/** Milliseconds, of a child that found what there is. */
function workOf(child: Finished, expected: Readonly<Record<string, number>>): number {
  const { ms, ...found } = reported<{ readonly ms: number }>(child)
  expectEqual(found, expected)
  return ms
}

function expectEqual(found: unknown, expected: unknown): void {
  if (isDeepStrictEqual(found, expected)) return
  const text = JSON.stringify(found)?.slice(0, 500)
  throw new Error(`found ${text}, and not ${JSON.stringify(expected)}`)
}
