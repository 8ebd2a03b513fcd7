// The quotas of Commvault's hosted gateway: calls of the last hour, reads and writes apart. What POST counts as is not
// published; here as a write.
import type { Answer } from './answers.ts'
import type { Quota } from './options.ts'

export type Quotas = {
  /** Counts a call; the answer to it when there is nothing left for it. */
  readonly spend: (method: string) => Answer | undefined
  readonly state: () => QuotaState
}

/** When the calls of the last hour were, oldest first; plain JSON. */
export type QuotaState = { readonly reads: readonly number[]; readonly writes: readonly number[] }

export function createQuotas(quota: Quota, now: () => number, state?: QuotaState): Quotas {
  const spent = { reads: [...(state?.reads ?? [])], writes: [...(state?.writes ?? [])] }
  return {
    spend(method) {
      const kind = method === 'GET' ? 'reads' : 'writes'
      const limit = kind === 'reads' ? quota.readsPerHour : quota.writesPerHour
      const calls = spent[kind].filter(at => at > now() - HOUR)
      spent[kind] = calls
      if (calls.length >= limit) return tooMany(limit)
      calls.push(now())
      return undefined
    },
    state: () => spent,
  }
}

const HOUR = 3_600_000

/** Only the names of the headers are published. */
function tooMany(limit: number): Answer {
  return {
    status: 429,
    type: 'text/plain',
    text: `API calls quota exceeded! Maximum admitted ${limit} per 1h.`,
    headers: { 'X-RateLimit-Period': '1h', 'X-RateLimit-Limit': `${limit}` },
  }
}
