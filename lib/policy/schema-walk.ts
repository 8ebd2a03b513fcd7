// What a schema says of a place in a document: which keys may stand there, and whether the document can go without it.
import type * as z from 'zod/mini'
import { meant } from '../trigger/meant.ts'
import type { Path } from './places.ts'

export type Schema = z.core.$ZodType

/** The keys of the map at a path; none where there is no map, or one with keys of its own. */
export function keysAt(schema: Schema, path: Path): readonly string[] {
  const known = optionsOf(schema)
  const [step, ...rest] = path
  if (step !== undefined) {
    return known.flatMap(option => {
      const next = child(option, step)
      return next === undefined ? [] : keysAt(next, rest)
    })
  }
  return known.flatMap(option => {
    const { def } = (option as z.core.$ZodTypes)._zod
    return def.type === 'object' ? Object.keys(def.shape) : []
  })
}

/** The schema at a path; undefined where nothing is known. Of several possible ones, the first. */
export function schemaAt(schema: Schema, path: Path): Schema | undefined {
  const [step, ...rest] = path
  if (step === undefined) return schema
  const next = optionsOf(schema).flatMap(option => child(option, step) ?? [])[0]
  return next === undefined ? undefined : schemaAt(next, rest)
}

/** Whether what is left without the last step of a path still has the shape: an entry of a list or map, an optional key. */
export function isRemovable(schema: Schema, path: Path): boolean {
  const [step] = path.slice(-1)
  const container = schemaAt(schema, path.slice(0, -1))
  if (step === undefined || container === undefined) return false
  return optionsOf(container).some(option => {
    const { def } = (option as z.core.$ZodTypes)._zod
    if (def.type === 'array' || def.type === 'record') return true
    if (def.type !== 'object') return false
    const inner = def.shape[String(step)]
    return inner === undefined || typeOf(inner) === 'optional'
  })
}

/** What was probably meant by a value that has not the shape: a list of one, a word of several. Of no list, an empty one. */
export function meantValue(schema: Schema | undefined, found: unknown): unknown {
  if (schema === undefined || found === undefined) return undefined
  const { def } = (optionsOf(schema)[0] as z.core.$ZodTypes)._zod
  if (def.type === 'array') return typeof found === 'string' ? [found] : []
  return def.type === 'enum' && typeof found === 'string'
    ? meant(found, Object.values(def.entries).map(String))
    : undefined
}

/** The least that has a shape, in place of what a document cannot go without; undefined where there is no such thing. */
export function leastValue(schema: Schema | undefined): unknown {
  if (schema === undefined) return undefined
  const { def } = (optionsOf(schema)[0] as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'string':
      return ''
    case 'array':
      return []
    case 'record':
      return {}
    case 'literal':
      return def.values[0]
    default:
      return undefined
  }
}

function child(schema: Schema, step: PropertyKey): Schema | undefined {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'array':
      return def.element
    case 'record':
      return def.valueType
    case 'object':
      return def.shape[String(step)]
    default:
      return undefined
  }
}

/** Without what only says that it may be absent; of a union, each of its members. */
function optionsOf(schema: Schema): readonly [Schema, ...Schema[]] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return optionsOf(def.innerType)
    case 'union':
      return [schema, ...def.options.flatMap(optionsOf)]
    default:
      return [schema]
  }
}

function typeOf(schema: Schema): string {
  return (schema as z.core.$ZodTypes)._zod.def.type
}
