// What somebody who starts a backup by hand waits for, and what not.
import { expect, it } from 'vitest'
import { followToTheEnd } from '../lib/cli/follow-to-the-end.ts'
import type { Terms } from '../lib/start.ts'
import { submit } from '../lib/submit/submit.ts'
import { COMPLETED, erpSql, MINUTE, SUNDAY, startOf, story, withSource } from './support/story.ts'

const BOTH = { version: 1, source: 'erp-sql.weekly-full', scheduledTime: SUNDAY } as const

it('waits as long as the jobs take for the targets that wait for a slot', async () => {
  const s = story(undefined, 1)
  const ends = new Map([
    ['1001', SUNDAY + 40 * MINUTE],
    ['1002', SUNDAY + 80 * MINUTE],
  ])
  await submit(s.world, erpSql, BOTH)
  await followToTheEnd(s.world, async ms => {
    s.pass(ms)
    for (const [job, end] of ends) s.list(job, s.world.now() < end ? {} : COMPLETED)
  })
  expect(s.told().filter(told => told.endsWith('COMPLETED'))).toHaveLength(2)
})

it('gives up after a minute in which nothing could be sent, and says why', async () => {
  const s = story()
  const down = { kind: 'not-sent', text: 'the connection was refused' } as const
  s.answer(down, down, down, down, down, down)
  await submit(s.world, erpSql, startOf('erp-sql.weekly-full'))
  await followToTheEnd(s.world, async ms => s.pass(ms))
  expect(s.world.now()).toBeLessThan(SUNDAY + 3 * MINUTE)
  expect(s.told()).toEqual(['Backup Run Missed'])
  expect(s.events[0]?.detail.statusMessage).toBe(
    'Nothing could be sent for a minute: the connection was refused',
  )
})

it('does not sit out a blackout, and says how long it would be', async () => {
  const s = story()
  const span = { kind: 'dated', from: '2026-11-21T00:00:00Z', to: '2026-11-23T00:00:00Z' } as const
  const terms = {
    ...termsOf('erp-sql.weekly-full'),
    blackouts: [{ calendar: 'closing', name: 'move', span }],
    onBlackout: 'defer',
  } as const
  await submit(
    s.world,
    withSource('erp-sql.weekly-full', { terms }),
    startOf('erp-sql.weekly-full'),
  )
  await followToTheEnd(s.world, async ms => s.pass(ms))
  expect(s.told()).toEqual(['Backup Run Deferred BLACKOUT', 'Backup Run Missed'])
  expect(s.events.at(-1)?.detail.statusMessage).toMatch(
    /^It could not start before 2026-11-23T00:00:00Z, and nobody waits here for so long: Blackout move/,
  )
})

function termsOf(name: string): Terms {
  const source = erpSql.sources.find(candidate => candidate.name === name)
  if (source === undefined) throw new Error(`no source ${name}`)
  return source.terms
}

it('stays with a run that is in doubt until it is clear', async () => {
  const s = story()
  s.answer({ kind: 'no-answer', text: 'socket hang up' })
  await submit(s.world, erpSql, startOf('erp-sql.log'))
  await followToTheEnd(s.world, async ms => s.pass(ms))
  expect(s.events.at(-1)?.detail).toMatchObject({ outcome: 'UNKNOWN' })
})
