// Instants, and local times before any zone has a say: the Gregorian calendar and its arithmetic.

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number

/** From inclusive, to exclusive. */
export type Span = { readonly from: Instant; readonly to: Instant }

/** What a clock on a wall shows, written as the milliseconds of the same digits in UTC. No instant until a zone is named. */
export type WallTime = number

export type LocalTime = {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  /** 1 is Sunday and 7 is Saturday, as EventBridge counts. */
  readonly weekday: number
}

export const SECOND = 1_000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const SATURDAY = 7
export const SUNDAY = 1

/** Of the weekdays 1 to 7. */
export const WEEKDAY_NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const

export function wallTime(local: Omit<LocalTime, 'weekday'>): WallTime {
  return Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute)
}

export function localTime(wall: WallTime): LocalTime {
  const digits = new Date(wall)
  return {
    year: digits.getUTCFullYear(),
    month: digits.getUTCMonth() + 1,
    day: digits.getUTCDate(),
    hour: digits.getUTCHours(),
    minute: digits.getUTCMinutes(),
    weekday: digits.getUTCDay() + 1,
  }
}

export function weekdayOf(year: number, month: number, day: number): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1
}

export function weekdayName(weekday: number): string {
  return WEEKDAY_NAMES[weekday - 1] ?? ''
}

export function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** Spans that overlap or touch made one; ascending and disjoint. */
export function joined(spans: readonly Span[]): readonly Span[] {
  const whole: { from: Instant; to: Instant }[] = []
  for (const { from, to } of spans.toSorted((a, b) => a.from - b.from)) {
    const last = whole.at(-1)
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to)
    else whole.push({ from, to })
  }
  return whole
}

/** The whole numbers from one to the other, both included. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/** `02:30`. */
export function clockText(time: { readonly hour: number; readonly minute: number }): string {
  return `${twoDigits(time.hour)}:${twoDigits(time.minute)}`
}

/** `2026-11-22`. */
export function dateText(date: Pick<LocalTime, 'year' | 'month' | 'day'>): string {
  return `${String(date.year).padStart(4, '0')}-${twoDigits(date.month)}-${twoDigits(date.day)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
