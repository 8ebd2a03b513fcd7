// What a server, or a gateway in front of it, leaves on a connection: it must never be read as the answer to another call.
import { afterEach, describe, expect, it } from 'vitest'
import { httpExchange } from '../lib/commvault/client.ts'
import { commandCenter } from '../lib/commvault/command-center.ts'
import { listen, type Served } from '../lib/emulator/listen.ts'
import type { WireFault } from '../lib/emulator/wire-fault.ts'
import { withWireFaults } from '../lib/emulator/wire-faults.ts'
import { erpCore } from './support/story.ts'

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

const listing = (...jobIds: readonly number[]) => ({
  totalRecordsWithoutPaging: jobIds.length,
  jobs: jobIds.map(jobId => ({ jobSummary: { jobId, status: 'Running' } })),
})

/** Lists the jobs 7 and 8, starts job 9, and knows job 7; its wire fails as told. */
async function center(fault: WireFault) {
  let started = 0
  const app: Served = {
    fetch: ({ method, url }) => {
      if (method === 'GET')
        return Response.json(url.includes('/Job/7') ? listing(7) : listing(7, 8))
      started += 1
      return Response.json({ taskId: 1, jobIds: ['9'] })
    },
  }
  const wire = withWireFaults(app, [fault], { now: () => 0, seed: 1 })
  const { url, close } = await listen(wire, { port: 0, host: '127.0.0.1' })
  open.push(close)
  const options = { exchange: httpExchange(), authtoken: async () => 'marker-token', now: () => 0 }
  return { ...commandCenter({ ...options, endpoint: `${url}/api` }), started: () => started }
}

const submitted = { target: erpCore, level: 'FULL', copyOnly: false } as const

describe('an answer that comes twice', () => {
  it('late, is not the answer to the call after it', async () => {
    const { job, jobs } = await center({ wire: 'duplicate', call: 'job', ms: 30, nth: 1 })
    expect(await job('7')).toMatchObject({ jobId: '7' })
    expect((await jobs(0)).map(({ jobId }) => jobId)).toEqual(['7', '8'])
  })

  it('late, is still the answer to its own call', async () => {
    const { submit, started } = await center({ wire: 'duplicate', call: 'createTask', ms: 30 })
    expect(await submit(submitted, 'run')).toEqual({ kind: 'accepted', taskId: 1, jobIds: ['9'] })
    expect(started()).toBe(1)
  })

  it('at once, leaves a createTask in doubt', async () => {
    const { submit, started } = await center({ wire: 'duplicate', call: 'createTask' })
    expect(await submit(submitted, 'run')).toEqual({
      kind: 'no-answer',
      text: expect.stringContaining('HPE_CLOSED_CONNECTION'),
    })
    expect(started()).toBe(1)
  })

  it('at once, makes a read fail, and the next one is fine', async () => {
    const { jobs } = await center({ wire: 'duplicate', call: 'jobs', nth: 1 })
    await expect(jobs(0)).rejects.toMatchObject({ code: 'command-center-unreadable' })
    expect(await jobs(0)).toHaveLength(2)
  })
})
