// How reading policies grows from ten thousand to a hundred thousand: the time tenfold and not more, and the memory.
import { join } from 'node:path'
import { bundleChild } from './bundles.ts'
import { reported, runNode } from './child.ts'
import type { Figure } from './figure.ts'
import { writePolicies } from './policies.ts'
import { compare, measurePairs } from './sampling.ts'

const SMALL = { policies: 10_000, mb: 250 }
const LARGE = { policies: 100_000, mb: 600 }

/** A hundred to a file: a hundred thousand files measure the disk. */
const A_FILE = 100

type Read = {
  readonly ms: number
  readonly mb: number
  readonly policies: number
  readonly mistakes: number
}

export const growth: Figure = async ({ rounds, folder }) => {
  const reader = await bundleChild('read-policies', folder)
  const readingOf = ({ policies }: { readonly policies: number }) => {
    const name = `policies-${policies}`
    const { effective } = writePolicies(join(folder, name), { policies, aFile: A_FILE })
    return async (): Promise<Read> => {
      const read = reported<Read>(await runNode([reader, name], { cwd: folder }))
      if (read.policies === effective && read.mistakes === 0) return read
      throw new Error(`${read.policies} policies and ${read.mistakes} mistakes of ${effective}`)
    }
  }
  // Each takes many seconds, so that few rounds tell enough.
  const sides = { ours: readingOf(LARGE), baseline: readingOf(SMALL) }
  const pairs = await measurePairs(sides, Math.ceil(rounds / 8))
  const memory = pairs.map(({ ours, baseline }) => ({ ours: ours.mb, baseline: baseline.mb }))
  const turned = memory.map(({ ours, baseline }) => ({ ours: baseline, baseline: ours }))
  return [
    {
      measure: 'reading 100,000 policies / 10,000',
      unit: 'ms',
      goal: { of: 'ratio', atMost: 10.5 },
      ...compare(pairs.map(({ ours, baseline }) => ({ ours: ours.ms, baseline: baseline.ms }))),
    },
    {
      measure: 'memory at 100,000 policies / at 10,000',
      unit: 'MB',
      goal: { of: 'ours', atMost: LARGE.mb },
      ...compare(memory),
    },
    {
      measure: 'memory at 10,000 policies / at 100,000',
      unit: 'MB',
      goal: { of: 'ours', atMost: SMALL.mb },
      ...compare(turned),
    },
  ]
}
