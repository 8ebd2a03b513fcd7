// One trigger of one policy in one environment: its backup, the events that it waits for, its terms.
import type { Target } from '../target.ts'
import { parseEventPath } from '../trigger/event-path.ts'
import { meant } from '../trigger/meant.ts'
import { triggerOf } from '../trigger/presets.ts'
import { longestPause } from './bounds.ts'
import { CODES, type Flaw } from './codes.ts'
import { nameFlaw } from './field-laws.ts'
import type { MergedTrigger } from './merge.ts'
import type { PolicyTrigger } from './policy.ts'
import { acknowledgedBy, backupIn, commonTerms, type StartContext, secondsOf } from './terms.ts'
import { quote } from './wording.ts'

/** A trigger, and what the rules want to know of it beside what is handed on. */
export type Triggered = {
  readonly trigger: PolicyTrigger
  /** Codes of findings that its author means to be so. */
  readonly acknowledges: readonly string[]
}

/** Seconds. */
const HOUR = 3_600
const COOLDOWN = 600

/** Undefined when something is wrong with it, which is reported or was told where it is written. */
export function effectiveTrigger(
  trigger: MergedTrigger,
  context: StartContext,
): Triggered | undefined {
  const { values, name, origin } = trigger
  const backup = backupIn(trigger, context)
  const waiting = eventIn(trigger, context)
  const pause = longestPause([context.merged, trigger], context)
  const targets = targetsIn(trigger, context)
  if (backup === undefined || waiting === undefined || targets === undefined) return undefined
  if (pause === 'unreadable' || !trigger.isSound) return undefined
  const cooldownSeconds = secondsOf(values.cooldown) ?? COOLDOWN
  return {
    acknowledges: acknowledgedBy(values),
    trigger: {
      name,
      ...waiting,
      backup,
      targets: targets.map(target => target.name),
      delaySeconds: secondsOf(values.delay) ?? 0,
      ...targetFromOf(trigger),
      ...(pause === undefined ? {} : { pause }),
      terms: {
        startWithinSeconds: secondsOf(values.startWithin) ?? HOUR,
        ...commonTerms(values, { ...context, targets, backup }),
        ...(cooldownSeconds === 0 ? {} : { cooldownSeconds }),
      },
      origin,
    },
  }
}

function eventIn(
  { values, originOf, isMistaken }: MergedTrigger,
  { merged, report }: StartContext,
): Pick<PolicyTrigger, 'event' | 'pattern' | 'identity' | 'phrase'> | undefined {
  const { event, match, pattern } = values
  if (event === undefined || isMistaken('event', 'match', 'pattern')) return undefined
  const { flaws, ...waiting } = triggerOf(
    {
      event,
      ...(match === undefined ? {} : { match }),
      ...(pattern === undefined ? {} : { pattern }),
    },
    merged.values.name,
  )
  // With a key that is not known, nobody knows which key is missing.
  const isUnknown = flaws.some(({ code }) => code === 'unknown-key')
  for (const { path, ...flaw } of flaws) {
    if (flaw.code !== 'missing-key' || !isUnknown) report(flaw, originOf(...path))
  }
  const isWrong = flaws.some(({ code }) => CODES[code].severity === 'error')
  return isWrong ? undefined : { event, ...waiting }
}

/** The policy's targets, or those of them that the trigger names. */
function targetsIn(
  { values, originOf }: MergedTrigger,
  { merged, targets, areTargetsKnown, report }: StartContext,
): readonly Target[] | undefined {
  if (values.targets === undefined) return targets
  const wanted = new Set(values.targets)
  const found = targets.filter(({ name }) => wanted.has(name))
  if (found.length === wanted.size) return found
  // What the policy's own targets are is not known then.
  if (!areTargetsKnown || merged.isMistaken('exclude')) return undefined
  const known = targets.map(({ name }) => name)
  for (const [index, name] of values.targets.entries()) {
    if (known.includes(name) || nameFlaw(name) !== undefined) continue
    const isExcluded = merged.values.exclude?.includes(name) ?? false
    report(notTheirs(name, isExcluded ? [] : known), originOf('targets', index))
  }
  return undefined
}

function notTheirs(name: string, known: readonly string[]): Flaw {
  const near = meant(name, known)
  return {
    code: 'unknown-target',
    message: `${quote(name)} is not one of the targets of this policy`,
    fix: near === undefined ? 'add it to targets of the policy' : `did you mean ${near}?`,
  }
}

function targetFromOf({ values }: MergedTrigger): Pick<PolicyTrigger, 'targetFrom'> {
  const path = values.targetFrom === undefined ? undefined : parseEventPath(values.targetFrom)
  return path === undefined || 'message' in path ? {} : { targetFrom: path }
}
