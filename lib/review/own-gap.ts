// The longest time between two starts of one schedule, proved as the rpo is.
import type { Policy, PolicySchedule } from '../policy/policy.ts'
import { worstGapOf } from '../policy/recovery-streams.ts'
import { expressionOf } from '../schedule/timetable.ts'

/** Seconds, jitter included; null for fewer than two starts, and where dates end it. A pause does not count. */
export function ownGap(policy: Policy, schedule: PolicySchedule): number | null {
  const name = `${policy.name}.${schedule.name}`
  const scheduled = { schedule, expression: expressionOf(schedule) }
  const gap = worstGapOf([{ name, policy, scheduled }])
  return gap?.kind === 'between' ? gap.seconds : null
}
