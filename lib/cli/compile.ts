// `holdfast compile`: the policies of an environment as CloudFormation, and as the sources that ship with the functions.
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { sourcesText } from '../plan/canonical.ts'
import { compileText } from '../plan/cloudformation.ts'
import { toSources } from '../plan/plan.ts'
import type { PolicySources } from '../start.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { writeResult } from './output.ts'
import { planOf, type Selection } from './policies.ts'

export type CompileOptions = Selection & { readonly out?: string; readonly sources?: string }

/** Everything is compiled before anything is written: the same input gives the same bytes, a wrong one gives none. */
export function compile(options: CompileOptions): ExitCode {
  const plan = planOf(options)
  const template = compileText(plan)
  const sources = toSources(plan).map(({ file, content }) => ({ file, text: sourcesText(content) }))
  if (options.sources !== undefined) {
    removeStale(options.sources, plan.environment)
    for (const { file, text } of sources) writeResult(text, join(options.sources, file))
  }
  writeResult(template, options.out)
  return 0
}

/** A policy that is gone must not stay startable: what we compiled here before, for this environment, goes first. */
function removeStale(folder: string, environment: string): void {
  if (!existsSync(folder)) return
  if (!statSync(folder).isDirectory()) throw new UsageError(`--sources ${folder} is not a folder.`)
  for (const name of readdirSync(folder).filter(name => name.endsWith('.json'))) {
    const file = join(folder, name)
    if (isOurs(readFileSync(file, 'utf8'), environment)) rmSync(file)
  }
}

function isOurs(text: string, environment: string): boolean {
  try {
    const content: Partial<PolicySources> = JSON.parse(text)
    return content.version === 1 && content.environment === environment && 'sources' in content
  } catch {
    return false
  }
}
