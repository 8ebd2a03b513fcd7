// What ships in a function's bundle, and what Node loads to run it. Exact; test/bundle.test.ts is the gate, this prints.
import { FUNCTIONS } from '../scripts/build.ts'
import { buildBothSides, bundleChild, type FunctionBundle } from './bundles.ts'
import type { Figure, Row } from './figure.ts'
import { startAndSweep } from './function-calls.ts'
import { compareExact } from './sampling.ts'

const BYTES = { submit: 230_000, track: 250_000, renew: 190_000 } as const

/** Parts of the SDK that a function in Lambda never runs, and libraries of the compile-time half. */
const UNNEEDED =
  /node_modules\/(?:.*(?:credential-provider-(?:ini|sso|login|process)|nested-clients|xray)|(?:zod|yaml)\/)/

/** Each costs a start milliseconds, undici tens of them. */
const COSTLY = /undici|http2|child_process/

export const bundle: Figure = async ({ folder }) => {
  const { ours, baseline } = await buildBothSides(folder)
  const child = await bundleChild('call-function', folder)
  const calls = {
    ours: await startAndSweep({ bundles: ours, child, folder }),
    baseline: await startAndSweep({ bundles: baseline, child, folder }),
  }
  const costly = (side: keyof typeof calls, name: keyof typeof BYTES) =>
    calls[side][name].nodeModules.filter(module => COSTLY.test(module)).length

  return FUNCTIONS.flatMap((name): readonly Row[] => [
    {
      measure: `${name}: bundle / esbuild's defaults`,
      unit: 'bytes',
      goal: { of: 'ours', atMost: BYTES[name] },
      ...compareExact(bytesOf(ours[name]), bytesOf(baseline[name])),
    },
    {
      measure: `${name}: unneeded modules in the bundle`,
      unit: 'modules',
      goal: { of: 'ours', atMost: 0 },
      ...compareExact(unneededIn(ours[name]), unneededIn(baseline[name])),
    },
    {
      measure: `${name}: undici, http2, child_process loaded by a call`,
      unit: 'modules',
      goal: { of: 'ours', atMost: 0 },
      ...compareExact(costly('ours', name), costly('baseline', name)),
    },
  ])
}

/** Of the code; a source map lies beside it and is not read. */
function bytesOf({ metafile }: FunctionBundle): number {
  const code = Object.entries(metafile.outputs).filter(([path]) => !path.endsWith('.map'))
  return code.reduce((sum, [, { bytes }]) => sum + bytes, 0)
}

function unneededIn({ metafile }: FunctionBundle): number {
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return inputs.filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && UNNEEDED.test(path))
    .length
}
