// Arguments that several verbs take, read and checked in one place.
import { InvalidArgumentError, Option } from 'commander'
import { LONGEST_SPAN, spanSeconds } from '../schedule/span-length.ts'

/** Commander shows the message behind the argument's name and exits. */
export function instant(text: string): number {
  const isIso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text)
  // A time without a zone is UTC here: what a command prints must not depend on the machine.
  const at = isIso ? Date.parse(/T.*(Z|[+-]\d\d:\d\d)$/.test(text) ? text : utc(text)) : Number.NaN
  if (Number.isNaN(at) || !isDate(text.slice(0, 10))) {
    throw new InvalidArgumentError('It must be an ISO time such as 2026-11-22T00:00:00Z.')
  }
  return at
}

export function wholeNumber(least: number, most: number): (text: string) => number {
  return text => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (number >= least && number <= most) return number
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

export function positiveNumber(text: string): number {
  const number = Number(text)
  if (number > 0 && Number.isFinite(number)) return number
  throw new InvalidArgumentError('It must be a number above 0.')
}

export function anyNumber(text: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be a number.')
}

/** Seconds. */
function span(text: string): number {
  const seconds = spanSeconds(text)
  if (seconds === 0) {
    throw new InvalidArgumentError('It must be a duration such as 36h, 7d, 2w or 1y.')
  }
  if (seconds > LONGEST_SPAN) throw new InvalidArgumentError('It must be 10y at most.')
  return seconds
}

/** For an option that may be given several times, with one of a few words each time. */
export function collectedOf(words: readonly string[]) {
  return (text: string, before: readonly string[] = []) => {
    if (words.includes(text)) return [...before, text]
    throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`)
  }
}

export const collected = (text: string, before: readonly string[] = []) => [...before, text]

export const policiesOption = () =>
  new Option('--policies <dir>', 'the folder that holds the policies').default('policies')
export const envOption = () =>
  new Option('--env <name>', 'the environment; may be left out where there is only one')
export const outOption = () => new Option('--out <file>', 'write the result there, not to stdout')
export const nowOption = () =>
  new Option('--now <time>', 'ISO time to take for now').argParser(instant)
export const formatOption = (...formats: readonly string[]) =>
  new Option('--format <format>', 'of the result').choices(formats).default('text')

export const policyOption = () => new Option('--policy <name>', 'only this policy')
export const faultsOption = () =>
  new Option('--faults <file>', 'a script of jobs that go wrong: JSON, see docs/emulator.md')
export const stormOption = () =>
  new Option(
    '--faults <file>',
    'a script of what goes wrong with jobs and on the wire (docs/emulator.md); or "storm": all of it',
  )
export const seedOption = () =>
  new Option('--seed <n>', 'the same seed gives the same jobs')
    .argParser(wholeNumber(0, 2 ** 31))
    .default(1)

/** A span of virtual time; it begins at a fixed instant unless told, so that the same command prints the same. */
export const spanOptions = {
  from: () => new Option('--from <time>', 'ISO time at which the span begins').argParser(instant),
  for: () => new Option('--for <duration>', 'how long the span is').argParser(span),
}

export const fixedSpanOptions = {
  from: () =>
    spanOptions.from().default(Date.parse('2026-11-22T00:00:00Z'), '2026-11-22T00:00:00Z'),
  for: () => spanOptions.for().default(7 * 86_400, '7d'),
}

/** 30 February parses as 2 March. */
function isDate(text: string): boolean {
  return new Date(`${text}T00:00Z`).toISOString().startsWith(text)
}

function utc(text: string): string {
  return text.includes('T') ? `${text}Z` : text
}
