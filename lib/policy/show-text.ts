// The effective policy as YAML that could be a policy itself, with the origin of each value behind it.
import { stringify } from 'yaml'
import type { Shown, ShownEntry, ShownPolicy } from './show.ts'

/** What is worth knowing beside the values: of the policy as a whole, and of each schedule or trigger by name. */
export type Notes = {
  readonly head: readonly string[]
  readonly of: { readonly [name: string]: readonly string[] }
}

type Line = { readonly text: string; readonly origin?: string }

/** Values longer than this do not push the origins of all others out of sight. */
const WIDEST = 60

export function renderShown(policy: ShownPolicy, notes: Notes): string {
  const lines: readonly Line[] = [
    ...notes.head.map(note => ({ text: `# ${note}` })),
    ...policy.keys.flatMap(([key, shown]) => keyLines(key, shown, '')),
    ...entryLines('schedules', policy.schedules, notes),
    ...entryLines('triggers', policy.triggers, notes),
  ]
  const widths = lines.flatMap(({ text, origin }) => (origin === undefined ? [] : [text.length]))
  const width = Math.max(0, ...widths.filter(each => each <= WIDEST))
  return lines
    .map(({ text, origin }) => (origin === undefined ? text : `${text.padEnd(width)}  # ${origin}`))
    .map(line => `${line.trimEnd()}\n`)
    .join('')
}

function entryLines(key: string, entries: readonly ShownEntry[], notes: Notes): readonly Line[] {
  if (entries.length === 0) return []
  return [
    { text: '' },
    { text: `${key}:` },
    ...entries.flatMap(({ name, keys }) => [
      ...asItem(keys.flatMap(([each, shown]) => keyLines(each, shown, '    '))),
      ...(notes.of[name] ?? []).map(note => ({ text: `    # ${note}` })),
    ]),
  ]
}

/** The first line of an entry carries its hyphen. */
function asItem([first, ...others]: readonly Line[]): readonly Line[] {
  return first === undefined
    ? []
    : [{ ...first, text: first.text.replace('    ', '  - ') }, ...others]
}

function keyLines(key: string, shown: Shown, indent: string): readonly Line[] {
  const { value, parts, remark } = shown
  const origin = remark === undefined ? shown.origin : `${shown.origin}: ${remark}`
  const short = `${indent}${flow(key)}: ${flow(value)}`
  if (parts === undefined || (short.length <= WIDEST && originsOf(shown).size === 1)) {
    return [{ text: short, origin }]
  }
  const inside = `${indent}  `
  const below = Array.isArray(value)
    ? parts.map(([, part]) => ({ text: `${inside}- ${flow(part.value)}`, origin: part.origin }))
    : parts.flatMap(([part, its]) => keyLines(part, its, inside))
  return [{ text: `${indent}${flow(key)}:` }, ...below]
}

function originsOf({ origin, parts = [] }: Shown): ReadonlySet<string> {
  if (parts.length === 0) return new Set([origin])
  return new Set(parts.flatMap(([, part]) => [...originsOf(part)]))
}

function flow(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    lineWidth: 0,
    blockQuote: false,
  }).trimEnd()
}
