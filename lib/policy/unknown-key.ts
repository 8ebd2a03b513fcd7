// A key that means nothing where it stands: whether it was misspelled, belongs elsewhere, or is not supported yet.
import type * as z from 'zod/mini'
import type { Flaw } from './codes.ts'
import type { Path } from './places.ts'
import { LATER, SCHEMAS } from './schema.ts'
import { nearest, quote } from './wording.ts'

/** `path` leads to the map that the key was found in. */
export function unknownKey(key: string, path: Path, schema: z.core.$ZodType): Flaw {
  const code = 'unknown-key'
  if (LATER.has(key)) {
    const message = `"${key}" is not supported by this version of Holdfast`
    return { code, message, fix: 'remove it: what is written must hold' }
  }
  if (path[0] === 'overrides' && path.length === 2 && FIXED.has(key)) {
    const message = `An override cannot change "${key}"`
    return { code, message, fix: 'write a second policy' }
  }
  const known = keysAt(schema, path)
  const meant = nearest(key, known)
  if (meant !== undefined) {
    return { code, message: `There is no key ${quote(key)} here`, fix: `did you mean ${meant}?` }
  }
  const home = HOMES.find(({ keys }) => keys.has(key))
  if (home !== undefined) {
    const message = `There is no key ${quote(key)} here; it belongs to ${home.name}`
    return { code, message, fix: `move it to ${home.name}` }
  }
  const message = `There is no key ${quote(key)} here; there are ${known
    .filter(name => !HEADER.has(name))
    .toSorted()
    .join(', ')}`
  return { code, message, fix: 'remove it' }
}

/** What stands at a path, by the schema: the keys that it may have. */
function keysAt(schema: z.core.$ZodType, path: Path): readonly string[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  const [step, ...rest] = path
  switch (def.type) {
    case 'optional':
    case 'nullable':
      return keysAt(def.innerType, path)
    case 'array':
      return keysAt(def.element, rest)
    case 'record':
      return keysAt(def.valueType, rest)
    case 'union':
      return def.options.flatMap(option => keysAt(option, path))
    case 'object': {
      if (step === undefined) return Object.keys(def.shape)
      const next = def.shape[String(step)]
      return next === undefined ? [] : keysAt(next, rest)
    }
    default:
      return []
  }
}

/** What stands at the top of every document. */
const HEADER: ReadonlySet<string> = new Set(['apiVersion', 'kind'])

/** What an override leaves alone. */
const FIXED: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'name', 'app', 'environments'])

const HOMES = [
  { name: 'the policy', keys: new Set(keysAt(SCHEMAS.BackupPolicy, [])) },
  { name: 'a schedule', keys: new Set(keysAt(SCHEMAS.BackupPolicy, ['schedules', 0])) },
  { name: 'the target list', keys: new Set(keysAt(SCHEMAS.TargetList.sqlserver, [])) },
  { name: 'the environment', keys: new Set(keysAt(SCHEMAS.Environment, [])) },
]
