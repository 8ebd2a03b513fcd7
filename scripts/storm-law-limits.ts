// What a Command Center is asked to bear: our jobs at any moment, and our calls in any hour.
import { grouped } from '../lib/report/grouped.ts'
import { isEnded, type Run } from '../lib/run/run.ts'
import { type Instant, isoText } from '../lib/start.ts'
import { capsOf } from '../lib/submit/slots.ts'
import type { Books, LedgerJob } from './storm-books.ts'
import { isOurs, ownersOf } from './storm-law-jobs.ts'
import type { Law } from './storm-laws.ts'

export const capsLaw: Law = books => {
  const { commcells } = books
  const spells = spellsOf(books)
  const placed = spells.flatMap(spell => {
    const { target } = spell.run.request
    return capsOf(commcells[target.commcell], target).map(cap => ({ ...spell, cap }))
  })
  return [...grouped(placed, ({ cap }) => cap.place)].flatMap(([place, theirs]) => {
    const most = theirs[0]?.cap.most ?? 0
    const crowd = mostAtOnce(theirs)
    if (crowd.count <= most) return []
    return [
      `${crowd.count} jobs on ${place} at ${isoText(crowd.at)}, ${most} are allowed: ${crowd.ids}`,
    ]
  })
}

type Spell = {
  readonly run: Run
  readonly jobId: string
  readonly from: Instant
  readonly to: Instant
}

/**
 * As long as our record says that a job is in flight, or may be: one that goes on when its run has expired, or has ended as
 * unknown, does not count any more.
 */
function spellsOf({ jobs, runs }: Books): readonly Spell[] {
  const owners = ownersOf(runs)
  const byId = new Map(runs.map(run => [run.id, run]))
  return jobs.filter(isOurs).flatMap(job => {
    const [owner] = owners.get(`${job.commcell}/${job.jobId}`) ?? []
    const run = owner ?? byId.get(job.jobDescription ?? '')
    return run === undefined
      ? []
      : [{ run, jobId: job.jobId, from: job.queuedAt, to: endOf(job, run) }]
  })
}

function endOf({ endsAt }: LedgerJob, run: Run): Instant {
  const isGivenUp =
    isEnded(run) && (run.status.outcome.kind === 'expired' || run.status.outcome.kind === 'unknown')
  return isGivenUp ? Math.min(endsAt, run.status.endedAt) : endsAt
}

function mostAtOnce(spells: readonly Spell[]) {
  const counts = spells.map(({ from }) => ({
    at: from,
    count: spells.filter(one => one.from <= from && from < one.to).length,
  }))
  const most = counts.reduce((a, b) => (b.count > a.count ? b : a))
  const there = spells.filter(({ from, to }) => from <= most.at && most.at < to)
  return { ...most, ids: there.map(({ run, jobId }) => `${jobId} of ${run.id}`).join(', ') }
}

/** Between counting a call and making it lies one answer of the store. */
const HOUR_MS = 3_600_000 - 1_000

export const callsLaw: Law = ({ calls, commcells }) =>
  Object.values(commcells).flatMap(({ name, limits }) => {
    if (limits === undefined) return []
    const ours = calls.filter(({ commcell, isFree }) => commcell === name && !isFree)
    return [
      ...tooMany(ours, { name, method: 'GET', most: limits.readsPerHour }),
      ...tooMany(ours, { name, method: 'POST', most: limits.writesPerHour }),
    ]
  })

function tooMany(
  calls: Books['calls'],
  { name, method, most }: { readonly name: string; readonly method: string; readonly most: number },
): readonly string[] {
  const times = calls.filter(call => call.method === method).map(({ at }) => at)
  const over = times.find((at, n) => (times[n - most] ?? Number.NEGATIVE_INFINITY) > at - HOUR_MS)
  return over === undefined
    ? []
    : [`more than ${most} ${method} to ${name} in the hour until ${isoText(over)}`]
}
