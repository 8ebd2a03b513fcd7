// Renewing a token pair, and asking whether a token is good. A new pair that is overlooked is a chain that is lost: it is
// looked for in whatever comes back. https://documentation.commvault.com "Using Refresh Tokens to Renew Access Tokens"
import { fingerprintOf } from '../token/pair.ts'
import type { Renewal, TokenPair, TokenService } from '../token/ports.ts'
import { isOwnError, isTurnedAway } from './answer.ts'
import { type Exchange, type HttpReply, isSuccess, joinUrl, type NoReply } from './exchange.ts'
import { hiding } from './hide.ts'
import { pairInReply } from './pair-in-reply.ts'
import { readReply } from './reply-body.ts'
import { saidOf } from './said.ts'
import { type AuthHeader, authHeaders } from './signed.ts'
import { shorten } from './text.ts'

export type TokenServiceOptions = {
  readonly exchange: Exchange
  /** Base URL of the API. */
  readonly endpoint: string
  readonly authHeader?: AuthHeader
}

export function tokenService(options: TokenServiceOptions): TokenService {
  return { renew: pair => renew(options, pair), accepts: token => accepts(options, token) }
}

const RENEW_MS = 60_000
const READ_MS = 15_000

const JSON_BOTH_WAYS = { Accept: 'application/json', 'Content-Type': 'application/json' }

async function renew(
  { exchange, endpoint, authHeader }: TokenServiceOptions,
  pair: TokenPair,
): Promise<Renewal> {
  const { accessToken, refreshToken } = pair
  const reply = await exchange({
    method: 'POST',
    url: joinUrl(endpoint, 'V4/AccessToken/Renew'),
    headers: { ...JSON_BOTH_WAYS, ...authHeaders(accessToken, authHeader) },
    body: JSON.stringify({ accessToken, refreshToken }),
    deadlineMs: RENEW_MS,
  })
  return renewalOf(reply, pair)
}

/**
 * | came back                                                          | which pair is good? | renewal   |
 * | ------------------------------------------------------------------ | ------------------- | --------- |
 * | nothing, and nothing was sent; 429: the gateway's quota stopped it | the old one         | not-sent  |
 * | a pair, in whatever dress                                          | that one            | renewed   |
 * | Commvault's own error; any other 4xx but 408                       | the old one, if any | refused   |
 * | all else: silence, pages, 5xx, a success without a pair            | either              | no-answer |
 */
function renewalOf(reply: HttpReply | NoReply, pair: TokenPair): Renewal {
  const hide = hiding([pair.accessToken, pair.refreshToken])
  if ('sent' in reply) {
    const text = shorten(hide(reply.text))
    return { kind: reply.sent === false ? 'not-sent' : 'no-answer', text }
  }
  const { status } = reply
  const isNo = isOwnError(readReply(reply))
  const found = pairInReply(reply.body)
  // An error may repeat the pair that was sent.
  const isNew = found !== undefined && fingerprintOf(found) !== fingerprintOf(pair)
  if (found !== undefined && (isNew || (isSuccess(status) && !isNo))) {
    return { kind: 'renewed', pair: found }
  }
  // Hidden before it is cut, which may leave half of a token, and after decoding, which may bring one to light.
  const text = hide(saidOf(hide(reply)))
  if (status === 429) return { kind: 'not-sent', text }
  if (isNo || isTurnedAway(status)) return { kind: 'refused', text: advised(status, text) }
  return { kind: 'no-answer', text }
}

function advised(status: number, text: string): string {
  if (status !== 404 && status !== 405) return text
  return shorten(`There is no V4/AccessToken/Renew at the endpoint of this CommCell. ${text}`)
}

/** The cheapest read there is; a login page that answers in its place has accepted nothing. */
async function accepts(
  { exchange, endpoint, authHeader }: TokenServiceOptions,
  accessToken: string,
): Promise<boolean | undefined> {
  const reply = await exchange({
    method: 'GET',
    url: joinUrl(endpoint, 'Job?jobCategory=Active&completedJobLookupTime=60'),
    headers: { ...JSON_BOTH_WAYS, limit: '1', ...authHeaders(accessToken, authHeader) },
    deadlineMs: READ_MS,
  })
  if ('sent' in reply) return undefined
  if (reply.status === 401) return false
  const { form, errorCode } = readReply(reply)
  return isSuccess(reply.status) && form === 'fields' && errorCode === undefined ? true : undefined
}
