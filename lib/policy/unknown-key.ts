// A key that means nothing where it stands: whether it was misspelled, belongs elsewhere, or is not supported yet.
import type * as z from 'zod/mini'
import { meant } from '../trigger/meant.ts'
import type { Flaw } from './codes.ts'
import type { Path } from './places.ts'
import { LATER, SCHEMAS } from './schema.ts'
import { keysAt } from './schema-walk.ts'
import { quote } from './wording.ts'

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
  if (COMMVAULTS.has(key)) {
    const message = `There is no key ${quote(key)} here: it is owned by Commvault's plan`
    return { code, message, fix: 'leave it there, and remove it here' }
  }
  const known = keysAt(schema, path)
  const near = path[0] === 'windows' && key === 'until' ? 'to' : meant(key, known)
  if (near !== undefined) {
    return { code, message: `There is no key ${quote(key)} here`, fix: `did you mean ${near}?` }
  }
  const home = HOMES.find(({ keys }) => keys.has(key))
  if (home !== undefined) {
    const message = `There is no key ${quote(key)} here; it belongs to ${home.name}`
    return { code, message, fix: `move it to ${home.name}` }
  }
  const message = `There is no key ${quote(key)} here; there are ${namesOf(known)}`
  return { code, message, fix: 'remove it' }
}

/** What is decided once for all backups, and not by who says when. */
const COMMVAULTS: ReadonlySet<string> = new Set([
  'compression',
  'copies',
  'deduplication',
  'encryption',
  'retention',
  'storagePolicy',
])

/** In the order of the schema, which begins with what matters most. */
function namesOf(known: readonly string[]): string {
  const names = [...new Set(known)].filter(name => !HEADER.has(name))
  if (names.length <= MOST_LISTED) return names.toSorted().join(', ')
  const shown = names.slice(0, MOST_LISTED).join(', ')
  return `${shown} and ${names.length - MOST_LISTED} more, which docs/policy.md explains`
}

const MOST_LISTED = 8

/** What stands at the top of every document. */
const HEADER: ReadonlySet<string> = new Set(['apiVersion', 'kind'])

/** What an override leaves alone. */
const FIXED: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'name', 'app', 'environments'])

const HOMES = [
  { name: 'a schedule', keys: new Set(keysAt(SCHEMAS.BackupPolicy, ['schedules', 0])) },
  { name: 'the policy', keys: new Set(keysAt(SCHEMAS.BackupPolicy, [])) },
  { name: 'a trigger', keys: new Set(keysAt(SCHEMAS.BackupPolicy, ['triggers', 0])) },
  { name: 'the target list', keys: new Set(keysAt(SCHEMAS.TargetList.sqlserver, [])) },
  { name: 'the environment', keys: new Set(keysAt(SCHEMAS.Environment, [])) },
  { name: 'the calendar', keys: new Set(keysAt(SCHEMAS.BlackoutCalendar, [])) },
  { name: 'Defaults', keys: new Set(keysAt(SCHEMAS.Defaults, [])) },
]
