// A policy author's mistake: a value with a place and a fix, collected and never thrown.

/** Where in which file; lines and columns count from 1, the end is exclusive. */
export type Place = {
  /** As the person who called us would write it: relative to the working directory. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

export type Severity = 'error' | 'warning' | 'note'

export type Diagnostic = {
  /** Kebab-case, stable; a row of docs/diagnostics.md. */
  readonly code: string
  readonly severity: Severity
  readonly place: Place
  /** One sentence: what is wrong and why. */
  readonly message: string
  /** One thing to do about it, as short as a line of YAML where that is possible. */
  readonly fix?: string
}
