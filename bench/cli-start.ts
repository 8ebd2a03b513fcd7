// How long a person waits for the command line to say anything: the help of the shipped bundle against Node alone.
import { join } from 'node:path'
import { buildCli } from '../scripts/build.ts'
import { runNode } from './child.ts'
import type { Figure } from './figure.ts'
import { compare, measurePairs } from './sampling.ts'

export const cliStart: Figure = async ({ rounds, folder }) => {
  await buildCli(folder)
  const holdfast = join(folder, 'holdfast.mjs')
  const pairs = await measurePairs(
    {
      ours: async () => {
        const { ms, stdout } = await runNode([holdfast, '--help'])
        if (!stdout.startsWith('Usage: holdfast')) throw new Error(`no help: ${stdout}`)
        return ms
      },
      baseline: async () => (await runNode(['-e', '0'])).ms,
    },
    rounds,
  )
  return [
    {
      measure: 'holdfast --help / node -e 0',
      unit: 'ms',
      goal: { of: 'ratio', atMost: 1.6 },
      ...compare(pairs),
    },
  ]
}
