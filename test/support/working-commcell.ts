// A CommCell whose jobs run for a quarter of an hour and can be killed, for stories that are told many times over.
import type { ResultEvent } from '../../lib/run/event.ts'
import { inMemoryRunStore } from '../../lib/run/in-memory.ts'
import { inMemoryNotes } from '../../lib/run/in-memory-notes.ts'
import type { Answer, CommandCenter, JobReport, World } from '../../lib/run/ports.ts'
import { spender } from '../../lib/run/quota.ts'
import type { CommCell } from '../../lib/start.ts'
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

export type Ways = Pick<CommCell, 'maxInFlightPerClient' | 'limits'> & {
  /** createTask answers these in turn, and starts nothing; where one is missing, and after the last, it starts a job. */
  readonly answers?: readonly (Answer | undefined)[]
  /** How long a job takes, by the number of those before it. */
  readonly lasts?: (before: number) => number
  /** How long createTask takes to answer. */
  readonly answersIn?: number
}

export function commcellThatWorks(
  maxInFlight = 4,
  { answers = [], lasts = () => LASTS, answersIn = 0, ...caps }: Ways = {},
) {
  let now = SUNDAY
  const jobs: Job[] = []
  /** When createTask was called. */
  const calls: number[] = []
  const events: ResultEvent[] = []
  const main = erpSql.commcells.main
  if (main === undefined) throw new Error('the story needs its CommCell')

  const commandCenter: CommandCenter = {
    async submit(request) {
      calls.push(now)
      now += answersIn
      const answer = answers[calls.length - 1]
      if (answer) return answer
      const id = String(1001 + jobs.length)
      const endsAt = now + lasts(jobs.length)
      jobs.push({ id, request, startedAt: now, endsAt })
      return { kind: 'accepted', taskId: 400, jobIds: [id] }
    },
    async jobs() {
      return jobs.map(job => reportOf(job, now))
    },
    async job(jobId) {
      const job = jobs.find(({ id }) => id === jobId)
      return job && reportOf(job, now)
    },
    async description() {
      return undefined
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
    commcells: { main: { ...main, maxInFlight, ...caps } },
    commandCenter: () => commandCenter,
    runs: inMemoryRunStore(),
    notes: inMemoryNotes(),
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
    calls: (): readonly number[] => calls,
    goTo: (instant: number) => {
      now = instant
    },
  }
}

/** The same world, with its calls to the CommCell counted as the wire counts them. */
export function metered(world: World): World {
  const { limits } = world.commcells.main ?? {}
  if (limits === undefined) return world
  const { notes, now } = world
  const spend = spender({ notes, now, commcell: 'main', limits })
  const spent = async (kind: 'read' | 'write') => {
    const seconds = await spend(kind)
    if (seconds !== undefined) throw new Error(`no ${kind} is left for ${seconds} s`)
  }
  return {
    ...world,
    commandCenter: name => {
      const center = world.commandCenter(name)
      return {
        submit: async (request, runId) => {
          const retryAfterSeconds = await spend('write')
          if (retryAfterSeconds === undefined) return center.submit(request, runId)
          return { kind: 'not-sent', text: 'No write is left.', retryAfterSeconds }
        },
        jobs: async since => {
          await spent('read')
          return center.jobs(since)
        },
        job: async jobId => {
          await spent('read')
          return center.job(jobId)
        },
        description: async jobId => {
          await spent('read')
          return center.description(jobId)
        },
        kill: async jobId => {
          await spent('write')
          return center.kill(jobId)
        },
      }
    },
  }
}

/** How many of its jobs ran at once, at the worst moment. */
export function mostAtOnce(jobs: readonly { startedAt: number; endsAt: number }[]): number {
  const moments = jobs
    .flatMap(({ startedAt, endsAt }) => [[startedAt, 1] as const, [endsAt, -1] as const])
    // A job that ends as another begins is not beside it.
    .toSorted(([a, by], [b, other]) => a - b || by - other)
  let now = 0
  let most = 0
  for (const [, by] of moments) {
    now += by
    most = Math.max(most, now)
  }
  return most
}

/** How many of these moments fell into one hour, at the worst. */
export function mostAnHour(moments: readonly number[]): number {
  const HOUR = 60 * MINUTE
  const inOrder = moments.toSorted((a, b) => a - b)
  let first = 0
  return inOrder.reduce((most, at, n) => {
    while ((inOrder[first] ?? at) <= at - HOUR) first += 1
    return Math.max(most, n - first + 1)
  }, 0)
}

function reportOf(job: Job, now: number): JobReport {
  const { id, request, startedAt, endsAt, killedAt } = job
  const isKilled = killedAt !== undefined && endsAt === killedAt + KILLED_IN
  const ending = { status: 'Kill Pending', progress: { ended: false, state: 'ABORTING' } } as const
  const end = { ...(isKilled ? KILLED : COMPLETED), endedAt: endsAt }
  const state = now >= endsAt ? end : isKilled ? ending : {}
  const subclient = subclientOf(request)
  return jobReport(id, { startedAt, actualLevel: 'FULL', subclient, ...state })
}

function subclientOf({ target }: BackupRequest): JobReport['subclient'] {
  if (target.app === 'sqlserver') return { subclientId: target.subclientId }
  const { clientName, instanceName, subclientName } = target
  return { clientName, instanceName, subclientName }
}
