// What a secret may hold (docs/operations.md lists the forms) and how the Authtoken is found in it. No message ever
// shows any of the content.
import { BackupError } from '../errors.ts'

/** @throws BackupError `secret-unusable` that names the secret and the forms that are known. */
export function authtokenIn(secretName: string, secretString: string | undefined): string {
  const text = secretString?.trim()
  if (text === undefined) throw unusable(secretName, 'it is binary, not text')
  const found = text.startsWith('{') ? fieldOf(secretName, text) : text
  // A token travels in a header: anything but printable ASCII could not be sent, or would add a header of its own.
  if (!/^[\x20-\x7e]+$/.test(found)) {
    throw unusable(
      secretName,
      'the Authtoken in it is empty or has characters that no header carries',
    )
  }
  return found
}

function fieldOf(secretName: string, text: string): string {
  const fields = parse(secretName, text)
  const token = fields.authtoken ?? fields.accessToken
  if (typeof token === 'string') return token.trim()
  if ('username' in fields && 'password' in fields) {
    throw unusable(secretName, 'sign-in by password is not supported by this version')
  }
  throw unusable(secretName, 'it is JSON without "authtoken" or "accessToken"')
}

function parse(secretName: string, text: string): Record<string, unknown> {
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
    `Secret ${secretName} holds no Authtoken that can be used: ${why}. Store the bare token, {"authtoken": …} or {"accessToken": …} in it.`,
  )
