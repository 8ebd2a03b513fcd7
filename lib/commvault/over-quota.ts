// A quota that is used up: the gateway's, which answers 429, or our own `limits`, which keep us from asking it.
import type { HttpReply } from './exchange.ts'
import { numberOf } from './fields.ts'
import { httpDate } from './server-clock.ts'

/** Quotas are by the hour: Commvault's "REST API" page of its hosted Command Center. */
const LONGEST_WAIT = 3_600
const UNTOLD_WAIT = 60

/** From 1 to 3,600. */
export const secondsWithin = (seconds: number) =>
  Math.min(LONGEST_WAIT, Math.max(1, Math.ceil(seconds)))

/** How long a 429 asks us to wait; a date is held against the server's own clock, and a minute is meant where it is silent. */
export function secondsToWait({ headers }: HttpReply): number {
  const after = headers['retry-after']
  const until = httpDate(after)
  const now = httpDate(headers.date)
  const untilDate = until !== undefined && now !== undefined ? (until - now) / 1000 : undefined
  const period = numberOf(headers['x-ratelimit-period'])
  return secondsWithin(numberOf(after) ?? untilDate ?? period ?? UNTOLD_WAIT)
}

export const overQuota = (reply: HttpReply) =>
  `HTTP 429: over the quota of this Command Center, which asks to wait ${secondsToWait(reply)} s.`
