// Init, and init with the first call, of the functions as they ship against the same handlers bundled by default.
import { FUNCTIONS } from '../scripts/build.ts'
import { buildBothSides, bundleChild, type FunctionBundles } from './bundles.ts'
import type { Figure, Row } from './figure.ts'
import { type Call, startAndSweep } from './function-calls.ts'
import { compare, measurePairs } from './sampling.ts'

export const coldStart: Figure = async ({ rounds, folder }) => {
  const sides = await buildBothSides(folder)
  const child = await bundleChild('call-function', folder)
  const calls = (bundles: FunctionBundles) => () => startAndSweep({ bundles, child, folder })
  const pairs = await measurePairs(
    { ours: calls(sides.ours), baseline: calls(sides.baseline) },
    rounds,
  )
  return FUNCTIONS.flatMap(name => {
    const row = (
      measure: string,
      { msOf, atMost }: { readonly msOf: (call: Call) => number; readonly atMost: number },
    ): Row => ({
      measure: `${name}: ${measure} / esbuild's defaults`,
      unit: 'ms',
      goal: { of: 'ratio', atMost },
      ...compare(
        pairs.map(({ ours, baseline }) => ({
          ours: msOf(ours[name]),
          baseline: msOf(baseline[name]),
        })),
      ),
    })
    return [
      row('init', { msOf: call => call.initMs, atMost: 0.45 }),
      row('init + first call', { msOf: call => call.initMs + call.firstCallMs, atMost: 0.6 }),
    ]
  })
}
