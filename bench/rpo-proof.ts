// The proof of an rpo for a target with a weekly full, daily differentials and logs every 15 minutes, no two alike, against
// going through every start of a year.
import { DAY, SECOND } from '../lib/schedule/calendar.ts'
import { parseExpression } from '../lib/schedule/expression.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { type RecoveryStream, worstRecoveryGap } from '../lib/schedule/recovery.ts'
import type { Figure } from './figure.ts'
import { compare, measurePairs } from './sampling.ts'

/** As many as there are minutes of the day for a full to start at: a proof that was made before costs nothing. */
const PROOFS_A_ROUND = 200

const YEAR = { from: Date.UTC(2027, 0), to: Date.UTC(2028, 0) }

export const rpoProof: Figure = async ({ rounds }) => {
  expectAgreement(streamsOf(0))
  let next = 1
  const ours = async () => {
    const all = Array.from({ length: PROOFS_A_ROUND }, () => streamsOf(next++))
    const begin = performance.now()
    for (const streams of all) worstRecoveryGap(streams)
    return ((performance.now() - begin) * 1_000) / all.length
  }
  const baseline = async () => {
    const streams = streamsOf(next++)
    const begin = performance.now()
    longestOf(streams)
    return (performance.now() - begin) * 1_000
  }
  return [
    {
      measure: 'rpo proof with logs every 15 minutes / every start of a year',
      unit: 'µs',
      goal: { of: 'ours', atMost: 1_000 },
      ...compare(await measurePairs({ ours, baseline }, rounds)),
    },
  ]
}

function streamsOf(index: number): readonly RecoveryStream[] {
  const minute = index % 60
  const hour = Math.floor(index / 60) % 24
  return [
    streamOf('full', `cron(${minute} ${hour} ? * SUN *)`, 'Europe/Berlin'),
    streamOf('diff', `cron(${minute} ${hour} ? * MON-SAT *)`, 'Europe/Berlin'),
    streamOf('log', `cron(${minute % 15}/15 * * * ? *)`, 'UTC', Math.floor(index / 1_440)),
  ]
}

function streamOf(name: string, text: string, timezone: string, jitterSeconds = 0): RecoveryStream {
  const expression = parseExpression(text)
  if (isProblem(expression)) throw new Error(expression.message)
  const terms = { blackouts: [], onBlackout: 'skip' } as const
  return { name, expression, timezone, jitterSeconds, terms }
}

/** Seconds. */
function longestOf(streams: readonly RecoveryStream[]): number {
  const starts = streams
    .flatMap(({ expression, timezone }) => occurrences(expression, timezone, YEAR))
    .sort((a, b) => a - b)
  const gaps = starts.slice(1).map((start, index) => (start - (starts[index] ?? start)) / SECOND)
  return gaps.reduce((longest, gap) => Math.max(longest, gap), 0)
}

function expectAgreement(streams: readonly RecoveryStream[]): void {
  const gap = worstRecoveryGap(streams)
  const longest = longestOf(streams)
  const isSame = gap?.kind === 'between' && gap.seconds === longest && longest < DAY / SECOND
  if (!isSame) throw new Error(`the proof says ${JSON.stringify(gap)}, the year ${longest} seconds`)
}
