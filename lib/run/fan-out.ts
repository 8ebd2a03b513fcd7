// One createTask may come back with several jobs. They are one run, which ends when the last of them has and as the worst.
import type { JobOutcome, JobReport } from './ports.ts'

/** From best to worst. */
const OUTCOMES: readonly JobOutcome[] = [
  'completed',
  'completed-with-warnings',
  'no-run',
  'partial',
  'killed',
  'failed',
]

/** The report that speaks for all: one that has not ended, else the one that ended worst. */
export function combine(reports: readonly JobReport[]): JobReport | undefined {
  const unfinished = reports.find(report => report.progress?.ended !== true)
  if (unfinished) return unfinished
  return reports.toSorted((a, b) => badness(b) - badness(a))[0]
}

function badness({ progress }: JobReport): number {
  return progress?.ended ? OUTCOMES.indexOf(progress.outcome) : -1
}
