// What Defaults.guardrails forbid, each told at the key that goes too far and with the line that forbids it.
import { closestStarts } from './closest-starts.ts'
import type { Flaw } from './codes.ts'
import type { EffectivePolicy } from './effective.ts'
import { NO_GUARDRAILS } from './guardrails.ts'
import { intervalFrom } from './intervals.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt, type Origin, placeIn } from './origin.ts'
import { pausesOf } from './pause-rule.ts'
import { smallestRpo } from './rpo-rule.ts'
import type { Rule, RuleContext } from './rule.ts'
import { timeText } from './wording.ts'

export const guardrails: Rule = function* (context) {
  for (const effective of context.policies) {
    for (const check of CHECKS) {
      for (const { flaw, origin } of check(effective, context)) yield diagnoseAt(flaw, origin)
    }
  }
}

type Check = (
  effective: EffectivePolicy,
  context: RuleContext,
) => Iterable<{ readonly flaw: Flaw; readonly origin: Origin }>

const minInterval: Check = function* (effective, context) {
  const { minIntervalSeconds: least } = context.guardrails
  for (const one of effective.scheduled) {
    const seconds = closestStarts(one, least)
    if (seconds >= least) continue
    const { schedule, isInterval } = one
    const limit =
      least === NO_GUARDRAILS.minIntervalSeconds
        ? `${timeText(least)} must lie between two starts where Defaults do not allow less (guardrails.minInterval)`
        : `${timeText(least)} must lie between two starts (${standing('minInterval', context)})`
    const message = `${effective.policy.name}.${schedule.name} starts again after ${timeText(seconds)}, and at least ${limit}`
    const fix = isInterval
      ? `write ${intervalFrom(least)} or longer`
      : `leave ${timeText(least)} between its starts`
    const key = isInterval ? 'every' : schedule.phrase.startsWith('cron ') ? 'cron' : 'at'
    const origin = keyOf(effective, schedule, key)
    yield { flaw: { code: 'guardrail-min-interval', message, fix }, origin }
  }
}

const maxTargets: Check = function* ({ policy, originOf }, context) {
  const { maxTargetsPerPolicy: most } = context.guardrails
  const count = policy.targets.length
  if (most === undefined || count <= most) return
  const message = `This policy protects ${count} targets, and one policy may protect ${most} at most (${standing('maxTargetsPerPolicy', context)})`
  const fix = 'split it, for example by labels: targets: [{select: {region: north}}]'
  yield { flaw: { code: 'guardrail-max-targets', message, fix }, origin: originOf('targets') }
}

const requireRpo: Check = function* (effective, context) {
  const { name } = context.environment
  const isRequired = context.guardrails.requireRpo.includes(name)
  if (!isRequired || effective.policy.rpoSeconds !== undefined) return
  const message = `Every policy must promise an rpo (${standing('requireRpo', context)}), and this one does not`
  const kept = smallestRpo(effective, context.policies)
  const fix = kept === undefined ? 'add rpo: 24h' : `add rpo: ${kept}, which its schedules keep`
  yield { flaw: { code: 'guardrail-rpo', message, fix }, origin: effective.originOf('rpo') }
}

const pauseUntil: Check = function* (effective, context) {
  if (!context.guardrails.pauseNeedsUntil) return
  for (const { pause, origin } of pausesOf(effective)) {
    if (pause.until !== undefined) continue
    const message = `This pause has no end, and every pause must have one (${standing('pauseNeedsUntil', context)})`
    const fix = 'add until: with a local date and time such as 2026-12-30T18:00'
    yield { flaw: { code: 'guardrail-pause-until', message, fix }, origin }
  }
}

const replace: Check = function* (effective, context) {
  if (context.guardrails.allowReplace) return
  const { policy } = effective
  for (const source of [...policy.schedules, ...policy.triggers]) {
    if (source.terms.overlap !== 'replace') continue
    const message = `${policy.name}.${source.name} would kill a running job to start its own, which Defaults do not allow (guardrails.allowReplace)`
    const fix = 'write overlap: skip, or guardrails: {allowReplace: true} in Defaults'
    const origin = keyOf(effective, source, 'overlap')
    yield { flaw: { code: 'guardrail-replace', message, fix }, origin }
  }
}

const CHECKS: readonly Check[] = [requireRpo, maxTargets, pauseUntil, replace, minInterval]

/** `guardrails.requireRpo, policies/defaults.yaml:9`. */
function standing(key: string, { defaults }: RuleContext): string {
  if (defaults === undefined) return `guardrails.${key}`
  const { file, line } = placeIn({ text: defaults, path: ['guardrails', key] })
  return `guardrails.${key}, ${file}:${line}`
}
