// A page of the notes, with the events that are not out yet: every write of it is conditional on what was read. An event and
// what it tells of are one write; it is published after that, and again until the bus has taken it.
import type { ResultEvent } from '../run/event.ts'
import { type Attention, attentionEvent, type Subject } from './attention.ts'
import type { TokenHost } from './ports.ts'

/** What stands on every page. */
export type Book = {
  /** How many events there have been. */
  readonly announced: number
  readonly outbox: readonly ResultEvent[]
}

export type Page<B extends Book> = {
  readonly key: string
  readonly book: B
  readonly version: number
}

export async function openPage<B extends Book>(
  { notes }: TokenHost,
  key: string,
  empty: B,
): Promise<Page<B>> {
  const note = await notes.read<B>(key)
  return { key, book: note?.value ?? empty, version: note?.version ?? 0 }
}

/** Undefined when another function wrote first: its word stands. */
export async function turnPage<B extends Book>(
  { notes }: TokenHost,
  { key, version }: Page<B>,
  book: B,
): Promise<Page<B> | undefined> {
  const isOurs = await notes.write({ key, value: book, version })
  return isOurs ? { key, book, version: version + 1 } : undefined
}

/** What a page says with one more event to publish. */
export function withEvent<B extends Book>(
  { key, book }: Page<B>,
  subject: Subject,
  attention: Attention & { readonly at: number },
): B {
  const announced = book.announced + 1
  const event = attentionEvent(subject, attention, `${key}#${announced}`)
  return { ...book, announced, outbox: [...book.outbox, event] }
}

/** Offers what is not out to the bus. What it does not take stays for the next look: a bus that is down stops no renewal. */
export async function publishLeft<B extends Book>(
  host: TokenHost,
  page: Page<B>,
): Promise<Page<B> | undefined> {
  const { book, key } = page
  if (book.outbox.length === 0) return page
  const taken = await host.publish(book.outbox).catch((error: unknown) => {
    host.log('error', 'The bus took no event; they are kept.', { note: key, error })
    return new Set<string>()
  })
  const outbox = book.outbox.filter(({ eventId }) => !taken.has(eventId))
  return outbox.length === book.outbox.length ? page : turnPage(host, page, { ...book, outbox })
}
