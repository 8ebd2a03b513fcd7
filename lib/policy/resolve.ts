// From the names that a policy writes to the targets that they mean in one environment.
import type { Target } from '../target.ts'
import { meant } from '../trigger/meant.ts'
import type { Flaw } from './codes.ts'
import { nameFlaw } from './field-laws.ts'
import { intended } from './intended.ts'
import type { MergedPolicy } from './merge.ts'
import type { Origin, Report } from './origin.ts'
import type { DocumentText } from './places.ts'
import type { TargetReference } from './policy-schema.ts'
import { unknownCommCell } from './references.ts'
import type { Repository } from './repository.ts'
import type { ListedTarget, TargetBook } from './targets.ts'
import { quote } from './wording.ts'
import { originIn } from './written.ts'

export type References = {
  readonly book: TargetBook
  /** Of all environments of the policy, for names that are known elsewhere. */
  readonly books: readonly TargetBook[]
  /** Kinds of which a document could not be read: a name that is not found may be in there. */
  readonly lost: Repository['lost']
  /** Those of all environments, by name. */
  readonly commcells: ReadonlySet<string>
}

export type Resolved = {
  readonly targets: readonly Target[]
  /** False when something was not found, or could not be read: there may be more of them. */
  readonly areTargetsKnown: boolean
  /** The lists that they stand in. */
  readonly lists: readonly DocumentText[]
}

/** The policy's targets, each once, in the order in which it names them, without the excluded ones. */
export function resolveTargets(
  policy: MergedPolicy,
  references: References,
  report: Report,
): Resolved {
  const { values, originOf, isMistaken } = policy
  const { lost, book } = references
  let areKnown = !isMistaken('targets') && !lost.has('TargetList') && !book.isPartial
  const reportUnknown: Report = (flaw, origin) => {
    areKnown = false
    report(flaw, origin)
  }
  const excluded = new Set(values.exclude)
  const found = new Map<string, ListedTarget>()
  for (const [index, reference] of values.targets.entries()) {
    const context = {
      policy,
      references,
      origin: originOf('targets', index),
      report: reportUnknown,
    }
    for (const listed of referred(reference, context)) found.set(listed.name, listed)
  }
  checkExcluded(policy, references, report)
  const targets = [...found.values()].filter(({ name }) => !excluded.has(name))
  const isEmptied = found.size > 0 && targets.length === 0
  if (isEmptied && areKnown) report(ALL_EXCLUDED, originOf('exclude'))
  for (const listed of targets) checkCommCell(listed, references, report)
  return {
    targets: targets.flatMap(({ target }) => target ?? []),
    areTargetsKnown: areKnown && targets.every(({ target }) => target !== undefined),
    lists: [...new Set(targets.map(({ list }) => list.text))],
  }
}

const ALL_EXCLUDED: Flaw = {
  code: 'no-targets',
  message: 'Everything that "targets" selects is excluded: nothing is left to protect',
  fix: 'exclude less, or remove the policy',
}

type Reference = {
  readonly policy: MergedPolicy
  readonly references: References
  readonly origin: Origin
  readonly report: Report
}

function referred(reference: TargetReference, context: Reference): readonly ListedTarget[] {
  if (typeof reference === 'string') return byName(reference, context)
  return 'list' in reference ? byList(reference.list, context) : byLabels(reference.select, context)
}

function byName(name: string, context: Reference): readonly ListedTarget[] {
  const { references, origin, report } = context
  const listed = references.book.targets.get(name)
  if (listed !== undefined) return ofApp([listed], context)
  if (!isLost(name, references)) {
    report(unknown('target', name, { references, names: book => book.targets.keys() }), origin)
  }
  return []
}

function byList(name: string, context: Reference): readonly ListedTarget[] {
  const { references, origin, report } = context
  const listed = references.book.lists.get(name)
  const inside = { ...context, origin: { ...origin, path: [...origin.path, 'list'] } }
  if (listed !== undefined) return ofApp(listed, inside)
  if (!references.lost.has('TargetList') && nameFlaw(name) === undefined) {
    report(unknown('list', name, { references, names: book => book.lists.keys() }), inside.origin)
  }
  return []
}

