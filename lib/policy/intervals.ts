// The intervals that `every` takes, in seconds: for fixes that name one.
import { renderDuration } from '../schedule/duration.ts'
import { INTERVALS } from '../schedule/every.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE

/** Ascending. */
export function allIntervals(): readonly number[] {
  const { minutes, hours } = INTERVALS
  return [...minutes.map(count => count * MINUTE), ...hours.map(count => count * HOUR)]
}

/** As it is written, the shortest time between starts that is not shorter. */
export function intervalFrom(seconds: number): string {
  const shortest = allIntervals().find(interval => interval >= seconds)
  return shortest === undefined ? 'at: daily 00:00' : `every: ${renderDuration(shortest)}`
}
