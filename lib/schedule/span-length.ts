// How long a simulation goes on: a duration that may be weeks or years, in a scenario as on the command line.

const DAY = 86_400

const SECONDS: ReadonlyMap<string | undefined, number> = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3600],
  ['d', DAY],
  ['w', 7 * DAY],
  ['y', 365 * DAY],
])

/** Every start of it is lived through. In seconds. */
export const LONGEST_SPAN = 10 * 365 * DAY

/** Seconds of `36h`, `7d`, `4w` or `1y`, which is 365 days; 0 of what is no length. */
export function spanSeconds(text: string): number {
  const [, amount, unit] = /^(\d+)([smhdwy])$/.exec(text) ?? []
  return Number(amount ?? 0) * (SECONDS.get(unit) ?? 0)
}
