import { describe, expect, it } from 'vitest'
import { readJob, readJobList } from '../lib/commvault/job.ts'
import type { JobOutcome, JobProgress } from '../lib/run/ports.ts'
import { fc } from './support/fast-check.ts'

/** Commvault counts seconds. */
const NOW = Date.UTC(2026, 10, 22) / 1000

const state = (word: 'PENDING' | 'RUNNING' | 'ABORTING'): JobProgress => ({
  ended: false,
  state: word,
})
const ended = (outcome: JobOutcome): JobProgress => ({ ended: true, outcome })

describe('a status', () => {
  it.each<readonly [string, JobProgress | undefined]>([
    ['Completed', ended('completed')],
    ['Completed w/ one or more warnings', ended('completed-with-warnings')],
    ['Completed w/ one or more errors', ended('partial')],
    ['Committed', ended('partial')],
    ['Failed', ended('failed')],
    ['Failed to Start', ended('failed')],
    ['Killed', ended('killed')],
    ['No Run', ended('no-run')],
    ['Running', state('RUNNING')],
    ['Running (cannot be verified)', state('RUNNING')],
    ['Waiting', state('PENDING')],
    ['Pending', state('PENDING')],
    ['Queued', state('PENDING')],
    ['Suspend', state('PENDING')],
    ['Suspend Pending', state('PENDING')],
    ['Suspended', state('PENDING')],
    ['Interrupt Pending', state('PENDING')],
    ['Interrupted', state('PENDING')],
    ['Kill Pending', state('ABORTING')],
    ['Abnormal Terminated Cleanup', state('ABORTING')],
    ['Dangling Cleanup', state('ABORTING')],
    ['COMPLETED', ended('completed')],
    ['completed  w/  one or more   errors', ended('partial')],
    ['Completed in a way of the future', undefined],
    ['Not Completed', undefined],
    ['constructor', undefined],
  ])('%s', (status, progress) => {
    expect(readJob({ jobId: 1, status })).toMatchObject({ status, progress })
  })
})

describe('a level', () => {
  it.each([
    ['Full', 'FULL'],
    ['full', 'FULL'],
    ['Differential', 'DIFFERENTIAL'],
    ['Transaction Log', 'TRANSACTION_LOG'],
    ['TRANSACTION_LOG', 'TRANSACTION_LOG'],
    ['Incremental', 'INCREMENTAL'],
    ['Synthetic Full', undefined],
    ['', undefined],
  ])('%s', (backupLevelName, actualLevel) => {
    const job = readJob({ jobId: 1, status: 'Running', backupLevel: 1, backupLevelName })
    expect(job?.actualLevel).toBe(actualLevel)
    expect(job?.levelName).toBe(backupLevelName === '' ? undefined : backupLevelName)
  })

  it('that is named and not known is told by its name alone', () => {
    const job = readJob({ jobId: 1, backupLevel: 4, backupLevelName: ' Synthetic Full ' })
    expect(job).not.toHaveProperty('actualLevel')
    expect(job).toMatchObject({ levelName: 'Synthetic Full' })
  })

  it('is never taken from the number', () => {
    expect(readJob({ jobId: 1, backupLevel: 1 })).not.toHaveProperty('actualLevel')
  })
})

