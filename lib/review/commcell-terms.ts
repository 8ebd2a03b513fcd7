// What has changed about the CommCells of an environment: how they are reached, and how much may be asked of them.
import { compare } from '../policy/order.ts'
import type { CommCell } from '../start.ts'
import { type Grade, moreIsBetter } from './grade.ts'
import type { TermChange } from './graded.ts'
import { commcellsNow, protectedBy, reachedAt } from './identities.ts'
import type { Side } from './side.ts'

/** At the key, or at the CommCell where it is not written; of what is gone, where that stood. */
export function* commcellTerms(before: Side, after: Side): Generator<TermChange> {
  for (const change of changedTerms(before, after)) {
    const name = change.subject.slice(SUBJECT.length)
    const sides = [after, before]
    const [place] = [
      ...sides.map(side => side.environmentAt('commcells', name, change.key)),
      ...sides.map(side => side.environmentAt('commcells', name)),
    ].filter(found => found !== undefined)
    yield place === undefined ? change : { ...change, place }
  }
}

const SUBJECT = 'CommCell '

function* changedTerms(before: Side, after: Side): Generator<TermChange> {
  const were = before.environment?.commcells
  const are = after.environment?.commcells
  // An environment that is new or gone is told by its sources.
  if (were === undefined || are === undefined) return
  const nameNow = commcellsNow(before, after)
  const inUse = new Set([...protectedBy(before).values()].map(({ commcell }) => commcell))
  for (const [name, was] of Object.entries(were).toSorted(byName)) {
    const is = Object.hasOwn(are, nameNow(name)) ? are[nameNow(name)] : undefined
    if (is === undefined) yield removed(name, inUse.has(name))
    else yield* changed(was, is)
  }
  const known = new Set(Object.keys(were).map(nameNow))
  for (const name of Object.keys(are).toSorted(compare)) {
    if (!known.has(name)) yield whole(name, { before: null, after: name, text: 'it is new' })
  }
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => compare(a, b)

type Told = Pick<TermChange, 'before' | 'after' | 'text'>

function whole(name: string, told: Told): TermChange {
  return { grade: 'neutral', subject: SUBJECT + name, key: 'commcells', ...told }
}

function removed(name: string, isInUse: boolean): TermChange {
  const told = { before: name, after: null }
  if (!isInUse) return whole(name, { ...told, text: 'it is gone, and protected nothing' })
  return { ...whole(name, { ...told, text: 'it is gone' }), grade: 'weakens' }
}

function* changed(was: CommCell, is: CommCell): Generator<TermChange> {
  const subject = SUBJECT + is.name
  if (was.name !== is.name) {
    yield whole(is.name, { before: was.name, after: is.name, text: `it was called ${was.name}` })
  }
  for (const { key, grade, textOf } of TERMS) {
    const [before, after] = [textOf(was), textOf(is)]
    if (before === after) continue
    const text = `${key} ${before ?? 'none'} -> ${after ?? 'none'}`
    yield { grade: grade?.(was, is) ?? 'neutral', subject, key, before, after, text }
  }
  if (was.ca === is.ca) return
  const [before, after] = [was, is].map(({ ca }) => (ca === undefined ? null : 'certificates'))
  const text = 'other certificates of a CA'
  yield { grade: 'neutral', subject, key: 'ca', before: before ?? null, after: after ?? null, text }
}

type Term = {
  readonly key: string
  readonly textOf: (commcell: CommCell) => string | null
  /** Without it the change is neutral. */
  readonly grade?: (was: CommCell, is: CommCell) => Grade
}

/** Without a number of its own a client may have as many as all. */
const perClient = ({ maxInFlight, maxInFlightPerClient }: CommCell) =>
  maxInFlightPerClient ?? maxInFlight

const TERMS: readonly Term[] = [
  // Whoever answers there knows the ids of targets in its own way, and is sent the Authtoken.
  { key: 'endpoint', textOf: ({ endpoint }) => endpoint, grade: endpointGrade },
  { key: 'authSecret', textOf: ({ authSecret }) => authSecret },
  { key: 'user', textOf: ({ user }) => user ?? null },
  {
    key: 'authHeader',
    textOf: ({ authHeader: header }) =>
      (header && [header.name, header.prefix].join(' ').trim()) || null,
  },
  { key: 'caSecret', textOf: ({ caSecret }) => caSecret ?? null },
  {
    key: 'maxInFlight',
    textOf: ({ maxInFlight }) => String(maxInFlight),
    grade: (was, is) => moreIsBetter(was.maxInFlight, is.maxInFlight),
  },
  {
    key: 'maxInFlightPerClient',
    textOf: ({ maxInFlightPerClient: most }) => (most === undefined ? null : String(most)),
    grade: (was, is) => moreIsBetter(perClient(was), perClient(is)),
  },
  {
    key: 'limits',
    textOf: ({ limits }) =>
      limits === undefined
        ? null
        : `${limits.readsPerHour} reads and ${limits.writesPerHour} writes an hour`,
    grade: limitsGrade,
  },
]

function endpointGrade(was: CommCell, is: CommCell): Grade {
  return reachedAt(was) === reachedAt(is) ? 'neutral' : 'weakens'
}

/** Calls that are not counted are never held back. */
function limitsGrade({ limits: was }: CommCell, { limits: is }: CommCell): Grade {
  const unlimited = Number.POSITIVE_INFINITY
  const grades = (['readsPerHour', 'writesPerHour'] as const).map(key =>
    moreIsBetter(was?.[key] ?? unlimited, is?.[key] ?? unlimited),
  )
  if (grades.includes('weakens')) return 'weakens'
  return grades.includes('strengthens') ? 'strengthens' : 'neutral'
}
