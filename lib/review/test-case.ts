// One case of a policy test before and after: whether it asks as much as it did. The file of an event is not read.
import { canonicalJson } from '../plan/canonical.ts'
import { instantIn } from '../policy/bounds.ts'
import type { PolicyTestCase } from '../policy/test-schema.ts'
import { listed } from '../policy/wording.ts'
import { gapText, oneLine } from './change-words.ts'
import { neutral, type Reason, strengthens, weakens } from './grade.ts'

/** The names under which a policy of the base goes on; none for one that is gone. */
export type PoliciesNow = (name: string) => readonly string[]

/** Equal for cases that ask the same, whatever they are called. */
export function contentOf({ name: _, ...asked }: PolicyTestCase): string {
  return canonicalJson(asked)
}

/** Whether all policies that it names are gone. */
export function isAboutNothing(one: PolicyTestCase, policiesNow: PoliciesNow): boolean {
  const names = one.policies ?? (one.expect ?? []).map(({ policy }) => policy)
  const isGone = (name: string | undefined) => name !== undefined && policiesNow(name).length === 0
  return names.length > 0 && names.every(isGone)
}

/** Equal for cases that ask about the same; one that asks about something else never asks as much. */
export function aboutOf({ event, clock }: PolicyTestCase): string {
  return canonicalJson({ event, clock })
}

/** Whether nothing is asked any less. */
export function asksAsMuch(
  was: PolicyTestCase,
  is: PolicyTestCase,
  policiesNow: PoliciesNow,
): boolean {
  for (const { grade } of caseReasons(was, is, policiesNow)) {
    if (grade !== 'strengthens') return false
  }
  return true
}

/** What is different; none where nothing is. */
export function* caseReasons(
  was: PolicyTestCase,
  is: PolicyTestCase,
  policiesNow: PoliciesNow,
): Generator<Reason> {
  yield* eventReasons(was, is)
  yield* clockReasons(was, is)
  yield* policyReasons(was, is, policiesNow)
  yield* startReasons(was, is)
  yield* countReasons(was, is)
}

/** Each case is held against many others, and the text of a part takes longer to make than all that is done with it. */
const texts = new WeakMap<object, string>()

function textOf<Part extends object>(part: Part, make: (part: Part) => string): string {
  const known = texts.get(part)
  if (known !== undefined) return known
  const text = make(part)
  texts.set(part, text)
  return text
}

function* eventReasons({ event: was }: PolicyTestCase, { event: is }: PolicyTestCase) {
  if (was === undefined || was === is) return
  yield weakens(`it asks no longer about event ${oneLine(was)}`)
}

/** What it counts in an hour, it does not count in another one: that it asks of less time is what is worse. */
function* clockReasons({ clock: was }: PolicyTestCase, { clock: is }: PolicyTestCase) {
  if (was === undefined) return
  if (is !== undefined && textOf(was, canonicalJson) === textOf(is, canonicalJson)) return
  const from = `${was.from} to ${was.to}`
  if (is === undefined) {
    yield weakens(`it asks no longer about ${from}`)
    return
  }
  const [before, after] = [secondsOf(was), secondsOf(is)]
  const text = `it asks about ${is.from} to ${is.to}, no longer about ${from}`
  if (after < before) yield weakens(`${text}: ${gapText(before)} -> ${gapText(after)}`)
  else yield neutral(text)
}

/** Of what does not exist nothing is asked, but that is a mistake, and such tests are not compared. */
function secondsOf({ from, to, timezone }: NonNullable<PolicyTestCase['clock']>): number {
  const [begin, end] = [from, to].map(time => instantIn(time, timezone))
  return typeof begin === 'number' && typeof end === 'number' ? (end - begin) / 1_000 : 0
}

function* policyReasons(
  { policies: was }: PolicyTestCase,
  { policies: is }: PolicyTestCase,
  policiesNow: PoliciesNow,
) {
  if (is === undefined) {
    if (was !== undefined) yield strengthens('it asks about all policies')
    return
  }
  if (was === undefined) {
    yield weakens(`it asks no longer about all policies, only about ${listed(is)}`)
    return
  }
  const were = was.flatMap(policiesNow)
  const lost = were.filter(name => !is.includes(name))
  const gained = is.filter(name => !were.includes(name))
  if (lost.length > 0) yield weakens(`it asks no longer about ${listed(lost)}`)
  if (gained.length > 0) yield strengthens(`it asks about ${listed(gained)} as well`)
}

type Expected = NonNullable<PolicyTestCase['expect']>

function* startReasons({ expect: was }: PolicyTestCase, { expect: is }: PolicyTestCase) {
  if (was === undefined || is === undefined) {
    if (was !== undefined) yield weakens('it says no longer which starts it expects')
    if (is !== undefined) yield strengthens('it says which starts it expects')
    return
  }
  if (textOf(was, startsText) === textOf(is, startsText)) return
  if (isVaguer(is, was)) yield weakens('of the starts that it expects it says less')
  else if (isVaguer(was, is)) yield strengthens('of the starts that it expects it says more')
  else yield neutral(`it expects other starts: ${was.length} -> ${is.length}`)
}

const startsText = (starts: Expected) => starts.map(canonicalJson).toSorted().join()

/** Whether each start of one side is one of the other with nothing added and something left out. */
function isVaguer(vague: Expected, exact: Expected): boolean {
  if (vague.length !== exact.length) return false
  const left = [...exact]
  return vague.every(start => {
    const index = left.findIndex(other => isPart(start, other))
    if (index >= 0) left.splice(index, 1)
    return index >= 0
  })
}

function isPart(some: Expected[number], all: Expected[number]): boolean {
  const known: { readonly [key: string]: unknown } = all
  return Object.entries(some).every(([key, value]) => known[key] === value)
}

function* countReasons(
  { expectCounts: was }: PolicyTestCase,
  { expectCounts: is }: PolicyTestCase,
) {
  if (was === undefined || is === undefined) {
    if (was !== undefined) yield weakens('it says no longer how many starts it expects')
    if (is !== undefined) yield strengthens('it says how many starts it expects')
    return
  }
  const [before, after] = [textOf(was, countsText), textOf(is, countsText)]
  if (before !== after) yield neutral(`it expects ${before} -> ${after}`)
}

/** `run FULL 2, run TRANSACTION_LOG 16`. */
function countsText(counts: NonNullable<PolicyTestCase['expectCounts']>): string {
  const words = Object.entries(counts).flatMap(([fate, levels]) =>
    Object.entries(levels ?? {}).map(([level, count]) => `${fate} ${level} ${count}`),
  )
  return words.toSorted().join(', ') || 'none'
}