describe('a job', () => {
  const summary = {
    jobId: 149806,
    status: 'Completed',
    percentComplete: 100,
    jobType: 'Backup',
    backupLevel: 1,
    backupLevelName: 'Full',
    jobStartTime: 1795305631,
    jobEndTime: 1795309930,
    lastUpdateTime: 1795309935,
    sizeOfApplication: 214748364800,
    sizeOfMediaOnDisk: '53687091200',
    pendingReason: '',
    subclient: {
      clientName: 'sql01 ',
      instanceName: 'SQL01\\ERP',
      subclientId: 56,
      subclientName: 'erp',
    },
    userName: { userId: 7, userName: 'svc-holdfast' },
  }

  it('is read whole', () => {
    expect(readJob(summary)).toEqual({
      jobId: '149806',
      status: 'Completed',
      progress: ended('completed'),
      percentComplete: 100,
      actualLevel: 'FULL',
      levelName: 'Full',
      startedAt: 1795305631000,
      endedAt: 1795309930000,
      sizeBytes: 214748364800,
      transferredBytes: 53687091200,
      subclient: {
        clientName: 'sql01',
        instanceName: 'SQL01\\ERP',
        subclientId: 56,
        subclientName: 'erp',
      },
      userName: 'svc-holdfast',
    })
  })

  it('is read with nothing but its id', () => {
    expect(readJob({ jobId: ' 7 ' })).toEqual({
      jobId: '7',
      status: '',
      progress: undefined,
      percentComplete: 0,
      subclient: {},
    })
  })

  it.each([
    undefined,
    null,
    'job',
    [],
    {},
    { jobId: 0 },
    { jobId: '' },
    { jobId: 'x' },
    { jobId: 1.5 },
    { jobId: 2 ** 53 },
    { jobId: '9'.repeat(20) },
    { jobId: {} },
  ])('is not read from %j', value => {
    expect(readJob(value)).toBeUndefined()
  })

  it.each([
    ['its end', { status: 'Killed', jobEndTime: NOW, lastUpdateTime: NOW + 5 }, NOW * 1000],
    [
      'its last update, on older service packs',
      { status: 'Killed', jobEndTime: 0, lastUpdateTime: `${NOW}` },
      NOW * 1000,
    ],
    [
      'its last update, when its end is no time',
      { status: 'Killed', jobEndTime: 1e15, lastUpdateTime: NOW },
      NOW * 1000,
    ],
    [
      'nothing, when neither is set',
      { status: 'Killed', jobEndTime: 0, lastUpdateTime: 0 },
      undefined,
    ],
    [
      'nothing while it runs',
      { status: 'Running', jobEndTime: NOW, lastUpdateTime: NOW },
      undefined,
    ],
  ])('ended at %s', (_, fields, endedAt) => {
    expect(readJob({ jobId: 1, jobStartTime: 0, ...fields })).not.toHaveProperty('startedAt')
    expect(readJob({ jobId: 1, ...fields })?.endedAt).toBe(endedAt)
  })

  it.each([
    [0, undefined],
    [-1, undefined],
    [1e15, undefined],
    [1e308, undefined],
    ['9'.repeat(40), undefined],
    // Milliseconds, where seconds were due.
    [NOW * 1000, undefined],
    [946_684_799, undefined],
    [946_684_800, Date.UTC(2000, 0, 1)],
    [4_102_444_799, Date.UTC(2099, 11, 31, 23, 59, 59)],
    [4_102_444_800, undefined],
  ])('started at %s: %s', (jobStartTime, startedAt) => {
    expect(readJob({ jobId: 1, jobStartTime })?.startedAt).toBe(startedAt)
  })

  it.each([
    [
      'its pending reason in plain words',
      { pendingReason: 'No media.<br> See <a href="x">KB</a> &amp; retry' },
      'No media. See KB & retry',
    ],
    [
      'its event where the reason is empty',
      { pendingReason: '', pendingReasonErrorCode: '19:1916' },
      'Commvault error 19:1916',
    ],
    [
      'its submit error',
      { pendingReasonErrorCode: '', jobSubmitErrorCode: 8 },
      'Commvault job submit error 8',
    ],
    ['nothing', { pendingReasonErrorCode: '', jobSubmitErrorCode: 0 }, undefined],
    ['at most 1,000 characters', { pendingReason: 'x'.repeat(5_000) }, `${'x'.repeat(999)}…`],
  ])('says %s', (_, fields, reason) => {
    expect(readJob({ jobId: 1, ...fields })?.reason).toBe(reason)
  })

  it.each([
    [42.5, 42.5],
    ['80', 80],
    [120, 100],
    [-1, 0],
    [undefined, 0],
  ])('is %s per cent complete: %s', (percentComplete, expected) => {
    expect(readJob({ jobId: 1, percentComplete })?.percentComplete).toBe(expected)
  })

  it('of the system has no subclient, and the client may stand elsewhere', () => {
    const fields = { subclient: { subclientId: 0 }, destClientName: 'sql01', subclientName: 'erp' }
    expect(readJob({ jobId: 1, ...fields })?.subclient).toEqual({
      clientName: 'sql01',
      subclientName: 'erp',
    })
  })

  it('is read from whatever JSON without an exception', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => {
        readJob({
          jobId: 1,
          status: value,
          subclient: other,
          userName: value,
          pendingReason: other,
        })
        readJob(value)
        readJobList(value)
      }),
    )
  })
})

describe('a job list', () => {
  const listed = (jobId: unknown) => ({ jobSummary: { jobId, status: 'Running' } })

  it.each<readonly [string, unknown, object | undefined]>([
    [
      'with jobs',
      { totalRecordsWithoutPaging: 3, jobs: [listed(1), listed('2')] },
      { ids: ['1', '2'], listed: 2, total: 3 },
    ],
    ['without a total', { jobs: [listed(1)] }, { ids: ['1'], listed: 1, total: undefined }],
    ['of none: an unknown job', { totalRecordsWithoutPaging: 0 }, { ids: [], listed: 0, total: 0 }],
    [
      'with an empty page',
      { totalRecordsWithoutPaging: '9', jobs: [] },
      { ids: [], listed: 0, total: 9 },
    ],
    [
      'with an unreadable entry',
      { totalRecordsWithoutPaging: 2, jobs: [listed(1), null] },
      { ids: ['1'], listed: 2, total: 2 },
    ],
    [
      'with code 0',
      { totalRecordsWithoutPaging: 0, errorCode: 0 },
      { ids: [], listed: 0, total: 0 },
    ],
    [
      'is not an error',
      { totalRecordsWithoutPaging: 0, errorCode: 5, errorMessage: 'Access denied' },
      undefined,
    ],
    [
      'is not read in part: an id that was rounded may be that of any job',
      JSON.parse('{"jobs":[{"jobSummary":{"jobId":1}},{"jobSummary":{"jobId":9007199254740993}}]}'),
      undefined,
    ],
    ['is not an empty object', {}, undefined],
    ['is not a list', [], undefined],
    ['is not text', 'jobs', undefined],
    ['is not nothing', undefined, undefined],
  ])('%s', (_, body, expected) => {
    const list = readJobList(body)
    const { jobs, ...counts } = list ?? { jobs: [] }
    expect(list && { ids: jobs.map(job => job.jobId), ...counts }).toEqual(expected)
  })
})
