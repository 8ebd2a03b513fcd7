// `npm run storm`: thousands of runs over virtual months with every fault there is, and then the books: what Commvault has
// really started against what we know and have told. Exit code 1 when a law is broken, 2 for wrong usage.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { DAY } from '../lib/schedule/calendar.ts'
import { type ChapterOptions, playChapter, spanOf } from './storm-chapter.ts'
import { type ChapterReport, reportOf, stormPage } from './storm-report.ts'

const USAGE = `Usage: npm run storm -- [--seed N] [--runs N] [--workers N] [--chapter N] [--lag SECONDS]
Plays chapters of some virtual days, each in a world of its own, until about N runs (20,000) were due. The same seed makes
the same storm; --chapter plays one of its chapters alone. A job is visible up to SECONDS (220) late: from 300 on a second
one may be started for its run.
`

const RUNS_A_CHAPTER = 1_000

/** Seconds, of which five minutes are waited for. */
const LAG = 220

type Wanted = {
  readonly seed: number
  readonly runs: number
  readonly workers: number
  readonly lag: number
  readonly chapter?: number
}

type Message =
  | { readonly at: string }
  | { readonly report: ChapterReport }
  | { readonly error: string }

if (!isMainThread) {
  parentPort?.on('message', (options: ChapterOptions) => void play(options))
} else {
  const wanted = readArguments(process.argv.slice(2))
  if (wanted === undefined) {
    process.stderr.write(USAGE)
    process.exitCode = 2
  } else {
    await storm(wanted)
  }
}

async function play(options: ChapterOptions): Promise<void> {
  const say = (message: Message) => parentPort?.postMessage(message)
  let day = 0
  try {
    const books = await playChapter(options, (at, { from, to }) => {
      const today = Math.ceil((at - from) / DAY)
      if (today > day && at <= to) say({ at: `day ${today} of ${Math.round((to - from) / DAY)}` })
      day = Math.max(day, today)
    })
    say({ report: reportOf(books) })
  } catch (error) {
    say({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

async function storm({ seed, runs, workers, lag, chapter }: Wanted): Promise<void> {
  const began = performance.now()
  const planned = plan({ seed, runs, lag }).filter(({ number }) => number === (chapter ?? number))
  const left = [...planned]
  const reports: ChapterReport[] = []
  const lanes = Math.min(workers, planned.length)
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      const worker = new Worker(import.meta.filename)
      for (let next = left.shift(); next; next = left.shift()) {
        reports.push(await played(worker, next))
      }
      await worker.terminate()
    }),
  )
  const options = `--seed ${seed} --runs ${runs}${lag === LAG ? '' : ` --lag ${lag}`}`
  const page = stormPage({
    again: `npm run storm -- ${options}`,
    chapters: reports.toSorted((a, b) => a.number - b.number),
    wallSeconds: (performance.now() - began) / 1_000,
    workers: lanes,
  })
  process.stdout.write(page)
  if (reports.some(({ breaches }) => breaches.length > 0)) process.exitCode = 1
}

/** Which chapters, and of how many runs, is known beforehand: it depends on nothing but the seed. */
function plan({
  seed,
  runs,
  lag,
}: Pick<Wanted, 'seed' | 'runs' | 'lag'>): readonly ChapterOptions[] {
  const chapters: ChapterOptions[] = []
  let due = 0
  for (let number = 1; due < runs; number++) {
    const options = { seed, number, runs: Math.min(RUNS_A_CHAPTER, runs - due), lagSeconds: lag }
    due += spanOf(options).due
    chapters.push(options)
  }
  return chapters
}

function played(worker: Worker, options: ChapterOptions): Promise<ChapterReport> {
  const tell = (text: string) => process.stderr.write(`chapter ${options.number}: ${text}\n`)
  return new Promise((resolve, reject) => {
    const hear = (message: Message) => {
      if ('at' in message) return tell(message.at)
      worker.off('message', hear)
      if ('error' in message)
        return reject(new Error(`chapter ${options.number}: ${message.error}`))
      const { runs, breaches } = message.report
      tell(
        `${runs} runs, ${breaches.length === 0 ? 'all laws kept' : `${breaches.length} breaches`}`,
      )
      resolve(message.report)
    }
    worker.on('message', hear)
    worker.once('error', reject)
    worker.postMessage(options)
  })
}

function readArguments(args: readonly string[]): Wanted | undefined {
  try {
    const option = { type: 'string' } as const
    const { values } = parseArgs({
      args: [...args],
      options: { seed: option, runs: option, workers: option, lag: option, chapter: option },
    })
    const number = (text: string | undefined, otherwise: number) =>
      text === undefined ? otherwise : wholeNumber(text)
    return {
      seed: number(values.seed, 1),
      runs: number(values.runs, 20_000),
      workers: number(values.workers, availableParallelism()),
      lag: number(values.lag, LAG),
      ...(values.chapter !== undefined && { chapter: wholeNumber(values.chapter) }),
    }
  } catch {
    return undefined
  }
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${text} is no count`)
  return Number(text)
}
