// `numeric`: one comparison, or a range from a lower to an upper bound. "Numeric matching" in EventBridge's comparison
// operators; the order within a range (lower first) is what aws/event-ruler's compiler takes.
import type { Condition, Refusal } from './condition.ts'

const COMPARE: { readonly [operator: string]: (value: number, bound: number) => boolean } = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
}

const FIX = 'write it like [">", 0] or [">=", 0, "<", 100]'

export function readNumeric(operand: unknown): Condition | Refusal {
  if (!Array.isArray(operand)) return refuse('numeric takes a list')
  const [operator, bound, upper, top, ...more] = operand
  const from = comparison(operator, bound)
  if (typeof from === 'string') return refuse(from)
  if (operand.length === 2) return condition([from])
  const to = comparison(upper, top)
  if (typeof to === 'string') return refuse(to)
  if (more.length > 0) return refuse('numeric takes one comparison or two')
  if (!from.operator.startsWith('>') || !to.operator.startsWith('<')) {
    return refuse('A range starts with > or >= and ends with < or <=')
  }
  if (from.bound >= to.bound) return refuse(`Nothing is above ${from.bound} and below ${to.bound}`)
  return condition([from, to])
}

type Comparison = { readonly operator: string; readonly bound: number }

function comparison(operator: unknown, bound: unknown): Comparison | string {
  if (typeof operator !== 'string' || !Object.hasOwn(COMPARE, operator)) {
    return 'Each comparison of numeric is one of = < <= > >='
  }
  if (typeof bound !== 'number' || !Number.isFinite(bound))
    return `After ${operator} comes a number`
  return { operator, bound }
}

function condition(comparisons: readonly Comparison[]): Condition {
  return {
    sample: sampleOf(comparisons),
    words: `a number ${comparisons.map(({ operator, bound }) => `${operator} ${bound}`).join(' and ')}`,
    holds: value =>
      typeof value === 'number' &&
      comparisons.every(({ operator, bound }) => COMPARE[operator]?.(value, bound) === true),
  }
}

/** The middle of a range; beside the bound of a single comparison, or the bound itself. */
function sampleOf([from, to]: readonly Comparison[]): number {
  if (from === undefined) return 0
  if (to !== undefined) return from.operator === '>=' ? from.bound : (from.bound + to.bound) / 2
  return from.bound + (from.operator === '>' ? 1 : from.operator === '<' ? -1 : 0)
}

const refuse = (refused: string): Refusal => ({ refused, fix: FIX })
