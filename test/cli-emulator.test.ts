// Two processes on loopback, as in two terminals: the emulator serves, and `run --direct` or a seed's own call speaks to it.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { holdfast, samples, serve } from './support/holdfast.ts'

let emulator: Awaited<ReturnType<typeof serve>>
let url: string
let cwd: string
let remove: () => void

beforeEach(async () => {
  emulator = await serve(['emulator', '--port', '0', '--token', 't0ken', '--speed', '3000'])
  url = JSON.parse(emulator.line).url
  const made = samples({
    file: 'environments/local.yaml',
    from: 'http://127.0.0.1:8480',
    to: url,
  })
  cwd = made.folder
  remove = made.remove
})
afterEach(async () => {
  await emulator.stop('SIGKILL')
  remove()
})

const direct = (args: readonly string[], token: string) =>
  holdfast(['run', ...args, '--env', 'local', '--direct'], {
    cwd,
    env: { HOLDFAST_AUTHTOKEN: token },
  })

it('follows a job to its end and says every step', async () => {
  const { stdout, exitCode } = await direct(
    ['erp-sql.weekly-full', '--target', 'erp-core'],
    't0ken',
  )
  expect(stdout).toMatch(/CREATED {2}erp-core {2}FULL {2}job 149806/)
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(
    /COMPLETED {2}erp-core {2}FULL {2}job 149806$/,
  )
  expect(exitCode).toBe(0)
})

it('gives the result to machines, and the steps to whoever watches', async () => {
  const now = ['--override', 'window', '--reason', 'before the move']
  const args = ['billing-oracle.weekly-full', '--format', 'json', ...now]
  const { stdout, stderr, exitCode } = await direct(args, 't0ken')
  expect(JSON.parse(stdout)).toMatchObject([
    {
      source: 'billing-oracle.weekly-full',
      target: 'billing-prod',
      state: 'COMPLETED',
      outcome: 'COMPLETED',
      jobId: '149806',
      taskId: 30453,
    },
  ])
  expect(stderr).toContain('CREATED  billing-prod')
  expect(exitCode).toBe(0)
})

it('says that a token is wrong, without saying it', async () => {
  const { stdout, stderr, exitCode } = await direct(
    ['erp-sql.log', '--target', 'erp-core'],
    'wr0ng-t0ken',
  )
  expect(stdout).toContain(
    'FAILED (REFUSED)  erp-core  TRANSACTION_LOG  The Command Center did not accept the Authtoken',
  )
  expect(stdout + stderr).not.toContain('wr0ng-t0ken')
  expect(exitCode).toBe(1)
})

it('refuses a token that no header carries, without saying it', async () => {
  const { stdout, stderr, exitCode } = await direct(['erp-sql.log'], 'one\ntwo')
  expect(stderr).toContain('HOLDFAST_AUTHTOKEN has a line break')
  expect(stdout + stderr).not.toContain('two')
  expect(exitCode).toBe(2)
})

it('says at once that nothing could be sent', async () => {
  await emulator.stop('SIGTERM')
  const child = await serve(['run', 'erp-sql.log', '--env', 'local', '--direct'], {
    stream: 'stderr',
    cwd,
    env: { HOLDFAST_AUTHTOKEN: 't0ken' },
  })
  expect(child.line).toMatch(/waits: .* the connection was refused .* It is not started yet/)
  expect(await child.stop('SIGINT')).toBe(130)
})

it.each(['SIGINT', 'SIGTERM'] as const)('stops on %s', async signal => {
  expect(await emulator.stop(signal)).toBe(0)
  await expect(fetch(url)).rejects.toThrow()
})

it('says what a port that is taken needs', async () => {
  const { stderr, exitCode } = await holdfast(['emulator', '--port', new URL(url).port])
  expect(stderr).toContain('another program listens there; choose another port')
  expect(exitCode).toBe(2)
})

