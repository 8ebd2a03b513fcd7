// What happened to the policies of sample-review.ts in the week before: a few failures in the night to Thursday, and the
// promise that they broke.
import type { History, RunsIncident } from '../../lib/report/history.ts'
import type { Ending } from '../../lib/report/result-events.ts'

const HOUR = 3_600_000
const FROM = Date.parse('2026-11-14T00:00:00Z')
const HOURS = 7 * 24

export function sampleHistory(kind: History['kind'] = 'observed'): History {
  const slots = Array.from({ length: HOURS }, (_, hour) => hour)
  const isNight = (hour: number) => hour >= 120 && hour < 126
  return {
    kind,
    scenario: null,
    from: iso(FROM),
    to: iso(FROM + HOURS * HOUR),
    sources: [
      source('erp-sql.log', 1344, { completed: 1320, failed: 17, missed: 5, partial: 2 }),
      source('erp-sql.weekly-full', 2, { completed: 2 }),
      source('gone-sql.full', null, { completed: 1 }),
      source('ledger-sql.daily-diff', 7, { completed: 5, skipped: 2 }),
    ],
    targets: [
      target('billing-prod', 88_200),
      target('erp-core', 24_300),
      target('erp-reporting', 1800),
      { target: 'scratch-01', recovery: { closed: null, open: null } },
    ],
    broken: ['erp-core'],
    slots: {
      length: 'hour',
      from: slots.map(hour => iso(FROM + hour * HOUR)),
      endings: {
        completed: slots.map(hour => (isNight(hour) ? 4 : 8)),
        partial: slots.map(hour => (hour === 119 ? 2 : 0)),
        failed: slots.map(hour => (isNight(hour) ? 3 : 0)),
        skipped: slots.map(hour => (hour === 30 || hour === 54 ? 1 : 0)),
        missed: slots.map(hour => (isNight(hour) && hour > 120 ? 1 : 0)),
      },
    },
    incidents: [
      {
        kind: 'promise',
        policy: 'erp-sql',
        targets: ['erp-core'],
        promisedSeconds: 900,
        brokenAt: '2026-11-19T00:16:00Z',
        restoredAt: '2026-11-19T06:46:00Z',
        lastPoint: '2026-11-19T00:00:00Z',
        nextPoint: '2026-11-19T06:45:00Z',
        count: 2,
        texts: ['no recovery point for 16m, 15m are promised', 'it was without one for 6h46m'],
      },
      runs(
        'failed',
        'FAILED',
        '8514',
        'Error Code [30:407]: the log of the database is not truncated',
      ),
      runs('missed', 'MISSED', null, 'it never came'),
      runs('skipped', 'CAP', null, 'no slot was free'),
    ],
    moreIncidents: 3,
  }
}

function source(
  name: string,
  planned: number | null,
  endings: Partial<Record<Ending, number>>,
): History['sources'][number] {
  return {
    source: name,
    planned,
    endings: { completed: 0, partial: 0, failed: 0, skipped: 0, missed: 0, ...endings },
    deferred: 0,
    worstGapSeconds: (endings.completed ?? 0) > 1 ? 24_300 : null,
    medianRunSeconds: 42,
  }
}

function target(name: string, seconds: number): History['targets'][number] {
  const to = FROM + 130 * HOUR
  return {
    target: name,
    recovery: { closed: { seconds, from: to - seconds * 1000, to, isPunctual: true }, open: null },
  }
}

function runs(
  ending: RunsIncident['ending'],
  word: string,
  jobId: string | null,
  statusMessage: string,
): RunsIncident {
  const scheduledTime = FROM + 121 * HOUR
  const run = {
    runId: `erp-sql.log/erp-core/${iso(scheduledTime)}`,
    source: 'erp-sql.log',
    target: 'erp-core',
    scheduledTime,
    beganAt: scheduledTime,
    at: scheduledTime + 60_000,
    ending,
    word,
    level: 'TRANSACTION_LOG',
    jobId,
    sizeBytes: null,
    statusMessage,
  }
  return {
    kind: 'runs',
    source: run.source,
    ending,
    word,
    starts: 1,
    count: 1,
    from: scheduledTime,
    to: scheduledTime,
    why: statusMessage,
    targets: [run.target],
    levels: [run.level],
    listed: [run],
  }
}

function iso(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
