// Laws of the matcher, for any pattern and any event.
import { expect, it } from 'vitest'
import { exampleEvent } from '../lib/trigger/example.ts'
import { explain, matches } from '../lib/trigger/match.ts'
import { checkPattern } from '../lib/trigger/pattern-check.ts'
import { wildcardHolds } from '../lib/trigger/wildcard.ts'
import { complexityOf } from '../lib/trigger/wildcard-complexity.ts'
import { cpuTime } from './support/cpu-time.ts'
import { fc } from './support/fast-check.ts'

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
)
const field = fc
  .string({ minLength: 1, maxLength: 8 })
  .filter(name => !/[.$]/.test(name) && name !== '__proto__')

/** A pattern of exact values, and the event that has the first of each. */
const exact = fc.letrec<{ node: [object, object] }>(tie => ({
  node: fc
    .dictionary(
      field,
      fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.array(leaf, { minLength: 1, maxLength: 3 }).map(values => [values, values[0]]),
        tie('node'),
      ),
      { minKeys: 1, maxKeys: 4 },
    )
    .map(fields => {
      const entries = Object.entries(fields)
      return [0, 1].map(n => Object.fromEntries(entries.map(([name, pair]) => [name, pair[n]])))
    }) as fc.Arbitrary<[object, object]>,
})).node

it('matches every event that has the values of the pattern, whatever else it has', () => {
  fc.assert(
    fc.property(
      exact,
      fc.dictionary(fc.constantFrom('extra one', 'extra two'), leaf),
      ([pattern, event], more) => {
        expect(matches(pattern as never, { ...more, ...event })).toBe(true)
      },
    ),
  )
})

it('does not match when one value of the pattern is gone', () => {
  fc.assert(
    fc.property(exact, fc.nat(), ([pattern, event], n) => {
      const names = Object.keys(event)
      const gone = names[n % names.length] ?? ''
      const { [gone]: _, ...rest } = event as Record<string, unknown>
      expect(matches(pattern as never, rest)).toBe(false)
      expect(explain(pattern as never, rest).every(({ path }) => path.startsWith(gone))).toBe(true)
    }),
  )
})

const word = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*', '\\'), maxLength: 8 })
const plain = fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 4 })
const wildcard = fc.array(plain, { minLength: 1, maxLength: 3 }).map(parts => parts.join('*'))
const operand = fc.oneof(
  word,
  fc.array(word, { minLength: 1, maxLength: 3 }),
  fc.record({ prefix: plain }),
  fc.record({ suffix: fc.array(plain, { minLength: 1, maxLength: 2 }) }),
  fc.record({ wildcard }),
  fc.record({ 'equals-ignore-case': plain }),
)

it('has anything-but match a value exactly when the operator or value itself does not', () => {
  fc.assert(
    fc.property(operand, fc.oneof(word, leaf), (but, value) => {
      const entries: readonly unknown[] =
        typeof but === 'object' && !Array.isArray(but)
          ? Object.entries(but).flatMap(([name, some]) =>
              [some].flat().map(text => ({ [name]: text })),
            )
          : [but].flat()
      const event = { s: value }
      expect(matches({ s: [{ 'anything-but': but }] }, event)).toBe(!matches({ s: entries }, event))
    }),
  )
})

it('has exists: false match exactly when exists: true does not', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      const event = { s: value }
      expect(matches({ s: [{ exists: false }] }, event)).toBe(
        !matches({ s: [{ exists: true }] }, event),
      )
    }),
  )
})

it('matches wildcards as a slow and simple reading of them does', () => {
  const slow = ([letter, ...rest]: readonly string[], text: string): boolean => {
    if (letter === undefined) return text === ''
    if (letter !== '*') return text.startsWith(letter) && slow(rest, text.slice(1))
    return [...text, ''].some((_, n) => slow(rest, text.slice(n)))
  }
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 7 })
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (parts, value) => {
      expect(wildcardHolds(parts, value)).toBe(slow([...parts.join('*')], value))
    }),
  )
})

it('never throws, whatever the pattern and the event, and explains exactly what does not match', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.jsonValue({ maxDepth: 6 }), (pattern, event) => {
      const agree = matches(pattern as never, event as never)
      expect(explain(pattern as never, event as never).length === 0).toBe(agree)
      checkPattern(pattern)
    }),
  )
})

it('takes an example of every pattern of exact values that it takes', () => {
  fc.assert(
    fc.property(exact, ([pattern]) => {
      const detail = { source: ['x'], detail: pattern }
      const event = exampleEvent(
        { event: 'custom', pattern: detail },
        { which: 'matching', at: 0, seed: 1 },
      )
      expect(matches(detail, event)).toBe(true)
    }),
  )
})

const nested = (value: unknown, levels: number, wrap: (inner: unknown) => unknown): unknown => {
  let result = value
  for (let n = 0; n < levels; n++) result = wrap(result)
  return result
}

const LARGE = 250_000
const HOSTILE: readonly (readonly [string, object, object])[] = [
  [
    'a wildcard of many stars',
    { s: [{ wildcard: `${'*a'.repeat(500)}b` }] },
    { s: 'a'.repeat(LARGE) },
  ],
  [
    'lists without end in one another',
    { a: { b: [1] } },
    { a: nested(1, LARGE, inner => [inner]) as object },
  ],
  [
    'maps without end in one another',
    { a: { a: [1] } },
    nested({}, 20_000, a => ({ a })) as object,
  ],
  [
    'a list of many',
    { a: { x: [1], y: [2], z: [{ exists: false }] } },
    { a: Array(20_000).fill({ x: 1, y: 3 }) },
  ],
  [
    'many fields',
    { a: { x: [1] } },
    Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`a.${n}`, n])),
  ],
  [
    'many values',
    { a: [{ 'anything-but': Array.from({ length: 300 }, (_, n) => n) }] },
    { a: Array(50_000).fill(1) },
  ],
]

it.each(HOSTILE)('is fast with %s', (_, pattern, event) => {
  expect(cpuTime(() => matches(pattern as never, event as never))).toBeLessThan(1_000)
})

it('is fast with many combinations, and with patterns that are refused for their size', () => {
  const or = Object.fromEntries(
    Array.from({ length: 9 }, (_, n) => [`f${n}`, { $or: [{ a: [1] }, { b: [1] }] }]),
  )
  expect(cpuTime(() => matches(or, { f0: { a: 1 } }))).toBeLessThan(1_000)
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`f${n}`, [n]]))
  expect(cpuTime(() => checkPattern(wide))).toBeLessThan(1_000)
  const many = { $or: Array.from({ length: 5_000 }, () => or) }
  expect(cpuTime(() => checkPattern(many))).toBeLessThan(1_000)
})

it('measures wildcards in bounded time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(plain, { minLength: 1, maxLength: 6 }), { maxLength: 4 }),
      all => {
        expect(cpuTime(() => complexityOf(all))).toBeLessThan(1_000)
      },
    ),
  )
})
