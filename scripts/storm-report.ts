// What a storm came to: of each chapter its figures, of all of them one page for a person.
import { asList, table } from '../lib/cli/output.ts'
import { outcomeWord, whyOf } from '../lib/cli/storm-table.ts'
import { isUnknown } from '../lib/cli/storm-verdict.ts'
import { jobIdsOf, type Run } from '../lib/run/run.ts'
import { DAY } from '../lib/schedule/calendar.ts'
import type { Books, LedgerJob } from './storm-books.ts'
import { isOurs, visibleTooLate } from './storm-law-jobs.ts'
import { type Breach, breaches, LAW_NAMES, type LawName } from './storm-laws.ts'

/** Plain data: it comes from another thread. */
export type ChapterReport = {
  readonly number: number
  readonly days: number
  readonly runs: number
  readonly jobs: number
  readonly jobsOnRecord: number
  readonly events: number
  readonly calls: number
  readonly sweeps: number
  /** Calls for which the machine was too slow: they make this storm another one. */
  readonly tooSlow: number
  readonly faults: Counts
  /** Of the faults on the wire: the work of the call was done all the same. */
  readonly worked: Counts
  readonly outcomes: Counts
  /** `hasJob`: one was started for it all the same. */
  readonly unknown: readonly {
    readonly runId: string
    readonly why: string
    readonly hasJob: boolean
  }[]
  readonly visibleTooLate: readonly string[]
  readonly breaches: readonly Breach[]
}

type Counts = readonly (readonly [word: string, times: number])[]

export function reportOf(books: Books): ChapterReport {
  const { runs, jobs, injected, befell, span } = books
  const struck = injected.map(({ wire }) => `wire: ${wire}`)
  const ours = jobs.filter(isOurs)
  return {
    number: books.options.number,
    days: (span.to - span.from) / DAY,
    runs: runs.length,
    jobs: ours.length,
    jobsOnRecord: ours.filter(onRecord(runs)).length,
    events: books.events.length,
    calls: books.calls.length,
    sweeps: books.sweeps.length,
    tooSlow: Math.max(0, books.hung.length - injected.filter(({ wire }) => wire === 'hang').length),
    faults: [...befell, ...counted([...struck, ...jobs.flatMap(faultsOf)])],
    worked: counted(injected.flatMap(({ wire, worked }) => (worked ? [`wire: ${wire}`] : []))),
    outcomes: counted(runs.map(outcomeWord)),
    unknown: runs.filter(isUnknown).map(run => ({
      runId: run.id,
      why: whyOf(run),
      hasJob: ours.some(({ jobDescription }) => jobDescription === run.id),
    })),
    visibleTooLate: visibleTooLate(books),
    breaches: breaches(books),
  }
}

function onRecord(runs: readonly Run[]): (job: LedgerJob) => boolean {
  const known = new Set(
    runs.flatMap(run => jobIdsOf(run).map(jobId => `${run.request.target.commcell}/${jobId}`)),
  )
  return ({ commcell, jobId }) => known.has(`${commcell}/${jobId}`)
}

/** What the fault script, or somebody else, did with a job. */
function faultsOf(job: LedgerJob): readonly string[] {
  if (job.isBackground) {
    return [job.jobDescription === undefined ? "job: somebody else's" : 'job: started beside ours']
  }
  return [
    ...(job.lost ? ['job: its id is told, and there is none'] : []),
    ...(job.visibleAt > job.queuedAt ? ['job: visible late'] : []),
    ...(job.ending === 'Completed' ? [] : [`job: ${job.ending}`]),
    ...(job.interrupt ? [`job: ${job.interrupt.status}`] : []),
    ...(job.requestedLevel === job.level ? [] : ['job: at another level']),
  ]
}

function counted(words: readonly string[]): Counts {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts]
}

// --- the page ---

export type Storm = {
  /** The command that makes the same storm. */
  readonly again: string
  readonly wallSeconds: number
  readonly workers: number
  readonly chapters: readonly ChapterReport[]
}

/** Of several of a kind so many are told one by one. */
const MOST_TOLD = 20
const WIDTH = 150

