// A human is needed: what is wrong with an Authtoken and what to do about it, as an event.
import type { ResultEvent } from '../run/event.ts'
import { type Instant, isoText } from '../start.ts'

export const ATTENTION_REASONS = [
  'CHAIN_LOST',
  'RENEWAL_REFUSED',
  'RENEWABLE_UNTIL',
  'SECRET_UNWRITABLE',
  'LOGIN_REFUSED',
  'ACCOUNT_LOCKED',
] as const

export type AttentionReason = (typeof ATTENTION_REASONS)[number]

export type Attention = {
  readonly reason: AttentionReason
  /** What has happened; what to do follows from the reason. */
  readonly what: string
  readonly renewableUntil?: Instant
}

/** Whose Authtoken it is. */
export type Subject = {
  /** Its name; never anything of its content. */
  readonly secretName: string
  readonly commcells: readonly string[]
}

export function attentionEvent(
  { secretName, commcells }: Subject,
  { reason, what, renewableUntil, at }: Attention & { readonly at: Instant },
  eventId: string,
): ResultEvent {
  return {
    eventId,
    time: isoText(at),
    detailType: 'Backup Authtoken Attention',
    detail: {
      eventId,
      schemaVersion: '1',
      commcells,
      secret: secretName,
      reason,
      ...(renewableUntil !== undefined && { renewableUntil: isoText(renewableUntil) }),
      statusMessage: `${what} ${TO_DO[reason](secretName)}`,
    },
  }
}

const NEW_PAIR =
  'In the Command Center, as the service user, add an access token (Access tokens, Add token) and put its accessToken and refreshToken'

/** docs/operations.md says the same at length. */
const TO_DO: { readonly [reason in AttentionReason]: (secretName: string) => string } = {
  CHAIN_LOST: secret =>
    `This pair is not renewed again. ${NEW_PAIR} as JSON into secret ${secret}: no deployment is needed. Delete the old token there.`,
  RENEWAL_REFUSED: secret =>
    `The token must be of scope All, or its custom scope must have /V4/AccessToken. When it cannot be mended: ${NEW_PAIR} as JSON into secret ${secret}.`,
  RENEWABLE_UNTIL: secret =>
    `Afterwards nothing renews it and every backup is refused. Before that: ${NEW_PAIR} as JSON into secret ${secret}.`,
  SECRET_UNWRITABLE: secret =>
    `Nothing is renewed before it can be stored: backups go on until the access token expires. Let the role of the renew function call secretsmanager:PutSecretValue on ${secret} (and kms:GenerateDataKey and kms:Decrypt where it has a key of its own).`,
  LOGIN_REFUSED: secret =>
    `No function tries it again until secret ${secret} is written anew. Correct user name and password there; when they are right, store them again unchanged.`,
  ACCOUNT_LOCKED: secret =>
    `No function tries it again until secret ${secret} is written anew. Unlock the user in the Command Center, find out who signed in wrongly, then store the credentials again.`,
}
