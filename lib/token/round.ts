// One look at one secret: what it is about, and how somebody is told of it.
import type { Attention, Subject } from './attention.ts'
import { type Ledger, type LedgerPage, spent } from './ledger.ts'
import { publishLeft, turnPage, withEvent } from './page.ts'
import type { Fields, TokenPair, TokenService, TokenWorld } from './ports.ts'

export type Round = {
  readonly world: TokenWorld
  readonly subject: Subject
  readonly service: TokenService
  readonly pair: TokenPair
  /** What else the secret holds. */
  readonly others: Fields
  readonly fingerprint: string
}

export type Telling = {
  /** Nobody is told twice of the same. */
  readonly cause: string
  readonly attention: Attention
  /** What the same write says beside it. */
  readonly change?: (book: Ledger, fingerprint: string) => Ledger
}

/** The event and the change in one write, then published. Undefined when another function wrote first. */
export async function tell(
  { world, subject, fingerprint }: Round,
  page: LedgerPage,
  { cause, attention, change = book => book }: Telling,
): Promise<LedgerPage | undefined> {
  const book = change(page.book, fingerprint)
  const isKnown = book.told.includes(cause)
  const added = { ...book, told: [...book.told, cause] }
  const next = isKnown
    ? book
    : withEvent({ ...page, book: added }, subject, { ...attention, at: world.now() })
  const turned = await turnPage(world, page, next)
  if (turned === undefined || isKnown) return turned
  world.log('error', attention.what, { reason: attention.reason })
  // Whoever writes in between has published it himself.
  return (await publishLeft(world, turned)) ?? turned
}

/** The chain is over: a human must make a new token. Not our word when another renewer wrote first: it may have been that one. */
export async function lose(round: Round, page: LedgerPage, what: string): Promise<'lost' | 'busy'> {
  const attention = { reason: 'CHAIN_LOST', what } as const
  const cause = `CHAIN_LOST ${round.fingerprint}`
  const turned = await tell(round, page, { cause, attention, change: spent })
  return turned === undefined ? 'busy' : 'lost'
}

/** Nothing is wrong that the next look could not mend. */
export function wait({ world, subject }: Round, why: string): 'waiting' {
  world.log('warn', `The tokens in ${subject.secretName} are not renewed now: ${why}`, {})
  return 'waiting'
}
