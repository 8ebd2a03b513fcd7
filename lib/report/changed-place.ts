// Where a change stands in the files as they are now: beside the line that somebody has changed, as far as one is left.
import type { Place } from '../policy/diagnostic.ts'
import type { PolicyFile } from '../policy/load.ts'
import type { Origin } from '../policy/origin.ts'
import { parse } from '../policy/parse.ts'
import type { DocumentText, Path } from '../policy/places.ts'
import { isPlainMap, type PlainMap, valueAt } from '../policy/plain.ts'
import type { Policy } from '../policy/policy.ts'
import type { SourceChange, TermChange } from '../review/graded.ts'

/** What is written on one side: the policies of the environment, and every file. */
export type WrittenSide = {
  readonly policies: readonly Policy[]
  readonly files: readonly PolicyFile[]
}

export type ChangedPlaces = {
  /** Undefined where nothing is left of the file. */
  readonly ofSource: (change: SourceChange) => Place | undefined
  readonly ofTerm: (change: TermChange) => Place | undefined
  /** Of what no source does to a target: the list, if it is the only file beside the policies that has changed. */
  readonly ofTarget: () => Place | undefined
}

/** Documents are parsed when one of them is asked for: of a thousand changes only few are shown. */
export function changedPlaces(before: WrittenSide, after: WrittenSide): ChangedPlaces {
  const [were, are] = [before, after].map(({ policies }) => byName(policies))
  const [old, now] = [before, after].map(({ files }) => textsOf(files))
  const lineIn = (file: string) => changedLine(file, old?.get(file), now?.get(file))
  const around = oneFileAround([before, after], { old, now })
  const ofTarget = () => (around === undefined ? undefined : lineIn(around))

  const ofSource = (change: SourceChange) => {
    const was = were?.get(change.before?.policy ?? '')
    const is = are?.get(change.after?.policy ?? change.before?.policy ?? '')
    if (change.before === null) return change.place
    if (is === undefined) return lineIn(change.place.file)
    return (
      (was && inPolicy({ was, is }, change)) ??
      ofTarget() ??
      (change.after === null ? lineIn(is.origin.text.file) : change.place)
    )
  }
  /** What is gone may have its place in the base. */
  const ofTerm = ({ place, after: left }: TermChange) =>
    place !== undefined && left === null ? lineIn(place.file) : place
  return { ofSource, ofTerm, ofTarget }
}

type PolicyPair = { readonly was: Policy; readonly is: Policy }

/** In its own entry; else in what its policy says for all of them. */
function inPolicy({ was, is }: PolicyPair, { source }: SourceChange): Place | undefined {
  const [whole, wholeNow] = [was, is].map(({ origin }) => contentOf(origin.text))
  const [entry, entryNow] = [was, is].map(policy => entryOf(policy, source))
  const text = is.origin.text
  const own =
    entry && entryNow
      ? difference(valueAt(whole, entry.path), valueAt(wholeNow, entryNow.path), entryNow.path)
      : difference(pick(whole, LISTS), pick(wholeNow, LISTS), [])
  const found = own ?? difference(omit(whole, TOLD_APART), omit(wholeNow, TOLD_APART), [])
  return found && parse(text).places.ofKey(found)
}

const LISTS: ReadonlySet<string> = new Set(['schedules', 'triggers'])

/** Keys that change nothing of a source, or are told of by themselves. */
const TOLD_APART: ReadonlySet<string> = new Set([
  ...LISTS,
  ...['name', 'description', 'owner', 'labels', 'notify', 'rpo'],
])

/** The path at which the second is first another than the first; of what is gone, that which held it. */
function difference(was: unknown, is: unknown, path: Path): Path | undefined {
  if (isSame(was, is)) return undefined
  if (Array.isArray(was) && Array.isArray(is)) {
    const at = is.findIndex((item, index) => !isSame(was[index], item))
    if (at >= 0) return difference(was[at], is[at], [...path, at])
    return is.length === 0 ? path : [...path, is.length - 1]
  }
  if (!isPlainMap(was) || !isPlainMap(is)) return path
  const key = Object.keys(is).find(name => !isSame(was[name], is[name]))
  return key === undefined ? path : difference(was[key], is[key], [...path, key])
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

const contentOf = (text: DocumentText) => parse(text).value

function pick(map: unknown, keys: ReadonlySet<string>): PlainMap {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => keys.has(key)))
}

function omit(map: unknown, keys: ReadonlySet<string>): PlainMap {
  return Object.fromEntries(Object.entries(map ?? {}).filter(([key]) => !keys.has(key)))
}

function entryOf({ name, schedules, triggers }: Policy, source: string): Origin | undefined {
  return [...schedules, ...triggers].find(one => `${name}.${one.name}` === source)?.origin
}

function byName(policies: readonly Policy[]): ReadonlyMap<string, Policy> {
  return new Map(policies.map(policy => [policy.name, policy]))
}

type Texts = ReadonlyMap<string, string>

function textsOf(files: readonly PolicyFile[]): Texts {
  return new Map(files.map(({ file, text }) => [file, text]))
}

/** The file beside the policies that has changed, such as that of a list or of Defaults, where there is just one. */
function oneFileAround(
  sides: readonly WrittenSide[],
  { old, now }: { readonly old: Texts | undefined; readonly now: Texts | undefined },
): string | undefined {
  const own = new Set(
    sides.flatMap(({ policies }) => policies.map(({ origin }) => origin.text.file)),
  )
  const changed = [...(now ?? [])].filter(
    ([file, text]) => !own.has(file) && old?.get(file) !== text,
  )
  return changed.length === 1 ? changed[0]?.[0] : undefined
}

/** The first line of a file that is another than before, or its last, if all that is different is gone from its end. */
function changedLine(file: string, before = '', after?: string): Place | undefined {
  if (after === undefined || after === before) return undefined
  const [were, are] = [before, after].map(text => text.replace(/\r?\n$/, '').split(/\r?\n/))
  const lines = are ?? []
  const at = lines.findIndex((line, index) => line !== were?.[index])
  const line = at < 0 ? lines.length : at + 1
  const endColumn = (lines[line - 1]?.length ?? 0) + 1
  return { file, line, column: 1, endLine: line, endColumn }
}
