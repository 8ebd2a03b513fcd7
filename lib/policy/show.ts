// The effective policy in the language's own words, each value with where it was written: what `show` prints, and what
// a reviewer asks of defaults, environments and overrides.
import { parseDuration, renderDuration } from '../schedule/duration.ts'
import { parseExpression } from '../schedule/expression.ts'
import { isProblem } from '../schedule/problem.ts'
import { roomToSpread } from '../schedule/spread.ts'
import type { Terms } from '../start.ts'
import type { Merged } from './layers.ts'
import type { PolicyFile } from './load.ts'
import { mergePolicy } from './merge.ts'
import { placeIn } from './origin.ts'
import type { Path } from './places.ts'
import { isPlainMap, type PlainMap, valueAt } from './plain.ts'
import type { Policy, PolicySchedule, PolicyTrigger } from './policy.ts'
import { readRepository } from './repository.ts'

/** A value and where it comes from; a map or a list also shows the same of each part of it. */
export type Shown = {
  readonly value: unknown
  /** `policies/erp-sql.yaml:12`, or `built in`. */
  readonly origin: string
  readonly parts?: readonly (readonly [key: string, part: Shown])[]
  /** What a person does not see in the value. */
  readonly remark?: string
}

export type ShownKeys = readonly (readonly [key: string, shown: Shown])[]

export type ShownPolicy = {
  /** Apart from schedules and triggers. */
  readonly keys: ShownKeys
  readonly schedules: readonly ShownEntry[]
  readonly triggers: readonly ShownEntry[]
}

export type ShownEntry = { readonly name: string; readonly keys: ShownKeys }

const BUILT_IN = 'built in'

/** Reads once more what `policy` was made of: policies keep what they say, and not which layer said it. */
export function showPolicy(files: readonly PolicyFile[], policy: Policy): ShownPolicy | undefined {
  const { policies, environments, defaults } = readRepository(files).repository
  const written = policies.find(({ value }) => value.name === policy.name)
  const environment = environments.find(({ value }) => value.name === policy.environment.name)
  if (written === undefined || environment === undefined) return undefined
  const merged = mergePolicy({ policy: written, environment, defaults: defaults[0] })
  return {
    keys: shownKeys(merged, { order: POLICY_KEYS, hidden: NOT_OF_A_POLICY, builtIn: {} }),
    schedules: merged.schedules.flatMap(entry =>
      shownEntry(entry, policy.schedules, {
        order: SCHEDULE_KEYS,
        builtInOf: scheduleBuiltIn,
        remarksOf: roomRemark,
      }),
    ),
    triggers: merged.triggers.flatMap(entry =>
      shownEntry(entry, policy.triggers, { order: TRIGGER_KEYS, builtInOf: triggerBuiltIn }),
    ),
  }
}

/** The plain value, without its origins. */
export function valuesOf(keys: ShownKeys): { readonly [key: string]: unknown } {
  return Object.fromEntries(keys.map(([key, { value }]) => [key, value]))
}

const POLICY_KEYS = [
  'apiVersion',
  'kind',
  'name',
  'description',
  'owner',
  'labels',
  'app',
  'targets',
  'exclude',
  'timezone',
  'rpo',
  'blackouts',
  'pause',
  'notify',
]

const TERM_KEYS = [
  'startWithin',
  'window',
  'overlap',
  'maxRun',
  'onMaxRun',
  'onBlackout',
  'spread',
  'jitter',
  'retry',
]

const LAST_KEYS = [...TERM_KEYS, 'pause', 'acknowledge']

const SCHEDULE_KEYS = [
  'name',
  'level',
  'copyOnly',
  'cumulative',
  'at',
  'every',
  'offset',
  'between',
  'cron',
  'once',
  'startDate',
  'endDate',
  ...LAST_KEYS,
]

const TRIGGER_KEYS = [
  'name',
  'event',
  'match',
  'pattern',
  'targets',
  'targetFrom',
  'level',
  'copyOnly',
  'cumulative',
  'delay',
  'cooldown',
  ...LAST_KEYS,
]

/** Merged into each schedule and trigger, or used up by merging. */
const NOT_OF_A_POLICY = new Set([...TERM_KEYS, 'cumulative', 'environments', 'overrides'])

type Named = { readonly name: string }

