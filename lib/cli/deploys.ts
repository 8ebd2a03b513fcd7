// Two deploys in the middle of a virtual week: one that succeeds, which a trigger waits for, and one that fails.
import type { PlannedSource } from '../plan/plan.ts'
import { DAY, HOUR, MINUTE, type Span } from '../schedule/calendar.ts'
import { type Instant, isTriggerSource } from '../start.ts'
import { exampleEvent } from '../trigger/example.ts'
import { matches } from '../trigger/match.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'
import type { Happening } from './drive.ts'
import { differenceText, unmatchedBy } from './rule-engine.ts'

type Deploying = {
  readonly sources: readonly PlannedSource[]
  readonly span: Span
  /** Onto the default bus. */
  readonly put: (event: EventBridgeEvent) => Promise<void>
  readonly tell: (at: Instant, text: string) => void
}

/** None when no policy waits for deploys. */
export function deploys({ sources, span, put, tell }: Deploying): readonly Happening[] {
  const triggers = sources.filter(isTriggerSource)
  const trigger = triggers.find(({ event }) => event === 'codedeploy') ?? triggers.find(isDeploy)
  if (trigger === undefined) return []
  return DEPLOYS.map(({ day, time, which }, index) => {
    const at = firstAfter(span.from, day) + time
    return { at, event: exampleEvent(trigger, { which, at, seed: index + 1 }) }
  })
    .filter(({ at }) => at >= span.from && at < span.to)
    .map(({ at, event }) => ({
      at,
      happen: async () => {
        await put(event)
        const woken = triggers.filter(({ pattern }) => matches(pattern, event))
        const why = unmatchedBy([trigger], event).flatMap(({ differences }) => differences)
        tell(at, `${trigger.event} event: ${woken.length > 0 ? wakes(woken) : nothing(why)}`)
      },
    }))

  function wakes(woken: readonly PlannedSource[]): string {
    return `starts ${woken.map(({ name }) => name).join(', ')}`
  }

  function nothing(why: readonly Parameters<typeof differenceText>[0][]): string {
    return `starts nothing, ${why.map(differenceText).join('; ')}`
  }
}

/** Wednesday and Thursday; 0 is Sunday. */
const DEPLOYS = [
  { day: 3, time: 14 * HOUR + 7 * MINUTE, which: 'matching' },
  { day: 4, time: 10 * HOUR + 23 * MINUTE, which: 'failed' },
] as const

/** Of the others, nobody knows what an event of theirs would mean. */
function isDeploy({ event }: { readonly event: string }): boolean {
  return event !== 'custom' && event !== 'request'
}

/** The first midnight of a weekday on or after the day of an instant, in UTC. */
function firstAfter(from: Instant, weekday: number): Instant {
  const midnight = Math.floor(from / DAY) * DAY
  return midnight + ((weekday - new Date(midnight).getUTCDay() + 7) % 7) * DAY
}
