// A review as annotations of a pull request on GitHub: what weakens, at the line that was changed, and what strengthens.
import { type Annotation, annotationLine } from '../policy/annotation.ts'
import { listed } from '../policy/wording.ts'
import type { Check } from '../review/check.ts'
import type { Grade } from '../review/grade.ts'
import type { SourceChange } from '../review/graded.ts'
import type { Review } from '../review/review.ts'
import type { TargetReview } from '../review/target-review.ts'
import type { ChangedPlaces } from './changed-place.ts'
import { basePitfalls, isCompared, isReadable, unreadText } from './headline.ts'
import { groupedTargets, type Remark, reasonsText } from './remarks.ts'
import { cut, GRADE_WORDS, numberText } from './words.ts'

/**
 * So many of a kind GitHub shows of a step (actions/toolkit, docs/problem-matchers.md, "Limitations"); the last says how
 * many more there are.
 */
const MOST = 10

/** One a line; nothing where nothing is compared or nothing weakens or strengthens. */
export function renderAnnotations(review: Review, places: ChangedPlaces): string {
  if (!isReadable(review)) return unread(review)
  if (!isCompared(review)) return pitfallsOf(review).map(annotationLine).join('')
  const weakening = review.verdict.checks.some(isFailedGuard) ? 'error' : 'warning'
  return [
    ...pitfallsOf(review),
    ...annotationsOf(review, { grade: 'weakens', kind: weakening, places }),
    ...annotationsOf(review, { grade: 'strengthens', kind: 'notice', places }),
  ]
    .map(annotationLine)
    .join('')
}

/** Not one of the ten errors of what weakens. */
function pitfallsOf({ environment, base }: Review): readonly Annotation[] {
  const kind = 'warning'
  const title = `${cut(environment, 100)}: the base`
  return base === null ? [] : basePitfalls(base).map(text => ({ kind, title, text }))
}

function isFailedGuard({ check, passes }: Check): boolean {
  return !passes && (check === 'weakens' || check === 'maxRemovedStarts')
}

function unread(review: Review): string {
  const { appeared, standing } = review.findings
  const first = [...appeared, ...standing].find(({ severity }) => severity === 'error')
  return annotationLine({
    kind: 'error',
    place: first?.place,
    title: `${cut(review.environment, 100)}: not reviewed`,
    text: unreadText(review),
  })
}

type Wanted = {
  readonly grade: Grade
  readonly kind: Annotation['kind']
  readonly places: ChangedPlaces
}

function annotationsOf(review: Review, { grade, kind, places }: Wanted): readonly Annotation[] {
  const all = pointsOf(review, grade).toSorted((a, b) => a.weight - b.weight)
  const shown = all.length > MOST ? all.slice(0, MOST - 1) : all
  const title = `${cut(review.environment, 100)}: ${GRADE_WORDS[grade]}`
  const told = shown.map(({ place, lines }) => ({
    kind,
    place: place(places),
    title,
    text: lines.map(line => cut(line, 1000)).join('\n'),
  }))
  const others = all.length - shown.length
  if (others === 0) return told
  const text = `and ${numberText(others)} more: the plan of ${cut(review.environment, 100)} has all of them`
  return [...told, { kind, title, text }]
}

type Point = {
  /** The lightest is the worst. */
  readonly weight: number
  readonly place: (places: ChangedPlaces) => Annotation['place']
  readonly lines: readonly string[]
}

/** Each change with what it does to its targets; of targets that none of them starts, what is left to say stands alone. */
function pointsOf({ changes, terms, targets }: Review, grade: Grade): readonly Point[] {
  const graded = targets.filter(one => one.grade === grade && one.reasons.length > 0)
  const left = new Map(graded.map(one => [one.target, one]))
  const points: Point[] = []
  for (const change of changes.filter(one => one.grade === grade)) {
    const own = namesOf(change).flatMap(name => left.get(name) ?? [])
    for (const { target } of own) left.delete(target)
    points.push({
      weight: Math.min(2, ...own.map(weightOf)),
      place: ({ ofSource }) => ofSource(change),
      lines: [`${change.source}: ${reasonsText(change.reasons)}`, ...linesOf(own)],
    })
  }
  for (const term of terms.filter(one => one.grade === grade)) {
    points.push({
      weight: 2,
      place: ({ ofTerm }) => ofTerm(term),
      lines: [`${term.subject}: ${term.text}`],
    })
  }
  for (const remark of groupedTargets([...left.values()])) {
    const weight = Math.min(...remark.about.map(name => weightOf(left.get(name))))
    points.push({ weight, place: ({ ofTarget }) => ofTarget(), lines: [lineOf(remark)] })
  }
  return points
}

/** A target that nobody backs up is worse than one whose promise is broken, and that is worse than all else. */
function weightOf(target: TargetReview | undefined): number {
  if (target?.change === 'lost') return 0
  return target?.before?.kept === true && target.after?.kept === false ? 1 : 2
}

function namesOf({ before, after }: SourceChange): readonly string[] {
  return [...new Set([...(before?.targets ?? []), ...(after?.targets ?? [])])]
}

function linesOf(targets: readonly TargetReview[]): readonly string[] {
  return groupedTargets(targets).map(lineOf)
}

function lineOf({ about, text }: Pick<Remark, 'about' | 'text'>): string {
  return `${listed(about)}: ${text}`
}
