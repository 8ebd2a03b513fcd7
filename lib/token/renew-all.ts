// The renewer's one pass: a look at every secret of the environment. Secrets fail alone; whatever failed, and whatever wants
// a human, is thrown when all are done, so that the alarm rings until it is mended.
import { BackupError, type BackupErrorCode } from '../errors.ts'
import type { TokenWorld } from './ports.ts'
import { type RenewOutcome, renewPair } from './renew.ts'
import { publishSignIns } from './sign-in.ts'

export type Looked = { readonly secret: string; readonly outcome: RenewOutcome }

/** @throws the first failure; BackupError `secret-unusable` or `secret-unwritable` when a human is needed */
export async function renewAll(world: TokenWorld): Promise<readonly Looked[]> {
  const names = Object.values(world.commcells).map(({ authSecret }) => authSecret)
  const failures: unknown[] = []
  // All at once: one that takes its time must not let the tokens of another expire.
  const looked = await Promise.all(
    [...new Set(names)].toSorted().map(async secret => {
      try {
        return { secret, outcome: await look(world, secret) }
      } catch (error) {
        world.log('error', 'This failed; other secrets go on.', { error })
        failures.push(error)
        return undefined
      }
    }),
  )
  const done = looked.filter(found => found !== undefined)
  if (failures.length > 0) throw failures[0]
  const urgent = done.find(({ outcome }) => outcome in NEEDS_A_HUMAN)
  if (urgent !== undefined) throw wantsHuman(urgent)
  return done
}

async function look(world: TokenWorld, secretName: string): Promise<RenewOutcome> {
  const outcome = await renewPair(world, secretName)
  if (outcome !== 'no-pair') return outcome
  const commcells = Object.values(world.commcells).filter(cell => cell.authSecret === secretName)
  for (const { name } of commcells) await publishSignIns(world, { secretName, commcell: name })
  return outcome
}

const NEEDS_A_HUMAN: { readonly [outcome in RenewOutcome]?: [BackupErrorCode, string] } = {
  lost: ['secret-unusable', 'it is not renewed any more, and a new pair is needed'],
  refused: ['secret-unusable', 'Commvault refuses to renew it'],
  unwritable: ['secret-unwritable', 'a new pair could not be stored, so none is asked for'],
}

function wantsHuman({ secret, outcome }: Looked): BackupError {
  const [code, why] = NEEDS_A_HUMAN[outcome] ?? ['secret-unusable', outcome]
  return new BackupError(
    code,
    `The token pair in secret ${secret} needs somebody: ${why}. The event "Backup Authtoken Attention" said what to do; the lines before this say it again.`,
  )
}
