// What a secret may hold (docs/operations.md lists the forms) and how it is read. No message ever shows any of the content.
import { BackupError } from '../errors.ts'
import { PAIR_FIELDS, pairIn } from '../token/pair.ts'
import type { Credentials, Fields } from '../token/ports.ts'

/** @throws BackupError `secret-unusable` that names the secret and the forms that are known. */
export function credentialsIn(secretName: string, secretString: string | undefined): Credentials {
  const text = secretString?.trim()
  if (text === undefined) throw unusable(secretName, 'it is binary, not text')
  const found = text.startsWith('{') ? inFields(parse(secretName, text)) : token(text)
  if (found === undefined) {
    const why = 'it is JSON without "authtoken", "accessToken" or "username" and "password"'
    throw unusable(secretName, why)
  }
  // A token travels in a header: anything but printable ASCII could not be sent, or would add a header of its own.
  if (found.kind !== 'login' && !/^[\x20-\x7e]+$/.test(tokenOf(found))) {
    const why = 'the Authtoken in it is empty or has characters that no header carries'
    throw unusable(secretName, why)
  }
  return found
}

/** The token that a call carries. */
export const tokenOf = (found: Exclude<Credentials, { readonly kind: 'login' }>): string =>
  found.kind === 'token' ? found.token : found.pair.accessToken

const token = (text: string): Credentials => ({ kind: 'token', token: text.trim() })

function inFields(fields: Fields): Credentials | undefined {
  const { authtoken, accessToken, username, password, domain } = fields
  if (typeof authtoken === 'string') return token(authtoken)
  const pair = pairIn(fields)
  if (pair !== undefined) return { kind: 'pair', pair, others: othersIn(fields) }
  if (typeof accessToken === 'string') return token(accessToken)
  if (!isText(username) || !isText(password)) return undefined
  return { kind: 'login', username, password, ...(isText(domain) && { domain }) }
}

const othersIn = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !PAIR_FIELDS.has(name)))

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

function parse(secretName: string, text: string): Fields {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text.
    throw unusable(secretName, 'it begins like JSON and is not')
  }
}

const unusable = (secretName: string, why: string): BackupError =>
  new BackupError(
    'secret-unusable',
    `Secret ${secretName} holds no Authtoken that can be used: ${why}. Store the bare token, {"authtoken": …}, {"accessToken": …, "refreshToken": …} or {"username": …, "password": …} in it.`,
  )
