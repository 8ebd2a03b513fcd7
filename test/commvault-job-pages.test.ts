// The job list is read in pages while jobs come and go. What was listed all the time must be in the result.
import { describe, expect, it } from 'vitest'
import { readJob } from '../lib/commvault/job.ts'
import { readPages, type WholeList } from '../lib/commvault/job-pages.ts'
import type { JobReport } from '../lib/run/ports.ts'
import { fc } from './support/fast-check.ts'

const REPORTS = new Map<number, JobReport>()

function reportOf(jobId: number): JobReport {
  const report = REPORTS.get(jobId) ?? readJob({ jobId })
  if (report === undefined) throw new Error(`${jobId} is no job id`)
  REPORTS.set(jobId, report)
  return report
}

/** A server that lists these jobs, and may change its list after every read. */
function listing(options: {
  readonly jobs: readonly number[]
  readonly pageSize: number
  readonly counts?: boolean
  readonly change?: (jobs: readonly number[], read: number) => readonly number[]
}) {
  const { pageSize, counts = true, change = jobs => jobs } = options
  const offsets: number[] = []
  let jobs = options.jobs
  let always = new Set(jobs)
  const readPage = async (offset: number) => {
    offsets.push(offset)
    const page = jobs.slice(offset, offset + pageSize)
    const list = {
      jobs: page.map(reportOf),
      listed: page.length,
      total: counts ? jobs.length : undefined,
    }
    always = new Set(jobs.filter(job => always.has(job)))
    jobs = change(jobs, offsets.length)
    return list
  }
  return { readPage, offsets, always: () => [...always].map(String) }
}

/** n, n-1 … 1: the newest first. */
const down = (n: number) => Array.from({ length: n }, (_, at) => n - at)

const idsOf = (list: WholeList) => (list.isWhole ? list.jobs.map(({ jobId }) => jobId) : list.why)

describe('a list that stands still', () => {
  it.each([
    ['no job', 0, 100, [0]],
    ['one page', 60, 100, [0]],
    ['a full page', 100, 100, [0]],
    ['pages that overlap by a twentieth', 250, 100, [0, 95, 190]],
    ['a page of one thousand', 1_000, 1_000, [0]],
    ['pages of one', 3, 1, [0, 1, 2]],
  ])('of %s', async (_, count, pageSize, offsets) => {
    const server = listing({ jobs: down(count), pageSize })
    expect(idsOf(await readPages(server.readPage))).toEqual(down(count).map(String))
    expect(server.offsets).toEqual(offsets)
  })

  it.each([
    ['no job', 0, 100, [0]],
    ['one page', 60, 100, [0, 57]],
    ['a full page', 100, 100, [0, 95]],
    ['a page that is shorter than another', 250, 100, [0, 95, 190]],
    ['one job', 1, 100, [0, 1]],
    ['pages of one', 3, 1, [0, 1, 2, 3]],
  ])('of %s, where the server does not count', async (_, count, pageSize, offsets) => {
    const server = listing({ jobs: down(count), pageSize, counts: false })
    expect(idsOf(await readPages(server.readPage))).toEqual(down(count).map(String))
    expect(server.offsets).toEqual(offsets)
  })
})

describe('a list that changes between two pages', () => {
  const once =
    (change: (jobs: readonly number[]) => readonly number[]) =>
    (jobs: readonly number[], read: number) =>
      read === 1 ? change(jobs) : jobs

  it.each<readonly [string, (jobs: readonly number[]) => readonly number[], readonly number[]]>([
    ['by new jobs', jobs => [303, 302, 301, ...jobs], [0, 95, 190, 285]],
    [
      'by more new jobs than a page holds, and steps back',
      jobs => [...down(300).map(jobId => jobId + 500), ...jobs],
      [0, 95, 0, 95, 190, 285, 380, 475, 570],
    ],
    ['by fewer jobs gone than overlap', jobs => jobs.slice(4), [0, 95, 190, 285]],
    [
      'by as many jobs gone as overlap, and steps back',
      jobs => jobs.slice(5),
      [0, 95, 0, 95, 190, 285],
    ],
    ['by more jobs gone than a page holds', jobs => jobs.slice(150), [0, 95, 0, 95]],
    ['by all jobs gone', () => [], [0, 95, 0]],
    ['by all but the last', () => [1], [0, 95, 0]],
  ])('%s, is whole', async (_, change, offsets) => {
    const server = listing({ jobs: down(300), pageSize: 100, change: once(change) })
    const list = await readPages(server.readPage)
    expect(idsOf(list)).toEqual(expect.arrayContaining(server.always()))
    expect(server.offsets).toEqual(offsets)
  })

  it('gives the newest report of a job that comes twice', async () => {
    const pages = [
      { jobs: ['3', '2'], status: 'Running', listed: 2, total: 3 },
      { jobs: ['2', '1'], status: 'Completed', listed: 2, total: 3 },
    ]
    let read = 0
    const list = await readPages(async () => {
      const { jobs, status, ...counts } = pages[read++] ?? {
        jobs: [],
        status: '',
        listed: 0,
        total: 0,
      }
      const reports = jobs.map(jobId => readJob({ jobId, status })).filter(job => job !== undefined)
      return { jobs: reports, ...counts }
    })
    expect(list).toMatchObject({
      isWhole: true,
      jobs: [{ status: 'Running' }, { jobId: '2', status: 'Completed' }, { jobId: '1' }],
    })
  })
})

