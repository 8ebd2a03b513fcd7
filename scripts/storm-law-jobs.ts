// The ledgers of the Command Centers against our record: which job is whose, and what became of it.

import { isUnknown } from '../lib/cli/storm-verdict.ts'
import type { Ending } from '../lib/emulator/faults.ts'
import { grouped } from '../lib/report/grouped.ts'
import { type EndedRun, isEnded, jobIdsOf, type Outcome, type Run } from '../lib/run/run.ts'
import { MINUTE } from '../lib/schedule/calendar.ts'
import { isoText } from '../lib/start.ts'
import type { Books, LedgerJob } from './storm-books.ts'
import type { Law } from './storm-laws.ts'

/** That a task of ours has really started; of one that is lost there is nothing but its id. */
export const isOurs = (job: LedgerJob) => !job.isBackground && !job.lost

/** Where a job that a run has on record stands in its ledger. */
const placeOf = (run: Run, jobId: string) => `${run.request.target.commcell}/${jobId}`
const placeOfJob = ({ commcell, jobId }: LedgerJob) => `${commcell}/${jobId}`

export function ownersOf(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  const pairs = runs.flatMap(run =>
    jobIdsOf(run).map(jobId => ({ run, place: placeOf(run, jobId) })),
  )
  return new Map(
    [...grouped(pairs, ({ place }) => place)].map(([place, owned]) => [
      place,
      owned.map(({ run }) => run),
    ]),
  )
}

/** From then on a job that is in no list is believed not to exist. */
const LAG_MS = 5 * MINUTE

/** Runs with a second job because the first was in no list for longer than any is waited for: of them the law knows. */
export function visibleTooLate({ jobs }: Books): readonly string[] {
  return [...severalTasks(jobs)]
    .filter(([, tasks]) => tasks.some(({ visibleAt, queuedAt }) => visibleAt - queuedAt >= LAG_MS))
    .map(([run]) => run)
}

export const jobsLaw: Law = books => {
  const late = new Set(visibleTooLate(books))
  const several = [...severalTasks(books.jobs)].filter(([run]) => !late.has(run))
  const shared = [...ownersOf(books.runs)].filter(([, owners]) => owners.length > 1)
  return [
    ...several.map(([run, tasks]) => `${run} was started as ${tasks.map(textOf).join(' and ')}`),
    ...shared.map(
      ([job, owners]) => `job ${job} is of ${owners.map(({ id }) => id).join(' and of ')}`,
    ),
  ]
}

/** By run, where there are several. */
function severalTasks(jobs: readonly LedgerJob[]): ReadonlyMap<string, readonly LedgerJob[]> {
  const ofRun = grouped(jobs.filter(isOurs), ({ jobDescription = '' }) => jobDescription)
  return new Map([...ofRun].filter(([, tasks]) => tasks.length > 1))
}

export const ownersLaw: Law = books => {
  const { jobs, runs } = books
  const owners = ownersOf(runs)
  const unknown = new Set(runs.filter(isUnknown).map(({ id }) => id))
  const late = new Set(visibleTooLate(books))
  const ledger = new Map(jobs.map(job => [placeOfJob(job), job]))
  const nobodys = jobs
    .filter(isOurs)
    .filter(job => !owners.has(placeOfJob(job)))
    .filter(({ jobDescription = '' }) => !unknown.has(jobDescription) && !late.has(jobDescription))
  const onRecord = runs.flatMap(run =>
    jobIdsOf(run).map(jobId => ({ run, place: placeOf(run, jobId) })),
  )
  return [
    ...nobodys.map(job => `${textOf(job)} of ${job.jobDescription} is on no record`),
    ...onRecord
      .filter(({ place }) => !ledger.has(place))
      .map(({ run, place }) => `job ${place} of ${run.id} does not exist`),
    ...onRecord
      .filter(({ run, place }) => isSomebodyElses(books, run, ledger.get(place)))
      .map(
        ({ run, place }) => `${run.id} has job ${place}, of ${ledger.get(place)?.jobDescription}`,
      ),
  ]
}

/**
 * Where the Command Center does not tell what a job was started with, two runs that asked for the very same may have each
 * other's.
 */
function isSomebodyElses({ cells, runs }: Books, run: Run, job: LedgerJob | undefined): boolean {
  if (job === undefined || job.jobDescription === run.id) return false
  const tells = cells.find(({ name }) => name === job.commcell)?.taskDetails === 'full'
  const other = runs.find(({ id }) => id === job.jobDescription)
  return tells || other === undefined || !isSameRequest(run, other)
}

