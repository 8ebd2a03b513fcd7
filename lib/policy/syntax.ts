// What makes a text no YAML, or YAML that we do not read, in words that name the cure.
import type { Document } from 'yaml'
import type { ReportRange } from './plain.ts'
import { UNPRINTABLE, visible } from './wording.ts'

/** True when the text is whole enough to be read as data. Only the first error is told: after it the parser guesses. */
export function reportSyntax(text: string, tree: Document.Parsed, report: ReportRange): boolean {
  const hidden = text.search(UNPRINTABLE)
  if (hidden >= 0) {
    const message = `The character ${visible(text.charAt(hidden))} cannot be seen and is not read`
    const fix = 'remove it, or save the file as UTF-8'
    report({ code: 'yaml-syntax', message, fix }, [hidden, hidden + 1])
    return false
  }
  const directive = text.search(/^%/m)
  if (directive >= 0) {
    const message = 'A directive changes what the lines below it mean, and is not read'
    report({ code: 'yaml-syntax', message, fix: 'remove the line' }, [directive, directive + 1])
    return false
  }
  const [broken] = tree.errors
  if (broken === undefined) return true
  const [first, end] = broken.pos
  const flaw = SYNTAX.get(broken.code) ?? {
    message: withoutSource(broken.message),
    fix: LOOK_AGAIN,
  }
  report({ code: 'yaml-syntax', ...flaw }, [first, Math.max(end, first + 1)])
  return false
}

/** What the parser quotes from the file can be as long as the file, or a secret. */
function withoutSource(message: string): string {
  return message.replace(/\b: .*/s, '')
}

const LOOK_AGAIN = 'compare the line with its neighbours: indentation, quotes, brackets, ": "'

/** The commonest of the parser's errors (https://eemeli.org/yaml/#errors) in words that name the cure. */
const SYNTAX = new Map<string, { readonly message: string; readonly fix: string }>([
  ['TAB_AS_INDENT', { message: 'YAML is indented by spaces, never by tabs', fix: 'use spaces' }],
  [
    'BAD_INDENT',
    {
      message: 'This is indented unlike its neighbours, or a [ or { is not closed',
      fix: 'align it with its neighbours, or close the bracket',
    },
  ],
  [
    'BAD_SCALAR_START',
    { message: 'A value cannot begin with this character', fix: 'put the value in quotes' },
  ],
  [
    'BAD_ALIAS',
    {
      message: 'YAML takes a value that begins with * for an alias',
      fix: 'put the value in quotes',
    },
  ],
  [
    'BAD_DQ_ESCAPE',
    { message: 'Between double quotes this backslash means nothing', fix: 'use single quotes' },
  ],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    {
      message: 'Here a second ": " stands in one line, or the next line is indented too far',
      fix: 'put the value in quotes, or align the next line',
    },
  ],
  [
    'MULTILINE_IMPLICIT_KEY',
    { message: 'This line is neither a "key: value" nor a "- item"', fix: 'write key: value' },
  ],
  [
    'RESOURCE_EXHAUSTION',
    { message: 'This is nested too deeply to be read', fix: 'a policy is six levels deep at most' },
  ],
])
