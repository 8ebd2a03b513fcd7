// One Command Center, signed in: createTask out and an answer back, jobs in. The network and the Authtoken come in as
// arguments.
import { BackupError } from '../errors.ts'
import type { Answer, CommandCenter, JobReport } from '../run/ports.ts'
import type { Instant } from '../start.ts'
import type { BackupRequest } from '../target.ts'
import { classify, isOwnError, isTurnedAway } from './answer.ts'
import { blankIdentity, type CreateTaskBody, createTaskBody } from './create-task.ts'
import { type HttpReply, type HttpRequest, isSuccess, joinUrl } from './exchange.ts'
import { type JobList, readJobList } from './job.ts'
import { PAGE_SIZE, readPages } from './job-pages.ts'
import { overQuota } from './over-quota.ts'
import { redirectOf } from './redirect.ts'
import { dataIn, readReply } from './reply-body.ts'
import { byOurClock, clockOffset } from './server-clock.ts'
import { type Signing, signed } from './signed.ts'
import { descriptionIn } from './task-details.ts'
import { shorten } from './text.ts'

export type CommandCenterOptions = Signing & {
  /** Base URL of the API. */
  readonly endpoint: string
  readonly now: () => Instant
}

export function commandCenter(options: CommandCenterOptions): CommandCenter {
  return {
    submit: (request, runId) => submit(options, request, runId),
    jobs: since => jobsSince(options, since),
    job: jobId => oneJob(options, jobId),
    description: jobId => description(options, jobId),
    kill: jobId => kill(options, jobId),
  }
}

/** The createTask that `submit` sends, without the Authtoken: for people to read before they let it go. */
export function createTaskRequest(
  endpoint: string,
  request: BackupRequest,
  runId: string,
): {
  readonly method: 'POST'
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: CreateTaskBody
} {
  const url = joinUrl(endpoint, 'createTask')
  return { method: 'POST', url, headers: JSON_BOTH_WAYS, body: createTaskBody(request, runId) }
}

/** The platform's own default is XML. */
const JSON_BOTH_WAYS = { Accept: 'application/json', 'Content-Type': 'application/json' }

/** Some Command Centers take their time; a deadline that is too short makes runs doubtful that went well. */
const CREATE_TASK_MS = 60_000
const READ_MS = 30_000

async function submit(
  options: CommandCenterOptions,
  request: BackupRequest,
  runId: string,
): Promise<Answer> {
  const blank = blankIdentity(request)
  if (blank !== undefined) return refusedByUs(request, blank)
  const { body, ...call } = createTaskRequest(options.endpoint, request, runId)
  try {
    const signedCall = { ...call, body: JSON.stringify(body), deadlineMs: CREATE_TASK_MS }
    const { reply, hide } = await signed(options, signedCall)
    return hide(classify(reply))
  } catch (error) {
    // No Authtoken, no count of the quota, or an endpoint that we do not talk to: all known before anything is sent.
    if (error instanceof BackupError) return { kind: 'not-sent', text: shorten(error.message) }
    throw error
  }
}

function refusedByUs({ target }: BackupRequest, blank: string): Answer {
  const text =
    `Not sent: target ${target.name} has no "${blank}", and without it Commvault may back up more than ` +
    'this target. Complete the target.'
  return { kind: 'refused', why: 'malformed', text }
}

/** The window is counted back from when the Command Center reads it; this much is allowed for getting through the pages. */
const PAGING_SECONDS = 60

/**
 * By the words of Commvault's page "jobFilter Parameter Values". A backup with IntelliSnap is a SNAPBACKUP; without the
 * filter only a Backup is listed, and with an empty one every administrative job of the CommCell.
 */
const JOB_FILTER = 'Backup,SNAPBACKUP,SYNTHFULL'

async function jobsSince(
  options: CommandCenterOptions,
  since: Instant,
): Promise<readonly JobReport[]> {
  const seconds = Math.max(0, Math.ceil((options.now() - since) / 1000)) + PAGING_SECONDS
  const path = `Job?completedJobLookupTime=${seconds}&jobCategory=All&jobFilter=${JOB_FILTER}`
  // Both are request headers: Commvault's "REST API - GET Job".
  const list = await readPages(offset =>
    readJobs(options, path, { limit: `${PAGE_SIZE}`, offset: `${offset}` }),
  )
  if (list.isWhole) return list.jobs
  throw unreadable(options, `GET /${path}`, list.why)
}

