// The main job as a newcomer runs it: the real bundles, emulated neighbours, virtual time.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { holdfast, ROOT } from './support/holdfast.ts'

const EVENTS = join(ROOT, 'build', 'local', 'events.ndjson')
const LOG = join(ROOT, 'build', 'local', 'functions.ndjson')

type Event = {
  Source: string
  DetailType: string
  Detail: { eventId: string; state?: string; resourceType: string; createdBy: { cause: string } }
}

function eventsOf(text: string): readonly Event[] {
  const lines = text.trimEnd().split('\n')
  return lines.map(line => JSON.parse(line))
}

it('runs policies through the real functions and shows what became of them', async () => {
  const args = ['local', '--from', '2026-11-22T00:00:00Z', '--for', '9h']
  const { stdout, exitCode } = await holdfast(args)
  expect(exitCode).toBe(0)
  expect(stdout).toContain('Sun 22 Nov 2026')
  expect(stdout).toMatch(/00:00-00:\d\d {2}✓ erp-sql\.weekly-full erp-core {2}FULL {2}job 1498\d\d/)
  expect(stdout).toMatch(
    /✓ erp-sql\.log {2}TRANSACTION_LOG {2}36 starts, 72 backups of 2 targets completed/,
  )
  expect(stdout).toMatch(/• the Authtoken was rotated/)
  expect(stdout).toMatch(/^erp-sql\.log +TRANSACTION_LOG +every 15m +36 +72 +72 /m)

  const events = eventsOf(readFileSync(EVENTS, 'utf8'))
  const completed = events.filter(event => event.Detail.state === 'COMPLETED')
  expect(new Set(completed.map(event => event.Detail.resourceType))).toEqual(
    new Set(['SQLServer', 'Oracle']),
  )
  expect(new Set(events.map(event => event.Detail.eventId)).size).toBe(events.length)
  expect(readFileSync(EVENTS, 'utf8') + readFileSync(LOG, 'utf8') + stdout).not.toContain(
    'local-token',
  )
})

it('starts one source by hand through the functions', async () => {
  const args = ['run', 'erp-sql.daily-diff', '--env', 'local', '--local', '--format', 'json']
  const { stdout, exitCode } = await holdfast(args)
  expect(JSON.parse(stdout)).toMatchObject([
    { target: 'erp-core', state: 'COMPLETED' },
    { target: 'erp-reporting', state: 'COMPLETED' },
  ])
  expect(exitCode).toBe(0)
})

it('shows a deploy that starts a backup, and one that does not', async () => {
  const args = ['local', '--env', 'prod', '--policy', 'shop-changes', '--calm']
  const span = ['--from', '2026-11-25T14:00:00Z', '--for', '21h']
  const cwd = join(ROOT, 'test', 'golden', 'cli', 'rules')
  const { stdout, stderr, exitCode } = await holdfast([...args, ...span], { cwd })
  expect(exitCode).toBe(0)
  expect(stderr).toContain('0 schedules and 2 triggers of environment prod')
  expect(stdout).toMatch(
    /14:07 +• codedeploy event: starts shop-changes\.deployed\n +14:07-\d\d:\d\d {2}✓ shop-changes\.deployed shop-core {2}FULL copy-only/,
  )
  expect(stdout).toMatch(
    /10:23 +• codedeploy event: starts nothing, detail\.state is "FAILURE", not "SUCCESS"/,
  )
  expect(stdout).toMatch(/^shop-changes\.deployed +FULL +on codedeploy +1 +1 +1 /m)
  expect(stdout).toMatch(/^shop-changes\.before-migration +FULL +on request +- +- +- /m)
  const causes = eventsOf(readFileSync(EVENTS, 'utf8')).map(event => event.Detail.createdBy.cause)
  expect(new Set(causes)).toEqual(new Set(['EVENT']))
})

it('takes a storm: whatever goes wrong, nothing happens twice and nothing is lost', async () => {
  const args = ['local', '--faults', 'storm', '--for', '2d', '--seed', '7']
  const { stdout, stderr, exitCode } = await holdfast(args)
  expect(stderr).not.toContain('a bug')
  expect(stdout).toMatch(/• \d+ faults on the wire: \d+ [a-z]/)
  expect(stdout).toMatch(/^start never delivered +\d+ +-$/m)
  expect(stdout).toMatch(/^function died half-way +\d+ +-$/m)
  expect(stdout).toMatch(/^wire: cut-after +(\d+) +\1$/m)
  const [, started, recorded] =
    /✓ ([\d,]+) jobs really started, ([\d,]+) on record/.exec(stdout) ?? []
  expect(started).toBe(recorded)
  expect(stdout).toMatch(/✓ duplicates 0, lost 0, unknown \d+/)
  expect(exitCode).toBe(0)
})

it('plays a script of faults, and says when it cannot be read', async () => {
  const faults = join(ROOT, 'build', 'local', 'faults.json')
  writeFileSync(faults, '[{"wire": "empty", "call": "createTask", "nth": 2}]')
  const span = ['--policy', 'erp-sql', '--for', '1h']
  const { stdout, exitCode } = await holdfast(['local', '--faults', faults, ...span])
  expect(stdout).toMatch(/^wire: empty +1 +1$/m)
  expect(stdout).toContain('✓ duplicates 0, lost 0, unknown 0')
  expect(exitCode).toBe(0)

  const missing = await holdfast(['local', '--faults', 'nowhere.json'])
  expect(missing.stderr).toContain('--faults nowhere.json: there is no such file')
  expect(missing.exitCode).toBe(2)
})
