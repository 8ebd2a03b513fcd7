// A simulation calls the emulated Command Center without HTTP: what it answers must be what HTTP would have brought.
import { expect, it } from 'vitest'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'

const NOW = Date.parse('2026-11-22T00:00:00Z')
const base = 'http://cc.example.com/commandcenter/api'
const json = { Authtoken: 'good', Accept: 'application/json', 'Content-Type': 'application/json' }

const backup = (subclientId: number) =>
  JSON.stringify({
    taskInfo: {
      associations: [{ clientId: 2101, instanceId: 301, subclientId, applicationId: 81 }],
      task: { taskType: 1 },
      subTasks: [
        {
          subTask: { subTaskType: 2, operationType: 2 },
          options: { backupOpts: { backupLevel: 'FULL' } },
        },
      ],
    },
  })

type Call = {
  readonly method: string
  readonly path: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
}

/** Each after those before it: two emulators live the same life. */
const CALLS: readonly Call[] = [
  { method: 'GET', path: '/' },
  { method: 'POST', path: '/createTask', body: backup(9101) },
  { method: 'POST', path: '/CreateTask', body: backup(9101) },
  { method: 'POST', path: '//createTask/', body: 'no json' },
  { method: 'POST', path: '/createTask', body: backup(9102), headers: { authtoken: 'good' } },
  { method: 'POST', path: '/createTask', headers: { Authtoken: 'bad' } },
  { method: 'GET', path: '/Job?completedJobLookupTime=3600&jobCategory=All' },
  { method: 'GET', path: '/Job', headers: { ...json, limit: '1', offset: '1' } },
  { method: 'GET', path: '/Job/149806' },
  { method: 'GET', path: '/Job/149806/TaskDetails' },
  { method: 'GET', path: '/Job/nobody' },
  { method: 'POST', path: '/Job/149806/action/kill' },
  { method: 'POST', path: '/JobDetails', body: '{"jobId":149806}' },
  { method: 'GET', path: '/Client/byName(clientName=%27erp-db01%27)' },
  { method: 'GET', path: '/Client/2101' },
  { method: 'GET', path: '/Subclient?clientId=2101', headers: { Authtoken: 'good' } },
  { method: 'DELETE', path: '/V4/AccessToken/301' },
  { method: 'PUT', path: '/createTask' },
  { method: 'GET', path: '/nothing/here' },
]

it('answers as over HTTP', async () => {
  const world = () => ({
    now: () => NOW,
    tokens: ['good'],
    quota: { readsPerHour: 9, writesPerHour: 9 },
  })
  const [wired, plain] = [emulateCommandCenter(world()), emulateCommandCenter(world())]
  for (const { method, path, headers = json, body = '' } of CALLS) {
    const url = `${base}${path}`
    const response = await wired.app.request(url, { method, headers, ...(body && { body }) })
    const expected = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
    expect(await plain.replyTo({ url, method, headers, body }), `${method} ${path}`).toEqual(
      expected,
    )
  }
})
