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
