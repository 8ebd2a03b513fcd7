// The targets of one environment: every list that holds there, every target by name.
import type { Target } from '../target.ts'
import type { Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { nameFlaw } from './field-laws.ts'
import { diagnoseAt, type Origin, placeIn } from './origin.ts'
import type { Repository, WrittenList } from './repository.ts'
import type { EnvironmentDocument } from './schema.ts'
import { oracleTarget, sqlServerTarget } from './target-identity.ts'
import { quote } from './wording.ts'
import { originIn, type Written } from './written.ts'

export type ListedTarget = {
  readonly list: WrittenList
  /** Of its entry in the list. */
  readonly index: number
  readonly origin: Origin
  readonly name: string
  readonly labels: { readonly [key: string]: string }
  /** Undefined when something about it is missing, which is told. */
  readonly target: Target | undefined
}

export type TargetBook = {
  readonly environment: Written<EnvironmentDocument>
  /** By list, in the order in which they are written. */
  readonly lists: ReadonlyMap<string, readonly ListedTarget[]>
  readonly targets: ReadonlyMap<string, ListedTarget>
  /** Names of those that could not be read, undefined for one whose name could not be read either. */
  readonly lost: ReadonlySet<string | undefined>
  /** A list has a mistake of shape somewhere, so nobody knows all targets and labels. */
  readonly isPartial: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** A list for this very environment hides the one of the same name for all others. */
export function targetBook(
  { lists: all }: Pick<Repository, 'lists'>,
  environment: Written<EnvironmentDocument>,
): TargetBook {
  const { name } = environment.value
  const own = all.filter(({ value }) => value.environment === name)
  const hidden = new Set(own.map(({ value }) => value.name))
  const shared = all.filter(
    ({ value }) => value.environment === undefined && !hidden.has(value.name),
  )
  const lists = new Map<string, readonly ListedTarget[]>()
  const targets = new Map<string, ListedTarget>()
  const diagnostics: Diagnostic[] = []
  const holding = [...own, ...shared]
  for (const list of holding) {
    const listed = list.value.targets.map((_, index) => listedTarget(list, index, diagnostics))
    lists.set(list.value.name, listed)
    for (const target of listed) {
      const before = targets.get(target.name)
      if (before === undefined) targets.set(target.name, target)
      else diagnostics.push(diagnoseAt(twice(before), target.origin))
    }
  }
  return {
    environment,
    lists,
    targets,
    lost: new Set(holding.flatMap(lostNames)),
    isPartial: holding.some(({ mistakes }) => mistakes.count > 0),
    diagnostics,
  }
}

/** A name against its law may have been meant to be any. */
function lostNames({ value, mistakes }: WrittenList): readonly (string | undefined)[] {
  if (mistakes.count === 0) return []
  const isUnlawful = value.targets.some(({ name }) => nameFlaw(name) !== undefined)
  return [...mistakes.namesOutOf(['targets']), ...(isUnlawful ? [undefined] : [])]
}

function listedTarget(list: WrittenList, index: number, diagnostics: Diagnostic[]): ListedTarget {
  const entry = list.value.targets[index]
  const { name = '', labels = {} } = entry ?? {}
  const origin = originIn(list, ['targets', index])
  const found =
    list.value.app === 'sqlserver'
      ? sqlServerTarget(list.value, list.value.targets[index])
      : oracleTarget(list.value, list.value.targets[index])
  if (!('code' in found)) return { list, index, origin, name, labels, target: found }
  const isToldAlready = list.mistakes.isAt(['shared']) || list.mistakes.isAt(['targets', index])
  if (!isToldAlready) diagnostics.push(diagnoseAt(found, origin))
  return { list, index, origin, name, labels, target: undefined }
}

function twice({ name, list }: ListedTarget): Flaw {
  const { file, line } = placeIn(originIn(list, []))
  const message = `There is already a target ${quote(name)} here, in list ${quote(list.value.name)} (${file}:${line})`
  return { code: 'duplicate-name', message, fix: 'rename or remove one of them' }
}
