// The Command Center of PolicyTests.
import { expect, it } from 'vitest'
import { jobsEndAtOnce } from '../lib/cli/at-once.ts'

const REQUEST = {
  level: 'FULL',
  copyOnly: false,
  target: {
    app: 'sqlserver',
    name: 't',
    commcell: 'c',
    clientId: 1,
    instanceId: 2,
    subclientId: 3,
    entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
  },
} as const

it('lists the jobs that ended since an instant, and no others', async () => {
  let now = 0
  const center = jobsEndAtOnce(() => now)
  for (now = 1; now <= 4; now++)
    await center.submit(REQUEST, 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z')
  const since = async (at: number) => (await center.jobs(at)).map(({ jobId }) => jobId)
  expect(await since(0)).toEqual(['1001', '1002', '1003', '1004'])
  expect(await since(3)).toEqual(['1003', '1004'])
  expect(await since(5)).toEqual([])
  expect(await center.job('1002')).toMatchObject({ jobId: '1002', endedAt: 2 })
  expect(await center.job('1005')).toBeUndefined()
})