async function oneJob(
  options: CommandCenterOptions,
  jobId: string,
): Promise<JobReport | undefined> {
  const { jobs } = await readJobs(options, `Job/${encodeURIComponent(jobId)}`, {})
  return jobs.find(job => job.jobId === jobId)
}

async function readJobs(
  options: CommandCenterOptions,
  path: string,
  paging: { readonly limit?: string; readonly offset?: string },
): Promise<JobList> {
  const askedAt = options.now()
  const { reply, hide } = await ask(options, { method: 'GET', path, headers: paging })
  const answeredAt = options.now()
  const list = isSuccess(reply.status) ? readJobList(dataIn(reply)) : undefined
  if (list === undefined) throw unreadable(options, `GET /${path}`, hide(saidOf(reply)))
  const offset = clockOffset({ date: reply.headers.date, askedAt, answeredAt })
  return hide({ ...list, jobs: list.jobs.map(job => byOurClock(job, offset)) })
}

async function description(
  options: CommandCenterOptions,
  jobId: string,
): Promise<string | undefined> {
  const path = `Job/${encodeURIComponent(jobId)}/TaskDetails`
  const { reply, hide } = await ask(options, { method: 'GET', path })
  if (!isTold(reply)) throw unreadable(options, `GET /${path}`, hide(saidOf(reply)))
  return isSuccess(reply.status) ? hide(descriptionIn(dataIn(reply))) : undefined
}

/** A no of Commvault's is an answer for good: this job, this token or this version does not tell. */
function isTold(reply: HttpReply): boolean {
  const { status } = reply
  const body = readReply(reply)
  if (isSuccess(status)) return body.form !== 'page' && body.form !== 'packed'
  if (status === 401 || status === 429) return false
  return isTurnedAway(status) || (status >= 500 && isOwnError(body))
}

/** Commvault's "POST Job Operation" for a kill: `{}`, or errors of which one has a code, or all of which have code 0. */
async function kill(options: CommandCenterOptions, jobId: string): Promise<string | undefined> {
  const path = `Job/${encodeURIComponent(jobId)}/action/kill`
  const { reply, hide } = await ask(options, { method: 'POST', path })
  const { form, errorCode, text } = readReply(reply)
  const isNobody = form === 'page' || form === 'packed' || redirectOf(reply) !== undefined
  // A gateway says nothing of the job.
  if (isNobody || reply.status === 429) {
    throw unreadable(options, `POST /${path}`, hide(saidOf(reply)))
  }
  if (isSuccess(reply.status) && errorCode === undefined) return undefined
  return hide(form === 'empty' ? `HTTP ${reply.status} without a word.` : text)
}

type Ask = {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: HttpRequest['headers']
}

async function ask(options: CommandCenterOptions, { method, path, headers }: Ask) {
  const { reply, hide } = await signed(options, {
    method,
    url: joinUrl(options.endpoint, path),
    // Between us and the Command Center a cache may stand that does not know what an Authtoken is.
    headers: { ...JSON_BOTH_WAYS, 'Cache-Control': 'no-cache', ...headers },
    deadlineMs: READ_MS,
  })
  if ('sent' in reply) throw unreadable(options, `${method} /${path}`, reply.text)
  return { reply, hide }
}

function saidOf(reply: HttpReply): string {
  const { status } = reply
  const redirect = redirectOf(reply)
  if (redirect !== undefined) return redirect
  const { form, text } = readReply(reply)
  if (status === 429) return `${overQuota(reply)} ${text}`.trim()
  const advice = status === 401 ? 'the Authtoken was rejected; check the secret' : ''
  const said = form === 'page' ? `a web page, ${text}` : text
  return [`HTTP ${status}`, advice, said].filter(part => part !== '').join(': ')
}

function unreadable({ endpoint }: CommandCenterOptions, call: string, why: string): BackupError {
  const message = `${hostOf(endpoint)} did not answer ${call} as it should: ${why}`
  return new BackupError('command-center-unreadable', shorten(message))
}

/** Without user names, ports kept: what an operator would type. */
const hostOf = (endpoint: string) => (URL.canParse(endpoint) ? new URL(endpoint).host : endpoint)
