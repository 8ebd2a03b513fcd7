// `holdfast targets …`: questions about the targets of an environment, whatever policy they are in.
import { type ExitCode, UsageError } from './failure.ts'
import { json, progress, table, writeResult } from './output.ts'
import { checkedPolicies, type EnvironmentHere, type Selection } from './policies.ts'

export type UnprotectedOptions = Selection & {
  readonly format: 'text' | 'json'
  readonly out?: string
}

/** A target that no policy protects: nothing selects it, or whatever does excludes it. */
export type Unprotected = {
  readonly target: string
  readonly app: string
  readonly list: string
  readonly labels: { readonly [label: string]: string }
  readonly file: string
  readonly line: number
}

/** One that is in no policy is what somebody should know before it is needed: exit code 1. */
export function unprotected(options: UnprotectedOptions): ExitCode {
  const here = checkedPolicies(options)
  const { found, of } = unprotectedIn(here)
  writeResult(options.format === 'json' ? json(found) : asText(found), options.out)
  progress(
    found.length === 0
      ? `Each of the ${of} targets of ${here.environment} is in a policy.`
      : `${found.length} of the ${of} targets of ${here.environment} ${found.length === 1 ? 'is' : 'are'} in no policy.`,
  )
  return found.length === 0 ? 0 : 1
}

function unprotectedIn({ inventories, policies, environment }: EnvironmentHere): {
  readonly found: readonly Unprotected[]
  readonly of: number
} {
  const inventory = inventories.find(each => each.environment === environment)
  if (inventory === undefined) throw new UsageError(`${environment} has no targets.`)
  const covered = new Set(policies.flatMap(policy => policy.targets.map(({ name }) => name)))
  const found = inventory.targets
    .filter(({ name }) => !covered.has(name))
    .map(({ name, app, list, labels, place }) => {
      const { file, line } = place()
      return { target: name, app, list, labels, file, line }
    })
  return { found, of: inventory.targets.length }
}

function asText(found: readonly Unprotected[]): string {
  if (found.length === 0) return ''
  const rows = found.map(({ target, app, list, labels, file, line }) => [
    target,
    app,
    list,
    Object.entries(labels)
      .map(([label, value]) => `${label}: ${value}`)
      .join(', '),
    `${file}:${line}`,
  ])
  return table([['TARGET', 'APP', 'LIST', 'LABELS', 'WRITTEN IN'], ...rows])
}
