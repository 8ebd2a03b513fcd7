// createTask was not answered: is there a job, and which? Commvault has no idempotency key. A job's description, which is our
// run id, settles it where the Command Center tells; else the job is recognised by what it backs up, at which level, for
// whom, and when it started. One candidate is adopted, several are never guessed between.
import type { Finding } from '../run/doubt-steps.ts'
import type { JobReport } from '../run/ports.ts'
import { type InDoubtRun, jobIdsOf, type Run } from '../run/run.ts'
import { type Instant, isoText } from '../start.ts'
import { DOUBTFUL_SKEW_MS, isOfAnotherUser, isRival, likeness } from './candidate.ts'

/** What is known when a run is looked for. */
export type Sightings = {
  readonly jobs: readonly JobReport[]
  /** When they were listed, and how far back. */
  readonly readAt: Instant
  readonly since: Instant
  /** All other runs that may have one of these jobs: the open ones, and the target's history. */
  readonly others: readonly Run[]
  /** The CommCell's own user, where it has one. */
  readonly user?: string
}

/** What candidates were started with. */
export type Descriptions = {
  /** By job id; a job that is not in here does not tell. */
  readonly said: ReadonlyMap<string, string>
  /** Some could not be read this time, and may tell the next time. */
  readonly isIncomplete: boolean
}

/** Before this nothing is concluded; after the second an absent job does not exist. */
const LISTED_SOONEST_MS = 60_000
const LISTED_LATEST_MS = 5 * 60_000

/** A description that could not be read for a few more sweeps is not waited for. */
const DESCRIBED_LATEST_MS = LISTED_LATEST_MS + 3 * 60_000

/** A claim lives a quarter of an hour, and its doubt lasts the visibility lag; then it is known whose job this is, or never. */
const RIVALS_SETTLED_MS = 20 * 60_000

/** The jobs that may be a run's: those whose descriptions are worth reading. */
export function candidatesOf(run: InDoubtRun, sightings: Sightings): readonly JobReport[] {
  if (waitedFor(run, sightings) < LISTED_SOONEST_MS) return []
  const { jobs, others, user } = sightings
  const owned = new Set(others.flatMap(jobIdsOf))
  // One that createTask itself named, and under another name: then `user` is not who we are, and proves nothing.
  const told = new Set(others.filter(isTold).flatMap(jobIdsOf))
  const isWrong = jobs.some(job => told.has(job.jobId) && isOfAnotherUser(job, user))
  const isTooOld = (job: JobReport) => likeness(run, job) === 'too-old'
  return jobs
    .filter(
      job =>
        !owned.has(job.jobId) &&
        likeness(run, job) !== 'no' &&
        (isWrong || !isOfAnotherUser(job, user)),
    )
    .toSorted((a, b) => Number(isTooOld(a)) - Number(isTooOld(b)))
}

/** Looks for the job of a run in doubt. */
export function findJob(
  run: InDoubtRun,
  sightings: Sightings,
  { said, isIncomplete }: Descriptions = { said: new Map(), isIncomplete: false },
): Finding {
  const waited = waitedFor(run, sightings)
  if (waited < LISTED_SOONEST_MS) return { kind: 'too-early' }
  const listed = candidatesOf(run, sightings)
  const [ours, ...moreOfOurs] = listed.filter(({ jobId }) => said.get(jobId)?.trim() === run.id)
  if (ours) return { kind: 'found', jobs: [ours, ...moreOfOurs] }
  const candidates = listed.filter(
    job => likeness(run, job) !== 'too-old' && !namesAnotherRun(run, said.get(job.jobId)),
  )
  if (candidates.length === 0) return absent(run, sightings)
  const proved = theOnlyOneLike(run, candidates)
  const contested = proved ? [proved] : candidates
  const rival = sightings.others.find(other => contested.some(job => isRival(run, other, job)))
  if (rival && waited < RIVALS_SETTLED_MS) return { kind: 'too-early' }
  if (proved && !rival) return { kind: 'found', jobs: [proved] }
  if (isIncomplete && waited < DESCRIBED_LATEST_MS) return { kind: 'too-early' }
  return { kind: 'ambiguous', text: whyNobodyKnows(contested, rival) }
}

/** The doubt's age when the list was read, which may be a while ago. */
const waitedFor = ({ status }: InDoubtRun, { readAt }: Sightings) => readAt - status.since

const isTold = ({ status }: Run) =>
  (status.state === 'submitted' && !status.adopted) ||
  (status.state === 'ended' && status.submission?.adopted === false)

/** `policy.source/target/…`. Other words are somebody's own; and an id that was cut short may be ours. */
function namesAnotherRun(run: InDoubtRun, description: string | undefined): boolean {
  const words = description?.trim() ?? ''
  return /^[a-z0-9-]+\.[a-z0-9-]+\/[^\s/]+\/\S+$/.test(words) && !run.id.startsWith(words)
}

/** Beside one of a lower level, which is certainly not ours, another that fits still is. */
function theOnlyOneLike(run: InDoubtRun, candidates: readonly JobReport[]): JobReport | undefined {
  const possible = candidates.filter(job => likeness(run, job) !== 'lower-level')
  const [job, ...more] = possible
  return job && more.length === 0 && likeness(run, job) === 'likely' ? job : undefined
}

function absent(run: InDoubtRun, sightings: Sightings): Finding {
  const { since } = sightings
  if (since > run.status.askedAt - DOUBTFUL_SKEW_MS) {
    const text = `The job list reaches back to ${isoText(since)} only, and createTask was called before.`
    return { kind: 'ambiguous', text }
  }
  return { kind: waitedFor(run, sightings) < LISTED_LATEST_MS ? 'too-early' : 'none' }
}

function whyNobodyKnows(jobs: readonly JobReport[], rival: Run | undefined): string {
  const ids = jobs.map(job => job.jobId).join(', ')
  if (rival) return `Job ${ids} may be ours, or that of run ${rival.id}.`
  if (jobs.length > 1) return `Any of the jobs ${ids} may be ours.`
  return `Job ${ids} may be ours, but its subclient, level or start does not prove it.`
}
