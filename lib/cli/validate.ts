// `holdfast validate`: every mistake in every policy, with its place.
import { isAbsolute, relative } from 'node:path'
import { renderGithub, renderJson, renderSarif, renderText } from '../policy/render.ts'
import { colorsFor } from './colors.ts'
import type { ExitCode } from './failure.ts'
import { writeResult } from './output.ts'
import { type PoliciesHere, policiesIn } from './policies.ts'

export type ValidateOptions = {
  readonly policies: string
  readonly format: 'text' | 'json' | 'github' | 'sarif'
  readonly out?: string
}

/** The findings are the result. Warnings alone are fine: exit code 0. */
export function validate(paths: readonly string[], options: ValidateOptions): ExitCode {
  const here = findingsOf(paths, options.policies)
  writeResult(rendered(here, options), options.out)
  return here.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}

/**
 * Paths inside the policies narrow what is told, for editors and commit hooks: a document is checked with all that it
 * refers to. Other paths are a repository of their own.
 */
function findingsOf(paths: readonly string[], policies: string): PoliciesHere {
  if (paths.length === 0) return policiesIn([policies])
  if (!paths.every(path => isInside(path, policies))) return policiesIn(paths)
  const all = policiesIn([policies])
  const diagnostics = all.diagnostics.filter(({ place }) =>
    paths.some(path => isInside(place.file, path)),
  )
  return { ...all, diagnostics }
}

function isInside(file: string, folder: string): boolean {
  const way = relative(folder, file)
  return !way.startsWith('..') && !isAbsolute(way)
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
