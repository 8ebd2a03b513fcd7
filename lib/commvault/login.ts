// POST Login: a user name and a password for a token. Commvault refuses with HTTP 200 and no token; every refusal counts
// towards locking the account. https://api.commvault.com "POST Login"
import type { Login, LoginAnswer, LoginCredentials } from '../token/ports.ts'
import { type Exchange, type HttpReply, isSuccess, joinUrl } from './exchange.ts'
import { type Fields, fieldsOf, numberOf, parseJson, textOf } from './fields.ts'
import { type Hide, hiding } from './hide.ts'
import { dataIn, readReply } from './reply-body.ts'
import { saidOf } from './said.ts'

export function loginService(options: {
  readonly exchange: Exchange
  /** Base URL of the API. */
  readonly endpoint: string
}): Login {
  return async credentials => {
    const reply = await options.exchange({
      method: 'POST',
      url: joinUrl(options.endpoint, 'Login'),
      headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
      body: JSON.stringify(bodyOf(credentials)),
      deadlineMs: LOGIN_MS,
    })
    const hide = hiding([credentials.password, encoded(credentials.password)])
    if ('sent' in reply) return { kind: 'no-answer', text: hide(reply.text) }
    return signedIn(reply) ?? judged(hide(reply), hide)
  }
}

const LOGIN_MS = 30_000

const bodyOf = ({ username, password, domain }: LoginCredentials) => ({
  username,
  password: encoded(password),
  ...(domain !== undefined && { domain }),
})

/** As the page says; it hides nothing. */
const encoded = (password: string) => Buffer.from(password, 'utf8').toString('base64')

function signedIn(reply: HttpReply): LoginAnswer | undefined {
  const token = textOf(fieldsOf(dataIn(reply)).token)
  const isToken = isSuccess(reply.status) && token !== undefined && PRINTABLE.test(token)
  return isToken ? { kind: 'signed-in', token } : undefined
}

/** Hidden before it is cut, which may leave half of a password, and after decoding, which may bring one to light. */
function judged(reply: HttpReply, hide: Hide): LoginAnswer {
  const text = hide(saidOf(reply))
  // A page, or an error of the web server, comes from nobody who has looked at the password.
  const isJudged = readReply(reply).form === 'fields' && JUDGED.has(reply.status)
  if (!isJudged) return { kind: 'no-answer', text }
  return isLocked(fieldsOf(parseJson(reply.body)))
    ? { kind: 'locked', text }
    : { kind: 'refused', text }
}

const JUDGED: ReadonlySet<number> = new Set([200, 400, 401, 403])

const PRINTABLE = /^[\x20-\x7e]+$/

const isLocked = ({ isAccountLocked, remainingLockTime }: Fields) =>
  isAccountLocked === true || isAccountLocked === 'true' || (numberOf(remainingLockTime) ?? 0) > 0
