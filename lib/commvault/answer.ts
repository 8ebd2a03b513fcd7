// What createTask came back with, sorted by one question: may a job exist now?
import type { Answer, Refusal } from '../run/ports.ts'
import { type HttpReply, isSuccess, type NoReply } from './exchange.ts'
import { overQuota, secondsToWait } from './over-quota.ts'
import { redirectOf } from './redirect.ts'
import { type ReplyBody, readReply } from './reply-body.ts'
import { shorten } from './text.ts'

/**
 * | came back                                                               | a job?    | answer    |
 * | ----------------------------------------------------------------------- | --------- | --------- |
 * | nothing, and nothing was sent: DNS, refused connection, TLS, our quota  | no        | not-sent  |
 * | nothing, after the request may have arrived                             | may exist | no-answer |
 * | 429: the gateway's quota stopped it                                     | no        | not-sent  |
 * | any other 4xx (but 408): turned away before the job manager saw it      | no        | refused   |
 * | 2xx with job ids and no error                                           | yes       | accepted  |
 * | job ids beside an error                                                 | may exist | no-answer |
 * | a redirect, whatever it says: nobody answered                           | may exist | no-answer |
 * | Commvault's own error or its words for one, whatever the status         | no        | refused   |
 * | all else: pages, empty bodies, 5xx without a word, 200 without a job id | may exist | no-answer |
 */
export function classify(reply: HttpReply | NoReply): Answer {
  if ('sent' in reply) return unanswered(reply)
  const { status } = reply
  const body = readReply(reply)
  if (status === 429) return throttled(reply, body)
  if (isTurnedAway(status)) return refused(status, body)

  const [first, ...others] = body.jobIds
  if (first !== undefined) {
    if (!isSuccess(status) || body.errorCode !== undefined) return contradiction(status, body)
    const taskId = body.taskId === undefined ? {} : { taskId: body.taskId }
    return { kind: 'accepted', ...taskId, jobIds: [first, ...others] }
  }
  const redirect = redirectOf(reply)
  if (redirect !== undefined) return { kind: 'no-answer', text: shorten(redirect) }
  if (isOwnError(body) || isKnownRefusal(body)) return refused(status, body)
  return { kind: 'no-answer', text: shorten(withoutJobId(status, body)) }
}

function unanswered({ sent, text, retryAfterSeconds }: NoReply): Answer {
  if (sent !== false) return { kind: 'no-answer', text: shorten(text) }
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  return { kind: 'not-sent', text: shorten(text), ...wait }
}

/** 408 is a proxy's timeout: what was behind it may have worked on. */
export const isTurnedAway = (status: number) => status >= 400 && status < 500 && status !== 408

/** A code in the five hundreds is the web service's status and speaks of no job: it failed, perhaps half way. */
export const isOwnError = ({ errorCode }: ReplyBody) =>
  errorCode !== undefined && !(errorCode >= 500 && errorCode < 600)

/** The job manager's words prove as much as its code, where the code got lost. */
const isKnownRefusal = ({ text }: ReplyBody) => BUSY.test(text) || NO_SUBCLIENT.test(text)

const BUSY = /another backup is running/i
const NO_SUBCLIENT = /no eligible subclients/i
const NO_ACCESS = /access denied/i

const ACCESS_DENIED = 5

function refused(status: number, body: ReplyBody): Answer {
  const { errorCode } = body
  const code = errorCode === undefined ? {} : { errorCode }
  return { kind: 'refused', why: refusalOf(status, body), text: wordsOf(status, body), ...code }
}

/** By words before codes: code 2 is the job manager's for every refusal, not only for a busy subclient. */
function refusalOf(status: number, { text, errorCode }: ReplyBody): Refusal {
  if (status === 409 || BUSY.test(text)) return 'already-running'
  if (NO_SUBCLIENT.test(text)) return 'no-eligible-subclient'
  if (status === 401 || status === 403) return 'unauthorized'
  if (errorCode === ACCESS_DENIED || NO_ACCESS.test(text)) return 'unauthorized'
  return status === 400 ? 'malformed' : 'other'
}

function wordsOf(status: number, { form, text }: ReplyBody): string {
  if (status === 404 || status === 405) {
    const advice = `HTTP ${status}: there is no createTask here; check the endpoint of the CommCell.`
    return shorten(text === '' ? advice : `${advice} ${text}`)
  }
  if (form === 'empty') return `HTTP ${status} without a word.`
  if (form === 'packed') return shorten(`HTTP ${status} with ${text}`)
  return form === 'page' ? shorten(`HTTP ${status} with a web page: ${text}`) : text
}

function contradiction(status: number, { jobIds, text }: ReplyBody): Answer {
  const ids = jobIds.join(', ')
  return { kind: 'no-answer', text: shorten(`HTTP ${status} with job ids ${ids} and: ${text}`) }
}

function withoutJobId(status: number, { form, taskId, text }: ReplyBody): string {
  if (form === 'empty') return `HTTP ${status} with an empty body: no job id.`
  if (form === 'page') return `HTTP ${status} with a web page in place of an answer: ${text}`
  if (form === 'packed') return `HTTP ${status} with ${text}`
  if (taskId !== undefined) return `HTTP ${status} with task ${taskId} and no job id: ${text}`
  return `HTTP ${status} without a job id: ${text}`
}

function throttled(reply: HttpReply, { text }: ReplyBody): Answer {
  return {
    kind: 'not-sent',
    text: shorten(`${overQuota(reply)} ${text}`.trim()),
    retryAfterSeconds: secondsToWait(reply),
  }
}
