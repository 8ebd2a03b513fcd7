// `once`: one local time, to the one-time expression `at(…)`.
import { DAY, wallTime } from './calendar.ts'
import type { AtExpression } from './expression.ts'
import { localDateTimeText, parseLocalDateTime } from './local.ts'
import { isProblem, type Problem, problemAt } from './problem.ts'
import { skippedBetween } from './skipped.ts'

/** A time that the zone's clocks skip would never come: it is refused here, not lost later. */
export function parseOnce(text: string, zone: string): AtExpression | Problem {
  const local = parseLocalDateTime(text)
  if (isProblem(local)) return local
  const at = { kind: 'at', ...local, second: 0 } as const
  const wall = wallTime(local)
  const [skipped] = skippedBetween(at, zone, { from: wall - 2 * DAY, to: wall + 2 * DAY })
  if (skipped === undefined) return at
  return problemAt(
    { text, at: 0 },
    {
      code: 'date-invalid',
      message: `${localDateTimeText(local)} does not exist in ${zone}: the clocks go forward over it.`,
      fix: `write ${localDateTimeText(skipped.gap.to)}`,
    },
  )
}
