// A document as it came out of its file: its value, its text, and the mistakes of shape that were found in it.
import type { Origin } from './origin.ts'
import type { DocumentText, Path } from './places.ts'
import { isPlainMap } from './plain.ts'

/** A document and its text, in which the places of its parts are looked up when somebody asks. */
export type Written<T> = {
  readonly value: T
  readonly text: DocumentText
  readonly mistakes: Mistakes
}

/** Mistakes of shape. All are told; what follows from one (a name not found, a key missing) is not told again. */
export type Mistakes = {
  readonly count: number
  /** Whether there is a mistake at a path of the value, above or below it. */
  readonly isAt: (path: Path) => boolean
  /** Where a path of the value is in the text: an entry that was taken out of a list moved those behind it up. */
  readonly inText: (path: Path) => Path
  /** Names of the entries that were taken out of a list, undefined for one without: they are known, whatever they mean. */
  readonly namesOutOf: (list: Path) => readonly (string | undefined)[]
}

export type Mistake = {
  /** In the text. */
  readonly path: Path
  /** What stands there; undefined for a key that is missing. */
  readonly value: unknown
  /** It is not in the document's value any more, since it has not the shape. */
  readonly isTakenOut: boolean
}

export const NO_MISTAKES: Mistakes = {
  count: 0,
  isAt: () => false,
  inText: path => path,
  namesOutOf: () => [],
}

/** `indices` has, for each list that lost entries, where those that are left stand in the text. */
export function mistakesOf(
  found: readonly Mistake[],
  indices: ReadonlyMap<string, readonly number[]>,
): Mistakes {
  const places = new Set(found.map(({ path }) => keyOfPath(path)))
  const above = new Set(
    found.flatMap(({ path }) => path.map((_, end) => keyOfPath(path.slice(0, end)))),
  )
  const inText = (path: Path) => pathInText(path, indices)
  return {
    count: found.length,
    isAt: path => {
      const written = inText(path)
      if (above.has(keyOfPath(written))) return true
      return [...written.keys(), written.length].some(end =>
        places.has(keyOfPath(written.slice(0, end))),
      )
    },
    inText,
    namesOutOf: list => {
      const key = keyOfPath(inText(list))
      return found.flatMap(({ path, value, isTakenOut }) => {
        // Of a list that is none, nobody knows what was in it.
        if (keyOfPath(path) === key) return [undefined]
        if (!isTakenOut || keyOfPath(path.slice(0, -1)) !== key) return []
        return [isPlainMap(value) && typeof value.name === 'string' ? value.name : undefined]
      })
    },
  }
}

/** Paths by what they lead to, as keys of maps and sets. */
export function keyOfPath(path: Path): string {
  return JSON.stringify(path)
}

export function pathInText(path: Path, indices: ReadonlyMap<string, readonly number[]>): Path {
  if (indices.size === 0) return path
  const written: PropertyKey[] = []
  for (const step of path) {
    const index = typeof step === 'number' ? indices.get(keyOfPath(written))?.[step] : undefined
    written.push(index ?? step)
  }
  return written
}

/** `path` is in the document's value. */
export function originIn(
  { text, mistakes }: Pick<Written<unknown>, 'text' | 'mistakes'>,
  path: Path,
): Origin {
  return { text, path: mistakes.inText(path) }
}
