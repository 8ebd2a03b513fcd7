// When a blackout is, as text: what schedules are compared by, and thousands of them share a few calendars.
import type { BlackoutSpan } from '../schedule/blackout.ts'

/** Without its names: equal for spans that mean the same. */
export function spanText({ span }: { readonly span: BlackoutSpan }): string {
  const known = texts.get(span)
  if (known !== undefined) return known
  const text = JSON.stringify(span)
  texts.set(span, text)
  return text
}

const texts = new WeakMap<BlackoutSpan, string>()
