// A window that comes again every week, `Mon-Fri 08:00-10:00`, as a blackout calendar writes it.
import { type ClockSpan, clockSpanProblem, parseClockSpan } from './clock-span.ts'
import { isProblem, type Problem, problemAt, quote, type Token } from './problem.ts'
import { parseWeekdays } from './weekday-words.ts'

/** A window over midnight belongs to the day on which it begins. */
type Weekly = ClockSpan & {
  /** 1 is Sunday and 7 is Saturday, ascending. */
  readonly weekdays: readonly number[]
}

export function parseWeekly(text: string): Weekly | Problem {
  const clockAt = text.search(/\d{1,2}:/)
  if (clockAt < 0) return incomplete(text, 'has no span of time')
  const daysAt = text.length - text.trimStart().length
  if (daysAt >= clockAt) return incomplete(text, 'does not say on which days')
  const clock = { text: text.slice(clockAt).trimEnd(), at: clockAt }
  const span = parseClockSpan(clock.text)
  if (span === undefined) {
    return clockSpanProblem(clock, { code: 'blackout-invalid', example: '08:00-10:00' })
  }
  const weekdays = daysOf({ text: text.slice(daysAt, clockAt).trimEnd(), at: daysAt })
  return isProblem(weekdays) ? weekdays : { weekdays, ...span }
}

function daysOf(token: Token): readonly number[] | Problem {
  const weekdays = parseWeekdays(token)
  if (!isProblem(weekdays)) return weekdays
  if (/^(first|second|third|fourth|last|day)\s/i.test(token.text)) return ofMonth(token)
  return {
    fix: 'write daily, weekdays, weekends, Mon-Fri or Mon,Thu',
    ...weekdays,
    code: 'blackout-invalid',
  }
}

function ofMonth(token: Token): Problem {
  return problemAt(token, {
    code: 'blackout-invalid',
    message: `${quote(token.text)} is a day of the month, and a weekly window has days of the week only.`,
    fix: 'write a window with from: and to: for each of those days',
  })
}

function incomplete(text: string, what: string): Problem {
  return problemAt(
    { text, at: 0 },
    {
      code: 'blackout-invalid',
      message: `${quote(text)} ${what}.`,
      fix: 'write days and a span of time, for example Mon-Fri 08:00-10:00',
    },
  )
}
