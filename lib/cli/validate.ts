// `holdfast validate`: every mistake in every policy, with its place.
import { renderGithub, renderJson, renderSarif, renderText } from '../policy/render.ts'
import type { Instant } from '../start.ts'
import { colorsFor } from './colors.ts'
import type { ExitCode } from './failure.ts'
import { counted, progress, writeResult } from './output.ts'
import { isInside, type PoliciesHere, policiesIn, severities } from './policies.ts'

export type ValidateOptions = {
  readonly policies: string
  readonly now?: Instant
  readonly format: 'text' | 'json' | 'github' | 'sarif'
  readonly out?: string
}

/** The findings are the result. Warnings alone are fine: exit code 0. */
export function validate(paths: readonly string[], options: ValidateOptions): ExitCode {
  const here = findingsOf(paths, options)
  writeResult(rendered(here, options), options.out)
  progress(severities(here.diagnostics) || `${sizeOf(here)}, nothing to say`)
  return here.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}

/**
 * Paths inside the policies narrow what is told, for editors and commit hooks: a document is checked with all that it
 * refers to. Other paths are a repository of their own.
 */
function findingsOf(paths: readonly string[], { policies, now }: ValidateOptions): PoliciesHere {
  if (paths.length === 0) return policiesIn([policies], now)
  if (!paths.every(path => isInside(path, policies))) return policiesIn(paths, now)
  const all = policiesIn([policies], now)
  const diagnostics = all.diagnostics.filter(({ place }) =>
    paths.some(path => isInside(place.file, path)),
  )
  return { ...all, diagnostics }
}

/** `13 policies in 3 environments`. */
function sizeOf({ policies, environments }: PoliciesHere): string {
  const { size } = new Set(policies.map(({ name }) => name))
  const count = size === 1 ? '1 policy' : `${size.toLocaleString('en')} policies`
  return `${count} in ${counted(environments.length, 'environment')}`
}

function rendered({ diagnostics, files }: PoliciesHere, { format, out }: ValidateOptions): string {
  switch (format) {
    case 'json':
      return renderJson(diagnostics)
    case 'github':
      return renderGithub(diagnostics)
    case 'sarif':
      return renderSarif(diagnostics)
    case 'text': {
      const color = out === undefined && colorsFor(process.stdout).isColorSupported
      return renderText(diagnostics, files, { color })
    }
  }
}
