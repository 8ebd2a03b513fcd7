// An exchange within the CommCell's `limits`: each call is counted before it is made, and not made when the hour's quota
// is used up.
import type { Spend } from '../run/ports.ts'
import type { Exchange } from './exchange.ts'
import { secondsWithin } from './over-quota.ts'

/**
 * Counts a GET as a read and a POST as a write, whatever it asks: Commvault does not say otherwise.
 * @throws what `spend` throws, before anything is sent
 */
export function metered(exchange: Exchange, spend: Spend): Exchange {
  return async request => {
    const kind = request.method === 'GET' ? 'read' : 'write'
    const seconds = await spend(kind)
    if (seconds === undefined) return exchange(request)
    const retryAfterSeconds = secondsWithin(seconds)
    const text =
      `Not sent: this hour's quota of ${kind}s is used up ("limits.${kind}sPerHour" of the CommCell); ` +
      `it has room again in ${retryAfterSeconds} s.`
    return { sent: false, text, retryAfterSeconds }
  }
}
