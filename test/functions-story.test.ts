// The real bundles from a start event to the result event, against loopback: nothing in between is of another make than
// in the cloud, but the clock and where the log lines go.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { createHandler as createSubmit } from '../functions/submit.ts'
import type { createHandler as createTrack } from '../functions/track.ts'
import { buildFunctions } from '../scripts/build.ts'
import { type LoopbackWorld, MARKER, startLoopbackWorld } from './support/loopback-world.ts'
import { MINUTE, SUNDAY } from './support/story.ts'

const START = {
  version: 1,
  source: 'erp-sql.weekly-full',
  scheduledTime: '2026-11-22T00:00:00Z',
}

let bundles: string
let submitBundle: { readonly createHandler: typeof createSubmit }
let trackBundle: { readonly createHandler: typeof createTrack }
beforeAll(async () => {
  bundles = mkdtempSync(join(tmpdir(), 'holdfast-functions-'))
  await buildFunctions(bundles)
  submitBundle = await import(pathToFileURL(join(bundles, 'submit', 'index.mjs')).href)
  trackBundle = await import(pathToFileURL(join(bundles, 'track', 'index.mjs')).href)
})
afterAll(() => rmSync(bundles, { recursive: true }))

let world: LoopbackWorld
let submit: ReturnType<typeof createSubmit>
let track: ReturnType<typeof createTrack>
beforeEach(async () => {
  world = await startLoopbackWorld()
  for (const [name, value] of Object.entries(world.env)) vi.stubEnv(name, value)
  const ports = { now: () => world.clock.at, log: world.log }
  submit = submitBundle.createHandler(ports)
  track = trackBundle.createHandler(ports)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await world.stop()
})

