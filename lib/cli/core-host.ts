// The same core as in the functions, with everything in memory: the decisions and the codecs are real, sockets and AWS are
// left out. What `simulate` and `test` drive.

import type { Announced } from '../report/result-events.ts'
import { inMemoryRunStore } from '../run/in-memory.ts'
import { inMemoryNotes } from '../run/in-memory-notes.ts'
import type { CommandCenter, Notes, World } from '../run/ports.ts'
import { type Instant, isRuleStart, type PolicySources, parseStartEvent } from '../start.ts'
import { submit, submitEvent } from '../submit/submit.ts'
import { type SweepReport, track } from '../track/track.ts'

type CoreHost = {
  readonly setNow: (instant: Instant) => void
  /** Hands a start event to `submit`, as the function does. */
  readonly deliver: (start: unknown) => Promise<void>
  readonly sweep: () => Promise<SweepReport>
}

type CoreOptions = {
  readonly policies: readonly PolicySources[]
  readonly from: Instant
  /** Asked once for each CommCell, by its name. */
  readonly commandCenter: (clock: () => Instant, commcell: string, notes: Notes) => CommandCenter
  readonly onEvent: (event: Announced) => void
  /** Before this, sweeps look for starts that never came, too, and at promises. */
  readonly watchUntil?: Instant
}

export function coreHost(options: CoreOptions): CoreHost {
  const { policies, from, commandCenter, onEvent, watchUntil = from } = options
  let now = from
  const clock = () => now
  const notes = inMemoryNotes()
  const runs = inMemoryRunStore()
  const centers = new Map<string, CommandCenter>()
  const centerOf = (commcell: string) => {
    const center = centers.get(commcell) ?? commandCenter(clock, commcell, notes)
    centers.set(commcell, center)
    return center
  }
  const bySource = new Map(
    policies.flatMap(policy => policy.sources.map(({ name }) => [name, policy])),
  )
  const world = (): World => ({
    now: clock,
    commcells: policies[0]?.commcells ?? {},
    commandCenter: centerOf,
    policyOf: source => bySource.get(source),
    ...(now < watchUntil && { policies }),
    runs,
    notes,
    publish: async events => {
      events.forEach(onEvent)
      return new Set(events.map(event => event.eventId))
    },
    log: () => {},
  })
  return {
    setNow: instant => {
      now = instant
    },
    deliver: async event => {
      const start = parseStartEvent(event)
      if (isRuleStart(start)) return void (await submitEvent(world(), policies, start))
      const policy = bySource.get(start.source)
      if (policy) await submit(world(), policy, start)
    },
    sweep: () => track(world()),
  }
}
