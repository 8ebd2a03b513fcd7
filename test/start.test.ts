// The border: what reaches the functions from outside is refused before anything is done, with the field and the reason.
import { expect, it } from 'vitest'
import { isRuleStart, parseStartEvent } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { deployed, erpSql, MINUTE, policyOf, SUNDAY, startOf, story } from './support/story.ts'

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
  [{ ...GOOD, source: 'erp-sql' }, 'written policy.schedule or policy.trigger; found "erp-sql"'],
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
  [
    { ...GOOD, manual: { by: 'x', reason: 'y', overrides: ['late'] } },
    'a list of paused, window, blackout, cooldown, overlap',
  ],
])('refuses %j', (input, message) => {
  expect(() => parseStartEvent(input)).toThrow(message)
})

const EVENT = {
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  source: 'aws.codedeploy',
  'detail-type': 'CodeDeploy Deployment State-change Notification',
  time: '2026-11-22T00:00:00Z',
  detail: { deploymentId: 'd-ABC123DEF' },
}
const MATCHED = { version: 1, rule: 'a0b1c2d3e4f5', event: EVENT }

it('reads what a rule hands over: the event as it came', () => {
  const { 'detail-type': detailType, id, source } = EVENT
  const start = parseStartEvent(MATCHED)
  expect(start).toEqual({
    version: 1,
    rule: 'a0b1c2d3e4f5',
    event: { id, source, detailType, time: SUNDAY, all: EVENT },
  })
  expect([isRuleStart(start), isRuleStart(parseStartEvent(GOOD))]).toEqual([true, false])
})

it.each([
  [{ ...MATCHED, rule: 7 }, '"rule" must be a rule id; found 7'],
  [{ ...MATCHED, rule: '../x' }, '"rule" must be a rule id'],
  [{ ...MATCHED, source: 'erp-sql.log' }, '"rule" and "source" exclude each other'],
  [{ ...MATCHED, event: undefined }, '"event" must be the event that the rule matched'],
  [{ ...MATCHED, event: 'text' }, '"event" must be the event that the rule matched'],
  [{ ...MATCHED, event: { ...EVENT, id: '' } }, '"event.id" must be a text'],
  [{ ...MATCHED, event: { ...EVENT, id: 'x'.repeat(257) } }, '"event.id" must be a text'],
  [{ ...MATCHED, event: { ...EVENT, source: 7 } }, '"event.source" must be a text'],
  [{ ...MATCHED, event: { ...EVENT, 'detail-type': null } }, '"event.detail-type" must be a text'],
  [{ ...MATCHED, event: { ...EVENT, time: 'now' } }, '"event.time" must be an instant in UTC'],
  [
    { ...MATCHED, event: { ...EVENT, source: 'holdfast' } },
    'a result event of Holdfast starts nothing; found "holdfast"',
  ],
])('refuses %j of a rule', (input, message) => {
  expect(() => parseStartEvent(input)).toThrow(message)
  expect(() => parseStartEvent(input)).toThrow(
    expect.objectContaining({ code: 'start-event-invalid' }),
  )
})

it('refuses a start of a trigger that nobody asked for by hand', async () => {
  const s = story()
  const start = submit(s.world, policyOf(deployed), startOf('erp-sql.deployed'))
  await expect(start).rejects.toThrow('erp-sql.deployed is a trigger')
  expect(s.requests).toEqual([])
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
