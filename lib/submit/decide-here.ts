// `decide`, with the facts that its caller cannot know: the environment's caps and quotas, the target's history, and
// whether this function's own time is enough.
import type { Decision } from '../run/decision.ts'
import type { World } from '../run/ports.ts'
import { writesLeft } from '../run/quota.ts'
import type { RunOrigin } from '../run/run.ts'
import type { Instant } from '../start.ts'
import { decide, type Facts } from './decide.ts'
import { type OpenRuns, QUOTA_USED_UP } from './open-runs.ts'
import { capsOf } from './slots.ts'

/** A createTask may take a minute, and another after a 401; without that much time left it is not begun. */
const CREATE_TASK_MS = 130_000

const NO_TIME_LEFT = 'The function had no time left; the next sweep starts it.'

/** The cooldown's lock settles what lies further back. */
const LATEST_RUNS = 100

export type Known = Pick<Facts, 'pause' | 'stronger' | 'waitedFor'> & {
  readonly openRuns: OpenRuns
}

export async function decideHere(
  world: World,
  run: RunOrigin,
  { openRuns, ...known }: Known,
): Promise<Decision> {
  const { target } = run.request
  const { commcell, name } = target
  const history = run.terms.cooldownSeconds ? await world.runs.history(name, LATEST_RUNS) : []
  const caps = capsOf(world.commcells[commcell], target).map(cap => ({
    ...cap,
    inFlight: openRuns.inFlight(cap.place),
  }))
  const decideNow = () => {
    const hold = openRuns.holdOn(commcell)
    const others = openRuns.ofTarget(target)
    const facts = { ...known, openRuns: others, history, caps, ...(hold && { hold }) }
    return decide(run, facts, world.now())
  }
  const decision = decideNow()
  if (decision.kind !== 'start') return decision
  const isTooLate = world.deadline !== undefined && world.now() + CREATE_TASK_MS > world.deadline
  if (isTooLate) return { kind: 'wait', text: NO_TIME_LEFT }
  const freeAt = await nextWrite(world, commcell)
  if (freeAt === undefined) return decision
  // Those behind it are held as well, without a look of their own.
  openRuns.hold(commcell, { until: freeAt, text: QUOTA_USED_UP })
  return decideNow()
}

/** When the CommCell takes another createTask; undefined when it does so now. */
async function nextWrite(world: World, commcell: string): Promise<Instant | undefined> {
  const limits = world.commcells[commcell]?.limits
  if (limits === undefined) return undefined
  const { notes, now } = world
  const { left, freeAt } = await writesLeft({ notes, now, commcell, limits })
  return left > 0 ? undefined : freeAt
}
