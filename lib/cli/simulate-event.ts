// `holdfast simulate --event`: what one event would start, and of each trigger that does not wait for it, why not.
import type { Plan } from '../plan/plan.ts'
import { type Instant, isoText } from '../start.ts'
import type { Mismatch } from '../trigger/match.ts'
import type { EventBridgeEvent } from '../trigger/pattern.ts'
import { isBadEvent, readEventFile } from './event-file.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { json, table, writeResult } from './output.ts'
import { type Rehearsed, rehearseEvent } from './rehearsal.ts'
import { differenceText, triggersOf } from './rule-engine.ts'

export type SimulateEventOptions = {
  readonly file: string
  /** In place of the event's own time. */
  readonly at?: Instant
  readonly format: 'text' | 'json'
  readonly out?: string
}

/** An event that starts nothing is as right an answer as one that starts something: exit code 0. */
export async function simulateEvent(plan: Plan, options: SimulateEventOptions): Promise<ExitCode> {
  const read = readEventFile(options.file)
  if (isBadEvent(read)) throw new UsageError(`--event ${read.problem}.`)
  const at = options.at ?? Date.parse(String(read.time))
  if (Number.isNaN(at)) throw new UsageError(`--event ${options.file}: "time" is no ISO time.`)
  const event = { ...read, time: isoText(at) }
  const rehearsed = await rehearseEvent(plan, event, at)
  const text =
    options.format === 'json' ? json(asObject(event, rehearsed)) : asText(plan, rehearsed)
  writeResult(text, options.out)
  return 0
}

function asObject(event: EventBridgeEvent, { decided, ...rest }: Rehearsed) {
  const { id, source, 'detail-type': detailType, time } = event
  return {
    event: { id, source, detailType, time },
    decisions: decided.map(({ why, ...each }) => ({ ...each, ...(why !== '' && { reason: why }) })),
    ...rest,
  }
}

function asText(plan: Plan, { decided, unmatched, unmoved, refused }: Rehearsed): string {
  if (triggersOf(plan).length === 0) return noTriggers(plan)
  const rows = [
    ...decided.map(({ source, target, decision, why, level, copyOnly }) => [
      source,
      target,
      decision,
      why || `${level}${copyOnly === true ? ' copy-only' : ''}`,
    ]),
    ...unmoved.map(({ source, why }) => [source, '', 'nothing', why]),
    ...unmatched.flatMap(({ source, differences }) =>
      telling(differences).map((difference, index) => [
        index === 0 ? source : '',
        '',
        index === 0 ? 'no match' : '',
        differenceText(difference),
      ]),
    ),
  ]
  const lines = rows.length === 0 ? '' : table([['TRIGGER', 'TARGET', 'DECISION', 'WHY'], ...rows])
  return `${lines}${refused.map(why => `refused: ${why}\n`).join('')}`
}

function noTriggers({ policies, environment }: Plan): string {
  const [only, ...others] = policies
  const who =
    only && others.length === 0
      ? `${only.policy.name} has no triggers in `
      : 'There are no triggers in '
  return `${who}${environment}.\n`
}

/** Of an event of another kind, nobody wants to know how its detail differs. */
function telling(differences: readonly Mismatch[]): readonly Mismatch[] {
  const envelope = differences.filter(({ path }) => path === 'source' || path === 'detail-type')
  return envelope.length > 0 ? envelope.slice(0, 1) : differences
}
