// `decide`, with the facts that its caller cannot know: the environment's caps, the target's history, and whether this
// function's own time is enough.
import { type Decision, decide, type Facts } from './decide.ts'
import type { World } from './ports.ts'
import type { RunOrigin } from './run.ts'

/** A createTask may take a minute, and another after a 401; without that much time left it is not begun. */
const CREATE_TASK_MS = 130_000

/** The cooldown's lock settles what lies further back. */
const LATEST_RUNS = 100

export type Known = Pick<Facts, 'openRuns' | 'pause' | 'stronger' | 'waitedFor'>

export async function decideHere(world: World, run: RunOrigin, known: Known): Promise<Decision> {
  const { commcell, name } = run.request.target
  const facts = {
    ...known,
    openRuns: known.openRuns.filter(open => open.request.target.commcell === commcell),
    history: run.terms.cooldownSeconds ? await world.runs.history(name, LATEST_RUNS) : [],
    // A CommCell that has left the environment takes nothing more.
    maxInFlight: world.commcells[commcell]?.maxInFlight ?? 0,
  }
  const decision = decide(run, facts, world.now())
  const isTooLate = world.deadline !== undefined && world.now() + CREATE_TASK_MS > world.deadline
  if (decision.kind !== 'start' || !isTooLate) return decision
  return { kind: 'wait', text: 'The function had no time left; the next sweep starts it.' }
}
