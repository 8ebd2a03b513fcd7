// A remark on a line of a pull request, as GitHub's runner takes it from a log.
import type { Place } from './diagnostic.ts'

export type Annotation = {
  readonly kind: 'error' | 'warning' | 'notice'
  /** Without one it stands in the summary of the run only. */
  readonly place?: Place | undefined
  readonly title: string
  readonly text: string
}

/**
 * One line, whatever the texts hold. https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 * "Setting an error message". An annotation of several lines has no columns: GitHub refuses the pair.
 */
export function annotationLine({ kind, place, title, text }: Annotation): string {
  const properties = Object.entries({ ...(place && placed(place)), title }).map(
    ([key, value]) => `${key}=${escaped(String(value)).replace(/[:,]/g, percent)}`,
  )
  return `::${kind} ${properties.join(',')}::${escaped(text)}\n`
}

function placed({ file, line, endLine, column: col, endColumn }: Place) {
  return { file, line, endLine, ...(line === endLine ? { col, endColumn } : {}) }
}

function escaped(text: string): string {
  return text.replace(/[%\r\n]/g, percent)
}

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
