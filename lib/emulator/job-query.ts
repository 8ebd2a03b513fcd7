// Which jobs a list call means: `GET /Job` by its query and headers, `POST /Jobs` by its body.
import { type Call, wholeNumber } from './call.ts'
import type { JobQuery } from './job-index.ts'
import { isAdministrative, type JobRecord, OPERATIONS } from './job-record.ts'
import { type Fields, isObject } from './json.ts'
import { REPORTED_LEVELS } from './level.ts'
import { rememberLast } from './remember.ts'
import { listOf, objectIn } from './task.ts'
import { statusAt } from './timeline.ts'

type Accepts = (job: JobRecord, now: number) => boolean

/**
 * "REST API - GET Job": a year of look-back and backup jobs unless one says otherwise, every type with an empty filter,
 * and paging by request headers.
 */
export function readJobQuery({ query, header }: Call): JobQuery {
  const category = query('jobCategory')?.toLowerCase()
  const clientId = wholeNumber(query('clientId'))
  return {
    category: category === 'active' ? 'Active' : category === 'finished' ? 'Finished' : 'All',
    lookupSeconds: wholeNumber(query('completedJobLookupTime')) ?? YEAR,
    offset: wholeNumber(header('offset')) ?? 0,
    limit: wholeNumber(header('limit')) ?? PAGE,
    accepts: ofFilter(query('jobFilter') ?? 'Backup'),
    ...(clientId !== undefined && { clientId }),
  }
}

/** A filter that has nothing in it is none. */
export function readJobsQuery(body: Fields, skew: number): JobQuery {
  const filter = objectIn(body, 'jobFilter') ?? {}
  const paging = objectIn(body, 'pagingConfig') ?? {}
  const clients = listOf(filter.clientList).map(client => numberIn(client, 'clientId'))
  const entity = objectIn(filter, 'entity') ?? {}
  const range = objectIn(filter, 'startTimeRange') ?? {}
  const tests: readonly Accepts[] = [
    ofTypes(listOf(filter.jobTypeList)),
    ofStatuses(listOf(filter.statusList)),
    ofLevels(listOf(filter.backupLevel)),
    job => clients.length === 0 || clients.includes(job.subclient.clientId),
    job => isOfEntity(job, entity),
    job => filter.hideAdminJobs !== true || !isAdministrative(job),
    job => isWithin((job.queuedAt + skew) / 1000, range),
  ]
  return {
    category: CATEGORIES[numberIn(body, 'category') ?? 0] ?? 'All',
    lookupSeconds: numberIn(filter, 'completedJobLookupTime') ?? YEAR,
    offset: numberIn(paging, 'offset') ?? 0,
    limit: numberIn(paging, 'limit') ?? PAGE,
    // Recorded: 1 with a limit of 1 is the latest.
    order: paging.sortDirection === 0 ? 'oldest' : 'newest',
    accepts: (job, now) => tests.every(test => test(job, now)),
  }
}

const YEAR = 31_536_000
const PAGE = 100

const CATEGORIES = ['All', 'Active', 'Finished'] as const

/** By word or number ("jobFilter Parameter Values"); ALLOPS is every type. */
function ofTypes(types: readonly unknown[]): Accepts {
  const wanted = new Set(types.map(type => String(type).trim().toUpperCase()))
  if (wanted.size === 0 || wanted.has('ALLOPS') || wanted.has('1')) return () => true
  return ({ operation }) => {
    const { opType, filter } = OPERATIONS[operation]
    return wanted.has(filter) || wanted.has(String(opType))
  }
}

const ofFilter = rememberLast((filter: string) =>
  ofTypes(filter.split(',').filter(word => word.trim() !== '')),
)

function ofStatuses(statuses: readonly unknown[]): Accepts {
  const wanted = new Set(statuses.map(status => String(status).toLowerCase()))
  return (job, now) => wanted.size === 0 || wanted.has(statusAt(job, now).toLowerCase())
}

/** Words are those of requests, numbers those of results. */
function ofLevels(levels: readonly unknown[]): Accepts {
  const wanted = new Set(levels.map(level => String(level).toUpperCase()))
  return ({ level }) =>
    wanted.size === 0 || wanted.has(level) || wanted.has(String(REPORTED_LEVELS[level].number))
}

function isOfEntity({ subclient }: JobRecord, { clientId, subclientId }: Fields): boolean {
  return (
    (clientId ?? subclient.clientId) === subclient.clientId &&
    (subclientId ?? subclient.subclientId) === subclient.subclientId
  )
}

function isWithin(seconds: number, range: Fields): boolean {
  const { from, to } = { from: numberIn(range, 'fromTime'), to: numberIn(range, 'toTime') }
  return seconds >= (from ?? 0) && seconds <= (to || Number.POSITIVE_INFINITY)
}

function numberIn(value: unknown, name: string): number | undefined {
  const part = isObject(value) ? value[name] : undefined
  return typeof part === 'number' ? part : undefined
}
