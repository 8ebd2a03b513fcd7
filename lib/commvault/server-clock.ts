// The Command Center's clock against ours. Its job list is written by its clock, our records by ours, and the two are
// compared: was this job started after we asked for it?
import type { JobReport } from '../run/ports.ts'
import type { Instant } from '../start.ts'

/** What less is worth: the `Date` header counts whole seconds, and a reply takes its time. */
const WORTH_MS = 10_000

/** A clock that is off by more is a gateway's that was never set, not the CommServe's: it would turn old jobs into new ones. */
const BELIEVED_MS = 26 * 3_600_000

export type Exchanged = {
  /** The `Date` header. */
  readonly date: string | undefined
  /** By our clock. */
  readonly askedAt: Instant
  readonly answeredAt: Instant
}

/**
 * How far the server's clock is ahead of ours, in milliseconds, rounded to a second. 0 where it is less than ten seconds
 * or nobody knows: the server gives no date or one that is more than a day off (a wrong zone is believed), or it is off by
 * less than half of what the exchange took, by which the middle of a slow one may be wrong.
 */
export function clockOffset({ date, askedAt, answeredAt }: Exchanged): number {
  const at = httpDate(date)
  if (at === undefined) return 0
  const offset = Math.round((at - (askedAt + answeredAt) / 2) / 1000) * 1000
  const size = Math.abs(offset)
  const isWorth = size >= WORTH_MS && size >= (answeredAt - askedAt) / 2
  return isWorth && size <= BELIEVED_MS ? offset : 0
}

/** The same job, its instants by our clock. */
export function byOurClock(job: JobReport, offset: number): JobReport {
  if (offset === 0) return job
  return {
    ...job,
    ...(job.startedAt !== undefined && { startedAt: job.startedAt - offset }),
    ...(job.endedAt !== undefined && { endedAt: job.endedAt - offset }),
  }
}

/** A date as HTTP writes it (RFC 9110, 5.6.7); undefined for all else that a date parser would guess at. */
export function httpDate(text: string | undefined): Instant | undefined {
  const isDate = /^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text?.trim() ?? '')
  const at = isDate ? Date.parse(text ?? '') : Number.NaN
  return Number.isNaN(at) ? undefined : at
}
