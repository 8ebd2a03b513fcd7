// What has changed and is not of one source: promises, owners, notifications, CommCells, guardrails.
import { compare } from '../policy/order.ts'
import { placeIn } from '../policy/origin.ts'
import type { Policy } from '../policy/policy.ts'
import { durationText, oneLine } from './change-words.ts'
import { commcellTerms } from './commcell-terms.ts'
import { lessIsBetter } from './grade.ts'
import type { TermChange } from './graded.ts'
import { guardrailTerms } from './guardrail-terms.ts'
import type { Moves } from './moves.ts'
import { lostNotifications, notifyTerms } from './notify-terms.ts'
import { placeOfKey } from './quick-place.ts'
import { isGone, type Side } from './side.ts'
import { testTerms } from './test-terms.ts'

/** What weakens first, then by subject and key. */
export function termChanges(before: Side, after: Side, moves: Moves): readonly TermChange[] {
  const changes = [
    ...policyPairs(before, after, moves).flatMap(([was, is]) => [...policyTerms(was, is)]),
    ...guestPairs(before, after, moves).flatMap(([was, is]) => [...guestTerms(was, is)]),
    ...environmentTerms(before, after),
    ...commcellTerms(before, after),
    ...guardrailTerms(before, after),
    ...testTerms(before, after, policiesNow(before, after, moves)),
  ]
  return changes.toSorted(
    (a, b) => weightOf(a) - weightOf(b) || compare(a.subject, b.subject) || compare(a.key, b.key),
  )
}

const weightOf = ({ grade }: TermChange) => (grade === 'weakens' ? 0 : 1)

type PolicyPair = readonly [Policy, Policy]

/** By name; and those that took over the schedules of one that is gone. */
function policyPairs(before: Side, after: Side, moves: Moves): readonly PolicyPair[] {
  const are = new Map(after.policies.map(policy => [policy.name, policy]))
  const were = new Set(before.policies.map(({ name }) => name))
  return before.policies.flatMap((was): readonly PolicyPair[] => {
    const same = are.get(was.name)
    if (same !== undefined) return [[was, same]]
    return heirsOf(was, moves)
      .filter(name => !were.has(name))
      .flatMap((name): readonly PolicyPair[] => {
        const is = are.get(name)
        return is === undefined ? [] : [[was, is]]
      })
  })
}

/** Under its name, or under those that took over its schedules. */
function policiesNow(before: Side, after: Side, moves: Moves): (name: string) => readonly string[] {
  const are = new Set(after.policies.map(({ name }) => name))
  const were = new Map(before.policies.map(policy => [policy.name, policy]))
  return name => {
    if (are.has(name)) return [name]
    const was = were.get(name)
    return was === undefined ? [] : heirsOf(was, moves)
  }
}

/** Policies of both sides to which sources of another one have moved: those are told of as their host is. */
function guestPairs(before: Side, after: Side, moves: Moves): readonly PolicyPair[] {
  const known = new Set(policyPairs(before, after, moves).map(namesOf))
  const are = new Map(after.policies.map(policy => [policy.name, policy]))
  return before.policies.flatMap(was =>
    heirsOf(was, moves).flatMap((name): readonly PolicyPair[] => {
      const is = are.get(name)
      return is === undefined || known.has(namesOf([was, is])) ? [] : [[was, is]]
    }),
  )
}

const namesOf = ([was, is]: PolicyPair) => `${was.name} ${is.name}`

function* guestTerms(was: Policy, is: Policy): Generator<TermChange> {
  for (const text of lostNotifications(was, is)) {
    const about = { subject: `policy ${is.name}`, key: 'notify', before: null, after: null }
    const place = placeIn({ ...is.origin, path: ['notify'] })
    yield { grade: 'weakens', ...about, text: `${text} for what was of ${was.name}`, place }
  }
}

function heirsOf({ name, schedules, triggers }: Policy, { to }: Moves): readonly string[] {
  const sources = [...schedules, ...triggers].flatMap(one => to.get(`${name}.${one.name}`) ?? [])
  return [...new Set(sources.map(source => source.slice(0, source.indexOf('.'))))]
}

function* policyTerms(was: Policy, is: Policy): Generator<TermChange> {
  const subject = `policy ${is.name}`
  for (const change of [...rpoTerms(was, is), ...texts(was, is), ...labels(was, is)]) {
    yield { subject, ...change, place: placeOfKey(is.origin, change.key) }
  }
  for (const change of notifyTerms(was, is)) {
    yield { subject, ...change, place: placeIn({ ...is.origin, path: ['notify'] }) }
  }
}

type Term = Omit<TermChange, 'subject'>

function* rpoTerms({ rpoSeconds: was }: Policy, { rpoSeconds: is }: Policy): Generator<Term> {
  if (was === is) return
  const [before, after] = [was, is].map(each => (each === undefined ? null : durationText(each)))
  const forever = Number.POSITIVE_INFINITY
  const grade = lessIsBetter(was ?? forever, is ?? forever)
  const text = `rpo ${before ?? 'none'} -> ${after ?? 'none'}`
  yield { grade, key: 'rpo', before: before ?? null, after: after ?? null, text }
}

function* texts(was: Policy, is: Policy): Generator<Term> {
  for (const key of ['owner', 'description'] as const) {
    const [before = null, after = null] = [was[key], is[key]]
    if (before === after) continue
    const shown = (text: string | null) => (text === null ? 'none' : oneLine(text))
    const text =
      key === 'owner' ? `owner ${shown(before)} -> ${shown(after)}` : 'another description'
    yield { grade: 'neutral', key, before, after, text }
  }
}

function* labels(was: Policy, is: Policy): Generator<Term> {
  const [before = '', after = ''] = [was, is].map(({ labels: all }) =>
    Object.entries(all)
      .map(([key, value]) => `${key}: ${value}`)
      .toSorted(compare)
      .join(', '),
  )
  if (before === after) return
  const text = `labels ${oneLine(before) || 'none'} -> ${oneLine(after) || 'none'}`
  yield { grade: 'neutral', key: 'labels', before: before || null, after: after || null, text }
}

function* environmentTerms(before: Side, after: Side): Generator<TermChange> {
  const [was, is] = [before.environment, after.environment]
  if (was !== undefined && isGone(before, after)) {
    const place = before.environmentAt('name')
    yield {
      ...(place === undefined ? {} : { place }),
      grade: before.policies.length === 0 ? 'neutral' : 'weakens',
      subject: `environment ${was.name}`,
      key: 'name',
      before: was.name,
      after: null,
      text: 'it is gone; what is deployed of it stays until somebody removes that',
    }
  }
  if (was === undefined || is === undefined || was.region === is.region) return
  const place = after.environmentAt('region')
  yield {
    ...(place === undefined ? {} : { place }),
    grade: 'neutral',
    subject: `environment ${is.name}`,
    key: 'region',
    before: was.region,
    after: is.region,
    text: `region ${was.region} -> ${is.region}: what is deployed in the old one stays there`,
  }
}
