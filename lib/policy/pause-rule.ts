// A pause takes protection away on purpose: it must end one day, and go when it has.
import { localText } from '../schedule/zone.ts'
import type { Pause } from '../start.ts'
import type { EffectivePolicy } from './effective.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt, type Origin } from './origin.ts'
import { type Rule, zoneOf } from './rule.ts'

/** Where guardrails ask for an end, its absence is theirs to tell. */
export const pauseWithoutUntil: Rule = function* ({ policies, guardrails }) {
  if (guardrails.pauseNeedsUntil) return
  for (const effective of policies) {
    for (const { pause, origin } of pausesOf(effective)) {
      if (pause.until !== undefined) continue
      const message = 'This pause has no end: nothing is backed up until somebody remembers it'
      const fix = 'add until: with a local date and time such as 2026-12-30T18:00'
      yield diagnoseAt({ code: 'pause-without-until', message, fix }, origin)
    }
  }
}

export const pauseExpired: Rule = function* ({ policies, now }) {
  if (now === undefined) return
  for (const effective of policies) {
    for (const { pause, origin } of pausesOf(effective)) {
      if (pause.until === undefined || Date.parse(pause.until) > now) continue
      const zone = zoneOf(effective.policy)
      const end = localText(Date.parse(pause.until), zone)
      const message = `This pause ended on ${end} (${zone}): backups start again, and it only misleads who reads it`
      yield diagnoseAt({ code: 'pause-expired', message, fix: 'remove pause' }, origin)
    }
  }
}

type WrittenPause = { readonly pause: Pause; readonly origin: Origin }

/** Each pause once, where it is written: a policy's pause is every schedule's and trigger's. */
export function pausesOf(effective: EffectivePolicy): readonly WrittenPause[] {
  const { policy } = effective
  const found = new Map<string, WrittenPause>()
  for (const source of [...policy.schedules, ...policy.triggers]) {
    const { pause } = source
    if (pause === undefined) continue
    const origin = keyOf(effective, source, 'pause')
    found.set(`${origin.path.join(' ')} ${pause.until}`, { pause, origin })
  }
  return [...found.values()]
}
