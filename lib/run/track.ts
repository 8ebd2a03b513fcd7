// The sweep: once a minute every open run is driven one step further. The laws that this file keeps:
// 1. Any two sweeps may overlap: every write is conditional on the version that was read.
// 2. A claim left behind is somebody's crash: older than any function lives, it is in doubt, never posted again blindly.
// 3. Targets fail alone: what breaks one run, or one CommCell, stops no other.
import type { Instant } from '../start.ts'
import { type Failures, failuresOf } from './failures.ts'
import { follow } from './follow.ts'
import { type JobList, readJobList } from './job-list.ts'
import type { World } from './ports.ts'
import { publishAll } from './record.ts'
import { resume } from './resume.ts'
import { isEnded, isInFlight, isSubmitted, isWaiting, type Run } from './run.ts'

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
}

/** @throws the first failure of a run, when all others have been swept. */
export async function track(world: World): Promise<SweepReport> {
  const failures = failuresOf(world)
  const reached: Run[] = []
  const unreadable: string[] = []
  for (const [commcell, runs] of byCommCell(await world.runs.open())) {
    const jobs = await readJobList(world, commcell, runs)
    if (jobs === undefined) unreadable.push(commcell)
    const swept = await sweep(world, { runs, jobs, failures })
    await failures.attempt(undefined, () => publishAll(world, swept))
    reached.push(...swept)
  }
  failures.rethrow()
  const open = reached.filter(run => !isEnded(run))
  const unsettled = open.filter(run => !isSubmitted(run))
  const wakesAt = earliest(unsettled, world.now())
  return {
    open: open.length,
    unsettled: unsettled.length,
    ...(wakesAt !== undefined && { wakesAt }),
    ended: reached.length - open.length,
    unreadable,
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
  const step = async (run: Run, take: () => Promise<Run | undefined>) => {
    const next = await failures.attempt(run.id, take)
    if (next) states.set(run.id, next)
  }
  // What is in flight first: it frees the slots and the locks that waiting runs want.
  for (const run of inTurn(runs.filter(isInFlight), world.now())) {
    await step(run, () => follow(world, run, { jobs, openRuns: [...states.values()] }))
  }
  for (const run of runs.filter(isWaiting)) {
    const wrote = (other: Run) => states.set(other.id, other)
    await step(run, () => resume(world, run, { openRuns: [...states.values()], wrote }))
  }
  return [...states.values()]
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

function byCommCell(runs: readonly Run[]): ReadonlyMap<string, readonly Run[]> {
  const groups = new Map<string, Run[]>()
  for (const run of runs) {
    const { commcell } = run.request.target
    groups.set(commcell, [...(groups.get(commcell) ?? []), run])
  }
  return groups
}
