// What only the effective policies of an environment together can tell: one small function a rule, all in one list.
import { clockText, DAY, dateText } from '../schedule/calendar.ts'
import { skippedBetween } from '../schedule/skipped.ts'
import type { Target } from '../target.ts'
import { diagnose } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { EffectivePolicy } from './effective.ts'
import { quote } from './wording.ts'

/** The policies of one environment. */
export type RuleContext = {
  /** By name. */
  readonly policies: readonly EffectivePolicy[]
  /** False when a policy of the environment is wrong and therefore not among them: then nothing is proved by absence. */
  readonly isComplete: boolean
}

export type Rule = (context: RuleContext) => Iterable<Diagnostic>

/** The same backup of the same target at the same time: one of the two would be skipped, and nobody meant both. */
const duplicateCover: Rule = function* ({ policies }) {
  const first = new Map<string, string>()
  for (const { policy, scheduled } of policies) {
    for (const { schedule, unspread } of scheduled) {
      for (const target of policy.targets) {
        const key = [target.name, schedule.backup.level, unspread, schedule.timezone].join(' ')
        const source = `${policy.name}.${schedule.name}`
        const before = first.get(key)
        if (before === undefined) first.set(key, source)
        if (before === undefined || before === source) continue
        const message = `${before} already starts a ${schedule.backup.level} of ${quote(target.name)} at the same times`
        const fix = 'remove one of the two, or exclude the target'
        yield diagnose({ code: 'duplicate-cover', message, fix }, schedule.place)
      }
    }
  }
}

/** A chain hangs on its FULL; Commvault would turn the first backup without one into a FULL, at an hour nobody chose. */
const noFullInChain: Rule = function* ({ policies, isComplete }) {
  if (!isComplete) return
  const withFull = new Set<string>()
  for (const { policy } of policies) {
    if (!policy.schedules.some(({ backup }) => isBase(backup))) continue
    for (const { name } of policy.targets) withFull.add(name)
  }
  for (const { policy } of policies) {
    const bare = policy.targets.filter(target => !withFull.has(target.name) && hasChain(target))
    if (bare.length === 0) continue
    for (const { backup, place } of policy.schedules) {
      if (backup.level === 'FULL') continue
      const message = `No policy makes a FULL of ${namesOf(bare)}, on which a ${backup.level} could build: Commvault would make the first one a FULL`
      yield diagnose(
        { code: 'no-full-in-chain', message, fix: 'add a schedule with level: FULL' },
        place,
      )
    }
  }
}

function isBase(backup: { readonly level: string; readonly copyOnly?: boolean }): boolean {
  return backup.level === 'FULL' && backup.copyOnly !== true
}

/** A log subclient of Oracle stands beside the database's chain, which is another target. */
function hasChain(target: Target): boolean {
  return target.app === 'sqlserver' || target.content === 'data'
}

/** A start at a local time that the clocks skip is not moved by EventBridge, it is lost. */
const dstSkippedStart: Rule = function* ({ policies }) {
  for (const { scheduled } of policies) {
    for (const { schedule, expression, isInterval } of scheduled) {
      // An interval goes on an hour later; a time of day that somebody chose comes again the next day, or week.
      if (isInterval || expression.kind === 'at' || schedule.timezone === 'UTC') continue
      const key = `${schedule.expression} ${schedule.timezone}`
      const lost =
        lostStarts.get(key) ?? skippedBetween(expression, schedule.timezone, CLOCK_CHANGES)
      lostStarts.set(key, lost)
      const [start] = lost
      if (start === undefined) continue
      const dates = [...new Set(lost.map(({ local }) => dateText(local)))].slice(0, 2).join(' and ')
      const { from, to } = start.gap
      const message = `${clockText(start.local)} does not exist in ${schedule.timezone} on ${dates}: no backup starts then`
      const fix = `start before ${clockText(from)}, or from ${clockText(to)} on`
      yield diagnose({ code: 'dst-skipped-start', message, fix }, schedule.place)
    }
  }
}

/** Always the same years, and enough of them for a monthly start: what is said of a policy must not depend on today. */
const CLOCK_CHANGES = { from: Date.UTC(2027, 0), to: Date.UTC(2027, 0) + 5 * 366 * DAY }

const lostStarts = new Map<string, ReturnType<typeof skippedBetween>>()

function namesOf(targets: readonly Target[]): string {
  const names = targets.slice(0, 3).map(({ name }) => name)
  const more = targets.length - names.length
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '')
}

export const RULES: readonly Rule[] = [duplicateCover, noFullInChain, dstSkippedStart]
