// Whether a pattern matches all that another one matches.
import { expect, it } from 'vitest'
import { reaches } from '../lib/review/pattern-reach.ts'
import { matches } from '../lib/trigger/match.ts'
import { fc } from './support/fast-check.ts'

const list = (...entries: readonly unknown[]) => ({ source: entries })

it.each([
  [list('a', 'b'), list('a'), true],
  [list('a'), list('a', 'b'), false],
  [list({ prefix: 'a' }), list('ab', 'ac'), true],
  [list({ prefix: 'a' }), list({ prefix: 'ab' }), true],
  [list({ prefix: 'ab' }), list({ prefix: 'a' }), false],
  [list({ suffix: 'b' }), list({ suffix: 'ab' }), true],
  [list({ wildcard: '*' }), list({ suffix: 'ab' }), true],
  [list({ wildcard: '*' }), list({ numeric: ['>', 1] }), false],
  [list({ exists: true }), list({ numeric: ['>', 1] }), true],
  [list({ exists: true }), list({ exists: false }), false],
  [list({ exists: false }), list({ exists: false }), true],
  [list({ 'anything-but': ['a'] }), list({ 'anything-but': ['a', 'b'] }), true],
  [list({ 'anything-but': ['a', 'b'] }), list({ 'anything-but': ['a'] }), false],
  [list({ 'anything-but': ['a'] }), list('b'), true],
  [list({ 'anything-but': ['ab'] }), list({ prefix: 'b' }), true],
  [list({ 'anything-but': ['ab'] }), list({ prefix: 'a' }), false],
  [
    list({ 'anything-but': { prefix: 'a' } }),
    list({ 'anything-but': { prefix: ['a', 'b'] } }),
    true,
  ],
  [list({ numeric: ['>', 0] }), list({ numeric: ['>=', 1, '<', 5] }), true],
  [list({ numeric: ['>', 0] }), list({ numeric: ['>=', 0] }), false],
  [list({ numeric: ['>=', 0] }), list({ numeric: ['=', 0] }), true],
  [list({ 'equals-ignore-case': 'A' }), list('a'), true],
  [list('A'), list({ 'equals-ignore-case': 'a' }), false],
  [{ source: ['a'] }, { source: ['a'], detail: { x: ['b'] } }, true],
  [{ source: ['a'], detail: { x: ['b'] } }, { source: ['a'] }, false],
  [{ $or: [{ a: ['1'] }, { b: ['1'] }] }, { a: ['1'], c: ['2'] }, true],
  [{ a: ['1'] }, { $or: [{ a: ['1'] }, { b: ['1'] }] }, false],
])('%j reaches all of %j: %j', (wider, narrower, expected) => {
  expect(reaches(wider, narrower)).toBe(expected)
})

const text = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 })
const number = fc.integer({ min: 0, max: 4 })
const entry = fc.oneof(
  text,
  number,
  fc.record({ prefix: text }),
  fc.record({ suffix: text }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ wildcard: fc.constantFrom('*', 'a*', '*b') }),
  fc.record({ 'equals-ignore-case': text }),
  fc.record({ 'anything-but': fc.array(text, { minLength: 1, maxLength: 2 }) }),
  fc.record({ 'anything-but': fc.record({ prefix: text }) }),
  fc.record({ numeric: fc.tuple(fc.constantFrom('<', '<=', '=', '>=', '>'), number) }),
)
const entries = fc.array(entry, { minLength: 1, maxLength: 3 })
const pattern = fc.oneof(
  fc.record({ a: entries }),
  fc.record({ a: entries, b: entries }),
  fc.record({ a: entries, d: fc.record({ x: entries, y: entries }) }),
  fc.record({ d: fc.record({ x: entries }) }),
)
const value = fc.oneof(text, number, fc.constant(null), fc.array(fc.oneof(text, number)))
const inner = fc.record({ x: value, y: value }, { requiredKeys: [] })
const event = fc.record(
  { a: value, b: value, d: fc.oneof(inner, fc.array(inner, { maxLength: 3 })) },
  { requiredKeys: [] },
)

it('never says so of a pattern that leaves out an event', () => {
  fc.assert(
    fc.property(pattern, pattern, event, (wider, narrower, one) => {
      if (reaches(wider, narrower) && matches(narrower, one)) {
        expect(matches(wider, one)).toBe(true)
      }
    }),
    { numRuns: 5_000 },
  )
})

it('says so of a pattern and the same with more values, or with fewer fields', () => {
  fc.assert(
    fc.property(pattern, entry, (one, more) => {
      const { a } = one as { readonly a?: readonly unknown[] }
      fc.pre(a !== undefined)
      expect(reaches({ ...one, a: [...(a ?? []), more] }, one)).toBe(true)
    }),
  )
})
