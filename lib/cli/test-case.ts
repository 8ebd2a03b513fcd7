// One case of a PolicyTest: what it says happens is rehearsed, and compared with what it expects.
import { dirname, join } from 'node:path'
import type { Plan } from '../plan/plan.ts'
import { instantIn } from '../policy/bounds.ts'
import type { PolicyTestCase } from '../policy/test-schema.ts'
import { DAY } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'
import { isBadEvent, readEventFile } from './event-file.ts'
import { countsDiff, startsDiff } from './expectation.ts'
import { type Rehearsed, rehearseEvent, rehearseSpan } from './rehearsal.ts'
import { whyNot } from './why-not.ts'

/** Of a document: where it stands, and the plan of its environment, of some policies or of all. */
type TestContext = {
  readonly file: string
  readonly planOf: (policies: readonly string[] | undefined) => Plan
}

/** A year shows every rule at work, and takes seconds. */
const LONGEST_SPAN = 366 * DAY

/** Undefined when it is as expected, else what is not. */
export async function failureOf(
  test: PolicyTestCase,
  { file, planOf }: TestContext,
): Promise<string | undefined> {
  const plan = planOf(test.policies)
  const rehearsed = await rehearse(test, plan, dirname(file))
  if (typeof rehearsed === 'string') return rehearsed
  const differences = [
    test.expect && startsDiff(test.expect, rehearsed.decided, whyNot(plan, rehearsed)),
    test.expectCounts && countsDiff(test.expectCounts, rehearsed.decided),
    rehearsed.refused.map(why => `refused: ${why}`).join('\n') || undefined,
  ].filter(difference => difference !== undefined)
  return differences.length === 0 ? undefined : differences.join('\n')
}

async function rehearse(
  { event: file, clock }: PolicyTestCase,
  plan: Plan,
  folder: string,
): Promise<Rehearsed | string> {
  if (file !== undefined) {
    const event = readEventFile(join(folder, file))
    if (isBadEvent(event)) return event.problem
    const at = timeOf(event)
    if (at === undefined) return `${join(folder, file)}: "time" is no ISO time`
    return rehearseEvent(plan, event, at)
  }
  const from = clock && instantIn(clock.from, clock.timezone)
  const to = clock && instantIn(clock.to, clock.timezone)
  if (typeof from === 'number' && typeof to === 'number') {
    if (to - from > LONGEST_SPAN) return 'a clock case spans at most 366 days'
    return rehearseSpan(plan, { from, to })
  }
  throw new Error('A case without an event or a clock was taken for right.')
}

function timeOf({ time }: EventBridgeEvent): Instant | undefined {
  const at = Date.parse(String(time))
  return Number.isNaN(at) ? undefined : at
}