describe('another emulator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-emulator-'))
  let stop: ((signal: NodeJS.Signals) => Promise<number | null>) | undefined
  afterEach(async () => {
    await stop?.('SIGTERM')
    stop = undefined
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  async function start(...args: readonly string[]) {
    const served = await serve(['emulator', '--port', '0', '--token', 't0ken', ...args])
    stop = served.stop
    const base = JSON.parse(served.line).url
    const call = (path: string, body?: object) =>
      fetch(`${base}/commandcenter/api/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { authtoken: 't0ken', accept: 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      })
    return { call, url: base }
  }
  const listed = async (answer: Promise<Response>) => {
    const { jobs } = (await (await answer).json()) as JobList
    return jobs.map(({ jobSummary }) => jobSummary.jobId)
  }
  const started = async (answer: Promise<Response>) =>
    ((await (await answer).json()) as { jobIds: readonly string[] }).jobIds

  it('remembers its jobs from one start to the next, in a file of its own', async () => {
    const state = join(folder, 'state.json')
    const first = await start('--state', state)
    expect(await started(first.call('createTask', TASK))).toEqual(['149806'])
    expect(await stop?.('SIGTERM')).toBe(0)
    expect(statSync(state).mode & 0o777).toBe(0o600)

    const second = await start('--state', state)
    expect(await listed(second.call('Job'))).toEqual([149806])
    const other = { ...TASK, taskInfo: { ...TASK.taskInfo, associations: [ANOTHER] } }
    expect(await started(second.call('createTask', other))).toEqual(['149807'])
  })

  it('does not take any file for its state', async () => {
    const state = join(folder, 'notes.json')
    writeFileSync(state, '{"version": 2}')
    const { stderr, exitCode } = await holdfast(['emulator', '--port', '0', '--state', state])
    expect(stderr).toContain('it is no state of an emulator. Name another file')
    expect(exitCode).toBe(2)
  })

  it('signs in the user that it was told of', async () => {
    const { call, url } = await start('--user', 'anna.dba', '--password', 'pa55')
    const password = Buffer.from('pa55').toString('base64')
    const answer = await call('Login', { username: 'anna.dba', password })
    const { token } = (await answer.json()) as { token: string }
    const who = await fetch(`${url}/commandcenter/api/WhoAmI`, {
      method: 'POST',
      headers: { authtoken: token, accept: 'application/json' },
    })
    expect(await who.text()).toContain('anna.dba')
  })

  it('counts like the hosted service, and is as wrong about the time as it is told to be', async () => {
    const { call } = await start('--saas', '--clock-skew', '-7200')
    const behind = Date.now() - Date.parse((await call('Job')).headers.get('date') ?? '')
    expect(Math.round(behind / 60_000)).toBe(120)
    const statuses: number[] = []
    for (let i = 0; i < 101; i++) statuses.push((await call('WhoAmI', {})).status)
    expect(statuses.filter(status => status === 429)).toHaveLength(1)
    expect(statuses.at(-1)).toBe(429)
  })

  it('queues what a busy subclient cannot run yet, when told to', async () => {
    const { call } = await start('--queue')
    expect(await started(call('createTask', TASK))).toEqual(['149806'])
    expect(await started(call('createTask', TASK))).toEqual(['149807'])
  })

  it('plays a script of faults, of jobs and of the wire', async () => {
    const faults = join(folder, 'faults.json')
    const script = [
      { wire: 'cut-after', call: 'createTask', nth: 1 },
      { wire: 'maintenance', call: 'jobs', nth: 2 },
    ]
    writeFileSync(faults, JSON.stringify([...script, { nth: 1, slow: 9 }]))
    const { call } = await start('--faults', faults)
    await expect(call('createTask', TASK)).rejects.toThrow('fetch failed')
    expect(await listed(call('Job'))).toEqual([149806])
    expect(await (await call('Job')).text()).toContain('Scheduled Maintenance')
  })

  it('says every mistake in a script', async () => {
    const faults = join(folder, 'wrong.json')
    writeFileSync(faults, '[{"wire": "cut"}, {"outcome": "Fell over"}]')
    const { stderr, exitCode } = await holdfast(['emulator', '--port', '0', '--faults', faults])
    expect(stderr).toContain('fault 1: "wire" is "cut", but wants one of "cut-before", "cut-after"')
    expect(stderr).toContain('fault 2: "outcome" is "Fell over"')
    expect(exitCode).toBe(2)
  })
})

type JobList = { readonly jobs: readonly { readonly jobSummary: { readonly jobId: number } }[] }

const ERP_CORE = { clientId: 2101, instanceId: 301, subclientId: 9101, appName: 'SQL Server' }
const ANOTHER = { ...ERP_CORE, subclientId: 9102 }
const TASK = {
  taskInfo: {
    associations: [ERP_CORE],
    task: { taskType: 1 },
    subTasks: [
      {
        subTask: { subTaskType: 2, operationType: 2 },
        options: { backupOpts: { backupLevel: 'FULL' } },
      },
    ],
  },
}
