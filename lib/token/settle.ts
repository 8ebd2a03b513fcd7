// A marker was left behind: a renewal was asked for, and nobody has said what became of it.
import { isoText } from '../start.ts'
import { shouldLive } from './due.ts'
import { type LedgerPage, renewed, settled } from './ledger.ts'
import { turnPage } from './page.ts'
import { lose, type Round, wait } from './round.ts'

/** How long Commvault may still be at a renewal that nobody waits for any more. */
const SETTLE_MS = 60_000

/** The ledger without the marker, or why that is still there; undefined when another renewer wrote first. */
export async function settleAttempt(
  round: Round,
  page: LedgerPage,
): Promise<LedgerPage | 'busy' | 'waiting' | 'lost' | undefined> {
  const { world, pair, fingerprint, service } = round
  const { attempt } = page.book
  if (attempt === undefined) return page
  // Whoever renewed has stored the new pair and was not heard of again, or a human has put another one in.
  if (attempt.pair !== fingerprint) {
    return turnPage(world, page, renewed(page.book, { pair: fingerprint, at: attempt.at }))
  }
  if (world.now() < attempt.until + SETTLE_MS) return 'busy'
  const at = isoText(attempt.at)
  if (attempt.answered) {
    return lose(round, page, `Commvault renewed the pair at ${at}, and the new one was not stored.`)
  }
  const accepted = await service.accepts(pair.accessToken)
  if (accepted === undefined) return wait(round, 'the renewal before was not answered')
  if (accepted) return turnPage(world, page, settled(page.book))
  const what = shouldLive(pair, world.now())
    ? `The renewal of ${at} was not answered, and Commvault has replaced the pair: nobody knows the new one.`
    : `The renewal of ${at} was not answered, and the old access token has expired since: nobody can tell whether Commvault has replaced the pair.`
  return lose(round, page, what)
}
