// What becomes of starts where only so many may be made in an hour: those of the last sixty minutes are counted.
import { MINUTE } from '../schedule/calendar.ts'
import { daysOf, minuteOn, type Share, WEEKS } from './due-load.ts'

const MINUTES = (WEEKS.to - WEEKS.from) / MINUTE
export const HOURS = MINUTES / 60

export type Drained = {
  /** In all the weeks. */
  readonly starts: number
  /** How many come too late, by the minute at which they were due. */
  readonly missed: ReadonlyMap<number, number>
}

/** Starts that may wait equally long, in minutes; so the first that is due is the first that is too late. */
type Queue = {
  readonly patience: number
  /** How many are still to be started, by the minute at which they are due. */
  readonly left: Float64Array
  /** Nothing is left of the minutes before. */
  head: number
}

/** Each start is made as early as the limit allows, the one that may wait least first: the best that anybody could do. */
export function drained(shares: readonly Share[], writes: number): Drained {
  const queues = queuesOf(shares)
  const starts = queues.reduce((sum, { left }) => sum + left.reduce((a, b) => a + b, 0), 0)
  const missed = new Map<number, number>()
  const made = new Float64Array(MINUTES)
  let used = 0
  for (let minute = 0; minute < MINUTES; minute++) {
    used -= at(made, minute - 60)
    for (const queue of queues) giveUp(queue, minute - queue.patience, missed)
    for (let next = nextOf(queues, minute); next && used < writes; next = nextOf(queues, minute)) {
      const { left, head } = next
      const now = Math.min(at(left, head), writes - used)
      left[head] = at(left, head) - now
      made[minute] = at(made, minute) + now
      used += now
    }
  }
  return { starts, missed }
}

/** Whatever was due before is too late. */
function giveUp(queue: Queue, before: number, missed: Map<number, number>): void {
  for (; queue.head < before; queue.head++) {
    const late = at(queue.left, queue.head)
    if (late > 0) missed.set(queue.head, (missed.get(queue.head) ?? 0) + late)
  }
}

/** The queue whose first start may wait least. */
function nextOf(queues: readonly Queue[], minute: number): Queue | undefined {
  let next: Queue | undefined
  for (const queue of queues) {
    while (queue.head < minute && at(queue.left, queue.head) === 0) queue.head += 1
    if (at(queue.left, queue.head) === 0 || queue.head > minute) continue
    if (next === undefined || queue.head + queue.patience < next.head + next.patience) next = queue
  }
  return next
}

const at = (numbers: Float64Array, index: number) => numbers[index] ?? 0

/** How long they may wait is rounded up, so that what is told is certain. */
function queuesOf(shares: readonly Share[]): readonly Queue[] {
  const queues = new Map<number, Queue>()
  for (const share of shares) {
    const patience = Math.ceil(share.load.patience / ROUNDED) * ROUNDED
    const queue = queues.get(patience) ?? { patience, left: new Float64Array(MINUTES), head: 0 }
    queues.set(patience, queue)
    const { left } = queue
    for (const minute of dueMinutes(share)) left[minute] = at(left, minute) + share.load.starts
  }
  return [...queues.values()]
}

const ROUNDED = 15

/** Counted from the first of the weeks. */
export function* dueMinutes(share: Share): Generator<number> {
  for (const begin of daysOf(share)) {
    for (const minuteOfDay of share.minutesOfDay) {
      const minute = (minuteOn(begin, minuteOfDay) - WEEKS.from) / MINUTE
      if (minute >= 0 && minute < MINUTES) yield minute
    }
  }
}
