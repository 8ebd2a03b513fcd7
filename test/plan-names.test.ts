// What a source is called on AWS.
import { describe, expect, it } from 'vitest'
import { scheduleLogicalId, scheduleName } from '../lib/plan/names.ts'
import { fc } from './support/fast-check.ts'

const name = fc.stringMatching(/^[a-z0-9-]{1,31}$/)
const sourceName = fc.tuple(name, name).map(([policy, schedule]) => `${policy}.${schedule}`)

describe('the name of a schedule', () => {
  it('is the name of its source', () => {
    expect(scheduleName('erp-sql.weekly-full')).toBe('erp-sql.weekly-full')
  })

  it.each([
    ['of 65 characters', `${'p'.repeat(40)}.${'s'.repeat(24)}`],
    ['with a slash', 'erp/sql.log'],
    ['with an umlaut', 'bücher.log'],
    ['without a character', ''],
  ])('is refused, never shortened: one %s', (_, source) => {
    expect(() => scheduleName(source)).toThrow('cannot be the name of an EventBridge schedule')
  })
})

describe('the logical id of a schedule', () => {
  it.each([
    ['erp-sql.weekly-full', 'ScheduleerpHsqlDweeklyHfull'],
    ['a-b.c', 'ScheduleaHbDc'],
    ['a.b-c', 'ScheduleaDbHc'],
    ['ab.c', 'ScheduleabDc'],
  ])('of %s is %s', (source, id) => {
    expect(scheduleLogicalId(source)).toBe(id)
  })

  it('is alphanumeric and no longer than CloudFormation takes', () => {
    fc.assert(
      fc.property(sourceName, source => /^[A-Za-z0-9]{1,255}$/.test(scheduleLogicalId(source))),
    )
  })

  it('can be read back, so no two sources share one', () => {
    const readBack = (id: string) =>
      id
        .replace(/^Schedule/, '')
        .replaceAll('H', '-')
        .replaceAll('D', '.')
    fc.assert(fc.property(sourceName, source => readBack(scheduleLogicalId(source)) === source))
  })
})
