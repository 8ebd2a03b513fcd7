// What tells the person who watches that a long span of virtual time goes on.
import { type Instant, isoText } from '../start.ts'
import { progress } from './output.ts'

/** A word on stderr every second, for spans that take longer; in a log, where all of them stay, every ten. */
export function ticker(to: Instant): (at: Instant) => void {
  const pause = process.stderr.isTTY ? 1_000 : 10_000
  let last = Date.now()
  return at => {
    const now = Date.now()
    if (now - last < pause) return
    last = now
    progress(`simulated until ${isoText(Math.min(at, to)).slice(0, 10)} …`)
  }
}