function isSameRequest(a: Run, b: Run): boolean {
  const of = ({ request: { target, ...rest } }: Run) => ({ ...rest, place: subclientOf(target) })
  return JSON.stringify(of(a)) === JSON.stringify(of(b))
}

function subclientOf(target: Run['request']['target']): string {
  return target.app === 'sqlserver' ? `${target.subclientId}` : target.name
}

// --- what the jobs came to ---

export const truthLaw: Law = books => {
  const ledger = new Map(books.jobs.map(job => [placeOfJob(job), job]))
  const ofRun = grouped(books.jobs.filter(isOurs), ({ jobDescription }) => jobDescription)
  return books.runs.filter(isEnded).flatMap(run => {
    const jobs = jobIdsOf(run).flatMap(jobId => ledger.get(placeOf(run, jobId)) ?? [])
    const mistake =
      jobs.length > 0 ? mistakeIn(run, jobs) : startedAllTheSame(run, ofRun.get(run.id) ?? [])
    return mistake === undefined
      ? []
      : [`${run.id} ended as ${run.status.outcome.kind}: ${mistake}`]
  })
}

/** What was refused, skipped or missed has no job. */
function startedAllTheSame({ status }: EndedRun, jobs: readonly LedgerJob[]): string | undefined {
  const [job] = jobs
  return job === undefined || status.outcome.kind === 'unknown' ? undefined : `${textOf(job)} runs`
}

function mistakeIn(run: EndedRun, jobs: readonly LedgerJob[]): string | undefined {
  const { outcome, endedAt, submission } = run.status
  if (outcome.kind === 'expired') return goneOn(run, jobs)
  const worst = jobs
    .map(job => OUTCOMES.indexOf(ENDINGS[job.ending]))
    .reduce((a, b) => Math.max(a, b))
  if (kindOf(outcome) !== OUTCOMES[worst]) return `${jobs.map(textOf).join(' and ')}`
  const { jobId, actualLevel, endedAt: toldEnd } = submission?.job ?? {}
  // Not every list says when; then it is when we heard of it.
  const late = endedAt - Math.max(...jobs.map(job => job.endsAt))
  if (late < -CLOCKS_MS || (toldEnd !== undefined && late > CLOCKS_MS)) {
    return `at ${isoText(endedAt)}, ${jobs.map(textOf).join()}`
  }
  const job = jobs.find(one => one.jobId === jobId)
  const isSame =
    actualLevel === job?.level ||
    (job?.level === 'TRANSACTION_LOG' && actualLevel === 'INCREMENTAL')
  return isSame ? undefined : `at level ${actualLevel}, ${job && textOf(job)}`
}

/** Given up while it went on, or nobody could be asked; a job that had ended long before was overlooked. */
function goneOn({ status }: EndedRun, jobs: readonly LedgerJob[]): string | undefined {
  if (status.outcome.kind !== 'expired' || /could not be asked/.test(status.outcome.text))
    return undefined
  const overlooked = jobs.find(job => !job.lost && job.endsAt < status.endedAt - 30 * MINUTE)
  return overlooked && `${textOf(overlooked)} had ended by then`
}

/** Commvault counts seconds, and its clock is known to half of what the slowest answer takes, thrice where tokens change. */
const CLOCKS_MS = 46_000

type JobKind =
  | Exclude<Outcome['kind'], 'expired' | 'refused' | 'skipped' | 'missed' | 'unknown'>
  | 'no-run'

const ENDINGS: { readonly [ending in Ending]: JobKind } = {
  Completed: 'completed',
  'Completed w/ one or more warnings': 'completed-with-warnings',
  'Completed w/ one or more errors': 'partial',
  Committed: 'partial',
  Failed: 'failed',
  'Failed to Start': 'failed',
  Killed: 'killed',
  'No Run': 'no-run',
}

/** From best to worst. */
const OUTCOMES: readonly (JobKind | undefined)[] = [
  'completed',
  'completed-with-warnings',
  'no-run',
  'partial',
  'killed',
  'failed',
]

function kindOf(outcome: Outcome): string {
  return outcome.kind === 'skipped' && outcome.reason === 'NO_RUN' ? 'no-run' : outcome.kind
}

/** `job main/149806 (FULL, Completed, 2026-10-22T01:00:09Z to 2026-10-22T01:40:00Z)`. */
function textOf(job: LedgerJob): string {
  const { level, ending, queuedAt, endsAt } = job
  return `job ${placeOfJob(job)} (${level}, ${ending}, ${isoText(queuedAt)} to ${isoText(endsAt)})`
}
