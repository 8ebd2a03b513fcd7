// Durations as a policy writes them: `30s`, `15m`, `2h`, `8d`.
import { type Problem, problemAt, quote } from './problem.ts'

const SECONDS = { d: 86_400, h: 3_600, m: 60, s: 1 } as const

type Unit = keyof typeof SECONDS

/** Seconds. */
export function parseDuration(text: string): number | Problem {
  const [whole, count, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? []
  if (whole !== undefined) return Number(count) * SECONDS[unit as Unit]
  return problemAt(
    { text, at: 0 },
    {
      code: 'duration-invalid',
      message: `${quote(text)} is not a duration, which is a whole number with s, m, h or d.`,
      fix: `write ${meant(text) ?? 'it like 90m'}`,
    },
  )
}

/** The shortest text for whole seconds: 5400 is `90m`, 86400 is `1d`. */
export function renderDuration(seconds: number): string {
  if (seconds === 0) return '0m'
  for (const unit of ['d', 'h', 'm'] as const) {
    if (seconds % SECONDS[unit] === 0) return `${seconds / SECONDS[unit]}${unit}`
  }
  return `${seconds}s`
}

/** `1h30m`, `1.5h`, `15 min`, `2 hours` and `1w` say clearly enough what was meant. */
function meant(text: string): string | undefined {
  if (!/^\s*(\d{1,9}([.,]\d{1,3})?\s*[a-z]+\s*)+$/i.test(text)) return undefined
  let seconds = 0
  for (const [, count = '', word = ''] of text.toLowerCase().matchAll(/([\d.,]+)\s*([a-z]+)/g)) {
    const unit = /^(s|m|h|d|w|sec|min|hr|day|second|minute|hour|week)s?$/.exec(word)?.[1]?.[0]
    if (unit === undefined) return undefined
    const length = unit === 'w' ? 7 * SECONDS.d : SECONDS[unit as Unit]
    seconds += Number(count.replace(',', '.')) * length
  }
  const whole = Math.round(seconds)
  return whole === 0 && seconds > 0 ? undefined : renderDuration(whole)
}
