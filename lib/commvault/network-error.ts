// Why the network failed, in words that say where to look.

/** Of a host with several addresses Node reports all failures in one error, whose message may be empty. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : error.name
  return `${REASONS[code] ?? error.message} (${code})`
}

const UNTRUSTED =
  'its certificate comes from no CA that we trust; give a private CA as "ca" or "caSecret" of the CommCell'

/** For the failures that an operator can end. https://nodejs.org/api/errors.html#common-system-errors */
const REASONS: { readonly [code: string]: string | undefined } = {
  ENOTFOUND: 'DNS does not know this name',
  EAI_AGAIN: 'DNS did not answer',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  EHOSTUNREACH: 'there is no route to this host',
  ENETUNREACH: 'there is no route to this network',
  ETIMEDOUT: 'the connection timed out',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
}