describe('a list that cannot be read whole says so', () => {
  it.each<readonly [string, Parameters<typeof listing>[0], string, number]>([
    [
      'of more pages than we read',
      { jobs: down(2_000), pageSize: 10 },
      'it lists more than 901 jobs',
      100,
    ],
    [
      'that loses a page between two reads, always',
      { jobs: down(900), pageSize: 10, change: jobs => jobs.slice(10) },
      'its list changes faster than it is read',
      22,
    ],
  ])('%s', async (_, options, why, reads) => {
    const server = listing(options)
    expect(await readPages(server.readPage)).toEqual({ isWhole: false, why })
    expect(server.offsets).toHaveLength(reads)
  })

  it.each<readonly [number | undefined, string]>([
    [100, 'that ignores where we are'],
    [undefined, 'that ignores where we are and does not count'],
  ])('of %s jobs on a server %s', async total => {
    const jobs = down(10).map(reportOf)
    const list = await readPages(async () => ({ jobs, listed: 10, total }))
    expect(list).toEqual({ isWhole: false, why: 'it gives the same page again and again' })
  })

  it.each([1, 10, 1_000])('of %i entries that nobody can read costs few reads', async listed => {
    let reads = 0
    const readPage = async () => {
      reads += 1
      return { jobs: [], listed, total: undefined }
    }
    expect(await readPages(readPage)).toMatchObject({ isWhole: false })
    expect(reads).toBeLessThanOrEqual(12)
  })

  it('that counts jobs and lists none', async () => {
    const list = await readPages(async () => ({ jobs: [], listed: 0, total: 9 }))
    expect(list).toEqual({ isWhole: false, why: 'it counts 9 jobs and lists none' })
  })
})

describe('whatever comes and goes', () => {
  const steps = (most: number) =>
    fc.array(fc.record({ come: fc.nat(most), go: fc.array(fc.nat(400), { maxLength: most }) }), {
      minLength: 1,
      maxLength: 40,
    })

  /** New jobs at the top; some at any place go away. */
  const churn = (script: readonly { readonly come: number; readonly go: readonly number[] }[]) => {
    let next = 100_000
    return (jobs: readonly number[], read: number) => {
      const { come, go } = script[read - 1] ?? { come: 0, go: [] }
      const gone = new Set(go.map(at => jobs[at]))
      return [
        ...Array.from({ length: come }, () => next++).toReversed(),
        ...jobs.filter(job => !gone.has(job)),
      ]
    }
  }
  const server = (most: number) =>
    fc.record({
      count: fc.nat(400),
      pageSize: fc.integer({ min: 2, max: 60 }),
      counts: fc.boolean(),
      ascending: fc.boolean(),
      script: steps(most),
    })

  it('each job that was there all the time is in a list that is whole', async () => {
    await fc.assert(
      fc.asyncProperty(server(80), async ({ count, script, ascending, ...options }) => {
        const change = churn(script)
        const { readPage, always } = listing({
          ...options,
          jobs: ascending ? down(count).toReversed() : down(count),
          change: ascending ? (jobs, read) => change(jobs.toReversed(), read).toReversed() : change,
        })
        const list = await readPages(readPage)
        if (!list.isWhole) return
        const found = new Set(list.jobs.map(({ jobId }) => jobId))
        expect(found.size).toBe(list.jobs.length)
        expect(always().filter(jobId => !found.has(jobId))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  it('and a list that changes a little is whole', async () => {
    const calm = fc.record({
      count: fc.integer({ min: 100, max: 2_000 }),
      pageSize: fc.constantFrom(100, 1_000),
      counts: fc.boolean(),
      script: steps(4),
    })
    await fc.assert(
      fc.asyncProperty(calm, async ({ count, script, ...options }) => {
        const { readPage } = listing({ ...options, jobs: down(count), change: churn(script) })
        expect((await readPages(readPage)).isWhole).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
