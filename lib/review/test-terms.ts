// Policy tests: what the repository asks of its own policies. A question that nobody asks any more would have found
// something, so it weakens as a guardrail does that is loosened. That another answer is expected does not: it follows
// what the policies do, and that is graded where they do it.
import { placeIn } from '../policy/origin.ts'
import type { PolicyTestCase } from '../policy/test-schema.ts'
import { listed } from '../policy/wording.ts'
import { originIn } from '../policy/written.ts'
import { countText, oneLine } from './change-words.ts'
import { gradeOf, neutral, type Reason, strengthens, weakens, weightiestFirst } from './grade.ts'
import type { TermChange } from './graded.ts'
import type { Side, WrittenTest } from './side.ts'
import {
  aboutOf,
  asksAsMuch,
  caseReasons,
  contentOf,
  isAboutNothing,
  type PoliciesNow,
} from './test-case.ts'

export function* testTerms(
  before: Side,
  after: Side,
  policiesNow: PoliciesNow,
): Generator<TermChange> {
  // An environment that is new or gone is told by its sources.
  if (before.environment === undefined || after.environment === undefined) return
  // What those with mistakes ask is not known, and mistakes stop the change.
  const broken = new Set([...before.brokenTests, ...after.brokenTests])
  const casesOf = ({ tests }: Side) => tests.flatMap(asked).filter(({ test }) => !broken.has(test))
  const [were, are] = [casesOf(before), casesOf(after)]
  const pairs = pairsOf(were, are, policiesNow)
  const gone = were.filter(one => !pairs.has(one) && !mayHide(after, one))
  const left = new Set(are.map(({ test }) => test))
  for (const cases of grouped(gone, ({ test }) => test).values()) {
    const [first] = cases
    const isWhole = first?.written.value.cases.length === cases.length && !left.has(first.test)
    if (isWhole && cases.length > 1) yield goneTest(first, cases, policiesNow)
    else for (const each of cases) yield goneCase(each, policiesNow)
  }
  for (const [was, is] of pairs) yield* changedCase(was, is, policiesNow)
  const known = new Set(pairs.values())
  for (const is of are) if (!known.has(is) && !mayHide(before, is)) yield newCase(is)
}

/** Whether a side has mistakes in the file of a case: a document that is no YAML has not even a name. */
function mayHide({ diagnostics }: Side, { written }: Asked): boolean {
  return diagnostics.some(
    ({ severity, place }) => severity === 'error' && place.file === written.text.file,
  )
}

/** A case, and where it stands. */
type Asked = {
  readonly test: string
  readonly one: PolicyTestCase
  readonly written: WrittenTest
  readonly index: number
}

function asked(written: WrittenTest): readonly Asked[] {
  const { name, cases } = written.value
  return cases.map((one, index) => ({ test: name, one, written, index }))
}

/** With what asks the same; else with what has its name; else with another one that asks as much. */
function pairsOf(
  were: readonly Asked[],
  are: readonly Asked[],
  policiesNow: PoliciesNow,
): ReadonlyMap<Asked, Asked> {
  const byContent = new Map(are.map(each => [contentOf(each.one), each]))
  const byName = new Map(are.map(each => [nameOf(each), each]))
  const byAbout = grouped(are, ({ one }) => aboutOf(one))
  const asMuch = (was: Asked) =>
    byAbout.get(aboutOf(was.one))?.find(is => asksAsMuch(was.one, is.one, policiesNow))
  return new Map(
    were.flatMap(was => {
      const is = byContent.get(contentOf(was.one)) ?? byName.get(nameOf(was)) ?? asMuch(was)
      return is === undefined ? [] : [[was, is] as const]
    }),
  )
}

const nameOf = ({ test, one }: Asked) => JSON.stringify([test, one.name])

function grouped(
  all: readonly Asked[],
  keyOf: (one: Asked) => string,
): ReadonlyMap<string, readonly Asked[]> {
  const groups = new Map<string, Asked[]>()
  for (const one of all) {
    const group = groups.get(keyOf(one))
    if (group === undefined) groups.set(keyOf(one), [one])
    else group.push(one)
  }
  return groups
}

function goneTest(first: Asked, cases: readonly Asked[], policiesNow: PoliciesNow): TermChange {
  const isIdle = cases.every(({ one }) => isAboutNothing(one, policiesNow))
  const text = `it is gone: nobody asks its ${countText(cases.length)} cases any more`
  const before = listed(cases.map(({ one }) => oneLine(one.name)))
  return termOf(first, { ...goneReason(text, isIdle), before, after: null })
}

function goneCase(was: Asked, policiesNow: PoliciesNow): TermChange {
  const before = oneLine(was.one.name)
  const text = `nobody asks any more: ${before}`
  return termOf(was, {
    ...goneReason(text, isAboutNothing(was.one, policiesNow)),
    before,
    after: null,
  })
}

const goneReason = (text: string, isIdle: boolean) =>
  isIdle ? neutral(`${text}, and what that was about is gone`) : weakens(text)

function* changedCase(was: Asked, is: Asked, policiesNow: PoliciesNow): Generator<TermChange> {
  if (contentOf(was.one) === contentOf(is.one)) return
  const reasons = weightiestFirst([...caseReasons(was.one, is.one, policiesNow)])
  if (reasons.length === 0) return
  const [before, after] = [oneLine(was.one.name), oneLine(is.one.name)]
  const text = `${after}: ${reasons.map(reason => reason.text).join('; ')}`
  yield termOf(is, { grade: gradeOf(reasons), text, before, after })
}

function newCase(is: Asked): TermChange {
  const after = oneLine(is.one.name)
  return termOf(is, { ...strengthens(`it asks as well: ${after}`), before: null, after })
}

type Told = Reason & Pick<TermChange, 'before' | 'after'>

function termOf({ test, written, index }: Asked, told: Told): TermChange {
  const place = placeIn(originIn(written, ['cases', index, 'name']))
  return { subject: `policy test ${test}`, key: 'cases', ...told, place }
}
