// Days of the week as phrases write them, `Mon-Wed,Fri-Sun`, to numbers and back.
import { range, SATURDAY, SUNDAY, WEEKDAY_NAMES, weekdayName } from './calendar.ts'
import { rangesOf } from './field.ts'
import { isProblem, type Problem, problemAt, quote, splitList, type Token } from './problem.ts'

const EVERY_WEEKDAY = range(SUNDAY, SATURDAY)
const WEEKDAYS = range(SUNDAY + 1, SATURDAY - 1)
const WEEKENDS = [SUNDAY, SATURDAY]

/** `daily`, `weekdays`, `weekends`, or a list of days and ranges: 1, Sunday, to 7, ascending. */
export function parseWeekdays(token: Token): readonly number[] | Problem {
  switch (token.text.toLowerCase()) {
    case 'daily':
      return EVERY_WEEKDAY
    case 'weekdays':
      return WEEKDAYS
    case 'weekends':
      return WEEKENDS
    default:
      return parseList(token)
  }
}

/** One day. A problem has a fix only where it is plain what was meant: what else may stand there, the caller knows. */
export function parseWeekday(token: Token): number | Problem {
  const index = WEEKDAY_NAMES.findIndex(name => name.toLowerCase() === token.text.toLowerCase())
  return index >= 0 ? index + 1 : dayUnknown(token)
}

/** In the order of a working week: Sunday comes last. */
export function weekdayWords(weekdays: readonly number[]): string {
  if (weekdays.length === EVERY_WEEKDAY.length) return 'daily'
  const key = weekdays.join()
  if (key === WEEKDAYS.join()) return 'weekdays'
  if (key === WEEKENDS.join()) return 'weekends'
  const fromMonday = weekdays
    .map(weekday => (weekday === SUNDAY ? 8 : weekday))
    .sort((a, b) => a - b)
  const name = (day: number) => weekdayName(day === 8 ? SUNDAY : day)
  return rangesOf(fromMonday)
    .map(([from, to]) =>
      to - from > 1 ? `${name(from)}-${name(to)}` : range(from, to).map(name).join(),
    )
    .join(',')
}

/** Ranges are in week order and may pass over Sunday, which EventBridge's may not: they are written out. */
function parseList(token: Token): readonly number[] | Problem {
  const found = new Set<number>()
  for (const item of splitList(token)) {
    const [, first = item.text, last] = /^([a-z]+)-([a-z]+)$/i.exec(item.text) ?? []
    const from = parseWeekday({ text: first, at: item.at })
    if (isProblem(from)) return from
    const to =
      last === undefined ? from : parseWeekday({ text: last, at: item.at + first.length + 1 })
    if (isProblem(to)) return to
    const length = (to - from + 7) % 7
    for (const day of range(0, length)) found.add(((from + day - 1) % 7) + 1)
  }
  return [...found].sort((a, b) => a - b)
}

function dayUnknown(token: Token): Problem {
  const typed = token.text.toLowerCase()
  const meant = [...WEEKDAY_NAMES, 'weekdays', 'weekends', 'daily'].find(word => {
    const known = word.toLowerCase()
    return (
      typed.length > 2 && typed !== known && (known.startsWith(typed) || typed.startsWith(known))
    )
  })
  return problemAt(token, {
    code: 'phrase-invalid',
    message: `${quote(token.text)} is not a day as a phrase writes it.`,
    ...(meant === undefined ? {} : { fix: `write ${meant}` }),
  })
}
