// What the renewer remembers of a secret between two looks: fingerprints and instants, never a token.
import type { Instant } from '../start.ts'
import { type Book, openPage, type Page } from './page.ts'
import type { TokenHost } from './ports.ts'

export type Ledger = Book & {
  /** The pair that the last renewal brought, and when. */
  readonly renewed?: { readonly pair: string; readonly at: Instant }
  /** The marker: a renewal of this pair was about to be asked for. */
  readonly attempt?: Attempt
  /** Pairs that are never renewed again, the newest last. */
  readonly spent: readonly string[]
  /** Causes of which somebody has been told. */
  readonly told: readonly string[]
}

export type Attempt = {
  readonly pair: string
  readonly at: Instant
  /** Until then whoever set the marker may be at it. */
  readonly until: Instant
  /** Commvault has renewed, and the new pair waits to be stored. */
  readonly answered?: true
}

export type LedgerPage = Page<Ledger>

export const openLedger = (host: TokenHost, secretName: string): Promise<LedgerPage> =>
  openPage<Ledger>(host, `renew/${secretName}`, { announced: 0, outbox: [], spent: [], told: [] })

/** The call's own deadline, and what it takes to get to it. */
const CALLING_MS = 90_000

/** A renewal is about to be asked for. */
export function begun(book: Ledger, pair: string, now: Instant): Ledger {
  return { ...book, attempt: { pair, at: now, until: now + CALLING_MS } }
}

/** Commvault has renewed; storing the new pair takes longer than it should. */
export function storing(book: Ledger, until: Instant): Ledger {
  const { attempt } = book
  return attempt === undefined ? book : { ...book, attempt: { ...attempt, until, answered: true } }
}

/** The pair was not renewed and is as good as before. */
export function settled(book: Ledger): Ledger {
  const { attempt: _, ...rest } = book
  return rest
}

/** The secret holds another pair than the one that the marker names, which is spent with that. */
export function renewed(
  book: Ledger,
  current: { readonly pair: string; readonly at: Instant },
): Ledger {
  const used = book.attempt?.pair
  const isReplaced = used !== undefined && used !== current.pair
  const next = isReplaced ? spent(book, used) : settled(book)
  // What was told of the old pair may be told again of the new one; the end of the chain stays where it is.
  return { ...next, renewed: current, told: book.told.filter(isOfChain) }
}

/** More than anybody could put back by mistake. */
const KEPT = 20

export function spent(book: Ledger, pair: string): Ledger {
  const others = book.spent.filter(other => other !== pair)
  return { ...settled(book), spent: [...others, pair].slice(-KEPT) }
}

const isOfChain = (cause: string) => cause.startsWith('RENEWABLE_UNTIL')
