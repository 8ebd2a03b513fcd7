// What is taken for a secret, and what is not: a false alarm costs a morning, a missed one a password.
import { expect, it } from 'vitest'
import { asksForSecret, looksLikeSecret } from '../lib/policy/secret.ts'

// Put together here, so that no scanner takes this file for a leak.
const HEX = '3a1f5be0c7d94e02a1b8'

it.each([
  ['an Authtoken', `QSDK ${HEX}${HEX}`],
  ['a JSON web token', `${'ey'}JhbGciOiJIUzI1NiJ9.${'ey'}JzdWIiOiIxIn0.${HEX}`],
  ['an access key of AWS', `${'AK'}IAIOSFODNN7EXAMPLE`],
  ['a private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----`],
  ['a key in hexadecimal', HEX + HEX],
  ['a key in base64', 'aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7b'],
  ['a URL with a password', 'https://backup:winter-2026@commandcenter.example.com/api'],
])('takes %s for a secret', (_, text) => {
  expect(looksLikeSecret(text)).toBe(true)
})

it.each([
  ['a name', 'backup/prod/commvault-commandcenter-EU1-and-nothing-else'],
  [
    'an ARN',
    'arn:aws:secretsmanager:eu-central-1:123456789012:secret:backup/prod/Commvault1-AbCdEf',
  ],
  ['a sentence', 'Restore to within 15 minutes, even on 31 December 2026 at 23:59.'],
  ['a URL', 'https://commandcenter.example.com:8443/commandcenter/api'],
  [
    'a certificate',
    `-----BEGIN CERTIFICATE-----\nMIIB${'aB3d'.repeat(12)}\n-----END CERTIFICATE-----\n`,
  ],
  ['a URL with a port and an @ in its path', 'https://example.com:8443/backup/@latest'],
  ['what only begins like a web token', `${'ey'}Jhbgciojiuzi-not-a-token-at-all`],
  ['a long name of a client', 'erp-production-database-server-number-12.example.com'],
])('takes %s for what it is', (_, text) => {
  expect(looksLikeSecret(text)).toBe(false)
})

it('knows the keys under which people write secrets', () => {
  expect(['password', 'authToken', 'api-key', 'TOKEN'].every(asksForSecret)).toBe(true)
  expect(['authSecret', 'owner', 'name', 'endpoint'].some(asksForSecret)).toBe(false)
})
