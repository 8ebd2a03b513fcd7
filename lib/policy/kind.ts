// What a document is: by its kind, of a target list by its application as well; and what it was meant to be, when it does
// not say so rightly.
import type * as z from 'zod/mini'
import { meant } from '../trigger/meant.ts'
import type { Flaw } from './codes.ts'
import { intendedValue } from './intended.ts'
import type { Path } from './places.ts'
import { isPlainMap, type PlainMap } from './plain.ts'
import { SCHEMAS, type Shaped } from './schema.ts'
import { keysAt } from './schema-walk.ts'
import { appFlaw, kindFlaw, wrongType } from './shape-words.ts'

export type DocumentSchema = z.ZodMiniType<Shaped>

type KindFound = {
  /** Undefined when nobody knows what the document was meant to be. */
  readonly schema?: DocumentSchema
  /** The document, with the kind and the application that it means. */
  readonly meaning: unknown
  readonly flaws: readonly { readonly flaw: Flaw; readonly path: Path }[]
  /** Where the document does not say what it means. */
  readonly told: readonly Path[]
}

export function kindOf(value: unknown): KindFound {
  if (!isPlainMap(value)) {
    const flaw = wrongType('object', { value })
    return { meaning: value, flaws: [{ flaw, path: [] }], told: [[]] }
  }
  const { word: kind, meaning, ...said } = wordOf('kind', value, KINDS)
  switch (kind) {
    case 'BackupPolicy':
    case 'BlackoutCalendar':
    case 'Environment':
    case 'Defaults':
    case 'PolicyTest':
    case 'Scenario':
      return { schema: SCHEMAS[kind], meaning, ...said }
    case 'TargetList': {
      const { word: app, ...list } = wordOf('app', meaning, APPS)
      const both = {
        meaning: list.meaning,
        flaws: [...said.flaws, ...list.flaws],
        told: [...said.told, ...list.told],
      }
      const isKnown = app === 'sqlserver' || app === 'oracle'
      return isKnown ? { schema: SCHEMAS.TargetList[app], ...both } : both
    }
    default:
      return { meaning, ...said }
  }
}

/** The words that a key may have, what is wrong with any other, and what a document is without a word. */
type Words = {
  readonly known: readonly string[]
  readonly flawOf: (value: unknown, guess: string | undefined) => Flaw
  readonly guess: (value: PlainMap) => string | undefined
}

const KINDS: Words = { known: Object.keys(SCHEMAS), flawOf: kindFlaw, guess: kindByKeys }

const APPS: Words = {
  known: Object.keys(SCHEMAS.TargetList),
  flawOf: appFlaw,
  guess: () => undefined,
}

type Said = Pick<KindFound, 'flaws' | 'told'> & {
  readonly word: string | undefined
  readonly meaning: PlainMap
}

function wordOf(key: 'kind' | 'app', value: PlainMap, { known, flawOf, guess }: Words): Said {
  const written = value[key]
  const exact = known.find(one => one === written)
  if (exact !== undefined) return { word: exact, meaning: value, flaws: [], told: [] }
  const path = [key]
  const misspelled = Object.keys(value).find(other => meant(other, path) === key)
  if (written === undefined && misspelled !== undefined) {
    const word = known.find(one => one === value[misspelled])
    // The schema has something to say about the other key.
    if (word !== undefined)
      return { word, meaning: { ...value, [key]: word }, flaws: [], told: [path] }
  }
  const near = typeof written === 'string' ? intendedValue(key, written, known) : undefined
  const word = near ?? guess(value)
  const flaws = [{ flaw: flawOf(written, word), path }]
  return { word, meaning: { ...value, [key]: word }, flaws, told: [path] }
}

/** The kind that has the most of a document's keys, when it is a clear case. */
function kindByKeys(value: PlainMap): string | undefined {
  const keys = Object.keys(value)
  const scores = Object.entries(KEYS)
    .map(([kind, known]) => ({ kind, score: keys.filter(key => known.has(key)).length }))
    .sort((a, b) => b.score - a.score)
  const [best, second] = scores
  const isClear = best !== undefined && best.score > (second?.score ?? 0) && best.score >= 4
  return isClear ? best.kind : undefined
}

const { TargetList, ...OTHERS } = SCHEMAS

const KEYS: { readonly [kind: string]: ReadonlySet<string> } = Object.fromEntries(
  Object.entries({ ...OTHERS, TargetList: TargetList.oracle }).map(([kind, schema]) => [
    kind,
    new Set(keysAt(schema, [])),
  ]),
)