export function stormPage({ again, wallSeconds, workers, chapters }: Storm): string {
  const sum = (of: (chapter: ChapterReport) => number) =>
    chapters.reduce((total, chapter) => total + of(chapter), 0)
  const all = chapters.flatMap(chapter => chapter.breaches.map(breach => ({ chapter, ...breach })))
  const mark = (isKept: boolean) => (isKept ? '✓' : '✗')
  const broken = (...laws: readonly LawName[]) => all.filter(({ law }) => laws.includes(law)).length
  const duplicates = broken('at most one job a run')
  const lost = broken(...LOST)
  const unknown = sum(chapter => chapter.unknown.length)
  const withJob = sum(chapter => chapter.unknown.filter(({ hasJob }) => hasJob).length)
  const late = sum(chapter => chapter.visibleTooLate.length)
  return [
    faultTable(chapters),
    outcomeTable(chapters),
    `${figure(sum(one => one.runs))} runs in ${chapters.length} chapters, ${figure(sum(one => one.days))} virtual days; ${figure(sum(one => one.sweeps))} sweeps, ${figure(sum(one => one.calls))} calls, ${figure(sum(one => one.events))} events`,
    `${figure(sum(one => one.jobs))} jobs really started, ${figure(sum(one => one.jobsOnRecord))} on record`,
    '',
    ...LAW_NAMES.map(law => `${mark(broken(law) === 0)} ${law}`),
    '',
    `${mark(all.length === 0)} duplicates ${duplicates}, lost ${lost}, unknown ${unknown} (a job was started for ${withJob} of them)${late > 0 ? `, visible too late ${late}` : ''}`,
    ...all
      .slice(0, MOST_TOLD)
      .map(
        ({ chapter, law, text }) =>
          `  ✗ ${law}: ${text}\n    again: ${again} --chapter ${chapter.number}`,
      ),
    ...unknownLines(chapters),
    ...slowLines(sum(one => one.tooSlow)),
    `Took ${wallSeconds.toFixed(0)} s with ${workers} at work.`,
    '',
  ].join('\n')
}

/** Whatever should be there and is not. */
const LOST: readonly LawName[] = [
  'every job of ours is on record',
  'every start is decided',
  'every state is told',
  'everything ends',
]

function faultTable(chapters: readonly ChapterReport[]): string {
  const worked = new Map(added(chapters.map(chapter => chapter.worked)))
  const rows = added(chapters.map(chapter => chapter.faults)).map(([kind, times]) => {
    const done = worked.get(kind)
    return [kind, figure(times), done === undefined ? '-' : figure(done)]
  })
  return table([['FAULT', 'TIMES', 'WORK DONE'], ...rows])
}

function outcomeTable(chapters: readonly ChapterReport[]): string {
  const rows = added(chapters.map(chapter => chapter.outcomes))
  return table([['OUTCOME', 'RUNS'], ...rows.map(([word, runs]) => [word, figure(runs)])])
}

/** By name. */
function added(all: readonly Counts[]): Counts {
  const sums = new Map<string, number>()
  for (const [word, times] of all.flat()) sums.set(word, (sums.get(word) ?? 0) + times)
  return [...sums].toSorted(([a], [b]) => (a < b ? -1 : 1))
}

function unknownLines(chapters: readonly ChapterReport[]): readonly string[] {
  const byReason = new Map<string, string[]>()
  for (const { number, unknown } of chapters) {
    for (const { runId, why } of unknown) {
      const reason = reasonIn(why)
      byReason.set(reason, [...(byReason.get(reason) ?? []), `${number}:${runId}`])
    }
  }
  return [...byReason].map(([reason, ids]) => asList(`  ? ${ids.length} × ${reason} `, ids, WIDTH))
}

function slowLines(calls: number): readonly string[] {
  return calls === 0
    ? []
    : [`The machine was too slow for ${calls} calls: another time it is not the same storm.`]
}

/** Without the numbers and names that make each another. */
function reasonIn(why: string): string {
  return why
    .replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, '…')
    .replace(/run \S+/g, 'run …')
    .replace(/\b\d{6,}(, \d{6,})*/g, '…')
    .replace(/asked \d+ times/, 'asked … times')
}

const figure = (count: number) => Math.round(count).toLocaleString('en')
