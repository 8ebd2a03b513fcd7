// The starts of a quarter-hourly schedule over 30 days with a clock change in them: our evaluator against croner.
import { isDeepStrictEqual } from 'node:util'
import { Cron } from 'croner'
import { DAY, type Instant } from '../lib/schedule/calendar.ts'
import { parseExpression } from '../lib/schedule/expression.ts'
import { occurrences as startsOf } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import type { Figure } from './figure.ts'
import { compare, measurePairs } from './sampling.ts'

const ZONE = 'Europe/Berlin'
const FROM = Date.UTC(2027, 2, 10)
const SPAN = { from: FROM, to: FROM + 30 * DAY }

/** One schedule takes us microseconds: many are timed at once, as different as a step of 15 minutes allows. */
const SCHEDULES_A_ROUND = 1_000

export const occurrences: Figure = async ({ rounds }) => {
  for (let minute = 0; minute < 15; minute += 7) expectAgreement(minute)
  const pairs = await measurePairs(
    {
      ours: async () => microsecondsEach(ours, SCHEDULES_A_ROUND),
      baseline: async () => microsecondsEach(croners, 1),
    },
    rounds,
  )
  return [
    {
      measure: '30 days of every 15 minutes / croner',
      unit: 'µs',
      goal: { of: 'ratio', atMost: 1 / 500 },
      ...compare(pairs),
    },
  ]
}

type Evaluator = (minute: number) => readonly Instant[]

const ours: Evaluator = minute => {
  const expression = parseExpression(`cron(${minute}/15 * * * ? *)`)
  if (isProblem(expression)) throw new Error(expression.message)
  return startsOf(expression, ZONE, SPAN)
}

const croners: Evaluator = minute => {
  const minutes = [0, 15, 30, 45].map(quarter => quarter + minute)
  const cron = new Cron(`${minutes} * * * *`, { timezone: ZONE, paused: true })
  const starts: Instant[] = []
  let start = cron.nextRun(new Date(SPAN.from - 1_000))
  while (start !== null && start.getTime() < SPAN.to) {
    starts.push(start.getTime())
    start = cron.nextRun(start)
  }
  return starts
}

function expectAgreement(minute: number): void {
  const [mine, theirs] = [ours(minute), croners(minute)]
  if (!isDeepStrictEqual(mine, theirs)) {
    throw new Error(`ours and croner differ at minute ${minute}: ${mine.length}, ${theirs.length}`)
  }
}

function microsecondsEach(evaluate: Evaluator, schedules: number): number {
  let starts = 0
  const begin = performance.now()
  for (let count = 0; count < schedules; count++) starts += evaluate(count % 15).length
  const ms = performance.now() - begin
  if (starts < schedules * 2_880) throw new Error(`only ${starts} starts of ${schedules} schedules`)
  return (ms * 1_000) / schedules
}
