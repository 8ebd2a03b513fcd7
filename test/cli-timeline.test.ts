// What a person sees pass by: the days of a local run, and the events of one that was started by hand.
import { expect, it } from 'vitest'
import { eventLine } from '../lib/cli/announcer.ts'
import { timeline } from '../lib/cli/timeline.ts'
import type { EndedRun } from '../lib/report/result-events.ts'
import { attentionEvent } from '../lib/token/attention.ts'
import { breachedEvent } from '../lib/watch/rpo-event.ts'
import { erpCore, erpSql, MINUTE, SUNDAY } from './support/story.ts'

const HOUR = 60 * MINUTE
const plain = (text: string) => text
const colors = { green: plain, yellow: plain, red: plain, bold: plain }

/** The lines of the day of these runs. */
function dayOf(...runs: readonly EndedRun[]): readonly string[] {
  const lines: string[] = []
  const days = timeline({ print: line => lines.push(line), colors })
  days.reach(SUNDAY)
  runs.forEach(days.run)
  days.end()
  return lines.slice(1)
}

function logAt(scheduledTime: number, change: Partial<EndedRun> = {}): EndedRun {
  return {
    runId: `erp-sql.log/erp-core/${new Date(scheduledTime).toISOString().slice(0, 16)}Z`,
    source: 'erp-sql.log',
    target: 'erp-core',
    scheduledTime,
    beganAt: null,
    at: scheduledTime + 3 * MINUTE,
    ending: 'completed',
    word: 'COMPLETED',
    level: 'TRANSACTION_LOG',
    jobId: null,
    sizeBytes: null,
    statusMessage: '',
    ...change,
  }
}

const skipped = (scheduledTime: number, by: string) =>
  logAt(scheduledTime, {
    ending: 'skipped',
    word: 'OVERLAP',
    statusMessage: `Run erp-sql.log/erp-core/2026-11-22T${by}Z is still in flight.`,
  })
const failed = (scheduledTime: number, statusMessage: string) =>
  logAt(scheduledTime, { ending: 'failed', word: 'FAILED', statusMessage })

it('tells runs that did not complete one by one, and more than two of one reason in one line', () => {
  const times = [0, 1, 2].map(hours => SUNDAY + hours * HOUR)
  expect(
    dayOf(
      ...times.map((time, n) => skipped(time + 15 * MINUTE, `0${n}:00`)),
      ...times.slice(0, 2).map(time => failed(time + 30 * MINUTE, 'No license is left.')),
      failed(SUNDAY + 45 * MINUTE, 'The media agent cannot be reached.'),
    ),
  ).toEqual([
    '  00:15-02:15  - erp-sql.log  TRANSACTION_LOG  3 runs  OVERLAP: Run … is still in flight.',
    '  00:30-00:33  ✗ erp-sql.log erp-core  TRANSACTION_LOG  FAILED: No license is left.',
    '  00:45-00:48  ✗ erp-sql.log erp-core  TRANSACTION_LOG  FAILED: The media agent cannot be reached.',
    '  01:30-01:33  ✗ erp-sql.log erp-core  TRANSACTION_LOG  FAILED: No license is left.',
  ])
})

it('keeps what was due the day before out of the line of a whole day', () => {
  const today = Array.from({ length: 8 }, (_, n) => logAt(SUNDAY + n * 15 * MINUTE))
  expect(dayOf(logAt(SUNDAY - MINUTE), ...today)).toEqual([
    '  23:59-00:02  ✓ erp-sql.log erp-core  TRANSACTION_LOG',
    '  00:00-01:45  ✓ erp-sql.log  TRANSACTION_LOG  8 starts, 8 backups of 1 target completed',
  ])
})

it('tells of a promise and of an Authtoken in a sentence', () => {
  const protection = { since: SUNDAY - HOUR }
  const told = { policy: erpSql, target: erpCore, protection, number: 1, now: SUNDAY }
  const attention = { reason: 'LOGIN_REFUSED', what: 'The user was refused.', at: SUNDAY } as const
  const subject = { secretName: 'backup/x', commcells: ['main'] }
  expect(eventLine(breachedEvent(told, undefined))).toMatch(
    /^00:00:00Z {2}Backup RPO Breached {2}erp-core has no recovery point since it is watched, for 1h\./,
  )
  expect(eventLine(attentionEvent(subject, attention, 'x#1'))).toMatch(
    /^00:00:00Z {2}Backup Authtoken Attention {2}The user was refused\. No function tries it again/,
  )
})
