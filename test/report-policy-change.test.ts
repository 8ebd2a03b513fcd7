// What subscribers of the bus are told when policies have changed.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { policyChangeEntries } from '../lib/report/policy-change-event.ts'
import type { Review } from '../lib/review/review.ts'
import { hostileReview } from './support/hostile-review.ts'
import {
  largeReview,
  mixedReview,
  neutralReview,
  reviewWithoutBase,
  strengtheningReview,
  unchangedReview,
  weakeningReview,
} from './support/sample-review.ts'

const COMMIT = '8d1f0b2c4e6a78091a2b3c4d5e6f708192a3b4c5'

it('is an entry as PutEvents takes it, for the bus of the environment', () => {
  const [entry, ...others] = policyChangeEntries(mixedReview(), { commit: COMMIT })
  expect(others).toEqual([])
  expect(entry).toMatchObject({
    Time: '2026-11-21T17:10:00Z',
    Source: 'holdfast',
    DetailType: 'Backup Policy Change',
    EventBusName: 'holdfast-prod',
  })
  expect(detailOf(mixedReview())).toMatchObject({
    eventId: 'policy-change/prod/2026-11-21T17:10:00Z',
    environment: 'prod',
    grade: 'weakens',
    commit: COMMIT,
    baseCommit: '5f0c6f1d2a3b4c5d6e7f8091a2b3c4d5e6f70819',
    sources: { added: 1, changed: 1, removed: 1, unchanged: 6 },
    guardrailsPassed: false,
  })
})

it('says in words what asks for consent, since a deployment is told of none', () => {
  expect(detailOf(weakeningReview()).statusMessage).toMatch(
    /\. By itself it does not pass: mistakes, weakens, maxRemovedStarts\.$/,
  )
  expect(detailOf(strengtheningReview()).statusMessage).not.toContain('does not pass')
})

it('has each of its fields explained in docs/events.md', () => {
  const doc = readFileSync(join(import.meta.dirname, '../docs/events.md'), 'utf8')
  const fields = Object.keys(detailOf(weakeningReview()))
  expect(fields.filter(field => !doc.includes(`\`${field}\``))).toEqual([])
})

it.each([
  ['weakens', weakeningReview(), ['erp-sql.log', 'erp-core']],
  ['strengthens', strengtheningReview(), []],
  ['is neutral', neutralReview(), []],
])('names what weakens where a change %s', (_, review, names) => {
  const { weakens } = detailOf(review)
  expect(weakens.map(({ of }: { of: string[] }) => of[0])).toEqual(names)
})

it.each([
  ['nothing has changed', unchangedReview()],
  ['it is compared with nothing', reviewWithoutBase()],
  ['policies cannot be read', { ...weakeningReview(), unreadable: 1 }],
])('is not sent where %s', (_, review) => {
  expect(policyChangeEntries(review, {})).toEqual([])
})

describe('the limit of EventBridge', () => {
  it.each([
    ['1,000 changes', largeReview(1000)],
    ['5,000 changes', largeReview(5000)],
    ['names of 5,000 letters', hostileReview('x'.repeat(5000), largeReview(500))],
    ['names that JSON escapes', hostileReview('\u0001"\\'.repeat(2000), largeReview(500))],
    ['names of emoji', hostileReview('\ud83d\ude00'.repeat(2000), largeReview(500))],
  ])('holds for %s', (_, review) => {
    expect(bytesOf(review)).toBeLessThan(256 * 1024)
    const { weakens, moreWeakens } = detailOf(review)
    expect(weakens.length).toBeGreaterThan(0)
    expect(weakens.length + moreWeakens).toBeGreaterThan(1)
  })
})

function detailOf(review: Review) {
  return JSON.parse(policyChangeEntries(review, { commit: COMMIT })[0]?.Detail ?? '')
}

/** "Calculating PutEvents event entry size": the time counts 14 bytes, however it is written. */
function bytesOf(review: Review): number {
  const [entry] = policyChangeEntries(review, { commit: COMMIT })
  const { Source, DetailType, Detail } = entry ?? { Source: '', DetailType: '', Detail: '' }
  return 14 + Buffer.byteLength(Source + DetailType + Detail)
}
