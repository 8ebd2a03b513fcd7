// What can be wrong with a policy as a whole in one environment: nobody owns it, nothing starts it, a key reaches nothing.
import type { DiagnosticCode, Flaw } from './codes.ts'
import type { Ingredients, MergedPolicy } from './merge.ts'
import type { Report } from './origin.ts'
import type { TargetReference } from './policy-schema.ts'
import type { Repository, WrittenPolicy } from './repository.ts'
import type { References } from './resolve.ts'
import type { ListedTarget } from './targets.ts'
import { quote } from './wording.ts'
import { originIn } from './written.ts'

type Lost = Repository['lost']

export function checkPolicy(
  merged: MergedPolicy,
  around: Ingredients & Pick<References, 'lost' | 'books'>,
  report: Report,
): void {
  checkExclusions(merged, around, report)
  checkReach(merged, around.policy, report)
  checkOwner(merged, around.lost, report)
  checkStarts(merged, around, report)
}

/** What would only follow from a mistake that is told elsewhere. */
export function followOns(merged: MergedPolicy, lost: Lost): Set<DiagnosticCode> {
  const codes: DiagnosticCode[] = []
  if (merged.isMistaken('timezone') || lost.has('Defaults')) codes.push('timezone-missing')
  if (lost.has('BlackoutCalendar')) codes.push('unknown-calendar')
  return new Set(codes)
}

/** What no environment of the policy selects need not be excluded; a target that nobody knows is told elsewhere. */
function checkExclusions(
  { values, originOf }: MergedPolicy,
  { policy, lost, books }: Pick<Ingredients, 'policy'> & Pick<References, 'lost' | 'books'>,
  report: Report,
): void {
  if (values.exclude === undefined || policy.mistakes.count > 0 || lost.has('TargetList')) return
  if (books.some(({ isPartial }) => isPartial)) return
  const { targets, overrides = {} } = policy.value
  const written = [...targets, ...Object.values(overrides).flatMap(one => one.targets ?? [])]
  const names = new Set(written.filter(reference => typeof reference === 'string'))
  const others = written.filter(reference => typeof reference !== 'string')
  for (const [index, name] of values.exclude.entries()) {
    const known = books.flatMap(book => book.targets.get(name) ?? [])
    const isSelected =
      names.has(name) || known.some(listed => others.some(one => selects(one, listed)))
    if (known.length === 0 || isSelected) continue
    const message = `"targets" does not select ${quote(name)}, so to exclude it changes nothing`
    const fix = 'remove it, or write the target that is meant'
    report({ code: 'no-targets', message, fix }, originOf('exclude', index))
  }
}

function selects(reference: Exclude<TargetReference, string>, { list, labels }: ListedTarget) {
  return 'list' in reference
    ? reference.list === list.value.name
    : Object.entries(reference.select).every(([label, value]) => labels[label] === value)
}

/** Keys of a policy that would reach nothing in it, whatever the environment: what is written must hold. */
function checkReach(
  { values, originOf, ...merged }: MergedPolicy,
  { value: written }: WrittenPolicy,
  report: Report,
): void {
  const own = (key: string) => originOf(key).text === originOf('name').text
  const hasClock =
    merged.schedules.length > 0 || merged.isMistaken('schedules') || written.schedules !== undefined
  for (const key of ['window', 'spread', 'jitter'] as const) {
    if (!hasClock && values[key] !== undefined && own(key)) report(withoutClock(key), originOf(key))
  }
  if (values.cumulative === undefined || !own('cumulative')) return
  if (values.app === 'sqlserver') report(NO_CUMULATIVE, originOf('cumulative'))
  else if (!merged.isMistaken('schedules', 'triggers') && !hasIncremental(written, merged)) {
    report(NO_INCREMENTAL, originOf('cumulative'))
  }
}

function hasIncremental(
  { schedules = [], triggers = [] }: WrittenPolicy['value'],
  merged: Pick<MergedPolicy, 'schedules' | 'triggers'>,
): boolean {
  const here = [...merged.schedules, ...merged.triggers].map(({ values }) => values)
  return [...schedules, ...triggers, ...here].some(({ level }) => level === 'INCREMENTAL')
}

const NO_INCREMENTAL: Flaw = {
  code: 'level-option',
  message: '"cumulative" goes with INCREMENTAL only, and nothing in this policy is that',
  fix: 'remove cumulative',
}

function withoutClock(key: string): Flaw {
  const message = `"${key}" is for schedules, and this policy has triggers only`
  return { code: 'unknown-key', message, fix: 'remove it' }
}

const NO_CUMULATIVE: Flaw = {
  code: 'level-option',
  message: '"cumulative" is an option of Oracle\'s INCREMENTAL; SQL Server has none such',
  fix: 'remove cumulative',
}

function checkOwner(
  { values, originOf, isMistaken }: MergedPolicy,
  lost: Lost,
  report: Report,
): void {
  const isTold = isMistaken('owner') || lost.has('Defaults')
  if (values.owner === undefined && !isTold) report(NO_OWNER, originOf('owner'))
}

/** A policy without a start does nothing. */
function checkStarts(
  { schedules, triggers }: MergedPolicy,
  { policy, environment }: Ingredients,
  report: Report,
): void {
  if (schedules.length + triggers.length > 0 || policy.mistakes.count > 0) return
  const { schedules: own = [], triggers: ownTriggers = [] } = policy.value
  const isEmptied = own.length + ownTriggers.length > 0
  report(
    isEmptied ? NOTHING_LEFT : NO_STARTS,
    originIn(policy, isEmptied ? ['overrides', environment.value.name] : ['schedules']),
  )
}

const NO_OWNER: Flaw = {
  code: 'missing-key',
  message: '"owner" is missing: a backup that fails at night must be somebody\'s',
  fix: 'add owner: dba-oncall@example.com, here or in Defaults',
}

const NO_STARTS: Flaw = {
  code: 'missing-key',
  message: 'This policy has neither "schedules" nor "triggers", so nothing starts it',
  fix: 'add schedules: with at least one entry below it',
}

const NOTHING_LEFT: Flaw = {
  code: 'missing-key',
  message: 'This override removes every schedule and trigger of the policy',
  fix: 'leave the environment out of environments',
}
