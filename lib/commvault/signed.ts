// A call with the Authtoken. A token that is rejected is read again once, because whoever renews it may just have
// replaced it; this side never renews. https://documentation.commvault.com "Access Tokens for REST APIs"
import type { Exchange, HttpReply, HttpRequest, NoReply } from './exchange.ts'
import { type Hide, hiding } from './hide.ts'

/**
 * Gives the Authtoken, cached; given the one that was rejected, reads the secret again.
 * @throws BackupError `secret-unreadable`, `secret-unusable`
 */
export type Authtoken = (rejected?: string) => Promise<string>

export type Signing = { readonly exchange: Exchange; readonly authtoken: Authtoken }

export type Signed = {
  readonly reply: HttpReply | NoReply
  /** For what is made of the reply: decoding it may bring the token to light. */
  readonly hide: Hide
}

/** Sends a request; the token is in no text of the reply. */
export async function signed(
  { exchange, authtoken }: Signing,
  request: HttpRequest,
): Promise<Signed> {
  const send = async (token: string, ...rejected: readonly string[]) => {
    const hide = hiding([token, ...rejected])
    const headers = { ...request.headers, Authtoken: token }
    return { reply: hide(await exchange({ ...request, headers })), hide }
  }
  const token = (await authtoken()).trim()
  const first = await send(token)
  if ('sent' in first.reply || first.reply.status !== 401) return first
  const fresh = (await authtoken(token)).trim()
  return fresh === token ? first : send(fresh, token)
}
