// Several maps as one: maps in them merge by key at every depth, anything else replaces. Each value keeps its origin.
import type { Origin } from './origin.ts'
import type { Path } from './places.ts'
import { isPlainMap, type PlainMap, valueAt } from './plain.ts'
import { originIn, type Written } from './written.ts'

/** Values of several layers as one. */
export type Merged<T> = {
  readonly values: T
  /** Where a value was written; of one that no layer has, where it should have been. */
  readonly originOf: (...path: Path) => Origin
  /** Whether there is a mistake of shape in one of the keys: it is told, and what follows from it is not. */
  readonly isMistaken: (...keys: readonly string[]) => boolean
}

/** Values, and where in which document they stand. */
export type Layer = {
  readonly written: Written<unknown>
  readonly path: Path
  readonly values: PlainMap
}

export function layerOf(written: Written<unknown>, path: Path, values: object | undefined): Layer {
  return { written, path, values: (values ?? NOTHING) as PlainMap }
}

const NOTHING: PlainMap = {}

/** Later layers win. `home` is where a value should have been that no layer has. */
export function merge<T>(layers: readonly Layer[], home: Layer): Merged<T> {
  const values: Record<string, unknown> = {}
  for (const layer of layers) mergeInto(values, layer.values)
  return {
    // Each layer has the shape of a part of T, and together they have what T requires: the schema said so.
    values: values as T,
    originOf: (...path) => {
      const layer = layerWith(path, layers) ?? home
      return originIn(layer.written, [...layer.path, ...path])
    },
    isMistaken: (...keys) =>
      layers.some(({ written, path }) => keys.some(key => written.mistakes.isAt([...path, key]))),
  }
}

function mergeInto(values: Record<string, unknown>, above: PlainMap): void {
  for (const [key, value] of Object.entries(above)) {
    const below = values[key]
    if (!isPlainMap(below) || !isPlainMap(value)) values[key] = value
    else {
      const both = { ...below }
      mergeInto(both, value)
      values[key] = both
    }
  }
}

/** The last layer that has a value, or at least something on the way to it. */
function layerWith(path: Path, layers: readonly Layer[]): Layer | undefined {
  if (path.length === 0) return undefined
  const found = layers.findLast(({ values }) => valueAt(values, path) !== undefined)
  return found ?? layerWith(path.slice(0, -1), layers)
}

/** Those of the keys that are there. */
export function pick(values: PlainMap, keys: readonly string[]): PlainMap {
  const picked: Record<string, unknown> = {}
  for (const key of keys) if (key in values) picked[key] = values[key]
  return picked
}
