// A call with the Authtoken. A token that is rejected is read again, because whoever renews it may just have replaced it;
// this side never renews. https://documentation.commvault.com "Access Tokens for REST APIs"
import type { CommCell } from '../start.ts'
import type { Exchange, HttpReply, HttpRequest, NoReply } from './exchange.ts'
import { type Hide, hiding } from './hide.ts'

/**
 * Gives the Authtoken, cached; given the one that was rejected, another one, or the same when there is no other.
 * @throws BackupError `secret-unreadable`, `secret-unusable`, `command-center-unreadable`
 */
export type Authtoken = (rejected?: string) => Promise<string>

export type AuthHeader = NonNullable<CommCell['authHeader']>

export type Signing = {
  readonly exchange: Exchange
  readonly authtoken: Authtoken
  readonly authHeader?: AuthHeader
}

export type Signed = {
  readonly reply: HttpReply | NoReply
  /** For what is made of the reply: decoding it may bring the token to light. */
  readonly hide: Hide
}

/** The token of now, the one that has replaced it, and the one before. */
const MOST_TOKENS = 3

/** Sends a request; the token is in no text of the reply. */
export async function signed(
  { exchange, authtoken, authHeader }: Signing,
  request: HttpRequest,
): Promise<Signed> {
  const tried: string[] = []
  let token = (await authtoken()).trim()
  for (;;) {
    tried.push(token)
    const hide = hiding(tried)
    const headers = { ...request.headers, ...authHeaders(token, authHeader) }
    const reply = hide(await exchange({ ...request, headers }))
    const isRejected = !('sent' in reply) && reply.status === 401
    if (!isRejected || tried.length === MOST_TOKENS) return { reply, hide }
    token = (await authtoken(token)).trim()
    if (tried.includes(token)) return { reply, hide }
  }
}

/** The token as it is, behind the prefix unless it brings that along (`QSDK …` is part of what Login answers). */
export function authHeaders(
  token: string,
  { name, prefix = '' }: AuthHeader = { name: 'Authtoken' },
): { readonly [name: string]: string } {
  const word = prefix.trim()
  const isPrefixed = token.toLowerCase().startsWith(`${word.toLowerCase()} `)
  return { [name]: word === '' || isPrefixed ? token : `${word} ${token}` }
}
