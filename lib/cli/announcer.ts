// Runs that were started by hand: every result event as a line, and at the end what became of each run.

import { type Announced, subjectOf } from '../report/result-events.ts'
import type { ExitCode } from './failure.ts'
import { json, progress, writeResult } from './output.ts'

export type AnnounceOptions = { readonly format: 'text' | 'json'; readonly out?: string }

/** The last word on a run. */
type RunResult = {
  readonly runId: string
  readonly source: string
  readonly target: string
  /** AWS Backup's state, or SKIPPED, DEFERRED, MISSED. */
  readonly state: string
  readonly outcome?: string
  readonly jobId?: string
  readonly taskId?: number
  readonly statusMessage?: string
}

type Announcer = {
  readonly tell: (event: Announced) => void
  /** Writes the results and gives the exit code: 0 when every backup completed. */
  readonly finish: () => ExitCode
}

export function announcer({ format, out }: AnnounceOptions): Announcer {
  const results = new Map<string, RunResult>()
  // In text the events are the result; in JSON stdout holds one array and they are progress.
  const print = format === 'text' && out === undefined ? toStdout : progress
  return {
    tell: event => {
      print(eventLine(event))
      if (!isOfRun(event) || event.detailType === 'Backup Level Converted') return
      const result = resultOf(event)
      results.set(result.runId, result)
    },
    finish: () => {
      const all = [...results.values()]
      if (format === 'json') writeResult(json(all), out)
      else if (out !== undefined) writeResult(all.map(resultLine).join(''), out)
      const isFine = all.length > 0 && all.every(result => result.state === 'COMPLETED')
      return isFine ? 0 : 1
    },
  }
}

/** The others, of a policy's promise or an Authtoken, say all in one sentence. */
function isOfRun({ detail }: Announced): boolean {
  return detail.runId !== undefined
}

function resultOf({ detailType, detail }: Announced): RunResult {
  const { outcome, backupJobId, taskId, statusMessage } = detail
  return {
    runId: String(detail.runId),
    ...subjectOf(detail),
    state: stateOf(detailType, detail),
    ...(typeof outcome === 'string' && { outcome }),
    ...(typeof backupJobId === 'string' && { jobId: backupJobId }),
    ...(typeof taskId === 'number' && { taskId }),
    ...(typeof statusMessage === 'string' && statusMessage !== '' && { statusMessage }),
  }
}

function stateOf(detailType: string, detail: Announced['detail']): string {
  if (detailType === 'Backup Run Skipped') return 'SKIPPED'
  if (detailType === 'Backup Run Deferred') return 'DEFERRED'
  return detailType === 'Backup Run Missed' ? 'MISSED' : String(detail.state)
}

/** `18:02:11Z  RUNNING  erp-core  FULL  job 149806  45 %`; what is no state of a job begins with its detail type. */
export function eventLine(event: Announced): string {
  const { detailType, detail } = event
  const time = `${event.time.slice(11, 19)}Z`
  if (!isOfRun(event)) return `${time}  ${detailType}  ${detail.statusMessage}`
  const { target, jobId, statusMessage } = resultOf(event)
  const percent = Number(detail.percentDone)
  return [
    time,
    detailType === 'Backup Job State Change' ? '' : detailType,
    wordOf(event),
    target,
    detail.requestedLevel,
    jobId && `job ${jobId}`,
    percent > 0 && percent < 100 && `${percent} %`,
    statusMessage,
  ]
    .filter(part => typeof part === 'string' && part !== '')
    .join('  ')
}

function wordOf(event: Announced): string {
  const { detailType, detail } = event
  const { state, outcome } = resultOf(event)
  switch (detailType) {
    case 'Backup Level Converted':
      return `${detail.requestedLevel} -> ${detail.actualLevel}`
    case 'Backup Run Skipped':
      return String(detail.reason)
    case 'Backup Run Deferred':
      return `until ${detail.until}`
    case 'Backup Run Missed':
      return ''
    default:
      return outcome === undefined || outcome === state ? state : `${state} (${outcome})`
  }
}

function resultLine({ runId, state, outcome, jobId, statusMessage }: RunResult): string {
  return `${[runId, state, outcome, jobId && `job ${jobId}`, statusMessage].filter(Boolean).join('  ')}\n`
}

function toStdout(line: string): void {
  process.stdout.write(`${line}\n`)
}
