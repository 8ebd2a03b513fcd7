// When a pair is renewed, and when somebody is told that it cannot be for much longer.
import type { Instant } from '../start.ts'
import type { TokenPair } from './ports.ts'

const MINUTE_MS = 60_000
const DAY_MS = 1440 * MINUTE_MS

/**
 * Never sooner after another renewal. Each makes two versions of the secret (the rehearsal and the pair), and Secrets
 * Manager runs out of versions when it is given more than one in 10 minutes: AWS's "PutSecretValue". With a look every 5
 * minutes, give or take one, this is a renewal every 20; Commvault's shortest-lived tokens live 30.
 */
const SPACING_MS = 18 * MINUTE_MS

/** At half of its life; at once when we did not renew it ourselves, so that a mistake shows while somebody is still there. */
export function isDue(pair: TokenPair, renewedAt: Instant | undefined, now: Instant): boolean {
  if (renewedAt === undefined) return true
  const half = pair.expiresAt === undefined ? 0 : (pair.expiresAt - renewedAt) / 2
  return now >= renewedAt + Math.max(SPACING_MS, half)
}

/** Their clock and ours may differ by this much. */
const SKEW_MS = 2 * MINUTE_MS

/** Whether an access token has time left by what Commvault said of it: then its rejection means something. */
export function shouldLive({ expiresAt }: TokenPair, now: Instant): boolean {
  return expiresAt !== undefined && now < expiresAt - SKEW_MS
}

/** Days before the end of the chain on which somebody is told. */
const NOTICES = [1, 3, 7, 14] as const

/** The smallest notice that has begun; undefined while there is time. */
export function noticeOf({ renewableUntil }: TokenPair, now: Instant): number | undefined {
  if (renewableUntil === undefined) return undefined
  return NOTICES.find(days => now >= renewableUntil - days * DAY_MS)
}
