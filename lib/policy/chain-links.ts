// Schedules and triggers as links of the chains that they make of each target's backups.
import type { Span } from '../schedule/calendar.ts'
import { type Backup, isBase, type Target } from '../target.ts'
import type { Coverage } from './coverage.ts'
import type { EffectivePolicy } from './effective.ts'
import type { Source } from './key-origin.ts'
import { ALWAYS, lifeOf } from './life.ts'

/** A schedule or a trigger, as far as a chain is concerned. */
export type Link = {
  readonly effective: EffectivePolicy
  /** `policy.schedule`. */
  readonly name: string
  readonly kind: 'schedule' | 'once' | 'trigger'
  readonly backup: Backup
  /** Asked of targets of the policy only. */
  readonly covers: (target: string) => boolean
  readonly acknowledges: readonly string[]
  readonly source: Source
  /** When it may start. */
  readonly life: Span
}

/** Whether no policy makes a FULL that a chain of the target could build on. */
export function lacksFull(target: Target, coverage: Coverage): boolean {
  const isItsBase = (link: Link) => isBase(link.backup) && link.covers(target.name)
  return hasChain(target) && !coverage.get(target.name)?.some(one => linksIn(one).some(isItsBase))
}

/** A log subclient of Oracle stands beside the database's chain, which is another target. */
export function hasChain(target: Target): boolean {
  return target.app === 'sqlserver' || target.content === 'data'
}

/** Everything that backs a target up, by its name. */
export function linksOf(target: string, coverage: Coverage): readonly Link[] {
  const covering = coverage.get(target) ?? []
  return covering.flatMap(linksIn).filter(({ covers }) => covers(target))
}

/** Many targets ask for the links of the same policy. */
export function linksIn(effective: EffectivePolicy): readonly Link[] {
  const known = links.get(effective)
  if (known !== undefined) return known
  const found = [...scheduleLinks(effective), ...triggerLinks(effective)]
  links.set(effective, found)
  return found
}

const links = new WeakMap<EffectivePolicy, readonly Link[]>()

function scheduleLinks(effective: EffectivePolicy): readonly Link[] {
  const { policy, scheduled } = effective
  return scheduled.map(one => ({
    effective,
    name: `${policy.name}.${one.schedule.name}`,
    kind: one.isOnce ? 'once' : 'schedule',
    backup: one.schedule.backup,
    covers: () => true,
    acknowledges: one.acknowledges,
    source: one.schedule,
    life: lifeOf(one),
  }))
}

function triggerLinks(effective: EffectivePolicy): readonly Link[] {
  const { policy, triggered } = effective
  return triggered.map(({ trigger, acknowledges }) => ({
    effective,
    name: `${policy.name}.${trigger.name}`,
    kind: 'trigger',
    backup: trigger.backup,
    covers: target => trigger.targets.includes(target),
    acknowledges,
    source: trigger,
    life: ALWAYS,
  }))
}
