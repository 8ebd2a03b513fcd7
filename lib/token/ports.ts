// What the life of a token pair needs from outside: the secret that holds it, the Command Center that renews it. Commvault
// replaces both tokens at every renewal, and a pair that is used twice ends the whole chain
// (documentation.commvault.com, "Using Refresh Tokens to Renew Access Tokens").
import type { World } from '../run/ports.ts'
import type { Instant } from '../start.ts'

/** An access token and the refresh token that renews it; each renewal gives another pair. */
export type TokenPair = {
  readonly accessToken: string
  readonly refreshToken: string
  /** When the access token ends, where Commvault said so. */
  readonly expiresAt?: Instant
  /** Until when the chain can be renewed; then somebody must make a new token. */
  readonly renewableUntil?: Instant
}

/** What a secret holds. */
export type Credentials =
  | { readonly kind: 'token'; readonly token: string }
  /** With every other field of the JSON, which a renewal keeps. */
  | { readonly kind: 'pair'; readonly pair: TokenPair; readonly others: Fields }
  | LoginCredentials

/** For versions without access tokens: each container signs in for itself. */
export type LoginCredentials = {
  readonly kind: 'login'
  readonly username: string
  readonly password: string
  readonly domain?: string
}

export type Fields = { readonly [field: string]: unknown }

/** What became of a renewal. The question that it settles is: which pair is good now? */
export type Renewal =
  | { readonly kind: 'renewed'; readonly pair: TokenPair }
  /** Commvault said no; the old pair may be dead. */
  | { readonly kind: 'refused'; readonly text: string }
  /** Nothing reached Commvault: the old pair is still the good one. */
  | { readonly kind: 'not-sent'; readonly text: string }
  /** Either pair may be the good one. */
  | { readonly kind: 'no-answer'; readonly text: string }

/** A Command Center, as far as tokens go. A failure of the network is a value. */
export type TokenService = {
  readonly renew: (pair: TokenPair) => Promise<Renewal>
  /** Whether a token is accepted; undefined when nobody answered that. */
  readonly accepts: (accessToken: string) => Promise<boolean | undefined>
}

/** What a Command Center says to a user name and a password. */
export type LoginAnswer =
  | { readonly kind: 'signed-in'; readonly token: string }
  /** Not with these; asking again and again locks the account. */
  | { readonly kind: 'refused'; readonly text: string }
  | { readonly kind: 'locked'; readonly text: string }
  /** Nobody who knows has answered. */
  | { readonly kind: 'no-answer'; readonly text: string }

export type Login = (credentials: LoginCredentials) => Promise<LoginAnswer>

/** One secret of Secrets Manager. */
export type SecretStore = {
  /** @throws BackupError `secret-unreadable`, `secret-unusable` */
  readonly read: (secretName: string) => Promise<Credentials>
  /**
   * Proves that the secret can be written, before a pair is used up: what cannot be stored must not be renewed.
   * @throws BackupError `secret-unwritable`
   */
  readonly rehearse: (secretName: string) => Promise<void>
  /**
   * Makes a new pair the current value of the secret, as one value; the one before stays as AWSPREVIOUS.
   * @throws BackupError `secret-unwritable`
   */
  readonly store: (secretName: string, pair: TokenPair, others: Fields) => Promise<void>
}

/** What everything here needs beside that: a clock, notes to keep, a bus and a log for people. */
export type TokenHost = Pick<World, 'now' | 'notes' | 'publish' | 'log'>

/** What the one renewer lives in. */
export type TokenWorld = TokenHost &
  Pick<World, 'commcells' | 'deadline'> & {
    readonly secrets: SecretStore
    readonly service: (commcell: string) => TokenService
    readonly pause: (milliseconds: number) => Promise<void>
  }