function shownEntry<E extends Named>(
  merged: Merged<object> & Named,
  entries: readonly E[],
  how: {
    readonly order: readonly string[]
    readonly builtInOf: (entry: E) => { readonly [key: string]: unknown }
    /** By key. */
    readonly remarksOf?: (entry: E, values: PlainMap) => { readonly [key: string]: string }
  },
): readonly ShownEntry[] {
  const entry = entries.find(({ name }) => name === merged.name)
  if (entry === undefined) return []
  const builtIn = { name: merged.name, ...how.builtInOf(entry) }
  const named = { ...merged, values: { name: merged.name, ...merged.values } }
  const remarks = how.remarksOf?.(entry, { ...merged.values }) ?? {}
  const keys = shownKeys(named, { order: how.order, hidden: new Set(), builtIn })
  return [
    { name: entry.name, keys: keys.map(([key, shown]) => [key, remarked(shown, remarks[key])]) },
  ]
}

function remarked(shown: Shown, remark: string | undefined): Shown {
  return remark === undefined || shown.origin === BUILT_IN ? shown : { ...shown, remark }
}

/** A spread from above is for those that can be moved; the others stay where they are. */
function roomRemark(
  { expression, spreadSeconds }: PolicySchedule,
  { spread }: PlainMap,
): { readonly spread?: string } {
  if (parseDuration(String(spread)) === 0) return {}
  const parsed = parseExpression(expression)
  const hasRoom = spreadSeconds > 0 || isProblem(parsed) || roomToSpread(parsed) > 0
  return hasRoom ? {} : { spread: 'no room for it here' }
}

type OriginOf = Merged<object>['originOf']

type How = {
  readonly order: readonly string[]
  readonly hidden: ReadonlySet<string>
  /** What holds where no layer has a word, as the language would write it. */
  readonly builtIn: { readonly [key: string]: unknown }
}

function shownKeys(
  { values, originOf }: Merged<object>,
  { order, hidden, builtIn }: How,
): ShownKeys {
  const written = new Map(
    Object.entries(values).filter(([key, value]) => !hidden.has(key) && value !== undefined),
  )
  return [...new Set([...Object.keys(builtIn), ...written.keys()])]
    .toSorted((a, b) => rank(a, order) - rank(b, order))
    .map(key => {
      const pair = { written: written.get(key), builtIn: builtIn[key] }
      return [key, shownAt([key], pair, originOf)] as const
    })
}

/** A key that this file does not know of still is shown, at the end. */
function rank(key: string, order: readonly string[]): number {
  const found = order.indexOf(key)
  return found < 0 ? order.length : found
}

type Pair = { readonly written: unknown; readonly builtIn: unknown }

function shownAt(path: Path, { written, builtIn }: Pair, originOf: OriginOf): Shown {
  if (written === undefined) return { value: builtIn, origin: BUILT_IN }
  const { file, line } = placeIn(originOf(...path))
  const origin = `${file}:${line}`
  if (!Array.isArray(written) && !isPlainMap(written)) return { value: written, origin }
  // A map may be written in part: what it leaves out is built in.
  const implied = isPlainMap(written) && isPlainMap(builtIn) ? builtIn : {}
  const parts = [...stepsInto(written), ...Object.keys(implied).filter(key => !(key in written))]
  return {
    value: Array.isArray(written) ? written : { ...written, ...without(implied, written) },
    origin,
    parts: parts.map(step => {
      const pair = { written: valueAt(written, [step]), builtIn: implied[String(step)] }
      return [String(step), shownAt([...path, step], pair, originOf)] as const
    }),
  }
}

function stepsInto(written: object): readonly (string | number)[] {
  return Array.isArray(written) ? [...written.keys()] : Object.keys(written)
}

function without(implied: PlainMap, written: object): PlainMap {
  return Object.fromEntries(Object.entries(implied).filter(([key]) => !(key in written)))
}

function scheduleBuiltIn({ backup, terms }: PolicySchedule) {
  return { ...optionOf(backup), ...builtInTerms(terms), spread: '0m', jitter: '0m' }
}

function triggerBuiltIn({ backup, terms, delaySeconds }: PolicyTrigger) {
  return {
    ...optionOf(backup),
    ...builtInTerms(terms),
    delay: renderDuration(delaySeconds),
    cooldown: renderDuration(terms.cooldownSeconds ?? 0),
  }
}

function optionOf(backup: PolicySchedule['backup']) {
  return 'copyOnly' in backup ? { copyOnly: backup.copyOnly } : {}
}

function builtInTerms(terms: Terms) {
  const { attempts, backoffSeconds } = terms.retry
  return {
    startWithin: renderDuration(terms.startWithinSeconds),
    overlap: terms.overlap,
    maxRun: renderDuration(terms.maxRunSeconds),
    onMaxRun: terms.onMaxRun,
    onBlackout: terms.onBlackout,
    retry: { attempts, backoff: renderDuration(backoffSeconds) },
  }
}
