// A token pair as JSON writes it: in the secret, and in what Commvault answers to a renewal.
import { createHash } from 'node:crypto'
import type { Instant } from '../start.ts'
import type { Fields, TokenPair } from './ports.ts'

/** Both tokens, and what is said of their time; undefined where one of them is missing. */
export function pairIn(fields: Fields): TokenPair | undefined {
  const accessToken = tokenOf(fields.accessToken)
  const refreshToken = tokenOf(fields.refreshToken)
  if (accessToken === undefined || refreshToken === undefined) return undefined
  const expiresAt = instantOf(fields.tokenExpiryTimestamp)
  const renewableUntil = instantOf(fields.renewableUntilTimestamp)
  return {
    accessToken,
    refreshToken,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(renewableUntil !== undefined && { renewableUntil }),
  }
}

/** The same in Commvault's own names, its times in epoch seconds. */
export function fieldsOfPair({ expiresAt, renewableUntil, ...tokens }: TokenPair): Fields {
  return {
    ...tokens,
    ...(expiresAt !== undefined && { tokenExpiryTimestamp: expiresAt / 1000 }),
    ...(renewableUntil !== undefined && { renewableUntilTimestamp: renewableUntil / 1000 }),
  }
}

/** Which fields of a secret belong to the pair; a renewal keeps all others. */
export const PAIR_FIELDS: ReadonlySet<string> = new Set([
  'accessToken',
  'refreshToken',
  'tokenExpiryTimestamp',
  'renewableUntilTimestamp',
])

/** Tells one pair from another without holding either: SHA-256 of both tokens, which nobody can guess. */
export function fingerprintOf({ accessToken, refreshToken }: TokenPair): string {
  return createHash('sha256').update(`${accessToken}\n${refreshToken}`).digest('hex')
}

function tokenOf(value: unknown): string | undefined {
  const token = typeof value === 'string' ? value.trim() : ''
  return token === '' ? undefined : token
}

/** What is later than this is in milliseconds, or means "for ever". */
const YEAR_3000_SECONDS = 32_503_680_000

/** Epoch seconds, as a number or as text; people who fill in a secret by hand write a date. 0 means that there is no end. */
function instantOf(value: unknown): Instant | undefined {
  const text = typeof value === 'number' ? String(value) : value
  if (typeof text !== 'string') return undefined
  if (/^\s*\d{4}-\d\d-\d\d/.test(text)) {
    const at = Date.parse(text.trim())
    return Number.isNaN(at) ? undefined : at
  }
  const number = /^\s*\d{1,15}(\.\d+)?\s*$/.test(text) ? Math.floor(Number(text)) : 0
  if (number <= 0) return undefined
  if (number < YEAR_3000_SECONDS) return number * 1000
  return number < YEAR_3000_SECONDS * 1000 ? number : undefined
}
