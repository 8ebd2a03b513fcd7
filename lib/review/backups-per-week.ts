// What the schedules of a side do for each target in a week, by level.
import { averageStarts } from './average-starts.ts'
import { levelText } from './level-text.ts'
import type { Side } from './side.ts'

/** Starts a week by target and level text; triggers are not counted, and of `once` there are 0. */
export function backupsPerWeek(side: Side): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const targets = new Map<string, Map<string, number>>()
  for (const policy of side.policies) {
    const own = policy.schedules.map(schedule => {
      return { level: levelText(schedule.backup), starts: averageStarts(schedule) }
    })
    for (const { name } of policy.targets) {
      const levels = targets.get(name) ?? new Map<string, number>()
      targets.set(name, levels)
      for (const { level, starts } of own) levels.set(level, (levels.get(level) ?? 0) + starts)
    }
  }
  return targets
}
