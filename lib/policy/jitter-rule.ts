// What jitter delays beyond startWithin is missed each time that chance has it so, and told as missed at night.
import { renderDuration } from '../schedule/duration.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt } from './origin.ts'
import type { Rule } from './rule.ts'
import { timeText } from './wording.ts'

export const jitterTooLong: Rule = function* ({ policies }) {
  for (const effective of policies) {
    for (const { schedule } of effective.scheduled) {
      const { jitterSeconds, terms } = schedule
      const { startWithinSeconds } = terms
      if (jitterSeconds < startWithinSeconds || jitterSeconds === 0) continue
      const name = `${effective.policy.name}.${schedule.name}`
      const [jitter, startWithin] = [jitterSeconds, startWithinSeconds].map(timeText)
      const enough = renderDuration(Math.ceil((jitterSeconds + startWithinSeconds) / 60) * 60)
      const message = `jitter may delay ${name} by ${jitter}, and it counts as missed ${startWithin} after it is due (startWithin)`
      const fix = `write startWithin: ${enough}, or a jitter that is shorter than ${startWithin}`
      yield diagnoseAt(
        { code: 'jitter-too-long', message, fix },
        keyOf(effective, schedule, 'jitter'),
      )
    }
  }
}