/** Labels choose among the policy's own application: a label such as `tier` is shared by many. */
function byLabels(
  labels: { readonly [label: string]: string },
  { policy, references, origin, report }: Reference,
): readonly ListedTarget[] {
  const { app } = policy.values
  const wanted = Object.entries(labels)
  const matching = ({ targets }: TargetBook) =>
    [...targets.values()].filter(
      ({ list, labels: own }) =>
        list.value.app === app && wanted.every(([label, value]) => own[label] === value),
    )
  const listed = matching(references.book)
  const isKnown = !references.lost.has('TargetList') && !references.book.isPartial
  if (listed.length === 0 && isKnown) {
    const selection = wanted.map(([label, value]) => `${label}: ${value}`).join(', ')
    const isElsewhere = references.books.some(book => matching(book).length > 0)
    const where = isElsewhere ? ` of ${environmentOf(references)}` : ''
    const message = `No ${app} target${where} has the labels ${quote(selection)}`
    report({ code: 'no-targets', message, fix: 'label a target so, or correct the labels' }, origin)
  }
  return listed
}

function ofApp(listed: readonly ListedTarget[], context: Reference): readonly ListedTarget[] {
  const { policy, origin, report } = context
  const stranger = listed.find(({ list }) => list.value.app !== policy.values.app)
  if (stranger === undefined) return listed
  const message = `${quote(stranger.name)} is a target of app ${stranger.list.value.app}, and this policy's app is ${policy.values.app}`
  report({ code: 'target-app', message, fix: 'write a policy for each application' }, origin)
  return []
}

/** Excluding is for all environments of a policy, so a name need only be known in one of them. */
function checkExcluded(
  { values, originOf }: MergedPolicy,
  references: References,
  report: Report,
): void {
  for (const [index, name] of (values.exclude ?? []).entries()) {
    const isTarget = references.books.some(book => book.targets.has(name))
    if (isTarget || isLost(name, references)) continue
    const flaw = unknown('target', name, { references, names: book => book.targets.keys() })
    report(flaw, originOf('exclude', index))
  }
}

/** What stands there is no name, or one that may stand where something could not be read: that is told already. */
function isLost(name: string, { books, lost }: References): boolean {
  if (lost.has('TargetList') || nameFlaw(name) !== undefined) return true
  return books.some(book => book.lost.has(name) || book.lost.has(undefined))
}

/**
 * A list for all environments may name a CommCell that only some have, as long as the others do not use the list. What
 * is wrong wherever it is used is told once, of the list.
 */
function checkCommCell(
  { list }: ListedTarget,
  { book, lost, commcells }: References,
  report: Report,
): void {
  const { commcell, environment } = list.value
  const { name, commcells: here } = book.environment.value
  if (Object.hasOwn(here, commcell)) return
  const isToldOfList = environment !== undefined || !commcells.has(commcell)
  const isTold =
    (isToldOfList && !lost.has('Environment')) ||
    book.environment.mistakes.isAt(['commcells', commcell]) ||
    list.mistakes.isAt(['commcell'])
  if (isTold) return
  const flaw = unknownCommCell(commcell, Object.keys(here), `Environment ${quote(name)} has no`)
  report(flaw, originIn(list, ['commcell']))
}

function unknown(
  what: 'target' | 'list',
  name: string,
  { references, names }: { references: References; names: (book: TargetBook) => Iterable<string> },
): Flaw {
  const elsewhere = references.books
    .filter(book => [...names(book)].includes(name))
    .map(book => book.environment.value.name)
  const code = `unknown-${what}` as const
  const noun = what === 'list' ? 'target list' : 'target'
  if (elsewhere.length > 0) {
    const message = `${environmentOf(references)} has no ${noun} ${quote(name)}, and ${elsewhere.join(', ')} has`
    return { code, message, fix: 'add it there, or name the environments of this policy' }
  }
  const isList = what === 'target' && references.book.lists.has(name)
  if (isList) {
    const message = `There is no target ${quote(name)}; a target list is called so`
    return { code, message, fix: `write {list: ${name}}` }
  }
  const known = names(references.book)
  // Of lists there are few; targets are thousands, and many have a part of their name in common.
  const near = what === 'list' ? intended(name, [...known]) : meant(name, known)
  const fix = near === undefined ? 'add it to a TargetList' : `did you mean ${near}?`
  return { code, message: `There is no ${noun} ${quote(name)}`, fix }
}

function environmentOf({ book }: References): string {
  return `environment ${quote(book.environment.value.name)}`
}
