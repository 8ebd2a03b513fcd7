// A script of what shall go wrong with which job: read from JSON, checked as a whole, asked at every task.
import { isObject } from './json.ts'
import { LEVELS, type Level } from './level.ts'

/** Every way in which a job ends, in Commvault's words. */
const ENDINGS = [
  'Completed',
  'Completed w/ one or more warnings',
  'Completed w/ one or more errors',
  'Committed',
  'Failed',
  'Failed to Start',
  'Killed',
  'No Run',
] as const

export type Ending = (typeof ENDINGS)[number]

export type JobFault = {
  /** All that is given must agree; nothing given agrees with every task. */
  readonly match?: FaultMatch
  /** Only the nth task that matches, counted from 1; without it every one. */
  readonly nth?: number
  /** How the job ends, or `refuse` for a task that starts none. */
  readonly outcome?: Ending | 'refuse'
  /** The job takes this many times as long. */
  readonly slow?: number
  readonly reason?: string
}

export type FaultMatch = {
  readonly subclientId?: number
  readonly subclientName?: string
  readonly clientName?: string
  /** The level that runs, which is not always the one that was asked for. */
  readonly level?: Level
}

/**
 * The faults in the text of a script.
 * @throws Error that names the file and every mistake in it
 */
export function parseJobFaults(text: string, file: string): readonly JobFault[] {
  const script = parseScript(text, file)
  if (!Array.isArray(script)) {
    throw new Error(
      `${file}: a fault script is a JSON array, like [{"match": {"level": "FULL"}, "nth": 2, "outcome": "Failed"}]`,
    )
  }
  const mistakes = script.flatMap((fault, index) =>
    mistakesIn(fault).map(mistake => `${file}: fault ${index + 1}: ${mistake}`),
  )
  if (mistakes.length > 0) throw new Error(mistakes.join('\n'))
  return script as readonly JobFault[]
}

/** Asked once for every task that would start a job; the first fault of the script that applies, if one does. */
export type FaultScript = (task: Required<FaultMatch>) => JobFault | undefined

export function createFaultScript(faults: readonly JobFault[]): FaultScript {
  const counts = faults.map(() => 0)
  return task => {
    let applies: JobFault | undefined
    for (const [index, fault] of faults.entries()) {
      if (!matches(fault.match ?? {}, task)) continue
      const count = (counts[index] ?? 0) + 1
      counts[index] = count
      if (fault.nth === undefined || fault.nth === count) applies ??= fault
    }
    return applies
  }
}

function matches(match: FaultMatch, task: Required<FaultMatch>): boolean {
  return (
    (match.subclientId ?? task.subclientId) === task.subclientId &&
    sameName(match.subclientName ?? task.subclientName, task.subclientName) &&
    sameName(match.clientName ?? task.clientName, task.clientName) &&
    (match.level ?? task.level) === task.level
  )
}

function sameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.toLowerCase()
}

function parseScript(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: not JSON: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

type Check = { readonly accepts: (value: unknown) => boolean; readonly wants: string }

const isName: Check = {
  accepts: value => typeof value === 'string' && value.trim() !== '',
  wants: 'a name',
}

const MATCH_KEYS: { readonly [key: string]: Check } = {
  subclientId: { accepts: Number.isSafeInteger, wants: 'a whole number' },
  subclientName: isName,
  clientName: isName,
  level: oneOf(LEVELS),
}

const FAULT_KEYS: { readonly [key: string]: Check } = {
  match: { accepts: isObject, wants: `an object of ${Object.keys(MATCH_KEYS).join(', ')}` },
  nth: {
    accepts: value => Number.isSafeInteger(value) && Number(value) >= 1,
    wants: 'a whole number from 1 on',
  },
  outcome: oneOf([...ENDINGS, 'refuse']),
  slow: {
    accepts: value => typeof value === 'number' && value > 0,
    wants: 'a factor above 0 (2: twice as long)',
  },
  reason: { accepts: value => typeof value === 'string', wants: 'a text' },
}

function mistakesIn(fault: unknown): readonly string[] {
  if (!isObject(fault)) return ['wants to be an object']
  const match = isObject(fault.match) ? wrongKeys(fault.match, MATCH_KEYS) : []
  const mistakes = [...wrongKeys(fault, FAULT_KEYS), ...match.map(mistake => `match: ${mistake}`)]
  return fault.outcome === undefined && fault.slow === undefined
    ? [...mistakes, 'does nothing; give it an "outcome" or a "slow" factor']
    : mistakes
}

function wrongKeys(value: object, keys: { readonly [key: string]: Check }): readonly string[] {
  return Object.entries(value).flatMap(([key, part]) => {
    const check = Object.hasOwn(keys, key) ? keys[key] : undefined
    if (!check) return [`unknown key "${key}"; it knows ${Object.keys(keys).join(', ')}`]
    return check.accepts(part)
      ? []
      : [`"${key}" is ${JSON.stringify(part)}, but wants ${check.wants}`]
  })
}

function oneOf(words: readonly string[]): Check {
  return {
    accepts: value => words.some(word => word === value),
    wants: `one of ${words.map(word => JSON.stringify(word)).join(', ')}`,
  }
}
