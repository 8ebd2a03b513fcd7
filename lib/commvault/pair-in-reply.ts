// A token pair in an answer of Commvault: flat, or in one of its envelopes, or in a text that is almost JSON. What is there is
// found, because nobody gets the same pair twice.
import { pairIn } from '../token/pair.ts'
import type { TokenPair } from '../token/ports.ts'
import { type Fields, fieldsOf, parseJson } from './fields.ts'
import { unescapeMarkup } from './text.ts'

export function pairInReply(body: string): TokenPair | undefined {
  const value = parseJson(body)
  // JSON in a JSON string: a gateway that quotes what it got.
  const root = fieldsOf(typeof value === 'string' ? parseJson(value) : value)
  const [found] = [root, ...envelopesIn(root), ...envelopesIn(root).flatMap(envelopesIn)]
    .map(pairIn)
    .filter(pair => pair !== undefined)
  return found ?? pairIn(piecesIn(body))
}

const ENVELOPES = ['tokenInfo', 'data', 'response']

const envelopesIn = (fields: Fields): readonly Fields[] =>
  ENVELOPES.map(name => fieldsOf(fields[name]))

/** What a parser gave up on, and XML: each field by its name, in a pair of quotes that is closed, or as an element. */
function piecesIn(body: string): Fields {
  return Object.fromEntries(NAMES.map(name => [name, pieceOf(body, name)]))
}

const NAMES = ['accessToken', 'refreshToken', 'tokenExpiryTimestamp', 'renewableUntilTimestamp']

function pieceOf(body: string, name: string): string | undefined {
  const quoted = new RegExp(`\\b${name}\\\\?["']?\\s*[:=]\\s*(?:\\\\?"([^"\\\\]+)\\\\?"|(\\d+))`)
  const [, text, digits] = quoted.exec(body.replaceAll('\\/', '/')) ?? []
  const element = new RegExp(`<${name}>([^<]+)</${name}>`).exec(body)?.[1]
  const found = text ?? digits ?? element
  return found === undefined ? undefined : unescapeMarkup(found)
}
