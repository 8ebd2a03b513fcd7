// The live timeline of a virtual span: a line for every backup that a person would look at, one line a day for a schedule
// that runs all day long, and a failure never in one line with anything but its like.

import { grouped } from '../report/grouped.ts'
import type { EndedRun } from '../report/result-events.ts'
import { DAY } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import { counted } from './output.ts'

type Timeline = {
  /** A run has ended. */
  readonly run: (run: EndedRun) => void
  /** Something else that happened and that a person should see. */
  readonly note: (at: Instant, text: string) => void
  /** Time has come to this instant: days that are over are printed. */
  readonly reach: (at: Instant) => void
  readonly end: () => void
}

type TimelineOptions = {
  readonly print: (line: string) => void
  readonly colors: Colors
}

type Colors = {
  readonly green: (text: string) => string
  readonly yellow: (text: string) => string
  readonly red: (text: string) => string
  readonly bold: (text: string) => string
}

/** More backups of one source a day than this are told in one line. */
const TELL_EACH = 6

/** Likewise runs that did not complete, all for the same reason. */
const TELL_EACH_ALIKE = 2

type Entry = { readonly at: Instant; readonly line: string }

export function timeline({ print, colors }: TimelineOptions): Timeline {
  let day: Instant | undefined
  let runs: EndedRun[] = []
  let notes: Entry[] = []

  const flush = () => {
    if (day === undefined || runs.length + notes.length === 0) return
    print(colors.bold(`${dayText(day)} (UTC)`))
    // Stable: what happened stands above what it started.
    const entries = [...notes, ...dayEntries(runs, colors)].toSorted((a, b) => a.at - b.at)
    for (const { line } of entries) print(`  ${line}`)
    runs = []
    notes = []
  }
  const reach = (at: Instant) => {
    const today = Math.floor(at / DAY) * DAY
    if (today !== day) flush()
    day = today
  }

  return {
    reach,
    run: run => runs.push(run),
    note: (at, text) => {
      notes.push({ at, line: `${time(at)}        ${colors.yellow('•')} ${text}` })
    },
    end: flush,
  }
}

function dayEntries(runs: readonly EndedRun[], colors: Colors): readonly Entry[] {
  // What was due yesterday and ended today is a group of its own.
  const dueDay = (run: EndedRun) => Math.floor(run.scheduledTime / DAY)
  return [...grouped(runs, run => `${run.source} ${dueDay(run)}`).values()].flatMap(ours => {
    const fine = ours.filter(run => run.ending === 'completed')
    const bad = grouped(
      ours.filter(run => run.ending !== 'completed'),
      run => `${run.word} ${reasonOf(run)}`,
    )
    const each = (group: readonly EndedRun[]) => group.map(run => alone(run, colors))
    return [
      ...(fine.length > TELL_EACH ? [together(fine, colors)] : each(fine)),
      ...[...bad.values()].flatMap(group =>
        group.length > TELL_EACH_ALIKE ? alike(group, colors) : each(group),
      ),
    ]
  })
}

function alone(run: EndedRun, colors: Colors): Entry {
  const { scheduledTime, at, source, target, level, ending, word, jobId, statusMessage } = run
  const until = at - scheduledTime < DAY && at > scheduledTime ? `-${time(at)}` : '      '
  const job = jobId === null ? '' : `  job ${jobId}`
  const size = run.sizeBytes && ending === 'completed' ? `  ${bytes(run.sizeBytes)}` : ''
  const why = ending === 'completed' ? '' : `  ${colorOf(ending, colors)(word)}: ${statusMessage}`
  return {
    at: scheduledTime,
    line: `${time(scheduledTime)}${until}  ${markOf(ending, colors)} ${source} ${target}  ${level}${job}${size}${why}`,
  }
}

function together(runs: readonly EndedRun[], colors: Colors): Entry {
  const times = runs.map(run => run.scheduledTime)
  const first = Math.min(...times)
  const last = Math.max(...times)
  const [one] = runs
  const starts = new Set(times).size
  const targets = new Set(runs.map(run => run.target)).size
  return {
    at: first,
    line: `${time(first)}-${time(last)}  ${markOf('completed', colors)} ${one?.source}  ${one?.level}  ${starts} starts, ${runs.length} backups of ${counted(targets, 'target')} completed`,
  }
}

/** Runs that did not complete, for one reason. */
function alike(runs: readonly EndedRun[], colors: Colors): readonly Entry[] {
  const [one] = runs
  if (one === undefined) return []
  const { source, level, ending, word } = one
  const times = runs.map(run => run.scheduledTime)
  const [first, last] = [Math.min(...times), Math.max(...times)]
  const why = `${colorOf(ending, colors)(word)}: ${reasonOf(one)}`
  const line = `${time(first)}-${time(last)}  ${markOf(ending, colors)} ${source}  ${level}  ${runs.length} runs  ${why}`
  return [{ at: first, line }]
}

/** Which other run stood in the way is no other reason. */
function reasonOf({ statusMessage }: EndedRun): string {
  return statusMessage.replace(/\S+\/\S+\/\S+Z/g, '…')
}

function markOf(ending: EndedRun['ending'], colors: Colors): string {
  return colorOf(ending, colors)(MARKS[ending])
}

const MARKS = { completed: '✓', partial: '!', failed: '✗', skipped: '-', missed: '✗' } as const

function colorOf(ending: EndedRun['ending'], colors: Colors): (text: string) => string {
  if (ending === 'completed') return colors.green
  return ending === 'failed' || ending === 'missed' ? colors.red : colors.yellow
}

/** `Sun 22 Nov 2026`. */
export function dayText(at: Instant): string {
  const [weekday, day, month, year] = new Date(at).toUTCString().split(' ')
  return `${weekday?.slice(0, 3)} ${Number(day)} ${month} ${year}`
}

export function time(at: Instant): string {
  return new Date(at).toISOString().slice(11, 16)
}

/** `212 GB`, `640 MB`; as Commvault does, in powers of two. */
function bytes(count: number): string {
  const gigabytes = count / 2 ** 30
  return gigabytes >= 1 ? `${Math.round(gigabytes)} GB` : `${Math.round(count / 2 ** 20)} MB`
}
