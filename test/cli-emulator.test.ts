// Two processes on loopback, as in two terminals: the emulator serves, and `run --direct` or a seed's own call speaks to it.
import { afterEach, beforeEach, expect, it } from 'vitest'
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
