// What can be wrong with a preset's match: keys, types, and values that no event has.
import { valueFlaw } from './event-values.ts'
import type { FlawPath, TriggerFlaw } from './flaw.ts'
import { meant } from './meant.ts'
import { OWN_SOURCE } from './own-results.ts'
import { type EventPattern, isMap } from './pattern.ts'
import { refusalsOf } from './pattern-check.ts'
import type { MatchKey, Preset } from './preset-table.ts'
import { readPattern } from './read-pattern.ts'
import { oneOf, quote } from './wording.ts'

export type Written = { readonly event: string; readonly match?: unknown; readonly policy: string }

/** A key with the values that are meant. */
export type Wanted = {
  readonly name: string
  readonly key: MatchKey
  readonly values: readonly string[]
}

/** Of the match as a whole: its type, its keys, and whether it says enough. */
export function shapeFlaws(
  { event, match }: Written,
  { keys, needs }: Preset,
): readonly TriggerFlaw[] {
  const known = Object.keys(keys)
  if (match !== undefined && !isMap(match)) {
    const message = `match is a map, not ${quote(match)}`
    return [{ code: 'wrong-type', message, fix: `write match: {${needs[0]}: …}`, path: ['match'] }]
  }
  const written = Object.keys(match ?? {})
  const strange = written.filter(name => !known.includes(name))
  const flaws = strange.map((name): TriggerFlaw => {
    const near = meantKey(name, keys, event)
    const fix = near === undefined ? `${event} has ${oneOf(known)}` : `did you mean ${near}?`
    const message = `${event} has no key ${quote(name)} in match`
    return { code: 'unknown-key', message, fix, path: ['match', name] }
  })
  if (needs.some(name => written.includes(name))) return flaws
  const message =
    event === 'request'
      ? 'Any sender would match: match does not say from which source'
      : `Every ${event} event of the account would match: match does not say which ${oneOf(needs)}`
  const path: FlawPath = match === undefined ? [] : ['match']
  return [...flaws, { code: 'missing-key', message, fix: `write match: {${needs[0]}: …}`, path }]
}

/** Every service calls its outcome something else. */
const OUTCOMES = ['state', 'status', 'eventName', 'result', 'outcome']

function meantKey(name: string, keys: Preset['keys'], event: string): string | undefined {
  const known = [...Object.keys(keys), ...(event === 'codepipeline' ? ['stage'] : [])]
  if (OUTCOMES.includes(name)) return known.find(key => keys[key]?.values !== undefined)
  return meant(name, known)
}

/** Of one key: the type of its values, and what of them can ever match. */
export function keyFlaws(
  { name, key }: Wanted,
  found: unknown,
  written: Written,
): readonly TriggerFlaw[] {
  if (found === undefined) return []
  const path = ['match', name]
  if (Array.isArray(found) && found.length === 0) {
    const message = `An empty list of ${name} would match nothing`
    return [{ code: 'wrong-type', message, fix: 'list a value, or leave the key out', path }]
  }
  if (!Array.isArray(found)) return valueFlaws(found, { name, key, path, written })
  return found.flatMap((value, n) => valueFlaws(value, { name, key, path: [...path, n], written }))
}

type At = {
  readonly name: string
  readonly key: MatchKey
  readonly path: FlawPath
  readonly written: Written
}

function valueFlaws(value: unknown, { name, key, path, written }: At): readonly TriggerFlaw[] {
  if (typeof value !== 'string' || value === '') {
    const message = `${name} is text or a list of texts, not ${quote(value)}`
    const fix = typeof value === 'number' ? `write it in quotes: "${value}"` : 'write its name'
    return [{ code: 'wrong-type', message, fix, path }]
  }
  if (written.event === 'request' && name === 'from') return senderFlaws(value, path)
  if (key.values !== undefined) {
    const flaw = valueFlaw(value, key.values, path)
    return flaw === undefined ? [] : [flaw]
  }
  if (key.name === undefined || key.name.pattern.test(value)) return []
  const message = `No ${name} is called ${quote(value)}: names have ${key.name.words}`
  const fix = value.includes('*')
    ? 'name each one in a list; for a wildcard write event: custom'
    : 'write the name as the service shows it'
  return [{ code: 'event-never-matches', message, fix, path }]
}

function senderFlaws(sender: string, path: FlawPath): readonly TriggerFlaw[] {
  const fix = 'name the source that your pipeline puts into its event: from: [ci.erp]'
  if (sender === OWN_SOURCE) {
    const message = 'Holdfast sends no requests, and must not start itself'
    return [{ code: 'event-own-results', message, fix, path }]
  }
  if (!sender.startsWith('aws.')) return []
  const message = `Only AWS itself sends events from ${quote(sender)}, and no such request`
  return [{ code: 'event-never-matches', message, fix, path }]
}

/** Long lists of names: what EventBridge would refuse at deploy time. */
export function deployFlaws(
  pattern: EventPattern,
  so: readonly TriggerFlaw[],
): readonly TriggerFlaw[] {
  if (so.some(({ code }) => code !== 'event-value-unknown')) return []
  return refusalsOf(pattern, readPattern(pattern)).map(flaw => ({
    ...flaw,
    fix: 'list fewer names; write a second trigger for the others',
    path: ['match'],
  }))
}

/** "Amazon ECS service deployment state change events": a rollback that reaches a steady state says COMPLETED as well. */
export function rollbackFlaws(
  { event, match }: Written,
  meant: readonly Wanted[],
): readonly TriggerFlaw[] {
  const completed = 'SERVICE_DEPLOYMENT_COMPLETED'
  if (event !== 'ecs' || !meant.some(({ values }) => values.includes(completed))) return []
  return [
    {
      code: 'ecs-rollback-completes-too',
      message: `ECS says ${completed} after a rollback, too, so a failed deployment may start a backup`,
      fix: 'trigger on the pipeline that deploys, if that matters',
      path: isMap(match) && 'eventName' in match ? ['match', 'eventName'] : ['event'],
    },
  ]
}
