// How everything here is measured: both sides once a round in an order drawn anew, then one ratio a round. Whatever slows
// the machine for a while slows both sides of a ratio; single milliseconds on a shared machine mean little.
import { randomFrom } from '../lib/emulator/random.ts'

export type Pair<T> = { readonly ours: T; readonly baseline: T }

export type Comparison = {
  /** Medians. */
  readonly ours: number
  readonly baseline: number
  /** Ours divided by the baseline, round by round. */
  readonly ratio: { readonly median: number; readonly p10: number; readonly p90: number }
  readonly rounds: number
}

/** One round more than asked for: the first only warms caches, servers and the disk, and is not kept. */
export async function measurePairs<T>(
  measure: Pair<() => Promise<T>>,
  rounds: number,
): Promise<readonly Pair<T>[]> {
  const random = randomFrom('order of the sides')
  const pairs: Pair<T>[] = []
  for (let round = 0; round <= rounds; round++) {
    pairs.push(random() < 0.5 ? await oursFirst(measure) : await baselineFirst(measure))
  }
  return pairs.slice(1)
}

export function compare(pairs: readonly Pair<number>[]): Comparison {
  const ratios = pairs.map(({ ours, baseline }) => ours / baseline)
  return {
    ours: median(pairs.map(({ ours }) => ours)),
    baseline: median(pairs.map(({ baseline }) => baseline)),
    ratio: {
      median: median(ratios),
      p10: quantile(ratios, 0.1),
      p90: quantile(ratios, 0.9),
    },
    rounds: pairs.length,
  }
}

/** For what does not vary: bytes, modules. */
export function compareExact(ours: number, baseline: number): Comparison {
  return compare([{ ours, baseline }])
}

const median = (samples: readonly number[]) => quantile(samples, 0.5)

/** Between two samples in proportion. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}

async function oursFirst<T>(measure: Pair<() => Promise<T>>): Promise<Pair<T>> {
  const ours = await measure.ours()
  return { ours, baseline: await measure.baseline() }
}

async function baselineFirst<T>(measure: Pair<() => Promise<T>>): Promise<Pair<T>> {
  const baseline = await measure.baseline()
  return { ours: await measure.ours(), baseline }
}
