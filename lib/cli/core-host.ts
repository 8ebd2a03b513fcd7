// The same core as in the functions, with everything in memory: the decisions and the codecs are real, sockets and AWS are
// left out. What `simulate` and `test` drive.
import { inMemoryRunStore } from '../run/in-memory.ts'
import { inMemoryNotes } from '../run/in-memory-notes.ts'
import type { CommandCenter, World } from '../run/ports.ts'
import { submit, submitEvent } from '../run/submit.ts'
import { type SweepReport, track } from '../run/track.ts'
import { type Instant, isRuleStart, type PolicySources, parseStartEvent } from '../start.ts'
import type { Announced } from './result-events.ts'

type CoreHost = {
  readonly setNow: (instant: Instant) => void
  /** Hands a start event to `submit`, as the function does. */
  readonly deliver: (start: unknown) => Promise<void>
  readonly sweep: () => Promise<SweepReport>
}

type CoreOptions = {
  readonly policies: readonly PolicySources[]
  readonly from: Instant
  /** All CommCells are this one. */
  readonly commandCenter: (clock: () => Instant) => CommandCenter
  readonly onEvent: (event: Announced) => void
}

export function coreHost({ policies, from, commandCenter, onEvent }: CoreOptions): CoreHost {
  let now = from
  const clock = () => now
  const center = commandCenter(clock)
  const bySource = new Map(
    policies.flatMap(policy => policy.sources.map(({ name }) => [name, policy])),
  )
  const world: World = {
    now: clock,
    commcells: policies[0]?.commcells ?? {},
    commandCenter: () => center,
    policyOf: source => bySource.get(source),
    runs: inMemoryRunStore(),
    notes: inMemoryNotes(),
    publish: async events => {
      events.forEach(onEvent)
      return new Set(events.map(event => event.eventId))
    },
    log: () => {},
  }
  return {
    setNow: instant => {
      now = instant
    },
    deliver: async event => {
      const start = parseStartEvent(event)
      if (isRuleStart(start)) return void (await submitEvent(world, policies, start))
      const policy = bySource.get(start.source)
      if (policy) await submit(world, policy, start)
    },
    sweep: () => track(world),
  }
}
