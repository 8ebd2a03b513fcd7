// In which order things are told, each once: the same for the same files, whatever order the disk has.
import type { Diagnostic, Place } from './diagnostic.ts'

/** By code unit: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A policy is read once for each environment, and most of its mistakes are the same in all of them. */
export function sortedOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const secrets = new Set(diagnostics.filter(isSecret).map(({ place }) => spotOf(place)))
  const once = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const { code, message, place } = diagnostic
    // Of a secret nothing else matters.
    if (secrets.has(spotOf(place)) && !isSecret(diagnostic)) continue
    const key = [spotOf(place), code, message].join(' ')
    if (!once.has(key)) once.set(key, diagnostic)
  }
  return [...once.values()].sort(
    (a, b) =>
      compare(a.place.file, b.place.file) ||
      a.place.line - b.place.line ||
      a.place.column - b.place.column ||
      compare(a.code, b.code) ||
      compare(a.message, b.message),
  )
}

function isSecret({ code }: Diagnostic): boolean {
  return code === 'secret-in-policy'
}

function spotOf({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
