// What else happens in a CommCell: Commvault's own jobs and schedules, and the backups of other people.
import type { Subclient } from './catalogue.ts'
import type { JobRecord, Operation } from './job-record.ts'
import { type Level, levelThatRuns } from './level.ts'
import { randomFrom } from './random.ts'
import { ADMIN, type User } from './user.ts'

export type BackgroundJob = Pick<JobRecord, 'subclient' | 'level' | 'startedFrom'> & {
  readonly at: number
  readonly operation: Operation
  readonly user: User
}

export type Background = {
  /** The jobs that have started since one last asked. */
  readonly due: (now: number) => readonly BackgroundJob[]
  readonly state: () => { readonly since: number; readonly made: number }
}

export type BackgroundOptions = {
  readonly now: () => number
  readonly seed: number
  readonly backgroundJobsPerHour: number
  /** Where an earlier one has come to. */
  readonly since: { readonly since: number; readonly made: number } | undefined
}

export function createBackground(
  options: BackgroundOptions,
  subclients: () => readonly Subclient[],
): Background {
  const { seed, backgroundJobsPerHour } = options
  const { since, made: before } = options.since ?? { since: options.now(), made: 0 }
  let made = before
  return {
    due(now) {
      if (backgroundJobsPerHour <= 0) return []
      const every = 3_600_000 / backgroundJobsPerHour
      const jobs: BackgroundJob[] = []
      for (; since + (made + 1) * every <= now; made++) {
        const random = randomFrom(`${seed} background ${made}`)
        jobs.push({ at: Math.floor(since + (made + 1) * every), ...anyJob(random, subclients()) })
      }
      return jobs
    },
    state: () => ({ since, made }),
  }
}

function anyJob(random: () => number, subclients: readonly Subclient[]) {
  const kind = random()
  if (kind < 0.2) return { ...OWN_JOB, operation: 'disasterRecovery' as const }
  if (kind < 0.3) return { ...OWN_JOB, operation: 'auxiliaryCopy' as const }
  const able = subclients.filter(subclient => subclient.enableBackup !== false)
  const subclient = able[Math.floor(random() * able.length)] ?? COMMSERVE
  const level: Level =
    levelThatRuns(subclient.applicationId, random() < 0.3 ? 'FULL' : undefined) ?? 'FULL'
  const isScheduled = kind < 0.7
  return {
    subclient,
    level,
    operation: 'backup' as const,
    user: isScheduled ? ADMIN : OTHER_DBA,
    startedFrom: isScheduled ? ('Scheduled' as const) : ('Interactive' as const),
  }
}

const OTHER_DBA: User = { userId: 77, userName: 'anna.dba' }

/** A job of the CommServe itself names nothing that is backed up: all its ids are zero. */
const COMMSERVE: Subclient = {
  key: 'commserve',
  applicationId: 0,
  appName: 'Default Application Type Name',
  clientId: 0,
  clientName: '',
  instanceId: 0,
  instanceName: '',
  backupsetId: 0,
  backupsetName: '',
  subclientId: 0,
  subclientName: '',
}

const OWN_JOB = {
  subclient: COMMSERVE,
  level: 'INCREMENTAL' as const,
  user: ADMIN,
  startedFrom: 'Scheduled' as const,
}
