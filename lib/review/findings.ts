// What `validate` says on both sides: what the change has brought, what was there before, and what is gone.
import type { Diagnostic } from '../policy/diagnostic.ts'
import type { Finding, Findings } from './check.ts'

/** Each as often as it is said. A finding that moved to another line is the same. Without a base nothing has appeared. */
export function findingsOf(
  before: readonly Diagnostic[] | undefined,
  after: readonly Diagnostic[],
): Findings {
  if (before === undefined) return { appeared: [], standing: after.map(findingOf), gone: [] }
  const left = grouped(before)
  const standing = new Set<Diagnostic>()
  // Of several that are the same, those stand that did not even move.
  for (const isSame of [isAtSamePlace, () => true]) {
    for (const diagnostic of after) {
      if (standing.has(diagnostic)) continue
      const known = left.get(aboutOf(diagnostic)) ?? []
      const index = known.findIndex(other => isSame(other, diagnostic))
      if (index < 0) continue
      known.splice(index, 1)
      standing.add(diagnostic)
    }
  }
  const gone = new Set([...left.values()].flat())
  return {
    appeared: after.filter(each => !standing.has(each)).map(findingOf),
    standing: after.filter(each => standing.has(each)).map(findingOf),
    gone: before.filter(each => gone.has(each)).map(findingOf),
  }
}

function grouped(diagnostics: readonly Diagnostic[]): Map<string, Diagnostic[]> {
  const groups = new Map<string, Diagnostic[]>()
  for (const diagnostic of diagnostics) {
    const about = aboutOf(diagnostic)
    const known = groups.get(about)
    if (known === undefined) groups.set(about, [diagnostic])
    else known.push(diagnostic)
  }
  return groups
}

/** Messages name other places by their lines, which move as well. */
function aboutOf({ code, severity, message, place }: Diagnostic): string {
  const lineless = message.replace(/(\.ya?ml):\d+(?::\d+)?/g, '$1')
  return JSON.stringify([code, severity, place.file, lineless])
}

function isAtSamePlace({ place: a }: Diagnostic, { place: b }: Diagnostic): boolean {
  return a.line === b.line && a.column === b.column
}

function findingOf({ code, severity, message, fix, place }: Diagnostic): Finding {
  return { code, severity, message, ...(fix === undefined ? {} : { fix }), place }
}
