// The whole job list from its pages, while jobs come and go. The pages are cut by position, so a job that appears pushes
// the others back (they come twice), and one that goes away pulls them forward, past the place where we go on reading.
// Therefore pages overlap: one that shares a job with what was read before leaves no gap.
import type { JobReport } from '../run/ports.ts'
import type { JobList } from './job.ts'

/** Large pages where they are allowed: a hosted Command Center counts reads by the hour. */
export const PAGE_SIZE = 1_000

const MAX_READS = 100
const MAX_STEPS_BACK = 10
/** Of jobs that appear as fast as we read, one page may look like the one before. */
const MAX_REPEATS = 1

/** The page that begins at a position of the list. */
export type ReadPage = (offset: number) => Promise<JobList>

export type WholeList =
  | { readonly isWhole: true; readonly jobs: readonly JobReport[] }
  /** Half a list would say of a job that it does not exist. */
  | { readonly isWhole: false; readonly why: string }

/**
 * Every job that was listed from the first read to the last, each once. The server may cut pages of whatever size it
 * likes, and may or may not say how many jobs there are.
 */
export async function readPages(readPage: ReadPage): Promise<WholeList> {
  const found = new Map<string, JobReport>()
  let last: JobList = { jobs: [], listed: 0, total: undefined }
  let longest = 0
  let offset = 0
  let stepsBack = 0
  let repeats = 0
  for (let read = 0; read < MAX_READS; read++) {
    const page = await readPage(offset)
    if (offset === 0 && page.listed === 0 && (page.total ?? 0) > 0) {
      return notWhole(`it counts ${page.total} jobs and lists none`)
    }
    const joins = offset === 0 || overlapOf(last) === 0 || page.jobs.some(isIn(found))
    if (!joins) {
      if (++stepsBack > MAX_STEPS_BACK) return notWhole('its list changes faster than it is read')
      offset = Math.max(0, offset - longest)
      continue
    }
    if (isSamePage(page, last) && ++repeats > MAX_REPEATS) {
      return notWhole('it gives the same page again and again')
    }
    for (const job of page.jobs) found.set(job.jobId, job)
    longest = Math.max(longest, page.listed)
    if (isLastPage(page, offset, longest)) return { isWhole: true, jobs: [...found.values()] }
    offset += page.listed - overlapOf(page)
    last = page
  }
  return notWhole(`it lists more than ${found.size} jobs`)
}

const notWhole = (why: string): WholeList => ({ isWhole: false, why })

const isIn =
  (found: ReadonlyMap<string, JobReport>) =>
  ({ jobId }: JobReport) =>
    found.has(jobId)

/** How many jobs of a page are read again with the next; of a page with a single job, none can be. */
const overlapOf = ({ listed }: JobList) => Math.min(Math.ceil(listed / 20), Math.max(0, listed - 1))

function isSamePage(page: JobList, last: JobList): boolean {
  const isSameLength = page.jobs.length === last.jobs.length
  return isSameLength && page.jobs.every((job, at) => job.jobId === last.jobs[at]?.jobId)
}

/** Where the server does not count its jobs, a page that is shorter than another is the last. */
function isLastPage({ listed, total }: JobList, offset: number, longest: number): boolean {
  if (listed === 0) return true
  return total === undefined ? listed < longest : offset + listed >= total
}
