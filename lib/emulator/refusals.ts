// Why a task starts nothing, in Commvault's words where they are known.
import { agentName } from './application.ts'
import type { Subclient } from './catalogue.ts'
import type { JobFault } from './faults.ts'
import type { Level } from './level.ts'

export type Refusal = {
  readonly kind: 'refused'
  /** Another job is in the way, or something that waiting does not help. */
  readonly why: 'busy' | 'other'
  readonly errorCode: number
  readonly errorMessage: string
}

export function noEligibleSubclient(): Refusal {
  const errorMessage = 'Failed to start backups as no eligible subclients were found. '
  return { kind: 'refused', why: 'other', errorCode: 587207178, errorMessage }
}

export function anotherIsRunning(subclient: Subclient): Refusal {
  const { clientName, applicationId, backupsetName, subclientName } = subclient
  const names = `client [${clientName}], iDataAgent [${agentName(applicationId)}], Backup Set [${backupsetName}], Subclient [${subclientName}]`
  return { ...byJobManager(`Another backup is running for ${names}.`), why: 'busy' }
}

export function nothingToSynthesize(): Refusal {
  return byJobManager(
    'Synthetic Full cannot run because no Incremental or Differential backup was run after last Full backup for the subclient.',
  )
}

// No page says what becomes of several associations, nor of a level that an agent has not: refusing shows the mistake.

export function severalAssociations(): Refusal {
  return byJobManager('More than one association in a task.')
}

export function noSuchLevel({ applicationId }: Subclient, level: Level | undefined): Refusal {
  const agent = agentName(applicationId)
  return byJobManager(`Backup level [${level}] cannot run for iDataAgent [${agent}].`)
}

export function byScript({ reason, errorCode }: JobFault): Refusal {
  const refused = byJobManager(reason ?? 'Refused by the fault script.')
  return errorCode === undefined ? refused : { ...refused, errorCode }
}

function byJobManager(text: string): Refusal {
  return { kind: 'refused', why: 'other', errorCode: 2, errorMessage: `Error 0x10c: ${text}\n` }
}
