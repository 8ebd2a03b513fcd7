// JSON that is byte-identical for the same value: keys sorted at every depth, two spaces, a newline at the end.
// What is deployed is compared by its bytes, by people in a diff and by CloudFormation.
import type { PolicySources } from '../start.ts'

/** Text of any plain JSON value; a key whose value is undefined is left out. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(value, sortKeys, 2)}\n`
}

/** The text of one compiled-sources file. */
export function sourcesText(content: PolicySources): string {
  return canonicalJson(content)
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
