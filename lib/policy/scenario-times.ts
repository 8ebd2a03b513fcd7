// When something of a scenario happens: whether it says so once, in which zone, and in the right order.
import { LONGEST_SPAN } from '../schedule/span-length.ts'
import type { Instant } from '../start.ts'
import type { Flaw } from './codes.ts'
import { fromTo } from './from-to.ts'
import type { Path } from './places.ts'
import { instantOf, type WrittenTime } from './scenario.ts'
import { isZoned, type ScenarioDocument } from './scenario-schema.ts'
import type { Written } from './written.ts'

/** A map of a scenario, and who takes a flaw of it. */
export type Part = {
  readonly scenario: Written<ScenarioDocument>
  readonly path: Path
  /** `under` leads from the map to what is wrong in it. */
  readonly reportAt: (flaw: Flaw, ...under: Path) => void
}

export function checkTime(written: WrittenTime, part: Part): void {
  const { scenario, path, reportAt } = part
  const { from, to, for: length } = written
  const isBroken = (key: string) => scenario.mistakes.isAt([...path, key])
  const needsEnd = path[0] !== 'slow' && path[0] !== 'fails'
  if (to !== undefined && length !== undefined) {
    reportAt(TWO_ENDS, 'for')
  } else if (needsEnd && to === undefined && length === undefined) {
    if (!isBroken('to') && !isBroken('for')) reportAt(NO_END, 'from')
  }
  if (length !== undefined && from === undefined && !isBroken('from')) reportAt(NO_BEGIN, 'for')
  const span = fromTo(key => readMoment(written[key], key, part), reportAt)
  const isSpan = path[0] === 'span'
  if (isSpan && span !== undefined && span.to - span.from > LONGEST_SPAN * 1_000) {
    reportAt(TOO_LONG, 'to')
  }
}

/** What happens at one moment. */
export function checkMoment({ at }: { readonly at: string }, part: Part): void {
  const instant = readMoment(at, 'at', part)
  if (typeof instant === 'object') part.reportAt(instant, 'at')
}

/** Undefined where it is not written, or wrong in a way that is told elsewhere. */
function readMoment(
  text: string | undefined,
  key: string,
  { scenario: { value, mistakes }, path }: Part,
): Instant | Flaw | undefined {
  if (text === undefined || mistakes.isAt([...path, key])) return undefined
  const { timezone } = value
  if (timezone !== undefined || isZoned(text)) return instantOf(text, timezone ?? 'UTC')
  return mistakes.isAt(['timezone']) ? undefined : noTimezone(text)
}

const TWO_ENDS: Flaw = {
  code: 'wrong-value',
  message: 'The end is said twice, by "to" and by "for"',
  fix: 'keep one of them',
}

const TOO_LONG: Flaw = {
  code: 'date-invalid',
  message: 'The span is longer than ten years, and every start of it is lived through',
  fix: 'end it within ten years',
}

const NO_END: Flaw = {
  code: 'missing-key',
  message: 'Nothing says until when: "to" or "for" is missing',
  fix: 'add for: 3h, or to: 2026-11-24T05:00',
}

const NO_BEGIN: Flaw = {
  code: 'missing-key',
  message: '"for" counts from "from", which is missing',
  fix: 'add from: 2026-11-24T02:00',
}

function noTimezone(text: string): Flaw {
  return {
    code: 'timezone-missing',
    message: `${text} is a local time, and nothing says where: "timezone" is missing`,
    fix: `add timezone: Europe/Berlin (or where the database is), or write ${text}Z`,
  }
}
