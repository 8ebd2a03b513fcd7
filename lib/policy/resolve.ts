// From the names that a policy writes to the targets that they mean in one environment.
import type { Target } from '../target.ts'
import type { Flaw } from './codes.ts'
import type { MergedPolicy } from './merge.ts'
import type { Origin, Report } from './origin.ts'
import type { DocumentText } from './places.ts'
import { unknownCommCell } from './references.ts'
import type { TargetReference } from './schema.ts'
import type { ListedTarget, TargetBook } from './targets.ts'
import { nearest, quote } from './wording.ts'

export type References = {
  readonly book: TargetBook
  /** Of all environments of the policy, for names that are known elsewhere. */
  readonly books: readonly TargetBook[]
  /** False when a name that is not found may be in a document that could not be read. */
  readonly isWhole: boolean
}

export type Resolved = {
  readonly targets: readonly Target[]
  /** The lists that they stand in. */
  readonly lists: readonly DocumentText[]
}

/** The policy's targets, each once, in the order in which it names them, without the excluded ones. */
export function resolveTargets(
  policy: MergedPolicy,
  references: References,
  report: Report,
): Resolved {
  const { values, originOf } = policy
  const excluded = new Set(values.exclude)
  const { path, text } = originOf('targets')
  const found = new Map<string, ListedTarget>()
  for (const [index, reference] of values.targets.entries()) {
    const origin = { text, path: [...path, index] }
    for (const listed of referred(reference, { policy, references, origin, report })) {
      found.set(listed.name, listed)
    }
  }
  checkExcluded(policy, references, report)
  const targets = [...found.values()].filter(({ name }) => !excluded.has(name))
  if (found.size > 0 && targets.length === 0) report(ALL_EXCLUDED, originOf('exclude'))
  for (const listed of targets) checkCommCell(listed, references, report)
  return {
    targets: targets.flatMap(({ target }) => target ?? []),
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
  if (references.isWhole) {
    report(unknown('target', name, { references, names: book => book.targets.keys() }), origin)
  }
  return []
}

function byList(name: string, context: Reference): readonly ListedTarget[] {
  const { references, origin, report } = context
  const listed = references.book.lists.get(name)
  const inside = { ...context, origin: { ...origin, path: [...origin.path, 'list'] } }
  if (listed !== undefined) return ofApp(listed, inside)
  if (references.isWhole) {
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
  if (listed.length === 0 && references.isWhole) {
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
  const { text, path } = originOf('exclude')
  for (const [index, name] of (values.exclude ?? []).entries()) {
    if (!references.isWhole || references.books.some(book => book.targets.has(name))) continue
    const flaw = unknown('target', name, { references, names: book => book.targets.keys() })
    report(flaw, { text, path: [...path, index] })
  }
}

/** A list for all environments may name a CommCell that only some have, as long as the others do not use the list. */
function checkCommCell(
  { list }: ListedTarget,
  { book, isWhole }: References,
  report: Report,
): void {
  const { commcell } = list.value
  const { commcells, name } = book.environment.value
  if (Object.hasOwn(commcells, commcell) || !isWhole) return
  const flaw = unknownCommCell(
    commcell,
    Object.keys(commcells),
    `Environment ${quote(name)} has no`,
  )
  report(flaw, { text: list.text, path: ['commcell'] })
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
  const meant = nearest(name, names(references.book))
  const fix = meant === undefined ? 'add it to a TargetList' : `did you mean ${meant}?`
  return { code, message: `There is no ${noun} ${quote(name)}`, fix }
}

function environmentOf({ book }: References): string {
  return `environment ${quote(book.environment.value.name)}`
}
