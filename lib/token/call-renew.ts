// One renewal, from the rehearsal to what is made of Commvault's answer.
import { BackupError } from '../errors.ts'
import { shouldLive } from './due.ts'
import { begun, type LedgerPage, settled, spent } from './ledger.ts'
import { turnPage } from './page.ts'
import { lose, type Round, tell, wait } from './round.ts'
import { storePair } from './store-pair.ts'

/** The last three want a human, who has been told. */
export type Renewed = 'renewed' | 'busy' | 'waiting' | 'unwritable' | 'refused' | 'lost'

/** Enough for the call, for storing, and for one more try at that. */
const NEEDS_MS = 150_000

/** What the marker allows beside the call itself. */
const MARKING_MS = 30_000

export async function renew(round: Round, page: LedgerPage): Promise<Renewed> {
  const { world, subject, service, pair } = round
  if (world.deadline !== undefined && world.deadline - world.now() < NEEDS_MS) {
    return wait(round, 'the function has no time left')
  }
  try {
    await world.secrets.rehearse(subject.secretName)
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    const attention = { reason: 'SECRET_UNWRITABLE', what: error.message } as const
    const turned = await tell(round, page, { cause: 'SECRET_UNWRITABLE', attention })
    return turned === undefined ? 'busy' : 'unwritable'
  }
  // A Command Center that is down, or behind somebody's maintenance page, would leave every renewal in doubt.
  const accepted = await service.accepts(pair.accessToken)
  if (accepted === undefined) return wait(round, 'the Command Center does not answer')
  if (!accepted && shouldLive(pair, world.now())) {
    const what =
      'Commvault rejects the access token before its time: somebody has revoked it, or renews the pair elsewhere.'
    return lose(round, page, what)
  }
  const at = world.now()
  const marked = await turnPage(world, page, begun(page.book, round.fingerprint, at))
  if (marked === undefined) return 'busy'
  // Frozen meanwhile: when the marker has run out, another renewer may call with the same pair.
  if (world.now() - at > MARKING_MS) return wait(round, 'the marker took too long to be written')
  return callRenew(round, marked)
}

async function callRenew(round: Round, page: LedgerPage): Promise<Renewed> {
  const { world, service, pair } = round
  const renewal = await service.renew(pair)
  switch (renewal.kind) {
    case 'renewed':
      return storePair(round, page, renewal.pair)
    case 'not-sent':
      await turnPage(world, page, settled(page.book))
      return wait(round, renewal.text)
    case 'no-answer':
      return wait(round, renewal.text)
    case 'refused':
      return refused(round, page, renewal.text)
  }
}

async function refused(round: Round, page: LedgerPage, text: string): Promise<Renewed> {
  const { world, service, pair, fingerprint } = round
  const accepted = await service.accepts(pair.accessToken)
  if (accepted === undefined) return wait(round, text)
  const what = `Commvault refused to renew the pair: ${text.replace(/\.$/, '')}.`
  if (!accepted && shouldLive(pair, world.now())) return lose(round, page, what)
  const attention = { reason: 'RENEWAL_REFUSED', what } as const
  // A token that is still accepted was not replaced: the next look may try again.
  const change = accepted ? settled : spent
  const cause = `RENEWAL_REFUSED ${fingerprint}`
  const turned = await tell(round, page, { cause, attention, change })
  if (turned === undefined) return 'busy'
  return accepted ? 'refused' : 'lost'
}
