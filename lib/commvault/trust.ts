// Whom we believe over TLS: the well-known CAs and those of the CommCell. There is no way to believe everybody.
import { X509Certificate } from 'node:crypto'
import tls from 'node:tls'
import { BackupError } from '../errors.ts'

/**
 * TLS 1.2 or newer. Made once for all connections: reading the well-known CAs takes longer than a handshake.
 * @throws BackupError `endpoint-invalid` when the text of the private CA holds no certificate, or one that cannot be read
 */
export function secureContextOf(ca: string | undefined): tls.SecureContext {
  const trusted = ca === undefined ? {} : { ca: [...tls.rootCertificates, ...certificatesIn(ca)] }
  return tls.createSecureContext({ minVersion: 'TLSv1.2', ...trusted })
}

/** Node passes over a CA that it cannot read, and then nobody learns why the server is not trusted. */
function certificatesIn(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw notCertificates()
  try {
    return blocks.map(block => new X509Certificate(block).toString())
  } catch (cause) {
    throw notCertificates({ cause })
  }
}

function notCertificates(options?: ErrorOptions): BackupError {
  const message =
    'The private CA of the CommCell ("ca" or "caSecret") is not a text of certificates in PEM form.'
  return new BackupError('endpoint-invalid', message, options)
}
