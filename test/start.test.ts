// The border: what reaches the functions from outside is refused before anything is done, with the field and the reason.
import { expect, it } from 'vitest'
import { submit } from '../lib/run/submit.ts'
import { parseStartEvent } from '../lib/start.ts'
import { erpSql, MINUTE, SUNDAY, startOf, story } from './support/story.ts'

const GOOD = { version: 1, source: 'erp-sql.log', scheduledTime: '2026-11-22T00:00:00Z' }

it('reads what EventBridge Scheduler sends', () => {
  expect(parseStartEvent(GOOD)).toEqual({
    version: 1,
    source: 'erp-sql.log',
    scheduledTime: SUNDAY,
  })
})

it('reads a request by hand', () => {
  const manual = { by: 'j.doe', reason: 'before the migration', overrides: ['paused'] }
  expect(parseStartEvent({ ...GOOD, targets: ['erp-core'], manual })).toMatchObject({
    targets: ['erp-core'],
    manual,
  })
})

it.each([
  [undefined, 'a start event is a JSON object'],
  [[], 'a start event is a JSON object'],
  ['erp-sql.log', 'a start event is a JSON object'],
  [{ ...GOOD, version: 2 }, '"version" must be 1; found 2'],
  [{ ...GOOD, source: 'erp-sql' }, 'written policy.schedule; found "erp-sql"'],
  [{ ...GOOD, source: '../erp.sql' }, 'written policy.schedule'],
  [
    { ...GOOD, scheduledTime: '<aws.scheduler.scheduled-time>' },
    '"scheduledTime" must be an instant in UTC',
  ],
  [{ ...GOOD, scheduledTime: '2026-02-30T00:00:00Z' }, '"scheduledTime" must be an instant'],
  [{ ...GOOD, scheduledTime: '2026-11-22T01:00:00+01:00' }, '"scheduledTime" must be an instant'],
  [{ ...GOOD, scheduledTime: 1 }, '"scheduledTime" must be an instant'],
  [{ ...GOOD, targets: [] }, '"targets" must be a list of target names'],
  [{ ...GOOD, manual: {} }, '"manual" must say "by" and "reason"'],
  [{ ...GOOD, manual: { by: 'x', reason: 'y'.repeat(1001) } }, '"reason" 1,000'],
  [{ ...GOOD, manual: { by: 'x', reason: 'y', overrides: ['late'] } }, 'a list of paused, overlap'],
])('refuses %j', (input, message) => {
  expect(() => parseStartEvent(input)).toThrow(message)
})

it('starts nothing before its time: the real start would be taken for a duplicate', async () => {
  const s = story()
  const early = startOf('erp-sql.log', { scheduledTime: SUNDAY + 12 * 60 * MINUTE })
  await expect(submit(s.world, erpSql, early)).rejects.toThrow(
    'The start of erp-sql.log is due at 2026-11-22T12:00:00Z; it is 2026-11-22T00:00:31Z.',
  )
  expect(s.requests).toEqual([])
  expect(await s.world.runs.open()).toEqual([])
})

it.each([
  [
    'erp-sql.hourly',
    {},
    'No source is named erp-sql.hourly; policy erp-sql has erp-sql.weekly-full, erp-sql.log.',
  ],
  [
    'erp-sql.log',
    { targets: ['crm'] },
    'does not protect a target named crm; it protects erp-core, erp-reporting.',
  ],
])('refuses a start of %s with %j before anything is done', async (source, more, message) => {
  const s = story()
  await expect(submit(s.world, erpSql, startOf(source, more))).rejects.toThrow(message)
  expect(s.requests).toEqual([])
})

it('takes a start by hand for another run than the scheduled one of the same minute', async () => {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  const manual = { by: 'j.doe', reason: 'now', overrides: ['overlap' as const] }
  const [run] = await submit(s.world, erpSql, startOf('erp-sql.log', { manual }))
  expect(run?.id).toBe('erp-sql.log/erp-core/2026-11-22T00:00:00Z')
  expect(s.requests).toHaveLength(2)
})
