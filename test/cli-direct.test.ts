// `run --direct` speaks to a Command Center as its environment says, and takes the Authtoken from a variable.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'
import { type Listening, listen } from '../lib/emulator/listen.ts'
import { holdfast } from './support/holdfast.ts'

const emulated = emulateCommandCenter({
  now: Date.now,
  tokens: ['t0ken'],
  tokenForms: ['authorization-bearer'],
  speed: 3000,
})

let server: Listening
let cwd: string
beforeEach(async () => {
  server = await listen(emulated.app, { host: '127.0.0.1', port: 0 })
  cwd = mkdtempSync(join(tmpdir(), 'holdfast-direct-'))
})
afterEach(async () => {
  await server.close()
  rmSync(cwd, { recursive: true })
})

function direct(keys: readonly string[], env: NodeJS.ProcessEnv, more: readonly string[] = []) {
  mkdirSync(join(cwd, 'policies'))
  const commcell = [`endpoint: ${server.url}/commandcenter/api`, 'authSecret: backup/x', ...keys]
  const text = `apiVersion: holdfast/v1
kind: Environment
name: lab
region: eu-central-1
commcells:
  main: {${commcell.join(', ')}}
  second: {endpoint: ${server.url}/commandcenter/api, authSecret: backup/y}
---
apiVersion: holdfast/v1
kind: TargetList
name: erp
app: sqlserver
commcell: main
targets:
  - {name: core, clientId: 2101, instanceId: 301, subclientId: 9101}
  - {name: reports, clientId: 2101, instanceId: 301, subclientId: 9102}
---
apiVersion: holdfast/v1
kind: BackupPolicy
name: erp
owner: dba@example.com
app: sqlserver
targets: [core, reports]
timezone: UTC
schedules:
  - {name: full, level: FULL, at: Sun 01:00}
`
  writeFileSync(join(cwd, 'policies', 'all.yaml'), text)
  return holdfast(['run', 'erp.full', ...(more.length > 0 ? more : ['--direct'])], { cwd, env })
}

const HEADER = 'authHeader: {name: Authorization, prefix: Bearer}'
const TOKEN = { HOLDFAST_AUTHTOKEN: 't0ken' }

it('sends the Authtoken in the header that the CommCell has', async () => {
  const jobs = emulated.ledger().length
  const { stdout, exitCode } = await direct([HEADER, 'user: svc-other', 'limits: saas'], TOKEN)
  expect(stdout).toMatch(/COMPLETED {2}core {2}FULL/)
  expect(exitCode).toBe(0)
  expect(emulated.ledger().length - jobs).toBe(2)
})

it('shows that header before anything is sent', async () => {
  const { stdout } = await direct([HEADER], {}, ['--dry-run'])
  expect(stdout).toMatch(/^Authorization: Bearer \*\*\*$/m)
})

it('leaves a header of its own to the gateway, which is not there when a start is tried out with --local', async () => {
  const gateway = 'authHeader: {name: X-Gateway-Token}'
  const { stdout, exitCode } = await direct([gateway], {}, ['--local'])
  expect(stdout).toMatch(/COMPLETED {2}core {2}FULL/)
  expect(exitCode).toBe(0)
})

it('starts no more than the limits of an hour allow, and waits for nobody who sits there', async () => {
  const jobs = emulated.ledger().length
  const { stdout, exitCode } = await direct(
    [HEADER, 'limits: {readsPerHour: 1000, writesPerHour: 2}'],
    TOKEN,
  )
  expect(emulated.ledger().length - jobs).toBe(1)
  expect(stdout).toMatch(/COMPLETED {2}core/)
  expect(stdout).toMatch(/Backup Run Missed {2}reports .* quota/)
  expect(exitCode).toBe(1)
})

it('has a variable for each CommCell, which wins', async () => {
  const env = { HOLDFAST_AUTHTOKEN: 'wr0ng', HOLDFAST_AUTHTOKEN_MAIN: 't0ken' }
  expect((await direct([HEADER], env)).exitCode).toBe(0)
})

it('cannot read a CA that is a secret, and says what can be done', async () => {
  const { stderr, exitCode } = await direct([HEADER, 'caSecret: backup/ca'], TOKEN)
  expect(stderr).toBe(
    'holdfast: the CA of CommCell main is in the secret backup/ca, which cannot be read without AWS; save its certificates to a file and name that in the variable NODE_EXTRA_CA_CERTS.\n',
  )
  expect(exitCode).toBe(2)
})
