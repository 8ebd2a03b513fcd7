// What a Command Center says, status, type and words, as Commvault's pages and recorded answers have it.
import type { TaskAnswer } from './job-controller.ts'

export type Answer = {
  readonly status: 200 | 400 | 401 | 404 | 500
  readonly type: string
  readonly body: string
}

export function json(status: Answer['status'], value: unknown): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) }
}

/** No such job, or none yet, is no error: the recorded answer is 200 with a count of nothing, and no `jobs`. */
export const NO_JOBS = json(200, { totalRecordsWithoutPaging: 0 })

/**
 * Of an operation on a job: `{}` when it will be done. Of a refusal only the form is known, a list of lists; the same
 * form with code 0 has been seen for success.
 */
export function jobOperation(refusal: string | undefined): Answer {
  if (refusal === undefined) return json(200, {})
  return json(200, { errors: [{ errList: [{ errorCode: 2, errLogMessage: refusal }] }] })
}

export const NOT_FOUND: Answer = {
  status: 404,
  type: 'text/html',
  body: '<html><head><title>404</title></head><body><h2>404 - Not found</h2></body></html>',
}

/**
 * The page of which application a caller has read. Two answers are due before anything else is known than the path,
 * and the pages for SQL Server and Oracle word them differently; their samples say `createTask` and `CreateTask`.
 * Every other casing counts as the first.
 */
export type Page = 'SQL Server' | 'Oracle'

export function pageOf(path: string): Page {
  return path.endsWith('/CreateTask') ? 'Oracle' : 'SQL Server'
}

/** Labelled as JSON, and a bare text all the same: so both pages show it, one with a full stop. */
export function malformed(page: Page): Answer {
  const text = 'Request body is empty or format is invalid'
  return { status: 400, type: 'application/json', body: page === 'Oracle' ? text : `${text}.` }
}

export function accessDenied(page: Page): Answer {
  const errorMessage = page === 'Oracle' ? 'Access Denied' : 'Access denied'
  return json(401, { errorMessage, errorCode: 5 })
}

export type TaskVerdict = Exclude<TaskAnswer, { kind: 'malformed' }>

/** A refusal by the job manager goes out as 500, and proves nevertheless that no job was started. */
export function taskAsJson(verdict: TaskVerdict): Answer {
  if (verdict.kind === 'started') {
    return json(200, { taskId: verdict.taskId, jobIds: verdict.jobIds })
  }
  return json(500, { errorMessage: verdict.errorMessage, errorCode: verdict.errorCode })
}

/** For a client that did not ask for JSON. In XML a refusal has only been seen with status 200. */
export function taskAsXml(verdict: TaskVerdict): Answer {
  if (verdict.kind === 'started') {
    const ids = verdict.jobIds.map(id => `<jobIds val="${id}"/>`).join('')
    return xml(`<TMMsg_CreateTaskResp taskId="${verdict.taskId}">${ids}</TMMsg_CreateTaskResp>`)
  }
  const text = escapeXml(verdict.errorMessage)
  return xml(`<TMMsg_GenericResp errorMessage="${text}" errorCode="${verdict.errorCode}"/>`)
}

function xml(root: string): Answer {
  const body = `<?xml version="1.0" encoding="UTF-8" standalone="no" ?>${root}`
  return { status: 200, type: 'application/xml', body }
}

const XML_ESCAPES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"\n]/g, character => XML_ESCAPES[character] ?? character)
}
