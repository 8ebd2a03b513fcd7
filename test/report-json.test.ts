// What a machine gets to read, and the schema that it may rely on.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { renderReviewJson } from '../lib/report/json.ts'
import { expectGolden } from './support/golden.ts'
import {
  largeReview,
  mixedReview,
  neutralReview,
  reviewWithoutBase,
  strengtheningReview,
  unchangedReview,
  weakeningReview,
} from './support/sample-review.ts'

const SCHEMA = join(import.meta.dirname, '../docs/review.schema.json')
const schema = JSON.parse(readFileSync(SCHEMA, 'utf8'))
const isReview = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  schema,
)

it.each([
  ['weakens', weakeningReview()],
  ['strengthens', strengtheningReview()],
  ['is neutral', neutralReview()],
  ['changes nothing', unchangedReview()],
  ['has no base', reviewWithoutBase()],
  ['has everything', mixedReview()],
  ['is large', largeReview(300)],
  ['cannot be read', { ...unchangedReview(), unreadable: 1 }],
])('keeps to docs/review.schema.json where a review %s', (_, review) => {
  isReview(JSON.parse(renderReviewJson(review)))
  expect(isReview.errors ?? []).toEqual([])
})

it.each([
  ['weakens', weakeningReview(), 'weakens'],
  ['changes nothing', unchangedReview(), 'neutral'],
  ['has no base', reviewWithoutBase(), null],
  ['cannot be read', { ...unchangedReview(), unreadable: 1 }, null],
])('grades only what was compared: one that %s', (_, review, grade) => {
  expect(JSON.parse(renderReviewJson(review)).grade).toBe(grade)
})

describe('docs/review.schema.json', () => {
  it.each([
    ['a field that it does not know', { ...mixedReview(), extra: 1 }],
    ['another version', { ...mixedReview(), version: 2 }],
    ['a grade of another kind', { ...mixedReview(), grade: 'bad' }],
    ['a review without a verdict', { ...mixedReview(), verdict: undefined }],
    ['an instant that is none', { ...mixedReview(), now: 'Sat 2026-11-21 18:30' }],
  ])('refuses %s', (_, review) => {
    expect(isReview(JSON.parse(JSON.stringify(review)))).toBe(false)
  })

  it('allows nothing that it does not name', () => {
    const open = objectsOf(schema).filter(({ properties, additionalProperties }) => {
      return properties !== undefined && additionalProperties !== false
    })
    expect(open).toEqual([])
  })

  it('says what every part of a review is', () => {
    const parts = Object.entries<Record<string, unknown>>(schema.properties)
    const silent = parts.filter(([, part]) => !('description' in part)).map(([name]) => name)
    expect(silent).toEqual([])
  })
})

it('begins with its version and ends with a newline', () => {
  const text = renderReviewJson(weakeningReview())
  expect(text.startsWith('{\n  "version": 1,\n  "environment": "prod",\n')).toBe(true)
  expect(text.endsWith('\n}\n')).toBe(true)
  expectGolden('review/log-15m-to-30m.json', text)
})

function objectsOf(value: unknown): readonly Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.values(value).flatMap(objectsOf)
  return 'type' in value && value.type === 'object'
    ? [value as Record<string, unknown>, ...inside]
    : inside
}
