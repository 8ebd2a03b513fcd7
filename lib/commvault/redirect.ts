// Redirects are refused: whoever sends us elsewhere does not answer, and elsewhere is mostly a page to sign in at.
import type { HttpReply } from './exchange.ts'

/** undefined for what is no redirect. Names the host alone: the rest of such an address carries sessions and tokens. */
export function redirectOf({ status, headers }: HttpReply): string | undefined {
  if (status < 300 || status >= 400) return undefined
  return `HTTP ${status}: redirected to ${placeOf(headers.location)} (a login page?)`
}

const HERE = 'https://here.invalid/'

function placeOf(location: string | undefined): string {
  if (location === undefined) return 'nowhere'
  if (!URL.canParse(location, HERE)) return 'what is no address'
  const { protocol, host } = new URL(location, HERE)
  const isElsewhere = /^https?:$/.test(protocol) && host !== new URL(HERE).host
  return isElsewhere ? host : 'another page of its own'
}
