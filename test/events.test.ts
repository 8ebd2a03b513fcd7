// What a subscriber relies on. The examples of docs/events.md are the events of these stories, byte for byte.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { policyChangeEntries } from '../lib/report/policy-change-event.ts'
import type { Blackout } from '../lib/start.ts'
import { submit, submitEvent } from '../lib/submit/submit.ts'
import { ATTENTION_REASONS } from '../lib/token/attention.ts'
import { track } from '../lib/track/track.ts'
import { weakeningReview } from './support/sample-review.ts'
import {
  COMPLETED,
  erpCore,
  erpSql,
  MINUTE,
  policyOf,
  request,
  requested,
  SUNDAY,
  startOf,
  story,
} from './support/story.ts'

const DOC = join(import.meta.dirname, '..', 'docs', 'events.md')

it('publishes what docs/events.md shows', async () => {
  const runs = [await completed(), await missed(), await deferred(), await breached()]
  const examples = [...runs, policyChanged()].map(event => JSON.stringify(event, null, 2))
  const text = readFileSync(DOC, 'utf8')
  let example = 0
  const current = text.replace(/(?<=```json\n)[\s\S]*?(?=\n```)/g, () => examples[example++] ?? '')
  if (process.env.UPDATE === '1') writeFileSync(DOC, current)
  expect(text).toBe(current)
  expect(example).toBe(examples.length)
})

it.each([
  ...[
    'Backup Job State Change',
    'Backup Run Skipped',
    'Backup Run Deferred',
    'Backup Run Missed',
    'Backup Level Converted',
    'Backup RPO Breached',
    'Backup RPO Restored',
  ],
  ...[
    'CREATED',
    'PENDING',
    'RUNNING',
    'ABORTING',
    'COMPLETED',
    'PARTIAL',
    'FAILED',
    'ABORTED',
    'EXPIRED',
  ],
  ...[
    'COMPLETED_WITH_WARNINGS',
    'KILLED',
    'REFUSED',
    'UNKNOWN',
    'UNAUTHORIZED',
    'ALREADY_RUNNING',
    'NO_ELIGIBLE_SUBCLIENT',
    'MALFORMED',
    'OTHER',
    'PAUSED',
    'BLACKOUT',
    'COOLDOWN',
    'PRECEDENCE',
    'OVERLAP',
    'NO_RUN',
    ...['SCHEDULE', 'CATCH_UP', 'EVENT', 'REQUEST', 'MANUAL'],
    ...['rpoSeconds', 'observedSeconds', 'lastRecoveryPoint'],
    ...['Backup Authtoken Attention', ...ATTENTION_REASONS],
    'Backup Policy Change',
  ],
])('explains %s in docs/events.md', word => {
  expect(readFileSync(DOC, 'utf8')).toContain(`\`${word}\``)
})

async function completed() {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.weekly-full'))
  s.pass(72 * MINUTE)
  s.list('1001', {
    ...COMPLETED,
    endedAt: SUNDAY + 72 * MINUTE + 10_000,
    sizeBytes: 214748364800,
    transferredBytes: 53687091200,
  })
  await track(s.world)
  return asPublished(s.events.at(-1))
}

async function missed() {
  const s = story()
  s.answer({ kind: 'not-sent', text: 'commandcenter.example.com refused the connection' })
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.pass(6 * MINUTE)
  await track(s.world)
  return asPublished(s.events.at(-1))
}

async function deferred() {
  const s = story()
  const blackout: Blackout = {
    calendar: 'year-end-close',
    name: 'close-2026',
    reason: 'Ledger close',
    span: { kind: 'dated', from: '2026-11-21T18:00:00Z', to: '2026-11-22T08:00:00Z' },
  }
  const terms = { ...requested.terms, blackouts: [blackout], onBlackout: 'defer' } as const
  const detail = { correlationId: 'build-4711', targets: ['erp-core'] }
  await submitEvent(s.world, [policyOf({ ...requested, terms })], request(detail))
  return asPublished(s.events.at(-1))
}

async function breached() {
  const s = story()
  const { sources: _, ...policy } = erpSql
  const targets = { 'erp-core': erpCore }
  const world = { ...s.world, policies: [{ ...policy, targets, sources: [] }] }
  await track(world)
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  s.pass(2 * MINUTE)
  s.list('1001', { ...COMPLETED, startedAt: SUNDAY + 35_000 })
  await track(world)
  s.pass(13 * MINUTE)
  await submit(s.world, erpSql, startOf('erp-sql.log', { scheduledTime: SUNDAY + 15 * MINUTE }))
  s.list('1002', {
    status: 'Failed',
    progress: { ended: true, outcome: 'failed' },
    reason: 'Media is full.',
    startedAt: SUNDAY + 16 * MINUTE,
  })
  s.pass(3 * MINUTE)
  await track(world)
  return asPublished(s.events.at(-1))
}

/** The pipeline's own, of which the rest is tested in report-policy-change.test.ts. */
function policyChanged() {
  const commit = '8d1f0b2c4e6a78091a2b3c4d5e6f708192a3b4c5'
  const [entry] = policyChangeEntries(weakeningReview(), { commit })
  const { Time, Source, DetailType, Detail = '' } = entry ?? {}
  return { Time, Source, DetailType, Detail: JSON.parse(Detail) }
}

function asPublished(event: Awaited<ReturnType<typeof story>>['events'][number] | undefined) {
  return {
    Time: event?.time,
    Source: 'holdfast',
    DetailType: event?.detailType,
    Detail: event?.detail,
  }
}
