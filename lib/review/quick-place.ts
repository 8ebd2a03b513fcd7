// Places of a thousand changes: where a line says it plainly, it is found in the text. Parsing each document for its places
// takes a hundred times as long, and is left for what is written in another way.
import type { Place } from '../policy/diagnostic.ts'
import { type Origin, placeIn } from '../policy/origin.ts'

/** Of a schedule or trigger: where its entry of the list says its name. */
export function placeOfEntry(origin: Origin, name: string): Place {
  const [list, index] = origin.path
  const isListed = origin.path.length === 2 && typeof index === 'number'
  const entry = `^( *- +(?:\\{ *)?name: +)(${name})(?= *(?:$|[,}]| #))`
  const found = isListed && LISTS.has(list) ? onlyMatch(origin, entry) : undefined
  return found ?? placeIn(origin)
}

/** Of a key of a document: where its value stands, if it does. */
export function placeOfKey({ text, path }: Origin, key: string): Place {
  const found = onlyMatch({ text, path }, `^(${key}: +)([\\w@.-]+)(?= *(?:$| #))`)
  return found ?? placeIn({ text, path: [...path, key] })
}

const LISTS: ReadonlySet<unknown> = new Set(['schedules', 'triggers'])

/** In a text of several lines a line may look like a key and be none. */
const HAS_TEXT = /[|>][\d+-]* *(?:#.*)?$|\r|\t/m

function onlyMatch({ text: document }: Origin, pattern: string): Place | undefined {
  const { file, line, text } = document
  const [match, another] = text.matchAll(new RegExp(pattern, 'gm'))
  if (match === undefined || another !== undefined || HAS_TEXT.test(text)) return undefined
  const [, before = '', value = ''] = match
  const at = line + (text.slice(0, match.index).match(/\n/g)?.length ?? 0)
  const column = before.length + 1
  return { file, line: at, column, endLine: at, endColumn: column + value.length }
}
