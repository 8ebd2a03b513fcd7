// Signing in with a user name and a password, for versions without access tokens. Commvault locks the account of somebody who
// is refused too often, and there are many containers: so what was refused is never tried again by any of them, until the
// secret is written anew; and what nobody has tried yet is tried by one of them first.
import { BackupError } from '../errors.ts'
import { type Instant, isoText } from '../start.ts'
import { type Book, openPage, type Page, publishLeft, turnPage, withEvent } from './page.ts'
import type { Login, LoginAnswer, LoginCredentials, TokenHost } from './ports.ts'

export type SigningIn = {
  readonly secretName: string
  /**
   * Of the secret, as Secrets Manager names it. It tells whether the credentials have changed; a hash of them would give a
   * weak password away, and would keep a good one locked out for ever.
   */
  readonly version: string
  readonly credentials: LoginCredentials
}

/** A Command Center to sign in to. */
export type SignInWorld = TokenHost & { readonly commcell: string; readonly login: Login }

/**
 * A token, which lives for 30 minutes after its last use.
 * @throws BackupError `secret-unusable` when the credentials were refused, now or before; `command-center-unreadable` when
 * nobody answered; `store-failed`
 */
export async function signIn(world: SignInWorld, asked: SigningIn): Promise<string> {
  const page = await admitted(world, asked)
  const answer = await world.login(asked.credentials)
  switch (answer.kind) {
    case 'signed-in':
      await turnPage(world, page, { ...page.book, known: { version: asked.version, is: 'good' } })
      return answer.token
    case 'no-answer':
      throw unanswered(world.commcell, answer.text)
    case 'refused':
    case 'locked':
      return remember(world, asked, answer)
  }
}

/** Publishes what a container that died has left. */
export async function publishSignIns(
  world: TokenHost,
  of: { readonly secretName: string; readonly commcell: string },
): Promise<void> {
  await publishLeft(world, await openLogins(world, of))
}

type Logins = Book & { readonly known?: Known }

type Known =
  | { readonly version: string; readonly is: 'good' }
  | { readonly version: string; readonly is: 'tried'; readonly until: Instant }
  | { readonly version: string; readonly is: 'refused'; readonly at: Instant }

const openLogins = (
  world: TokenHost,
  { secretName, commcell }: { readonly secretName: string; readonly commcell: string },
): Promise<Page<Logins>> =>
  openPage<Logins>(world, `login/${secretName}/${commcell}`, { announced: 0, outbox: [] })

/** As long as one login may take. */
const TRYING_MS = 60_000

/** The page on which this container may try; whoever may not is told why. */
async function admitted(
  world: SignInWorld,
  { secretName, version }: SigningIn,
): Promise<Page<Logins>> {
  const page = await openLogins(world, { secretName, commcell: world.commcell })
  const known = page.book.known?.version === version ? page.book.known : undefined
  if (known?.is === 'refused') {
    await publishLeft(world, page)
    throw refusedBefore(secretName, known.at)
  }
  if (known?.is === 'good') return page
  const isTried = known !== undefined && world.now() < known.until
  const until = world.now() + TRYING_MS
  const tried = { ...page.book, known: { version, is: 'tried', until } } as const
  const turned = isTried ? undefined : await turnPage(world, page, tried)
  if (turned !== undefined) return turned
  throw unanswered(world.commcell, 'another function tries the new credentials first')
}

type Refused = LoginAnswer & { readonly kind: 'refused' | 'locked' }

async function remember(world: SignInWorld, asked: SigningIn, answer: Refused): Promise<never> {
  const { commcell } = world
  const { secretName, version } = asked
  const at = world.now()
  const reason = answer.kind === 'locked' ? 'ACCOUNT_LOCKED' : 'LOGIN_REFUSED'
  const what = `CommCell ${commcell} refused the user and password in secret ${secretName}: ${answer.text.replace(/\.$/, '')}.`
  const error = new BackupError('secret-unusable', what)
  for (;;) {
    const page = await openLogins(world, { secretName, commcell })
    const isTold = page.book.known?.version === version && page.book.known.is === 'refused'
    const event = { reason, what, at } as const
    const book = isTold ? page.book : withEvent(page, { secretName, commcells: [commcell] }, event)
    const known = { version, is: 'refused', at } as const
    const turned = isTold ? page : await turnPage(world, page, { ...book, known })
    if (turned === undefined) continue
    await publishLeft(world, turned)
    throw error
  }
}

function refusedBefore(secretName: string, at: Instant): BackupError {
  return new BackupError(
    'secret-unusable',
    `Commvault refused the user and password in secret ${secretName} at ${isoText(at)}. They are not tried again, so that the account is not locked, until the secret is written anew.`,
  )
}

function unanswered(commcell: string, why: string): BackupError {
  return new BackupError(
    'command-center-unreadable',
    `CommCell ${commcell} did not answer POST /Login as it should: ${why}`,
  )
}
