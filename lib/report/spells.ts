// What did not complete, told once for all runs of a source that ended alike, for one reason, one soon after the other.
import { HOUR } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import type { EndedRun, Ending } from './result-events.ts'

export type Spell = {
  readonly source: string
  readonly ending: Exclude<Ending, 'completed'>
  /** AWS Backup's state, or the reason of a skip. */
  readonly word: string
  readonly starts: number
  /** By the time at which they were due. */
  readonly runs: readonly EndedRun[]
  /** When the first and the last of them were due. */
  readonly from: Instant
  readonly to: Instant
  /** Without times and ids: what is the same for all of them. */
  readonly why: string
}

/** By time. Runs that completed are left out. */
export function spellsOf(runs: readonly EndedRun[]): readonly Spell[] {
  const alike = new Map<string, EndedRun[]>()
  for (const run of runs) {
    if (run.ending === 'completed') continue
    const key = [run.source, run.ending, run.word, kindOf(whyOf(run))].join('\n')
    const group = alike.get(key)
    if (group) group.push(run)
    else alike.set(key, [run])
  }
  return [...alike.values()]
    .flatMap(apart)
    .map(spellOf)
    .toSorted((a, b) => a.from - b.from || (a.source < b.source ? -1 : 1))
}

/** Runs that lie further apart have been hit twice. */
const SPELL_MS = 12 * HOUR

/** More spells than these are a habit, such as the weaker level that gives way every night, and are told as one. */
const MOST_SPELLS = 5

function apart(runs: readonly EndedRun[]): readonly (readonly EndedRun[])[] {
  const found: EndedRun[][] = []
  const ordered = runs.toSorted((a, b) => a.scheduledTime - b.scheduledTime)
  let before = Number.NEGATIVE_INFINITY
  for (const run of ordered) {
    const spell = found.at(-1)
    if (spell && run.scheduledTime - before <= SPELL_MS) spell.push(run)
    else found.push([run])
    before = run.scheduledTime
  }
  return found.length > MOST_SPELLS ? [ordered] : found
}

function spellOf(runs: readonly EndedRun[]): Spell {
  const [first] = runs
  const last = runs.at(-1)
  if (first === undefined || last === undefined || first.ending === 'completed')
    throw new Error('a spell has runs')
  const { source, ending, word } = first
  return {
    source,
    ending,
    word,
    starts: new Set(runs.map(({ scheduledTime }) => scheduledTime)).size,
    runs,
    from: first.scheduledTime,
    to: last.scheduledTime,
    // The longest says most.
    why: runs.map(whyOf).reduce((best, why) => (why.length > best.length ? why : best), ''),
  }
}

/** The first runs of a sweep that find nobody say so of a host; the others are spared, and say so of all. */
function kindOf(why: string): string {
  return UNREACHED.test(why) ? 'unreached' : why
}

const UNREACHED = /\b(?:was|could) not (?:be )?reached\b/

/** Which run, which instant and how long is another every time, and no other reason. */
function whyOf({ statusMessage }: EndedRun): string {
  const [, waited] = /It waited: ([\s\S]+)$/.exec(statusMessage) ?? []
  const [, lost] = /^(The start of .*? never reached Holdfast\.)/.exec(statusMessage) ?? []
  return (waited ?? lost ?? statusMessage)
    .replace(/\S+\/\S+\/\S+Z/g, '…')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g, '…')
    .replace(/\b\d+ s\b/g, '… s')
}
