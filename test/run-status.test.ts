// Every status that Commvault gives a job, read from a `jobSummary`, and what its run becomes.
import { describe, expect, it } from 'vitest'
import { readJob } from '../lib/commvault/job.ts'
import { submit } from '../lib/submit/submit.ts'
import { track } from '../lib/track/track.ts'
import { erpSql, MINUTE, type Story, startOf, story } from './support/story.ts'

const JOB = 'Backup Job State Change'

/** A run whose job the Command Center lists with this status, after one sweep. */
async function listed(status: string, words: object = {}): Promise<Story> {
  const s = story()
  await submit(s.world, erpSql, startOf('erp-sql.weekly-full'))
  await sweepWith(s, status, words)
  return s
}

async function sweepWith(s: Story, status: string, words: object = {}): Promise<void> {
  const job = readJob({ jobId: 1001, status, percentComplete: 100, ...words })
  if (job === undefined) throw new Error('no job')
  s.list('1001', job)
  s.pass(MINUTE)
  await track(s.world)
}

const stateOf = async (s: Story) => (await s.world.runs.history('erp-core', 1))[0]?.status.state

describe('ends the run', () => {
  it.each([
    ['Completed', `${JOB} COMPLETED`, { outcome: 'COMPLETED' }],
    [
      'Completed w/ one or more warnings',
      `${JOB} COMPLETED`,
      { outcome: 'COMPLETED_WITH_WARNINGS', warnings: true },
    ],
    ['Completed w/ one or more errors', `${JOB} PARTIAL`, { outcome: 'PARTIAL' }],
    ['Committed', `${JOB} PARTIAL`, { outcome: 'PARTIAL' }],
    ['Failed', `${JOB} FAILED`, { outcome: 'FAILED' }],
    ['Failed to Start', `${JOB} FAILED`, { outcome: 'FAILED' }],
    ['Killed', `${JOB} ABORTED`, { outcome: 'KILLED' }],
    ['No Run', 'Backup Run Skipped NO_RUN', { reason: 'NO_RUN' }],
    [' completed  W/ One or  More errors ', `${JOB} PARTIAL`, { outcome: 'PARTIAL' }],
  ])('%s', async (status, told, detail) => {
    const s = await listed(status)
    expect(s.told()).toEqual([`${JOB} CREATED`, told])
    expect(s.events.at(-1)?.detail).toMatchObject(detail)
    expect(await s.world.runs.open()).toEqual([])
  })
})

describe('goes on', () => {
  it.each([
    ['Running', 'RUNNING'],
    ['Running (cannot be verified)', 'RUNNING'],
    ['Waiting', 'PENDING'],
    ['Pending', 'PENDING'],
    ['Queued', 'PENDING'],
    ['Suspend', 'PENDING'],
    ['Suspend Pending', 'PENDING'],
    ['Suspended', 'PENDING'],
    ['Interrupt Pending', 'PENDING'],
    ['Interrupted', 'PENDING'],
    ['Kill Pending', 'ABORTING'],
    ['Abnormal Terminated Cleanup', 'ABORTING'],
    ['Dangling Cleanup', 'ABORTING'],
  ])('%s, as %s', async (status, state) => {
    const s = await listed(status)
    expect(s.told()).toEqual([`${JOB} CREATED`, `${JOB} ${state}`])
    expect(await stateOf(s)).toBe('submitted')
  })

  it.each(['Contemplating', '', 'Not Completed', 'Completed?'])(
    '%j, which nobody knows: it is told once, and is no end',
    async status => {
      const s = await listed(status)
      await sweepWith(s, status)
      expect(s.told()).toEqual([`${JOB} CREATED`])
      expect(await stateOf(s)).toBe('submitted')
      expect(s.lines.filter(line => line.startsWith('Nobody here knows'))).toHaveLength(1)
    },
  )
})

it.each([
  ['Failed to Start', { jobSubmitErrorCode: 14, jobElapsedTime: 0 }, 'FAILED'],
  ['Running', {}, 'RUNNING'],
])('takes no job for done because it is at 100 percent: %s', async (status, words, state) => {
  const s = await listed(status, words)
  expect(s.events.at(-1)?.detail).toMatchObject({ state, percentDone: 100 })
})

it('does not believe the localized status', async () => {
  const s = await listed('Running', { localizedStatus: 'Completed' })
  expect(await stateOf(s)).toBe('submitted')
})

it.each([
  ['pendingReason', { pendingReason: 'No <b>media</b> left.<br>' }, 'No media left.'],
  ['pendingReasonErrorCode', { pendingReasonErrorCode: '19:1916' }, 'Commvault error 19:1916'],
  ['jobSubmitErrorCode', { jobSubmitErrorCode: 14 }, 'Commvault job submit error 14'],
])('says why, from %s', async (_, words, text) => {
  const s = await listed('Failed', words)
  expect(s.events.at(-1)?.detail.statusMessage).toBe(text)
})
