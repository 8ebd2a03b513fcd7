// The sweep: once a minute every open run is driven one step further. The laws that this file keeps:
// 1. Any two sweeps may overlap: every write is conditional on the version that was read.
// 2. A claim left behind is somebody's crash: older than any function lives, it is in doubt, never posted again blindly.
// 3. Targets fail alone: what breaks one run, or one CommCell, stops no other.
import { eachCommCell } from '../run/by-commcell.ts'
import { type Failures, failuresOf } from '../run/failures.ts'
import type { World } from '../run/ports.ts'
import { publishAll } from '../run/record.ts'
import {
  isEnded,
  isInFlight,
  isSubmitted,
  isWaiting,
  type Run,
  type WaitingRun,
} from '../run/run.ts'
import type { Instant } from '../start.ts'
import { openRunsOf } from '../submit/open-runs.ts'
import { keepWatch, type WatchReport } from '../watch/keep-watch.ts'
import { notePoints } from '../watch/rpo-watch.ts'
import { follow } from './follow.ts'
import { type JobList, readJobList } from './job-list.ts'
import { resume } from './resume.ts'

/** What one sweep found and did. */
export type SweepReport = {
  /** Runs that still want sweeping. */
  readonly open: number
  /** Those of them that may move at any moment, whatever the Command Center does: waiting, claimed, in doubt. */
  readonly unsettled: number
  /** When all of these wait for a time to come (a delay, the end of a blackout), the first such instant. */
  readonly wakesAt?: Instant
  /** Runs that ended in this sweep, or whose last event was left. */
  readonly ended: number
  /** CommCells whose job list could not be read; their runs wait for the next sweep. */
  readonly unreadable: readonly string[]
  /** In a world that knows its policies: what the watch over their starts and promises found. */
  readonly watch?: WatchReport
}

/** @throws the first failure of a run, when all others have been swept. */
export async function track(world: World): Promise<SweepReport> {
  const failures = failuresOf(world)
  const unreadable: string[] = []
  const sweepOne = async (runs: readonly Run[], commcell: string) => {
    const jobs = await readJobList(world, commcell, runs)
    if (jobs === undefined) unreadable.push(commcell)
    const swept = await sweep(world, { runs, jobs, failures })
    // A run that is published leaves the open index, and then nobody would come back for its recovery point.
    await failures.attempt(undefined, () => notePoints(world, swept))
    await failures.attempt(undefined, () => publishAll(world, swept))
    return swept
  }
  const swept = await eachCommCell(
    await world.runs.open(),
    ({ request }) => request.target,
    sweepOne,
  )
  // After the sweep: what has ended makes room for what is caught up, and what waits was there first.
  const watched = await keepWatch(world, swept, failures)
  const reached = new Map([...swept, ...(watched?.begun ?? [])].map(run => [run.id, run]))
  failures.rethrow()
  return {
    ...reportOf([...reached.values()], world.now()),
    unreadable,
    ...(watched && { watch: watched.report }),
  }
}

function reportOf(runs: readonly Run[], now: Instant) {
  const open = runs.filter(run => !isEnded(run))
  const unsettled = open.filter(run => !isSubmitted(run))
  const wakesAt = earliest(unsettled, now)
  return {
    open: open.length,
    unsettled: unsettled.length,
    ...(wakesAt !== undefined && { wakesAt }),
    ended: runs.length - open.length,
  }
}

type Sweep = {
  readonly runs: readonly Run[]
  readonly jobs: JobList | undefined
  readonly failures: Failures
}

/** The runs of one CommCell, each in the state that it reached. */
async function sweep(world: World, { runs, jobs, failures }: Sweep): Promise<readonly Run[]> {
  const states = new Map(runs.map(run => [run.id, run]))
  const openRuns = openRunsOf(runs)
  const wrote = (run: Run) => {
    states.set(run.id, run)
    openRuns.put(run)
  }
  const step = async (run: Run, take: () => Promise<Run | undefined>) => {
    const next = await failures.attempt(run.id, take)
    if (next) wrote(next)
  }
  // What is in flight first: it frees the slots and the locks that waiting runs want.
  for (const run of inTurn(runs.filter(isInFlight), world.now())) {
    await step(run, () => follow(world, run, { jobs, openRuns }))
  }
  for (const run of basesFirst(runs.filter(isWaiting))) {
    await step(run, () => resume(world, run, { openRuns, wrote }))
  }
  return [...states.values()]
}

/** What gives way to a FULL at the end of a blackout must know whether that one starts. */
function basesFirst(runs: readonly WaitingRun[]): readonly WaitingRun[] {
  const isBase = ({ deferredTo, request }: WaitingRun) =>
    deferredTo !== undefined && request.level === 'FULL'
  return [...runs.filter(isBase), ...runs.filter(run => !isBase(run))]
}

/** Undefined as soon as one of these runs may move before its time. */
function earliest(runs: readonly Run[], now: Instant): Instant | undefined {
  const asleep = runs.filter(isWaiting).filter(({ status }) => status.notBefore > now)
  if (runs.length === 0 || asleep.length < runs.length) return undefined
  return Math.min(...asleep.map(({ status }) => status.notBefore))
}

/** Every sweep begins with another run, so that the few look-ups of a sweep reach all in time. */
function inTurn<R>(runs: readonly R[], now: number): readonly R[] {
  const first = runs.length === 0 ? 0 : Math.floor(now / 60_000) % runs.length
  return [...runs.slice(first), ...runs.slice(0, first)]
}
