// One Command Center, signed in: createTask out and an answer back, job lists in. The network and the Authtoken come in
// as arguments.
import { BackupError } from '../errors.ts'
import type { Answer, CommandCenter, JobReport } from '../run/ports.ts'
import type { Instant } from '../start.ts'
import type { BackupRequest } from '../target.ts'
import { classify } from './answer.ts'
import { blankIdentity, type CreateTaskBody, createTaskBody } from './create-task.ts'
import { type Exchange, type HttpReply, isSuccess, joinUrl } from './exchange.ts'
import { parseJson } from './fields.ts'
import { type JobList, readJobList } from './job.ts'
import { readBody } from './reply-body.ts'
import { type Authtoken, signed } from './signed.ts'
import { shorten } from './text.ts'

export type CommandCenterOptions = {
  readonly exchange: Exchange
  readonly authtoken: Authtoken
  /** Base URL of the API. */
  readonly endpoint: string
  readonly now: () => Instant
}

export function commandCenter(options: CommandCenterOptions): CommandCenter {
  return {
    submit: request => submit(options, request),
    jobs: since => jobsSince(options, since),
    job: jobId => oneJob(options, jobId),
    kill: jobId => kill(options, jobId),
  }
}

/** The createTask that `submit` sends, without the Authtoken: for people to read before they let it go. */
export function createTaskRequest(
  endpoint: string,
  request: BackupRequest,
): {
  readonly method: 'POST'
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: CreateTaskBody
} {
  const url = joinUrl(endpoint, 'createTask')
  return { method: 'POST', url, headers: JSON_BOTH_WAYS, body: createTaskBody(request) }
}

/** The platform's own default is XML. */
const JSON_BOTH_WAYS = { Accept: 'application/json', 'Content-Type': 'application/json' }

/** Some Command Centers take their time; a deadline that is too short makes runs doubtful that went well. */
const CREATE_TASK_MS = 60_000
const READ_MS = 30_000

async function submit(options: CommandCenterOptions, request: BackupRequest): Promise<Answer> {
  const blank = blankIdentity(request)
  if (blank !== undefined) return refusedByUs(request, blank)
  const { body, ...call } = createTaskRequest(options.endpoint, request)
  try {
    const signedCall = { ...call, body: JSON.stringify(body), deadlineMs: CREATE_TASK_MS }
    const { reply, hide } = await signed(options, signedCall)
    return hide(classify(reply))
  } catch (error) {
    // No Authtoken, or an endpoint that we do not talk to: both are known before anything is sent.
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

/** Large pages where they are allowed: a hosted Command Center counts reads by the hour. */
const PAGE_SIZE = 1_000
const MAX_PAGES = 100

/** The window is counted back from when the Command Center reads it; this much is allowed for getting through the pages. */
const PAGING_SECONDS = 60

async function jobsSince(
  options: CommandCenterOptions,
  since: Instant,
): Promise<readonly JobReport[]> {
  const seconds = Math.max(0, Math.ceil((options.now() - since) / 1000)) + PAGING_SECONDS
  const path = `Job?completedJobLookupTime=${seconds}&jobCategory=All`
  const found = new Map<string, JobReport>()
  let offset = 0
  for (let page = 0; page < MAX_PAGES; page++) {
    const list = await readJobs(options, path, { limit: `${PAGE_SIZE}`, offset: `${offset}` })
    const before = found.size
    // New jobs push older ones onto the next page, so the same job may come twice.
    for (const job of list.jobs) found.set(job.jobId, job)
    offset += list.listed
    const isLast = list.listed === 0 || offset >= (list.total ?? Number.POSITIVE_INFINITY)
    if (isLast) return [...found.values()]
    if (found.size === before)
      throw unreadable(options, `GET /${path}`, 'it gives the same page again')
  }
  // Half a list would say of a job that it does not exist.
  throw unreadable(options, `GET /${path}`, `it lists more than ${offset} jobs`)
}

async function oneJob(
  options: CommandCenterOptions,
  jobId: string,
): Promise<JobReport | undefined> {
  const { jobs } = await readJobs(options, `Job/${encodeURIComponent(jobId)}`, {})
  return jobs.find(job => job.jobId === jobId)
}

/** Commvault's "POST Job Operation" for a kill: `{}`, or errors of which one has a code, or all of which have code 0. */
async function kill(options: CommandCenterOptions, jobId: string): Promise<string | undefined> {
  const path = `Job/${encodeURIComponent(jobId)}/action/kill`
  const { reply, hide } = await signed(options, {
    method: 'POST',
    url: joinUrl(options.endpoint, path),
    headers: JSON_BOTH_WAYS,
    deadlineMs: READ_MS,
  })
  if ('sent' in reply) throw unreadable(options, `POST /${path}`, reply.text)
  const { form, errorCode, text } = readBody(reply.body)
  // A gateway's page says nothing of the job.
  if (form === 'page') throw unreadable(options, `POST /${path}`, hide(saidOf(reply)))
  if (isSuccess(reply.status) && errorCode === undefined) return undefined
  return hide(form === 'empty' ? `HTTP ${reply.status} without a word.` : text)
}

/** `limit` and `offset` are request headers: Commvault's "REST API - GET Job". */
async function readJobs(
  options: CommandCenterOptions,
  path: string,
  paging: { readonly limit?: string; readonly offset?: string },
): Promise<JobList> {
  const { reply, hide } = await signed(options, {
    method: 'GET',
    url: joinUrl(options.endpoint, path),
    headers: { ...JSON_BOTH_WAYS, ...paging },
    deadlineMs: READ_MS,
  })
  if ('sent' in reply) throw unreadable(options, `GET /${path}`, reply.text)
  const list = isSuccess(reply.status) ? readJobList(parseJson(reply.body)) : undefined
  if (list === undefined) throw unreadable(options, `GET /${path}`, hide(saidOf(reply)))
  return hide(list)
}

function saidOf({ status, body }: HttpReply): string {
  const { form, text } = readBody(body)
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
