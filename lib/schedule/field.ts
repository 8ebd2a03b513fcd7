// One numeric field of a cron expression, in either dialect: `,` `-` `*` `/` and names to a list of values, and back.
import { isProblem, type Problem, problemAt, quote, splitList, type Token } from './problem.ts'

export type Field = {
  readonly name: string
  readonly min: number
  readonly max: number
  /** Three letters each; the first stands for `min`. */
  readonly names?: readonly string[]
  /** EventBridge reads `5/15` as "from 5 on"; standard cron wants a range before the slash. */
  readonly openSteps: boolean
  /** How many values it takes before we write an increment instead of a list. */
  readonly incrementFrom: number
}

type Steps = { readonly from: number; readonly to: number; readonly step: number }

/** The values that a field names: ascending, each once. */
export function parseField(token: Token, field: Field): readonly number[] | Problem {
  const values = new Set<number>()
  for (const item of splitList(token)) {
    const steps = parseItem(item, field)
    if (isProblem(steps)) return steps
    for (let value = steps.from; value <= steps.to; value += steps.step) values.add(value)
  }
  return [...values].sort((a, b) => a - b)
}

/**
 * The shortest text that a reviewer reads without counting. An increment is written only where it divides the whole
 * field evenly: `0/7` in minutes would hide that the last step of each hour is shorter.
 */
export function renderField(values: readonly number[], field: Field): string {
  const size = field.max - field.min + 1
  if (values.length === size) return '*'
  const [first = field.min, second = first] = values
  const step = second - first
  const even = values.every((value, index) => value === first + index * step)
  if (even && values.length >= field.incrementFrom && values.length * step === size) {
    return `${first}/${step}`
  }
  return rangesOf(values).map(renderRange).join(',')
}

/** Neighbouring values put together: `[1, 2, 3, 6]` is `[1, 3]` and `[6, 6]`. */
export function rangesOf(values: readonly number[]): (readonly [from: number, to: number])[] {
  const ranges: [number, number][] = []
  for (const value of values) {
    const range = ranges.at(-1)
    if (range !== undefined && range[1] === value - 1) range[1] = value
    else ranges.push([value, value])
  }
  return ranges
}

function renderRange([from, to]: readonly [number, number]): string {
  if (from === to) return String(from)
  return to === from + 1 ? `${from},${to}` : `${from}-${to}`
}

const ITEM = /^(?:(\*)|([A-Z0-9]+)(?:-([A-Z0-9]+))?)(?:\/(\d+))?$/i

function parseItem(item: Token, field: Field): Steps | Problem {
  const [whole, star, first, last, slash] = ITEM.exec(item.text) ?? []
  if (whole === undefined) return notTaken(item, item.text, field)
  const step = slash === undefined ? 1 : Number(slash)
  if (step < 1 || step > field.max - field.min) return stepNotTaken(item, step, field)
  if (star !== undefined) return { from: field.min, to: field.max, step }

  const from = numberOf(first ?? '', field)
  if (from === undefined) return notTaken(item, first ?? '', field)
  if (last === undefined) return openRange(item, { from, slash, step }, field)
  const to = numberOf(last, field)
  if (to === undefined) return notTaken(item, last, field)
  return from <= to ? { from, to, step } : backwards(item, { from, to }, field)
}

function openRange(
  item: Token,
  { from, slash, step }: { from: number; slash: string | undefined; step: number },
  field: Field,
): Steps | Problem {
  if (slash === undefined) return { from, to: from, step }
  if (field.openSteps) return { from, to: field.max, step }
  return problemAt(item, {
    code: 'cron-invalid',
    message: `${quote(item.text)} has no range before the slash; cron programs disagree on what that means.`,
    fix: `write ${from}-${field.max}/${step}`,
  })
}

function numberOf(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1
  if (named >= 0) return field.min + named
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN
  return value >= field.min && value <= field.max ? value : undefined
}

function notTaken(item: Token, text: string, field: Field): Problem {
  const orNames = field.names ? ` or ${field.names[0]}-${field.names.at(-1)}` : ''
  return problemAt(item, {
    code: 'cron-invalid',
    message: `${quote(text)} is no value of the ${field.name} field, which takes ${field.min}-${field.max}${orNames}.`,
  })
}

function stepNotTaken(item: Token, step: number, field: Field): Problem {
  return problemAt(item, {
    code: 'cron-invalid',
    message: `A step of ${step} does not fit into the ${field.name} field, which begins anew after ${field.max}.`,
    fix: `write a step from 1 to ${field.max - field.min}, or several schedules`,
  })
}

function backwards(item: Token, { from, to }: { from: number; to: number }, field: Field): Problem {
  const around = `${renderRange([from, field.max])},${renderRange([field.min, to])}`
  return problemAt(item, {
    code: 'cron-invalid',
    message: `The range ${quote(item.text)} runs backwards; some cron programs wrap it around, some see nothing in it.`,
    fix: `write ${around}`,
  })
}
