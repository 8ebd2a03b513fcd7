// A month of the sample policies in virtual time, through the core, the codecs and the emulator, against validating them:
// how long a reviewer waits for the answer to "what would happen?".
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { buildCli } from '../scripts/build.ts'
import { runNode } from './child.ts'
import type { Figure } from './figure.ts'
import { compare, measurePairs } from './sampling.ts'

/** A log every 15 minutes for two targets, and a few others. */
const FEWEST_RUNS = 5_900

/** Of validate, which is most of all Node's start. */
const GOAL = 15

export const simulate: Figure = async ({ rounds, folder }) => {
  await buildCli(folder)
  cpSync(join(import.meta.dirname, '..', 'policies'), join(folder, 'policies'), { recursive: true })
  const run = (...args: readonly string[]) => runNode(['holdfast.mjs', ...args], { cwd: folder })
  const ours = async () => {
    const { ms, stdout } = await run('simulate', ...SPAN, '--format', 'json')
    const { decisions } = JSON.parse(stdout)
    const isWhole = decisions.start >= FEWEST_RUNS && decisions.miss === 0
    if (!isWhole) throw new Error(`not a whole month: ${JSON.stringify(decisions)}`)
    return ms
  }
  const baseline = async () => (await run('validate', '--format', 'json')).ms
  return [
    {
      measure: 'simulate 31 days of the samples, 6,000 runs / validate',
      unit: 'ms',
      goal: { of: 'ratio', atMost: GOAL },
      ...compare(await measurePairs({ ours, baseline }, Math.ceil(rounds / 3))),
    },
  ]
}

const SPAN = ['--env', 'prod', '--from', '2026-01-01', '--for', '31d']
