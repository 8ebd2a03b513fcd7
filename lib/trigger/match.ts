// Whether an event matches a pattern as EventBridge would decide, and if not, which fields are to blame.
import { type FieldTree, fieldsOf, fits, treeOf } from './fit.ts'
import { type EventBridgeEvent, type EventPattern, isMap } from './pattern.ts'
import {
  type Alternative,
  type PatternField,
  type PatternReading,
  readPattern,
} from './read-pattern.ts'
import { oneOf, quote } from './wording.ts'

/** One field that does not match, for people. */
export type Mismatch = {
  /** `detail.state` */
  readonly path: string
  /** `"SUCCESS"`, `text that starts with "arn:"` */
  readonly wanted: string
  /** `"FAILURE"`, `nothing` */
  readonly found: string
}

/** A pattern that EventBridge refuses matches nothing. */
export function matches(pattern: EventPattern, event: EventBridgeEvent): boolean {
  const { trees, refusals } = readOnce(pattern)
  return refusals.length === 0 && trees.some(tree => fits(tree, event))
}

/** Empty when the event matches. Of the combinations of an `$or`, the one that comes nearest speaks. */
export function explain(pattern: EventPattern, event: EventBridgeEvent): readonly Mismatch[] {
  const { alternatives, trees, refusals } = readOnce(pattern)
  const refusal = refusals[0]
  if (refusal !== undefined) {
    const path = refusal.at.join('.')
    return [{ path, wanted: 'a pattern that EventBridge takes', found: refusal.refused }]
  }
  if (trees.some(tree => fits(tree, event))) return []
  const [nearest = []] = alternatives
    .map(fields => mismatches(fields, event))
    .toSorted((a, b) => a.length - b.length)
  return nearest
}

type Read = PatternReading & { readonly trees: readonly FieldTree[] }

/** One pattern meets many events, and nobody changes a pattern. */
const READ = new WeakMap<object, Read>()

function readOnce(pattern: EventPattern): Read {
  const known = isMap(pattern) ? READ.get(pattern) : undefined
  if (known !== undefined) return known
  const reading = readPattern(pattern)
  const read = { ...reading, trees: reading.alternatives.map(treeOf) }
  if (isMap(pattern)) READ.set(pattern, read)
  return read
}

function mismatches(fields: Alternative, event: EventBridgeEvent): readonly Mismatch[] {
  const alone = [...fields].filter(
    ([path, field]) => !fits(treeOf(new Map([[path, field]])), event),
  )
  if (alone.length > 0) return alone.map(([path, field]) => mismatch(path, field, event))
  // Every field matches somewhere, but not all of them in one element of the event's list.
  const path = [...fields.keys()].join(', ')
  return [{ path, wanted: 'one element of the list with all of these', found: 'no such element' }]
}

function mismatch(path: string, field: PatternField, event: EventBridgeEvent): Mismatch {
  const found = fieldsOf(event, path)
  return {
    path,
    wanted: oneOf(field.conditions.map(({ words }) => words)),
    found: quote(found.length > 1 ? found : found[0]),
  }
}
