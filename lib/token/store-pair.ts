// The moment that counts: the old pair is dead, and the new one is in our hands only. It is stored before anything else is
// done, and again until it is stored or the function's time is over.
import { isoText } from '../start.ts'
import { type LedgerPage, renewed, storing } from './ledger.ts'
import { turnPage } from './page.ts'
import { fingerprintOf } from './pair.ts'
import type { TokenPair } from './ports.ts'
import { lose, type Round } from './round.ts'

export async function storePair(
  round: Round,
  page: LedgerPage,
  fresh: TokenPair,
): Promise<'renewed' | 'lost' | 'busy'> {
  const { world, subject } = round
  const { renewableUntil } = round.pair
  // The end belongs to the chain; not every answer repeats it.
  const pair = { ...(renewableUntil !== undefined && { renewableUntil }), ...fresh }
  const at = world.now()
  const stored = await storeHard(round, page, pair)
  if (!stored.done) {
    const what = `Commvault renewed the pair at ${isoText(at)}, and Secrets Manager did not take the new one while the function lived.`
    return lose(round, stored.page, what)
  }
  await turnPage(world, stored.page, renewed(stored.page.book, { pair: fingerprintOf(pair), at }))
  world.log('info', `The tokens in ${subject.secretName} are renewed.`, {
    ...(pair.expiresAt !== undefined && { until: isoText(pair.expiresAt) }),
  })
  return 'renewed'
}

type Stored = { readonly done: boolean; readonly page: LedgerPage }

/** In milliseconds; the last one again and again. */
const PAUSES = [500, 1_000, 2_000, 5_000, 10_000]

/** Left for telling somebody. */
const TELLING_MS = 15_000

/** Where nobody sets a deadline. */
const PATIENCE_MS = 300_000

async function storeHard(round: Round, page: LedgerPage, pair: TokenPair): Promise<Stored> {
  const { world, subject, others } = round
  const until = (world.deadline ?? world.now() + PATIENCE_MS) - TELLING_MS
  let current = page
  for (let tries = 0; ; tries += 1) {
    try {
      await world.secrets.store(subject.secretName, pair, others)
      return { done: true, page: current }
    } catch (error) {
      world.log('error', 'The new tokens are not stored yet; this is tried again.', { error })
    }
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 0
    if (world.now() + pause >= until) return { done: false, page: current }
    if (tries === 0) current = await markStoring(round, page, until)
    await world.pause(pause)
  }
}

/** Others wait for us as long as we try, and know afterwards that it was renewed. The notes failing changes nothing. */
async function markStoring(round: Round, page: LedgerPage, until: number): Promise<LedgerPage> {
  const { world } = round
  const marked = await turnPage(world, page, storing(page.book, until + TELLING_MS)).catch(
    () => undefined,
  )
  return marked ?? page
}
