// One look of the one renewer at one secret. The laws of this room:
// 1. The ledger is read before the secret. The other way round, another renewer could have renewed in between, and ours
//    would use up a pair for the second time.
// 2. What cannot be stored is not renewed: the write is rehearsed first, and enough time must be left for it.
// 3. Mark before you call. The marker is a conditional write: of two renewers one gets to call.
// 4. The new pair is stored before anything else, and until it is stored.
// 5. A marker that is still there means: perhaps renewed. Then only the old access token can tell, and the pair is renewed
//    again only when that one is still accepted.
// 6. A pair that is spent is never renewed again, whoever puts it back.
import { isoText } from '../start.ts'
import { type Renewed, renew } from './call-renew.ts'
import { isDue, noticeOf } from './due.ts'
import { type Ledger, type LedgerPage, openLedger } from './ledger.ts'
import { publishLeft } from './page.ts'
import { fingerprintOf } from './pair.ts'
import type { TokenWorld } from './ports.ts'
import { lose, type Round, tell } from './round.ts'
import { settleAttempt } from './settle.ts'

/** What one look came to: `busy` while another renewer is at it, or may be; `waiting` while nobody answers. */
export type RenewOutcome = 'no-pair' | 'fresh' | Renewed

/** @throws BackupError `secret-unreadable`, `secret-unusable`, `store-failed`, before anything is renewed */
export async function renewPair(world: TokenWorld, secretName: string): Promise<RenewOutcome> {
  const page = await publishLeft(world, await openLedger(world, secretName))
  if (page === undefined) return 'busy'
  const credentials = await world.secrets.read(secretName)
  if (credentials.kind !== 'pair') return 'no-pair'
  const round = roundOf(world, secretName, credentials)
  if (page.book.spent.includes(round.fingerprint)) return leaveSpent(round, page)
  const warned = await warnOfEnd(round, page)
  const clear = warned && (await settleAttempt(round, warned))
  if (clear === undefined) return 'busy'
  if (typeof clear === 'string') return clear
  return isDue(round.pair, renewedAt(round, clear.book), world.now())
    ? renew(round, clear)
    : 'fresh'
}

function roundOf(
  world: TokenWorld,
  secretName: string,
  { pair, others }: Pick<Round, 'pair' | 'others'>,
): Round {
  const commcells = Object.values(world.commcells)
    .filter(({ authSecret }) => authSecret === secretName)
    .map(({ name }) => name)
    .toSorted()
  // Where several CommCells share a pair, one of them renews it.
  const service = world.service(commcells[0] ?? '')
  const fingerprint = fingerprintOf(pair)
  return { world, subject: { secretName, commcells }, service, pair, others, fingerprint }
}

const renewedAt = ({ fingerprint }: Round, { renewed }: Ledger) =>
  renewed?.pair === fingerprint ? renewed.at : undefined

/** A secret that was read a moment after it was written may still be the one before. */
const STALE_READ_MS = 60_000

async function leaveSpent(round: Round, page: LedgerPage): Promise<RenewOutcome> {
  const { world, fingerprint } = round
  const { told, renewed } = page.book
  if (told.some(cause => cause.endsWith(fingerprint))) return 'lost'
  if (renewed !== undefined && world.now() < renewed.at + STALE_READ_MS) return 'busy'
  const what =
    'The secret holds a pair of tokens again that a renewal has replaced: somebody has put an old version back.'
  return lose(round, page, what)
}

async function warnOfEnd(round: Round, page: LedgerPage): Promise<LedgerPage | undefined> {
  const { renewableUntil } = round.pair
  const days = noticeOf(round.pair, round.world.now())
  if (renewableUntil === undefined || days === undefined) return page
  const what = `The tokens in secret ${round.subject.secretName} can be renewed until ${isoText(renewableUntil)} only.`
  const attention = { reason: 'RENEWABLE_UNTIL', what, renewableUntil } as const
  const cause = `RENEWABLE_UNTIL ${renewableUntil} ${days}`
  if (page.book.told.includes(cause)) return page
  return tell(round, page, { cause, attention })
}
