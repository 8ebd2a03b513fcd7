// The small words of reasons: numbers, times and names, as a reviewer reads them.

import { timeText, visible } from '../policy/wording.ts'
import { renderDuration } from '../schedule/duration.ts'
import { localText } from '../schedule/zone.ts'

/** `672`, `1,008`, `0.23`. */
export function countText(count: number): string {
  return NUMBERS.format(count)
}

/** Made once: making it takes longer than all that it formats. */
const NUMBERS = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })

/** `1 start a week`, `672 starts a week`. */
export function startsText(count: number): string {
  return `${countText(count)} ${count === 1 ? 'start' : 'starts'} a week`
}

/** `15m`, `24h53m`; infinite where nothing comes any more. */
export function gapText(seconds: number): string {
  return Number.isFinite(seconds) ? timeText(seconds) : ENDLESS
}

/** Of a gap that nothing ends: `none` would read as if there were no gap any more. */
export const ENDLESS = 'endless'

/** As a policy writes it, and `7m30s`, which none does. */
export function durationText(seconds: number): string {
  const rest = seconds % 60
  if (rest === 0 || seconds < 60) return renderDuration(seconds)
  return `${renderDuration(seconds - rest)}${rest}s`
}

export type Clock = {
  readonly timezone: string
  /** Whether the review speaks it, so that nobody need name it. */
  readonly isUsual: boolean
}

/** `Thu 2026-12-31 02:00`, by another clock than the review's `Thu 2026-12-31 02:00 America/New_York`. */
export function dateText(iso: string, { timezone, isUsual }: Clock): string {
  const text = localText(Date.parse(iso), timezone)
  return isUsual ? text : `${text} ${timezone}`
}

/** What a person wrote, on one line. */
export function oneLine(text: string): string {
  const line = visible(text.replace(/\s+/g, ' ').trim())
  return line.length > 200 ? `${line.slice(0, 200)}…` : line
}
