// What `holdfast targets resolve` tells of each target, and what it comes to.
import type { ExitCode } from './failure.ts'
import { counted, json } from './output.ts'
import { changesOf, isOnlySpelling, keysText, type Outcome } from './resolve-outcome.ts'
import type { ResolveOptions, Resolving } from './resolve-selection.ts'

export type State =
  /** As the Command Center says. */
  | 'right'
  | 'written'
  /** To be written, and was not. */
  | 'found'
  /** Other ids than those of the names. */
  | 'different'
  /** The same names, written otherwise. */
  | 'spelled-differently'
  | 'not-found'
  /** The Command Center did not answer. */
  | 'unread'

export type Told = { readonly outcome: Outcome; readonly state: State }

export function stateOf(
  outcome: Outcome,
  { update = false }: Pick<ResolveOptions, 'update'>,
  isWritten: boolean,
): State {
  if (outcome.why !== undefined) return outcome.isUnread ? 'unread' : 'not-found'
  if (Object.keys(changesOf(outcome, update)).length > 0) return isWritten ? 'written' : 'found'
  if (outcome.differences.length === 0) return 'right'
  return isOnlySpelling(outcome) ? 'spelled-differently' : 'different'
}

export function exitCodeOf(told: readonly Told[]): ExitCode {
  const has = (...states: readonly State[]) => told.some(({ state }) => states.includes(state))
  if (has('unread')) return 2
  return has('not-found', 'different', 'found') ? 1 : 0
}

type Work = Pick<Resolving, 'environment' | 'nameless'> & {
  /** That were written. */
  readonly files: readonly string[]
}

export function reported(
  told: readonly Told[],
  { environment, files, format }: Work & Pick<ResolveOptions, 'format'>,
): string {
  if (format === 'text')
    return told
      .filter(({ state }) => state !== 'right')
      .map(line)
      .join('')
  const targets = told.map(({ outcome, state }) => {
    const { target, missing, differences, why } = outcome
    const { name, list, commcell } = target
    const { file, line: at } = target.place()
    return { target: name, list, commcell, file, line: at, state, missing, differences, why }
  })
  return json({ environment, files, targets })
}

function line({ outcome, state }: Told): string {
  const { file, line: at } = outcome.target.place()
  return `${file}:${at}: ${outcome.target.name}: ${wordsOf(outcome, state)}\n`
}

function wordsOf({ why, missing, differences }: Outcome, state: State): string {
  if (why !== undefined) return why
  const changed = differences.map(
    ({ key, written, there }) => `${key}: ${written} is ${there} there`,
  )
  const added = Object.keys(missing).length === 0 ? [] : [keysText(missing)]
  const all = [...changed, ...added].join(', ')
  switch (state) {
    case 'written':
      return `${all} (written)`
    case 'different':
      return `${all}; --update writes it`
    case 'spelled-differently':
      return `${all}, which is the same name; --update writes it so`
    default:
      return all
  }
}

export function summaryOf(
  told: readonly Told[],
  { environment, nameless, files, isCheck }: Work & { readonly isCheck: boolean },
): string {
  const count = (...states: readonly State[]) =>
    told.filter(({ state }) => states.includes(state)).length
  const parts = [
    [count('right', 'spelled-differently'), 'as the Command Center says'],
    [count('written'), `written to ${files.join(', ')}`],
    [count('found'), isCheck ? 'to be written' : 'found and not written'],
    [count('different'), 'different from what the names say'],
    [count('not-found'), 'not found'],
    [count('unread'), 'not looked up'],
    [nameless, 'without names to look up'],
  ] as const
  const all = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`)
  const head = `${counted(told.length + nameless, 'target')} of ${environment}`
  const isHeldBack = count('found') > 0 && !isCheck
  const advice = isHeldBack
    ? ' Nothing is written while one is missing; --partial writes the others.'
    : ''
  return `${head}: ${all.join(', ') || 'nothing to do'}.${advice}`
}
