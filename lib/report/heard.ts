// What a pile of result events comes to, run by run. Events come more than once, late, out of order, and among others'.
import { DAY } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import type { OnTheWay } from './recovery.ts'
import { type Announced, beganIn, type EndedRun, endedRun, subjectOf } from './result-events.ts'

export type Heard = {
  readonly runs: readonly HeardRun[]
  readonly onTheWay: readonly OnTheWay[]
  /** The source of every run that was deferred, one a run. */
  readonly deferred: readonly { readonly source: string; readonly scheduledTime: Instant }[]
  readonly promises: readonly HeardPromise[]
  /** When the first and the last of our events were; undefined without any. */
  readonly first?: Instant
  readonly last?: Instant
}

export type HeardRun = EndedRun & {
  /** From when the job was asked for to its end; undefined of runs without a job. */
  readonly seconds?: number
}

/** A promise was broken, or holds again. */
export type HeardPromise = {
  readonly event: string
  readonly at: Instant
  readonly policy: string
  readonly target: string
  readonly promisedSeconds?: number
  /** The last one at that time: of a promise that holds again, the one that mended it. */
  readonly recoveryPoint?: Instant
  readonly text: string
}

export function hear(events: readonly Announced[]): Heard {
  const runs = new Map<string, HeardRun>()
  const deferred = new Map<string, Heard['deferred'][number]>()
  const promises = new Map<string, HeardPromise>()
  const begun = new Map<string, OnTheWay>()
  let first: Instant | undefined
  let last: Instant | undefined
  for (const event of events) {
    if (!isReadable(event)) continue
    const at = Date.parse(event.time)
    const run = runIn(event)
    const promise = promiseIn(event, at)
    const deferral = deferralIn(event)
    if (run && run.at >= (runs.get(run.runId)?.at ?? run.at)) runs.set(run.runId, run)
    if (promise) promises.set(String(event.detail.eventId ?? JSON.stringify(promise)), promise)
    if (deferral) deferred.set(String(event.detail.runId), deferral)
    if (!isOurs(event)) continue
    const coming = run ? undefined : onTheWayIn(event)
    if (coming) begun.set(String(event.detail.runId), coming)
    first = Math.min(first ?? at, at, run?.scheduledTime ?? at)
    last = Math.max(last ?? at, at)
  }
  return {
    runs: [...runs.values()],
    onTheWay: [...begun].flatMap(([runId, each]) => (runs.has(runId) ? [] : [each])),
    deferred: [...deferred.values()],
    promises: [...promises.values()],
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
  }
}

/** Whoever wrote the file: nothing below may trip over it. */
function isReadable({ time, detailType, detail }: Announced): boolean {
  return (
    typeof detailType === 'string' &&
    typeof detail === 'object' &&
    detail !== null &&
    !Number.isNaN(Date.parse(String(time)))
  )
}

const PROMISES: ReadonlySet<string> = new Set(['Backup RPO Breached', 'Backup RPO Restored'])

/** Of a run, whatever has become of it, or of a promise. AWS Backup's own events have the same detail types. */
function isOurs({ detailType, detail }: Announced): boolean {
  if (!detailType.startsWith('Backup ')) return false
  return isRunId(detail.runId) || PROMISES.has(detailType)
}

const isRunId = (runId: unknown): boolean =>
  typeof runId === 'string' && /^[^/]+\.[^/]+\/[^/]+\/./.test(runId)

function runIn(event: Announced): HeardRun | undefined {
  if (!isRunId(event.detail.runId)) return undefined
  const run = endedRun(event)
  if (run === undefined || Number.isNaN(run.at) || !isDue(run.scheduledTime, event))
    return undefined
  const { creationDate, completionDate } = event.detail
  const seconds = (Date.parse(String(completionDate)) - Date.parse(String(creationDate))) / 1000
  return { ...run, ...(seconds >= 0 && { seconds }) }
}

/** No run is older than this when it is told of. One wrong year, and a history would be of all the years since then. */
const OLDEST = 400 * DAY

function isDue(scheduledTime: Instant, { time }: Announced): boolean {
  return scheduledTime >= Date.parse(time) - OLDEST
}

/** Of a run without a job nobody knows when it will begin, and a full beside the chain keeps no promise. */
function onTheWayIn(event: Announced): OnTheWay | undefined {
  const { detailType, detail, time } = event
  const isJob = detailType === 'Backup Job State Change' && typeof detail.backupJobId === 'string'
  if (!isJob || detail.copyOnly === true || !isRunId(detail.runId)) return undefined
  const beganAt = beganIn(detail, time)
  if (beganAt === null || !isDue(beganAt, event)) return undefined
  return { target: subjectOf(detail).target, beganAt }
}

function deferralIn(event: Announced) {
  const { detailType, detail } = event
  const scheduledTime = Date.parse(String(detail.scheduledTime))
  const isDeferral = detailType === 'Backup Run Deferred' && isRunId(detail.runId)
  if (!isDeferral || !isDue(scheduledTime, event)) return undefined
  return { source: subjectOf(detail).source, scheduledTime }
}

function promiseIn({ detailType, detail }: Announced, at: Instant): HeardPromise | undefined {
  if (!PROMISES.has(detailType)) return undefined
  const policy = textIn(detail.createdBy, 'policyName')
  const target = textIn(detail.resource, 'target')
  if (policy === undefined || target === undefined) return undefined
  const { rpoSeconds, lastRecoveryPoint } = detail
  const recoveryPoint = Date.parse(String(lastRecoveryPoint))
  return {
    event: detailType,
    at,
    policy,
    target,
    ...(typeof rpoSeconds === 'number' && { promisedSeconds: rpoSeconds }),
    ...(!Number.isNaN(recoveryPoint) && { recoveryPoint }),
    text: String(detail.statusMessage ?? ''),
  }
}

function textIn(of: unknown, field: string): string | undefined {
  const found: unknown = typeof of === 'object' && of !== null ? Reflect.get(of, field) : undefined
  return typeof found === 'string' ? found : undefined
}
