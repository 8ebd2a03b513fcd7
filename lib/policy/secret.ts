// What must never stand in a repository. A policy names a secret; the secret itself is in Secrets Manager.

/** Each in time that grows with the text alone: a run of characters is entered at its beginning only. */
const TOKENS: readonly RegExp[] = [
  // Commvault's Authtoken, as its Login answers: a fixed word and hexadecimal.
  /\bQSDK\s+[0-9a-f]{16,}/i,
  // JSON web tokens, AWS access keys, private keys, GitHub tokens: prefixes that their makers chose to be found by.
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\./,
  /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\bgh[pousr]_[0-9A-Za-z]{30,}/,
  // A password inside a URL.
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s@:]*:[^/\s@]+@/i,
  // Hexadecimal of the length of a key.
  /^[0-9a-f]{40,}$/i,
]

/** A long run of letters of both cases and digits: names have words and separators, keys have none. */
const RANDOM = /\b(?=[A-Za-z0-9]*[a-z])(?=[A-Za-z0-9]*[A-Z])(?=[A-Za-z0-9]*\d)[A-Za-z0-9]{32,}/

/** What stands between these lines is public, and looks as random as a key. */
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

const SECRET_KEYS =
  /^(?:auth[-_]?token|password|passwd|pwd|token|api[-_]?key|secret|credentials?)$/i

/** True for a value that looks like a token, a key or a password. */
export function looksLikeSecret(text: string): boolean {
  if (text.length < 12) return false
  const rest = text.replace(CERTIFICATES, '')
  return RANDOM.test(rest) || TOKENS.some(pattern => pattern.test(rest))
}

/** True for a key that asks for a secret's value (`authSecret` asks for its name). */
export function asksForSecret(key: string): boolean {
  return SECRET_KEYS.test(key)
}
