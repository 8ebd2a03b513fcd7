// Whether anything happened twice or was lost in a storm: the Command Center's ledger of jobs against our record, the due
// starts and the events.

import { grouped } from '../report/grouped.ts'
import { jobIdsOf, type Run } from '../run/run.ts'

export type Aftermath = {
  /** Jobs that the Command Center has really started; the description is the run that asked for it. */
  readonly jobs: readonly { readonly jobId: string; readonly jobDescription: string | undefined }[]
  /** All that is on record. */
  readonly runs: readonly Run[]
  /** The ids of the runs that must be there: every due start of every target. */
  readonly due: readonly string[]
  /** The ids of the events that the bus took. */
  readonly events: ReadonlySet<string>
}

export type Finding = { readonly kind: 'twice' | 'lost'; readonly text: string }

/** None: nothing twice, nothing lost. */
export function findingsOf(aftermath: Aftermath): readonly Finding[] {
  return [...jobsTwice(aftermath), ...jobsLost(aftermath), ...runsLost(aftermath)]
}

/** A run that ended as `unknown` says that a job of it may exist. */
export function isUnknown({ status }: Run): boolean {
  return status.state === 'ended' && status.outcome.kind === 'unknown'
}

function jobsTwice({ jobs, runs }: Aftermath): readonly Finding[] {
  const ofRun = grouped(jobs, job => job.jobDescription)
  const several = [...ofRun].filter(([run, theirs]) => run !== undefined && theirs.length > 1)
  const shared = [...ownersOf(runs)].filter(([, owners]) => owners.length > 1)
  return [
    ...several.map(([run, theirs]) =>
      twice(`${run} has jobs ${theirs.map(({ jobId }) => jobId).join(', ')}`),
    ),
    ...shared.map(([jobId, owners]) =>
      twice(`job ${jobId} is on record for ${owners.map(({ run }) => run).join(' and ')}`),
    ),
  ]
}

function jobsLost({ jobs, runs }: Aftermath): readonly Finding[] {
  const owners = ownersOf(runs)
  const ledger = new Set(jobs.map(({ jobId }) => jobId))
  const unknown = new Set(runs.filter(isUnknown).map(({ id }) => id))
  const nobodys = jobs
    .filter(({ jobId }) => !owners.has(jobId))
    .filter(({ jobDescription }) => !unknown.has(jobDescription ?? ''))
  const unheardOf = [...owners.keys()].filter(jobId => !ledger.has(jobId))
  return [
    ...nobodys.map(job => lost(`job ${job.jobId} of ${job.jobDescription} is on no record`)),
    ...unheardOf.map(jobId => lost(`job ${jobId} is on record and was never started`)),
  ]
}

function runsLost({ runs, due, events }: Aftermath): readonly Finding[] {
  const known = new Set(runs.map(({ id }) => id))
  const open = runs.filter(run => run.status.state !== 'ended')
  const untold = runs.flatMap(eventIdsOf).filter(id => !events.has(id))
  return [
    ...due.filter(id => !known.has(id)).map(id => lost(`${id} was due and is on no record`)),
    ...open.map(({ id, status }) => lost(`${id} has not ended, it is ${status.state}`)),
    ...untold.map(id => lost(`event ${id} is not out`)),
  ]
}

const twice = (text: string): Finding => ({ kind: 'twice', text })
const lost = (text: string): Finding => ({ kind: 'lost', text })

/** The runs on record for each job. */
function ownersOf(runs: readonly Run[]) {
  const pairs = runs.flatMap(run => jobIdsOf(run).map(jobId => ({ jobId, run: run.id })))
  return grouped(pairs, ({ jobId }) => jobId)
}

/** They are numbered without a gap. */
function eventIdsOf({ id, announced }: Run): readonly string[] {
  return Array.from({ length: announced }, (_, n) => `${id}#${n + 1}`)
}
