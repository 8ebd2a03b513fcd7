// The merge rules, all of them. Order, later wins: Defaults, the environment's defaults, the policy, the schedule or
// trigger, the policy's overrides for the environment. Maps merge by key; scalars and lists replace. `schedules` and
// `triggers` in an override are maps by name: a value merges into the entry, null removes it, a new name adds one.
import { type Layer, layerOf, type Merged, merge, pick } from './layers.ts'
import type { Origin } from './origin.ts'
import type { PolicyDocument, ScheduleOverride, TriggerOverride } from './policy-schema.ts'
import type { WrittenPolicy } from './repository.ts'
import type { Defaulted, DefaultsDocument, EnvironmentDocument } from './schema.ts'
import { originIn, type Written } from './written.ts'

export type MergedPolicy = Merged<PolicyValues> & {
  readonly schedules: readonly MergedSchedule[]
  readonly triggers: readonly MergedTrigger[]
}

type PolicyValues = Omit<PolicyDocument, 'schedules' | 'triggers' | 'overrides'>

export type MergedSchedule = MergedEntry<ScheduleOverride>

export type MergedTrigger = MergedEntry<TriggerOverride>

export type MergedEntry<T> = Merged<T> & {
  readonly name: string
  /** Of the entry itself: in the policy's list, or in the override that added it. */
  readonly origin: Origin
  /** False when there is a mistake of shape anywhere in it: nobody knows what it was meant to do. */
  readonly isSound: boolean
}

export type Ingredients = {
  readonly policy: WrittenPolicy
  readonly environment: Written<EnvironmentDocument>
  readonly defaults: Written<DefaultsDocument> | undefined
}

export function mergePolicy({ policy, environment, defaults }: Ingredients): MergedPolicy {
  const { schedules = [], triggers = [], overrides, ...own } = policy.value
  const path = ['overrides', environment.value.name]
  const {
    schedules: scheduleChanges,
    triggers: triggerChanges,
    ...override
  } = overrides?.[environment.value.name] ?? {}
  const home = layerOf(policy, [], own)
  const above = layerOf(policy, path, override)
  const below = [
    ...(defaults ? [layerOf(defaults, [], pick(defaults.value, DEFAULT_KEYS))] : []),
    layerOf(environment, ['defaults'], environment.value.defaults),
    home,
  ]
  const around = { below, above, app: policy.value.app }
  return {
    ...merge<PolicyValues>([...below, above], home),
    schedules: mergeEntries<ScheduleOverride>(
      { kind: SCHEDULES, list: schedules, changes: scheduleChanges },
      around,
    ),
    triggers: mergeEntries<TriggerOverride>(
      { kind: TRIGGERS, list: triggers, changes: triggerChanges },
      around,
    ),
  }
}

const TERM_KEYS = ['startWithin', 'overlap', 'maxRun', 'onMaxRun', 'onBlackout', 'retry'] as const
const CLOCK_KEYS = ['window', 'spread', 'jitter'] as const

/** What may stand in Defaults and in the defaults of an environment. */
const DEFAULT_KEYS = [
  'owner',
  'timezone',
  'cumulative',
  ...TERM_KEYS,
  ...CLOCK_KEYS,
] as const satisfies (keyof Defaulted)[]

/** The ways of saying when, of which a schedule has one. */
export const WAYS = ['at', 'every', 'cron', 'once'] as const

/** A kind of entry: its key, what it takes over from what stands around it, and what belongs together in it. */
type Kind = {
  readonly key: 'schedules' | 'triggers'
  readonly inherits: readonly string[]
  /** An override that has one of these keys says anew all of `whole`. */
  readonly says: readonly string[]
  readonly whole: readonly string[]
}

const SCHEDULES: Kind = {
  key: 'schedules',
  inherits: [...TERM_KEYS, ...CLOCK_KEYS],
  says: WAYS,
  whole: [...WAYS, 'offset', 'between'],
}

const TRIGGERS: Kind = {
  key: 'triggers',
  inherits: TERM_KEYS,
  says: ['event'],
  whole: ['event', 'match', 'pattern'],
}

type Named = { readonly name: string }

type Changes<T> = { readonly [name: string]: T | null } | undefined

type Around = {
  readonly below: readonly Layer[]
  readonly above: Layer
  readonly app: PolicyDocument['app']
}

function mergeEntries<T extends ScheduleOverride | TriggerOverride>(
  { kind, list, changes }: { kind: Kind; list: readonly (T & Named)[]; changes: Changes<T> },
  { below, above, app }: Around,
): readonly MergedEntry<T>[] {
  const { written } = above
  const inOverride = [...above.path, kind.key]
  const kept = list.flatMap((entry, index): readonly MergedEntry<T>[] => {
    const change = changes?.[entry.name]
    if (change === null) return []
    const base = layerOf(written, [kind.key, index], entry)
    const changed = layerOf(written, [...inOverride, entry.name], change)
    const level = change?.level ?? entry.level
    const own = withoutOld(base, changed, kind)
    const layers = [...inherited(below, level), own, ...inherited([above], level), changed]
    return [mergedEntry(entry.name, layers, [base, changed])]
  })
  const added = addedBy(changes, list).map(([name, entry]): MergedEntry<T> => {
    const base = layerOf(written, [...inOverride, name], entry)
    return mergedEntry(name, [...inherited([...below, above], entry.level), base], [base])
  })
  return [...kept, ...added]

  /** An option is meant, by default, for the level that has it. */
  function inherited(layers: readonly Layer[], level: string | undefined): readonly Layer[] {
    const isOption = app === 'oracle' && level === 'INCREMENTAL'
    const keys = isOption ? [...kind.inherits, 'cumulative'] : kind.inherits
    return layers.map(layer => ({ ...layer, values: pick(layer.values, keys) }))
  }

  function mergedEntry(
    name: string,
    layers: readonly Layer[],
    own: readonly [Layer, ...Layer[]],
  ): MergedEntry<T> {
    const merged = merge<T>(layers, own[0])
    const isSound =
      !own.some(({ path }) => written.mistakes.isAt(path)) && !merged.isMistaken(...kind.inherits)
    return { ...merged, name, origin: originIn(written, own[0].path), isSound }
  }
}

/** An override that says when in a way of its own, or names an event, replaces all that the entry said about it. */
function withoutOld(base: Layer, changed: Layer, { says, whole }: Kind): Layer {
  if (!says.some(key => key in changed.values)) return base
  const rest = Object.keys(base.values).filter(key => !whole.includes(key))
  return { ...base, values: pick(base.values, rest) }
}

/** The entries that an override adds: whole ones, which the policy does not have by name. */
export function addedBy<T extends ScheduleOverride | TriggerOverride>(
  changes: Changes<T>,
  list: readonly Named[] = [],
): readonly (readonly [name: string, added: T])[] {
  const known = new Set(list.map(({ name }) => name))
  return Object.entries(changes ?? {}).flatMap(([name, added]) =>
    added === null || known.has(name) || !isWhole(added) ? [] : [[name, added] as const],
  )
}

/** A change that could stand alone: it says what, and when or after which event. */
function isWhole(added: ScheduleOverride | TriggerOverride): boolean {
  return added.level !== undefined && [...WAYS, 'event'].some(key => key in added)
}
