// Which subclient a target is, and whether the one that it was is still protected.
import { canonicalJson } from '../plan/canonical.ts'
import type { Target } from '../target.ts'
import { oneLine } from './change-words.ts'
import { neutral, type Reason, weakens } from './grade.ts'
import { identityText } from './identities.ts'

type Compared = {
  readonly old: Target | undefined
  readonly now: Target | undefined
  /** Another subclient has the name now, and no policy protects the old one. */
  readonly isLost: boolean
}

export function* identityReasons({ old, now, isLost }: Compared): Generator<Reason> {
  if (old === undefined || now === undefined) return
  if (isLost) {
    const meant = `it means another subclient now: ${identityText(old)} -> ${identityText(now)}`
    yield weakens(oneLine(`${meant}; the old one is in no policy any more`))
    return
  }
  const [was, is] = [old, now].map(target => ({ ...target }) as { [key: string]: unknown })
  if (was === undefined || is === undefined) return
  for (const key of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (key === 'name' || canonicalJson(was[key]) === canonicalJson(is[key])) continue
    const text = oneLine(`${key} ${valueText(was[key])} -> ${valueText(is[key])}`)
    yield ASKED.has(key)
      ? weakens(`${text}: whether that is right, only the CommCell knows`)
      : neutral(text)
  }
}

/** What createTask asks for besides the subclient, and what a backup of it is: a wrong one is refused, or does less. */
const ASKED: ReadonlySet<string> = new Set([
  'clientId',
  'instanceId',
  'entityInfo',
  'content',
  'rac',
])

/** The client's name where it is known, else its id. */
export function clientOf(target: Target): string {
  return target.clientName ?? (target.app === 'sqlserver' ? String(target.clientId) : '')
}

function valueText(value: unknown): string {
  if (value === undefined) return 'none'
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
