// Every job of the CommCell, found by id, and listed by what is active and what has ended lately.
import type { JobRecord } from './job-record.ts'
import type { Timeline } from './timeline.ts'

export type JobQuery = {
  readonly category: 'Active' | 'Finished' | 'All'
  /** Finished jobs count when they ended at most so long ago; active jobs always do. */
  readonly lookupSeconds: number
  readonly offset: number
  readonly limit: number
  readonly clientId?: number
  /** What else a job must be like. */
  readonly accepts?: (job: JobRecord, now: number) => boolean
  /** The newest first unless told. */
  readonly order?: 'newest' | 'oldest'
}

export type JobPage = {
  /** Without paging. */
  readonly total: number
  readonly page: readonly JobRecord[]
}

export type JobIndex = {
  /** The id of the next job. */
  readonly nextId: () => string
  readonly add: (job: JobRecord) => void
  /** Gives a job another life, in its one record, which the ledger and virtual time have in hand. */
  readonly change: (job: JobRecord, to: Partial<Timeline>) => void
  /** Once it is visible. */
  readonly find: (jobId: string, now: number) => JobRecord | undefined
  readonly list: (query: JobQuery, now: number) => JobPage
  /** The last job of a subclient that has gone well so far, of those that one wants. */
  readonly lastGood: (of: Wanted, now: number) => JobRecord | undefined
  /** Oldest first. */
  readonly all: () => readonly JobRecord[]
}

type Wanted = {
  /** Of the subclient. */
  readonly key: string
  readonly isWanted: (job: JobRecord) => boolean
}

export function createJobIndex(lingerSeconds: number): JobIndex {
  const jobs: JobRecord[] = []
  const byId = new Map<string, JobRecord>()
  const bySubclient = new Map<string, JobRecord[]>()
  // Its end is decided when a job is created: sorted by end, what is active and what ended lately are slices.
  const byEnd: JobRecord[] = []

  function add(job: JobRecord): void {
    jobs.push(job)
    if (job.lost) return
    byId.set(job.jobId, job)
    const { key } = job.subclient
    const before = bySubclient.get(key)
    if (before) before.push(job)
    else bySubclient.set(key, [job])
    insert(job)
  }

  function insert(job: JobRecord): void {
    byEnd.splice(firstEndingAfter(byEnd, job.endsAt), 0, job)
  }

  function change(job: JobRecord, to: Partial<Timeline>): void {
    byEnd.splice(byEnd.indexOf(job), 1)
    Object.assign(job, to)
    insert(job)
  }

  function find(jobId: string, now: number): JobRecord | undefined {
    const job = byId.get(jobId)
    return job && now >= job.visibleAt ? job : undefined
  }

  function list(query: JobQuery, now: number): JobPage {
    const { category, lookupSeconds, clientId, accepts, order, offset, limit } = query
    const since = now - 1000 * (category === 'Active' ? lingerSeconds : lookupSeconds)
    const until = category === 'Finished' ? firstEndingAfter(byEnd, now) : byEnd.length
    const found = byEnd
      .slice(firstEndingAfter(byEnd, since), until)
      .filter(
        job =>
          now >= job.visibleAt &&
          (clientId === undefined || clientId === job.subclient.clientId) &&
          (accepts === undefined || accepts(job, now)),
      )
    // Thousands may be found and are asked for page by page: numbers sort many times as fast as records do.
    const ids = new Uint32Array(found.length)
    found.forEach((job, index) => {
      ids[index] = Number(job.jobId)
    })
    ids.sort()
    if (order !== 'oldest') ids.reverse()
    const page: JobRecord[] = []
    ids.subarray(offset, offset + limit).forEach(id => {
      const job = jobs[id - FIRST_JOB_ID]
      if (job) page.push(job)
    })
    return { total: found.length, page }
  }

  function lastGood({ key, isWanted }: Wanted, now: number): JobRecord | undefined {
    const isGood = (job: JobRecord) => job.endsAt <= now && job.ending.startsWith('Completed')
    return bySubclient.get(key)?.findLast(job => isWanted(job) && isGood(job))
  }

  const nextId = () => String(FIRST_JOB_ID + jobs.length)

  return { nextId, add, change, find, list, lastGood, all: () => jobs }
}

/** The number of the sample answer on the page "Backup Subclient". */
const FIRST_JOB_ID = 149_806

/** The place in a list sorted by end of the first job that ends after an instant. */
function firstEndingAfter(jobs: readonly JobRecord[], instant: number): number {
  let low = 0
  let high = jobs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((jobs[middle]?.endsAt ?? 0) > instant) high = middle
    else low = middle + 1
  }
  return low
}
