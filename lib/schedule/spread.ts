// `spread`: moves a schedule by a stable number of minutes, so that not every backup of a fleet starts on the hour.
import type { CronExpression, Expression } from './expression.ts'

type Spread = {
  readonly expression: Expression
  /** How far it was moved. */
  readonly minutes: number
}

/**
 * Moves an expression later by 0 to `minutes`, the same for the same `hash` (a whole number, not negative), and never
 * over midnight: a Sunday's backup stays on Sunday. What has no fixed minute stays as it is, see roomToSpread.
 */
export function spread(
  expression: Expression,
  { minutes, hash }: { readonly minutes: number; readonly hash: number },
): Spread {
  const moved = hash % (Math.min(minutes, roomToSpread(expression)) + 1)
  if (expression.kind === 'at' || moved === 0) return { expression, minutes: 0 }
  return { expression: later(expression, moved), minutes: moved }
}

/**
 * The most minutes that a schedule can be moved: up to 23:59 for its last start of the day. Zero for one local time
 * (`once`), and for several minutes of an hour, which are an interval with a phase of its own.
 */
export function roomToSpread(expression: Expression): number {
  if (expression.kind === 'at' || expression.minutes.length > 1) return 0
  const [minute = 0] = expression.minutes
  const lastHour = expression.hours.at(-1) ?? 0
  return 24 * 60 - 1 - (lastHour * 60 + minute)
}

function later(cron: CronExpression, moved: number): CronExpression {
  const [minute = 0] = cron.minutes
  const hours = Math.floor((minute + moved) / 60)
  return {
    ...cron,
    minutes: [(minute + moved) % 60],
    hours: cron.hours.map(hour => hour + hours),
  }
}