it('turns a start event into jobs, and the end of the jobs into result events', async () => {
  expect(await submit(START)).toEqual({
    source: 'erp-sql.weekly-full',
    scheduledTime: '2026-11-22T00:00:00Z',
    runs: [
      { runId: 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z', state: 'submitted' },
      { runId: 'erp-sql.weekly-full/erp-archive/2026-11-22T00:00Z', state: 'submitted' },
    ],
  })
  expect(world.commandCenter.ledger().map(job => job.subclient.subclientId)).toEqual([56, 57])
  expect(states('erp-core')).toEqual(['CREATED'])

  expect(await sweepUntilNothingIsOpen()).toMatchObject({ open: 0, unreadable: [] })
  expect(states('erp-core')).toEqual(['CREATED', 'RUNNING', 'COMPLETED'])
  expect(world.events.at(-1)).toMatchObject({
    Source: 'holdfast',
    DetailType: 'Backup Job State Change',
    EventBusName: 'results',
  })
})

it('posts nothing twice when the same start event is delivered twice', async () => {
  const first = await submit(START)
  expect(await submit(START)).toEqual(first)
  expect(world.commandCenter.ledger()).toHaveLength(2)
  expect(states('erp-core')).toEqual(['CREATED'])
})

it('posts nothing twice when the same start event is delivered twice at once', async () => {
  await Promise.all([submit(START), submit(START)])
  expect(world.commandCenter.ledger()).toHaveLength(2)
})

describe('an event that a rule matched', () => {
  const event = {
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    time: '2026-11-22T00:00:00Z',
    detail: { deploymentId: 'd-ABC123DEF', state: 'SUCCESS' },
  }
  const matched = (change: object = {}) => ({
    version: 1,
    rule: 'a0b1c2d3e4f5',
    event: { ...event, ...change },
  })

  it('becomes one backup, however often it is told', async () => {
    const first = await submit(matched())
    expect(first).toEqual({
      rule: 'a0b1c2d3e4f5',
      eventId: event.id,
      runs: [{ runId: 'erp-sql.deployed/erp-core/d-ABC123DEF', state: 'submitted' }],
    })
    expect(await submit(matched())).toEqual(first)
    await submit(matched({ id: 'told again' }))
    expect(world.commandCenter.ledger()).toMatchObject([{ level: 'FULL', copyOnly: true }])
    const created = JSON.parse(world.events[0]?.Detail ?? '').createdBy
    expect(created).toMatchObject({ triggerName: 'deployed', cause: 'EVENT', correlationId: null })
  })

  it('becomes one backup with another in its cooldown, both told at once', async () => {
    const other = { id: 'another', detail: { deploymentId: 'd-2' } }
    await Promise.all([submit(matched()), submit(matched(other))])
    expect(world.commandCenter.ledger()).toHaveLength(1)
  })

  it.each([
    ['a result event of our own', matched({ source: 'holdfast' }), 'start-event-invalid'],
    ['half an event', matched({ time: undefined }), 'start-event-invalid'],
    ['a rule that nobody waits for', { ...matched(), rule: '000000000000' }, 'source-unknown'],
  ])('starts nothing when it is %s', async (_, start, code) => {
    await expect(submit(start)).rejects.toMatchObject({ code })
    expect(await world.records()).toBe('[]')
  })
})

it('skips a differential in the minute of the full', async () => {
  const diff = { ...START, source: 'erp-sql.daily-diff', targets: ['erp-core'] }
  expect(await submit(diff)).toMatchObject({ runs: [{ state: 'ended' }] })
  world.clock.at += 24 * 60 * MINUTE
  const monday = { ...diff, scheduledTime: '2026-11-23T00:00:00Z' }
  expect(await submit(monday)).toMatchObject({ runs: [{ state: 'submitted' }] })
  expect(world.events[0]).toMatchObject({ DetailType: 'Backup Run Skipped' })
})

it('replaces a job: Commvault kills it in its own time, and the next one starts', async () => {
  await submit({ ...START, targets: ['erp-core'] })
  world.clock.at += 10 * MINUTE
  const urgent = { ...START, source: 'erp-sql.urgent-full', targets: ['erp-core'] }
  expect(await submit({ ...urgent, scheduledTime: '2026-11-22T00:10:00Z' })).toMatchObject({
    runs: [{ state: 'waiting' }],
  })
  for (let minute = 0; minute < 6; minute++) {
    world.clock.at += MINUTE
    await track({})
  }
  expect(world.commandCenter.ledger()).toMatchObject([{ ending: 'Killed' }, { level: 'FULL' }])
  expect(states('erp-core')).toEqual(['CREATED', 'ABORTING', 'ABORTED', 'CREATED', 'RUNNING'])
})

it('defers a start to the end of a blackout', async () => {
  const closed = { ...START, source: 'erp-sql.closed-full', targets: ['erp-core'] }
  expect(await submit(closed)).toMatchObject({ runs: [{ state: 'waiting' }] })
  expect(world.events).toMatchObject([{ DetailType: 'Backup Run Deferred' }])
  expect(JSON.parse(world.events[0]?.Detail ?? '')).toMatchObject({ until: '2026-11-22T01:00:00Z' })
  world.clock.at = SUNDAY + 60 * MINUTE - 1
  await track({})
  expect(world.commandCenter.ledger()).toEqual([])
  world.clock.at += 1
  await track({})
  expect(world.commandCenter.ledger()).toHaveLength(1)
})

it('reads a rotated Authtoken again, once, and goes on', async () => {
  await submit({ ...START, targets: ['erp-core'] })
  world.commandCenter.setTokens([`${MARKER}2`])
  world.aws.putSecret('commvault/test', `${MARKER}2`)
  expect(await submit({ ...START, targets: ['erp-archive'] })).toMatchObject({
    runs: [{ state: 'submitted' }],
  })
})

it('shows the Authtoken in no log line, event or record, whatever goes wrong', async () => {
  await submit({ ...START, targets: ['erp-core'] })
  world.commandCenter.setTokens([])
  await submit({ ...START, targets: ['erp-archive'] })
  await expect(track({})).rejects.toThrow('main')
  world.aws.putSecret('commvault/test', `{"username": "${MARKER}", "password": "${MARKER}"}`)
  world.clock.at += 10 * MINUTE
  await expect(track({})).rejects.toThrow('main')
  await submit({ ...START, scheduledTime: '2026-11-22T00:10:00Z' })
  const everything = [world.logLines, world.events, await world.records()].flat()
  expect(world.logLines.length).toBeGreaterThan(3)
  expect(world.events.length).toBeGreaterThan(1)
  expect(JSON.stringify(everything)).not.toContain('m4rk3r')
})

describe('leaves nothing half done', () => {
  it.each([
    ['a source that is not deployed', { ...START, source: 'erp-sql.weekly-ful' }, 'source-unknown'],
    ['a target that the source does not have', { ...START, targets: ['crm'] }, 'target-unknown'],
    ['a foreign event', { 'detail-type': 'Scheduled Event' }, 'start-event-invalid'],
    ['no object', 'erp-sql.weekly-full', 'start-event-invalid'],
    ['nothing', undefined, 'start-event-invalid'],
    ['a local time', { ...START, scheduledTime: '2026-11-22 00:00' }, 'start-event-invalid'],
  ])('for %s: it says what is wrong, once, and fails', async (_, event, code) => {
    await expect(submit(event)).rejects.toMatchObject({ name: 'BackupError', code })
    expect(world.logLines).toHaveLength(1)
    expect(world.logLines[0]).toContain(code)
    expect(world.commandCenter.ledger()).toEqual([])
    expect(await world.records()).toBe('[]')
  })

  it('for a Command Center that is down: the run waits, says so, and starts when it is back', async () => {
    await world.commandCenterGoesDown()
    expect(await submit({ ...START, targets: ['erp-core'] })).toMatchObject({
      runs: [{ state: 'waiting' }],
    })
    expect(world.logLines.join('\n')).toMatch(/ECONNREFUSED|refused/)
    expect(world.events).toEqual([])

    await world.commandCenterComesBack()
    world.clock.at += 6 * MINUTE
    await track({})
    expect(world.commandCenter.ledger()).toHaveLength(1)
    expect(states('erp-core')).toEqual(['CREATED'])
  })

  it('for a job list that cannot be read: the sweep does all else, then says so and fails', async () => {
    await submit({ ...START, targets: ['erp-core'] })
    await world.commandCenterGoesDown()
    await submit({ ...START, targets: ['erp-archive'] })
    world.clock.at = SUNDAY + 7_200_000 + MINUTE
    await expect(track({})).rejects.toMatchObject({
      code: 'command-center-unreadable',
      message: expect.stringContaining('could not read the job list of main;'),
    })
    expect(world.events.map(event => event.DetailType)).toContain('Backup Run Missed')
    expect(world.logLines.at(-1)).toMatch(/"error".*job list of main.*command-center-unreadable/)

    await world.commandCenterComesBack()
    expect(await track({})).toMatchObject({ unreadable: [] })
  })

  it('for a Command Center that stays down: the run is missed, loudly', async () => {
    await world.commandCenterGoesDown()
    await submit({ ...START, targets: ['erp-core'] })
    world.clock.at = SUNDAY + 7_200_000 + MINUTE
    await track({})
    expect(world.events.map(event => event.DetailType)).toEqual(['Backup Run Missed'])
    expect(world.commandCenter.ledger()).toEqual([])
  })

  it('for a secret that cannot be read: the run waits and names the secret and the reason', async () => {
    await world.stop()
    world = await startLoopbackWorld({ secrets: {} })
    for (const [name, value] of Object.entries(world.env)) vi.stubEnv(name, value)
    submit = submitBundle.createHandler({ now: () => world.clock.at, log: world.log })
    expect(await submit({ ...START, targets: ['erp-core'] })).toMatchObject({
      runs: [{ state: 'waiting' }],
    })
    expect(world.logLines.join('\n')).toMatch(/commvault\/test.*ResourceNotFoundException/)
    expect(world.commandCenter.ledger()).toEqual([])
  })

  it('when its own time is nearly over: the run waits for the next sweep', async () => {
    const context = { getRemainingTimeInMillis: () => 10_000 }
    expect(await submit(START, context)).toMatchObject({
      runs: [{ state: 'waiting' }, { state: 'waiting' }],
    })
    expect(world.commandCenter.ledger()).toEqual([])
    world.clock.at += MINUTE
    await track({})
    expect(world.commandCenter.ledger()).toHaveLength(2)
  })
})

function states(target: string): readonly string[] {
  const details = world.events.map(event => JSON.parse(event.Detail))
  return details.filter(detail => detail.runId.includes(`/${target}/`)).map(detail => detail.state)
}

async function sweepUntilNothingIsOpen() {
  for (let sweeps = 0; sweeps < 100; sweeps += 1) {
    world.clock.at += 10 * MINUTE
    const report = await track({})
    if (report.open === 0) return report
  }
  throw new Error('Runs are still open after 100 sweeps.')
}
