// What is wrong with an author's text: a value with a place in that text, returned and never thrown.

/** Each is a row of docs/diagnostics.md. */
export type ProblemCode =
  | 'blackout-invalid'
  | 'cron-both-days'
  | 'cron-impossible'
  | 'cron-invalid'
  | 'cron-six-fields'
  | 'date-invalid'
  | 'duration-invalid'
  | 'every-invalid'
  | 'phrase-invalid'
  | 'window-invalid'

export type Problem = {
  readonly code: ProblemCode
  /** One sentence: what is wrong and why. */
  readonly message: string
  /** One thing to do about it. */
  readonly fix?: string
  /** Offsets of the guilty characters in the author's text, the end exclusive. */
  readonly span: readonly [from: number, to: number]
}

/** A piece of the author's text that still knows where it stood. */
export type Token = { readonly text: string; readonly at: number }

export function isProblem<T>(value: T | Problem): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'span' in value
}

export function problemAt(token: Token, problem: Omit<Problem, 'span'>): Problem {
  return { ...problem, span: [token.at, token.at + token.text.length] }
}

/** The words of a text, separated by white space. */
export function words(text: string): Token[] {
  return [...text.matchAll(/\S+/g)].map(match => ({ text: match[0], at: match.index }))
}

/** The pieces between commas, without the white space around them. */
export function splitList(token: Token): Token[] {
  let at = token.at
  return token.text.split(',').map(piece => {
    const trimmed = { text: piece.trim(), at: at + piece.length - piece.trimStart().length }
    at += piece.length + 1
    return trimmed
  })
}

/** An author's text as a message may show it: on one line, short, and nothing that a terminal would obey. */
export function quote(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
  return `"${line.length > 60 ? `${line.slice(0, 60)}…` : line}"`
}
