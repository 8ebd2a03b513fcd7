// One event becomes the runs of one trigger: which backup it is about, of which targets, and when that is due.
import { BackupError, shown } from '../errors.ts'
import type { RunOrigin } from '../run/run.ts'
import type { Instant, PolicySources, RuleStart, TriggerEvent, TriggerSource } from '../start.ts'
import { partOf } from './runs-of.ts'

/**
 * An event serves every trigger of its rule, but a request may name the environment and the level that it means, and where
 * triggers share a rule and ask the event for its target, it is that of one of them.
 */
export type Meant = 'this' | 'another-environment' | 'another-level' | 'another-target'

/** @throws BackupError `start-event-invalid` for a request that cannot be understood */
export function whatIsMeant(
  policy: PolicySources,
  source: TriggerSource,
  event: TriggerEvent,
): Meant {
  if (!isRequest(source)) return namesAnother(source, event) ? 'another-target' : 'this'
  const environment = requested(event, 'environment')
  if (environment !== undefined && environment !== policy.environment) return 'another-environment'
  const level = requested(event, 'level')
  if (level !== undefined && level !== source.backup.level) return 'another-level'
  return namesAnother(source, event) ? 'another-target' : 'this'
}

function namesAnother(source: TriggerSource, event: TriggerEvent): boolean {
  const name = namedTarget(source, event)
  return isText(name) && !source.targets.includes(name)
}

/** What an event names as its one target, to a trigger that asks it. */
export function namedTarget({ targetFrom }: TriggerSource, event: TriggerEvent): unknown {
  return targetFrom && valueAt(event.all, targetFrom)
}

/**
 * The runs of a trigger for one event, in the policy's order of targets.
 * @throws BackupError `target-unknown`, `start-event-invalid`
 */
export function runsOfEvent(
  policy: PolicySources,
  source: TriggerSource,
  { event, now }: { readonly event: TriggerEvent; readonly now: Instant },
): RunOrigin[] {
  // An event from the future would be late for nothing.
  const scheduledTime = Math.min(event.time, now)
  const notBefore = scheduledTime + source.delaySeconds * 1000
  const correlationId = correlationIdOf(source, event)
  const identity = identityOf(source, event)
  return targetsOf(source, event).map(target => ({
    ...partOf(policy, source, target),
    id: `${source.name}/${target}/${identity}`,
    terms: source.terms,
    cause: isRequest(source) ? 'REQUEST' : 'EVENT',
    event: { id: event.id, source: event.source, detailType: event.detailType },
    ...(correlationId !== undefined && { correlationId }),
    scheduledTime,
    createdAt: now,
    ...(source.delaySeconds > 0 && { notBefore }),
    startBy: notBefore + source.terms.startWithinSeconds * 1000,
  }))
}

/** The triggers that wait for a rule's events. */
export function triggersOf(policies: readonly PolicySources[], { rule }: RuleStart) {
  return policies.flatMap(policy =>
    policy.sources.flatMap(source =>
      source.kind === 'trigger' && source.rule === rule ? [{ policy, source }] : [],
    ),
  )
}

const isRequest = ({ event }: TriggerSource) => event === 'request'

/** DynamoDB sorts by 1,024 bytes at most, and the names before it take up to 170. */
const LONGEST_IDENTITY = 800

/**
 * The business id, which stays the same where a source tells of one deployment twice; else the event's own. It takes the
 * place of the time in the run id, encoded so that it has no slash.
 */
function identityOf({ identity }: TriggerSource, { id, all }: TriggerEvent): string {
  const value = valueAt(all, identity)
  const text = typeof value === 'number' ? String(value) : value
  const isUsable = typeof text === 'string' && text !== '' && text.length <= 256
  const encoded = encode(isUsable ? text : id)
  return encoded.length <= LONGEST_IDENTITY ? encoded : encode(id)
}

/** Half a surrogate pair has no encoding. */
const encode = (text: string) => encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'))

function targetsOf(source: TriggerSource, event: TriggerEvent): readonly string[] {
  if (source.targetFrom !== undefined) {
    const name = namedTarget(source, event)
    if (isText(name)) return [name]
    throw invalid(`"${source.targetFrom.join('.')}" must name a target of ${source.name}`, name)
  }
  const names = isRequest(source) ? valueAt(event.all, ['detail', 'targets']) : undefined
  if (names === undefined) return source.targets
  if (Array.isArray(names) && names.length > 0 && names.every(isText)) return [...new Set(names)]
  throw invalid('"detail.targets" must be a list of target names', names)
}

/** Of an event that is no request of ours, whatever else stands there means something else. */
function correlationIdOf(source: TriggerSource, event: TriggerEvent): string | undefined {
  const id = valueAt(event.all, ['detail', 'correlationId'])
  if (isText(id) && id.length <= 200) return id
  // Whoever asked would wait for results with it for ever.
  if (id === undefined || id === null || !isRequest(source)) return undefined
  throw invalid('"detail.correlationId" must be a text of at most 200 characters', id)
}

function requested(event: TriggerEvent, field: 'environment' | 'level'): string | undefined {
  const value = valueAt(event.all, ['detail', field])
  if (value === undefined || value === null) return undefined
  if (isText(value)) return value
  throw invalid(`"detail.${field}" must be a text`, value)
}

function valueAt(event: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    return has ? Reflect.get(value, key) : undefined
  }, event)
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function invalid(expected: string, found: unknown): BackupError {
  return new BackupError(
    'start-event-invalid',
    `The event starts nothing: ${expected}; found ${shown(found)}.`,
  )
}
