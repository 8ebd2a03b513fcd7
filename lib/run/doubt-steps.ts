// The steps of a run in doubt: out of what the job list showed, a job, another try, or the honest word that nobody knows.
import type { Instant } from '../start.ts'
import type { JobReport } from './ports.ts'
import type { EndedRun, InDoubtRun, SubmittedRun, WaitingRun } from './run.ts'
import { ended, submitted, waiting } from './states.ts'

/** What a look for the job of a run in doubt came to. */
export type Finding =
  /** Too early to say: a fresh job may take minutes to be listed, or another run may have the better claim to it. */
  | { readonly kind: 'too-early' }
  /** More than one only where each of them says that it is ours. */
  | { readonly kind: 'found'; readonly jobs: readonly [JobReport, ...JobReport[]] }
  /** Late enough, and no job of ours in the list. */
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly text: string }

/** How many readings must show no job before "none" is believed: one may be a moment's weakness. */
const READINGS = 2

/** What follows from a reading of the job list; undefined while that is nothing. */
export function concluded(
  run: InDoubtRun,
  finding: Finding,
  now: Instant,
): SubmittedRun | InDoubtRun | WaitingRun | EndedRun | undefined {
  switch (finding.kind) {
    case 'too-early':
      return undefined
    case 'found':
      return adopted(run, finding.jobs, now)
    case 'ambiguous':
      return unknown(run, finding.text, now)
    case 'none':
      return notListed(run, now)
  }
}

/** A job may exist and cannot be named. */
export function unknown(run: InDoubtRun, text: string, now: Instant): EndedRun {
  return ended(run, { kind: 'unknown', text }, { now })
}

/** More than one only where each of them says that it is ours. */
function adopted(
  run: InDoubtRun,
  [job, ...more]: readonly [JobReport, ...JobReport[]],
  now: Instant,
): SubmittedRun {
  const jobIds = [job.jobId, ...more.map(({ jobId }) => jobId)] as const
  return submitted(run, { jobIds, submittedAt: now, adopted: true })
}

/** Once it is proved that nothing was started, the policy's `retry` says whether to ask again. */
function notListed(run: InDoubtRun, now: Instant): InDoubtRun | WaitingRun | EndedRun {
  const { attempts, why } = run.status
  const unlisted = run.status.unlisted + 1
  if (unlisted < READINGS) return { ...run, status: { ...run.status, unlisted } }
  const { retry } = run.terms
  if (attempts < retry.attempts && now < run.startBy) {
    const text = `Commvault lists no job of try ${attempts}, which was not answered: ${why}`
    return waiting(run, text, now + retry.backoffSeconds * 1000)
  }
  const times = attempts === 1 ? 'once' : `${attempts} times`
  const end = attempts < retry.attempts ? 'startWithin is over' : 'retry allows no more'
  const text = `Commvault lists no job of ours; createTask was called ${times} without an answer, and ${end}.`
  return unknown(run, text, now)
}
