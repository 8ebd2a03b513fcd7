// One createTask may come back with several jobs. They are one run, which ends when the last of them has and as the worst.
import type { JobOutcome, JobReport } from './ports.ts'

/** Of several jobs: those that have ended, and what the worst of them said. They are not asked for again. */
export type Settled = {
  readonly jobIds: readonly string[]
  readonly worst: JobReport
}

/** What a run's jobs say together. */
export type Together = {
  /** The report that speaks for all; undefined while it is not known of any that goes on. */
  readonly job?: JobReport
  readonly settled?: Settled
}

/** Puts new reports of a run's jobs, not necessarily of all, to what was known of them. */
export function together(
  jobIds: readonly string[],
  reports: readonly JobReport[],
  before?: Settled,
): Together {
  if (jobIds.length === 1) return reports[0] ? { job: reports[0] } : {}
  const settled = settle(
    reports.filter(({ progress }) => progress?.ended),
    before,
  )
  if (settled?.jobIds.length === jobIds.length) return { job: settled.worst, settled }
  const [job] = reports
    .filter(({ progress }) => !progress?.ended)
    .toSorted((a, b) => liveliness(b) - liveliness(a))
  return { ...(job && { job }), ...(settled && { settled }) }
}

/** From best to worst. */
const OUTCOMES: readonly JobOutcome[] = [
  'completed',
  'completed-with-warnings',
  'no-run',
  'partial',
  'killed',
  'failed',
]

function settle(ended: readonly JobReport[], before: Settled | undefined): Settled | undefined {
  const fresh = ended.filter(({ jobId }) => !before?.jobIds.includes(jobId))
  const all = before ? [before.worst, ...fresh] : fresh
  const [worst] = all.toSorted((a, b) => badness(b) - badness(a))
  if (worst === undefined || fresh.length === 0) return before
  const starts = all.flatMap(({ startedAt }) => startedAt ?? [])
  const ends = all.flatMap(({ endedAt }) => endedAt ?? [])
  return {
    jobIds: [...(before?.jobIds ?? []), ...fresh.map(({ jobId }) => jobId)],
    worst: {
      ...worst,
      // The run spans them all: what it protects is as old as the first of them, and whole with the last.
      ...(starts.length > 0 && { startedAt: Math.min(...starts) }),
      ...(ends.length > 0 && { endedAt: Math.max(...ends) }),
    },
  }
}

function badness({ progress }: JobReport): number {
  return progress?.ended ? OUTCOMES.indexOf(progress.outcome) : -1
}

/** As long as one of them runs, the run does; only when all of them are being killed is it ending. */
function liveliness({ progress }: JobReport): number {
  if (progress === undefined || progress.ended) return 1
  return { ABORTING: 0, PENDING: 2, RUNNING: 3 }[progress.state]
}
