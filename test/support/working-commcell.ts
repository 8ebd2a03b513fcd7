// A CommCell whose jobs run for a quarter of an hour and can be killed, for stories that are told many times over.
import type { ResultEvent } from '../../lib/run/event.ts'
import { inMemoryRunStore } from '../../lib/run/in-memory.ts'
import type { CommandCenter, JobReport, World } from '../../lib/run/ports.ts'
import type { BackupRequest } from '../../lib/target.ts'
import { COMPLETED, erpSql, jobReport, KILLED, MINUTE, SUNDAY } from './story.ts'

type Job = {
  readonly id: string
  readonly request: BackupRequest
  readonly startedAt: number
  endsAt: number
  killedAt?: number
}

const LASTS = 15 * MINUTE
/** Commvault kills in its own time. */
const KILLED_IN = 90_000

export type WorkingCommcell = ReturnType<typeof commcellThatWorks>

export function commcellThatWorks(maxInFlight = 4) {
  let now = SUNDAY
  const jobs: Job[] = []
  const events: ResultEvent[] = []
  const main = erpSql.commcells.main
  if (main === undefined) throw new Error('the story needs its CommCell')

  const commandCenter: CommandCenter = {
    async submit(request) {
      const id = String(1001 + jobs.length)
      jobs.push({ id, request, startedAt: now, endsAt: now + LASTS })
      return { kind: 'accepted', taskId: 400, jobIds: [id] }
    },
    async jobs() {
      return jobs.map(job => reportOf(job, now))
    },
    async job(jobId) {
      const job = jobs.find(({ id }) => id === jobId)
      return job && reportOf(job, now)
    },
    async kill(jobId) {
      const job = jobs.find(({ id }) => id === jobId)
      if (job === undefined || job.endsAt <= now) return 'The job has ended.'
      job.killedAt ??= now
      job.endsAt = Math.min(job.endsAt, job.killedAt + KILLED_IN)
      return undefined
    },
  }

  const world: World = {
    now: () => now,
    commcells: { main: { ...main, maxInFlight } },
    commandCenter: () => commandCenter,
    runs: inMemoryRunStore(),
    publish: async batch => {
      events.push(...batch)
      return new Set(batch.map(event => event.eventId))
    },
    log: () => undefined,
  }

  return {
    world,
    events,
    jobs: (): readonly Job[] => jobs,
    goTo: (instant: number) => {
      now = instant
    },
  }
}

function reportOf(job: Job, now: number): JobReport {
  const { id, startedAt, endsAt, killedAt } = job
  const isKilled = killedAt !== undefined && endsAt < startedAt + LASTS
  const ending = { status: 'Kill Pending', progress: { ended: false, state: 'ABORTING' } } as const
  const end = { ...(isKilled ? KILLED : COMPLETED), endedAt: endsAt }
  const state = now >= endsAt ? end : isKilled ? ending : {}
  return jobReport(id, { startedAt, actualLevel: 'FULL', ...state })
}
