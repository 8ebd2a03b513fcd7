// What a Command Center says, status, type and words, as Commvault's pages and recorded answers have it.
import type { SilentAnswer } from './faults.ts'
import type { TaskAnswer } from './job-controller.ts'
import { parseJson } from './json.ts'
import type { BusyAnswer } from './options.ts'
import { toXml } from './xml.ts'

export type Status = 200 | 400 | 401 | 403 | 404 | 409 | 429 | 500

/** A value goes out as JSON or XML, whichever is asked for; a text as it is. */
export type Answer =
  | {
      readonly status: Status
      readonly root: string
      readonly json: string
      /** Where it is another in XML. */
      readonly xmlStatus?: Status
    }
  | {
      readonly status: Status
      readonly type: string
      readonly text: string
      readonly headers?: { readonly [name: string]: string }
    }

export type Format = 'json' | 'xml'

/** An answer with nothing left to decide. */
export type Written = { readonly status: Status; readonly type: string; readonly body: string }

export function write(answer: Answer, format: Format): Written {
  if ('text' in answer) return { status: answer.status, type: answer.type, body: answer.text }
  const { status, root, json } = answer
  if (format === 'json') return { status, type: 'application/json', body: json }
  const body = toXml(root, parseJson(json))
  return { status: answer.xmlStatus ?? status, type: 'application/xml', body }
}

/** @param root the name of its element in XML; without it that of errors */
export function value(status: Status, content: unknown, root = 'CVGui_GenericResp'): Answer {
  return { status, root, json: JSON.stringify(content) }
}

export function failure(status: Status, errorCode: number, errorMessage: string): Answer {
  return value(status, { errorMessage, errorCode })
}

export const JOB_LIST = 'JobManager_JobListResponse'

/** No such job, or none yet, is no error: the recorded answer is 200 with a count of nothing, and no `jobs`. */
export const NO_JOBS = value(200, { totalRecordsWithoutPaging: 0 }, JOB_LIST)

/**
 * Of an operation on a job: `{}` when it will be done. Of a refusal only the form is known, a list of lists; the same
 * form with code 0 has been seen for success.
 */
export function jobOperation(refusal: string | undefined): Answer {
  if (refusal === undefined) return value(200, {})
  return value(200, { errors: [{ errList: [{ errorCode: 2, errLogMessage: refusal }] }] })
}

export const NOT_FOUND = page(404, '404 - Not found')

export function page(status: Status, title: string): Answer {
  const text = `<html><head><title>${title}</title></head><body><h2>${title}</h2></body></html>`
  return { status, type: 'text/html', text }
}

/** List calls say so of a list without an entry; what is in the body is not known. */
export const NONE = value(404, {})

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
  return { status: 400, type: 'application/json', text: page === 'Oracle' ? text : `${text}.` }
}

export function accessDenied(page: Page): Answer {
  return failure(401, 5, page === 'Oracle' ? 'Access Denied' : 'Access denied')
}

export type TaskVerdict = Exclude<TaskAnswer, { kind: 'malformed' }>

/** A refusal by the job manager goes out as 500, and proves nevertheless that no job was started. */
export function taskAnswer(verdict: TaskVerdict, busy: BusyAnswer): Answer {
  if (verdict.kind === 'started') {
    const { taskId, jobIds, silence } = verdict
    const said = silence === undefined ? { taskId, jobIds } : SILENCES[silence](taskId)
    return value(200, said, 'TMMsg_CreateTaskResp')
  }
  const { errorMessage, errorCode } = verdict
  const status = verdict.why === 'busy' ? busy : 500
  const refusal = value(status, { errorMessage, errorCode }, 'TMMsg_GenericResp')
  // In XML a refusal has only been seen with status 200.
  return { ...refusal, xmlStatus: 200 }
}

const SILENCES: Record<SilentAnswer, (taskId: number) => object> = {
  'no-job-ids': taskId => ({ taskId, jobIds: [] }),
  'blank-job-id': taskId => ({ taskId, jobIds: [''] }),
  'task-only': taskId => ({ taskId }),
  'code-zero': () => ({ errorCode: 0 }),
  empty: () => ({}),
}
