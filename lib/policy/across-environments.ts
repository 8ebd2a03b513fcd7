// A policy is read once for each environment. What is wrong in several of them in the same way is told once.
import type { Diagnostic } from './diagnostic.ts'
import { listed, quote } from './wording.ts'

export type FoundIn = {
  readonly environment: string
  readonly diagnostics: readonly Diagnostic[]
}

/** Each once: where two say the same but for the name of their environment, the first, with the names of both. */
export function toldOnce(found: readonly FoundIn[]): readonly Diagnostic[] {
  const same = new Map<string, { readonly diagnostic: Diagnostic; readonly names: string[] }>()
  for (const { environment, diagnostics } of found) {
    for (const diagnostic of diagnostics) {
      const { code, message, place } = diagnostic
      const spot = `${place.file}:${place.line}:${place.column}`
      const key = `${spot} ${code} ${message.replaceAll(nameIn(environment), '')}`
      const before = same.get(key)
      if (before === undefined) same.set(key, { diagnostic, names: [environment] })
      else if (!before.names.includes(environment)) before.names.push(environment)
    }
  }
  return [...same.values()].map(({ diagnostic, names }) => naming(diagnostic, names))
}

function naming(diagnostic: Diagnostic, names: readonly string[]): Diagnostic {
  const [first = ''] = names
  const { message, fix } = diagnostic
  if (names.length === 1 || !message.includes(nameIn(first))) return diagnostic
  const all = listed(names)
  const sentence = message
    .replaceAll(`E${nameIn(first)}`, `Each of the environments ${all}`)
    .replaceAll(`e${nameIn(first)}`, `each of the environments ${all}`)
  const own = ` of ${first}`
  return {
    ...diagnostic,
    message: sentence,
    ...(fix?.endsWith(own) ? { fix: `${fix.slice(0, -own.length)} of ${all}` } : {}),
  }
}

/** How messages name it, whether or not a sentence begins with it. */
function nameIn(environment: string): string {
  return `nvironment ${quote(environment)}`
}
