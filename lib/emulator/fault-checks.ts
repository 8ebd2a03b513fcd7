// Reads a script of faults from JSON and checks it as a whole.
import { ENDINGS, type JobFault, SILENT_ANSWERS } from './faults.ts'
import { isObject } from './json.ts'
import { LEVELS } from './level.ts'

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

export function parseScript(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: not JSON: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    })
  }
}

export type Check = { readonly accepts: (value: unknown) => boolean; readonly wants: string }

type Checks = { readonly [key: string]: Check }

const isName: Check = {
  accepts: value => typeof value === 'string' && value.trim() !== '',
  wants: 'a name',
}

const MATCH_KEYS: Checks = {
  subclientId: { accepts: Number.isSafeInteger, wants: 'a whole number' },
  subclientName: isName,
  clientName: isName,
  level: oneOf(LEVELS),
}

const INTERRUPT_KEYS: Checks = {
  status: isName,
  forSeconds: seconds(),
  afterSeconds: seconds(),
  reason: { accepts: value => typeof value === 'string', wants: 'a text' },
}

const FAULT_KEYS: Checks = {
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
  takesSeconds: seconds(),
  reason: { accepts: value => typeof value === 'string', wants: 'a text' },
  errorCode: { accepts: Number.isSafeInteger, wants: 'a whole number' },
  runs: oneOf(LEVELS),
  alsoRuns: oneOf(LEVELS),
  interrupt: {
    accepts: value => isObject(value) && 'status' in value && 'forSeconds' in value,
    wants: 'an object with "status" and "forSeconds"',
  },
  hiddenForSeconds: seconds(),
  lost: { accepts: value => typeof value === 'boolean', wants: 'true or false' },
  answer: oneOf(SILENT_ANSWERS),
}

/** Keys that only say more about another. */
const REMARKS = new Set(['match', 'nth', 'reason', 'errorCode'])

/** What is wrong with one entry of a script. */
export function mistakesIn(fault: unknown): readonly string[] {
  if (!isObject(fault)) return ['wants to be an object']
  const mistakes = [
    ...wrongKeys(fault, FAULT_KEYS),
    ...mistakesInPart(fault.match, 'match', MATCH_KEYS),
    ...mistakesInPart(fault.interrupt, 'interrupt', INTERRUPT_KEYS),
  ]
  return Object.keys(FAULT_KEYS).some(key => key in fault && !REMARKS.has(key))
    ? mistakes
    : [...mistakes, 'does nothing; give it an "outcome", a "slow" factor or another effect']
}

function mistakesInPart(part: unknown, name: string, keys: Checks): readonly string[] {
  return isObject(part) ? wrongKeys(part, keys).map(mistake => `${name}: ${mistake}`) : []
}

export function wrongKeys(value: object, keys: Checks): readonly string[] {
  return Object.entries(value).flatMap(([key, part]) => {
    const check = Object.hasOwn(keys, key) ? keys[key] : undefined
    if (!check) return [`unknown key "${key}"; it knows ${Object.keys(keys).join(', ')}`]
    return check.accepts(part)
      ? []
      : [`"${key}" is ${JSON.stringify(part)}, but wants ${check.wants}`]
  })
}

export function oneOf(words: readonly string[]): Check {
  return {
    accepts: value => words.some(word => word === value),
    wants: `one of ${words.map(word => JSON.stringify(word)).join(', ')}`,
  }
}

function seconds(): Check {
  return { accepts: value => typeof value === 'number' && value >= 0, wants: 'seconds, 0 or more' }
}
