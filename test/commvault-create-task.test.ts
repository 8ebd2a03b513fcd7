import { describe, expect, it } from 'vitest'
import { blankIdentity, createTaskBody } from '../lib/commvault/create-task.ts'
import type { BackupRequest, OracleTarget, SqlServerTarget } from '../lib/target.ts'
import { expectGolden, readGolden } from './support/golden.ts'

const erp: SqlServerTarget = {
  app: 'sqlserver',
  name: 'erp-core',
  commcell: 'prod',
  clientId: 12,
  instanceId: 34,
  subclientId: 56,
  entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
}

const billing: OracleTarget = {
  app: 'oracle',
  name: 'billing',
  commcell: 'prod',
  clientName: 'orahost01',
  displayName: 'orahost01.example.com',
  instanceName: 'BILLING',
  subclientName: 'default',
  content: 'data',
  rac: false,
}

const REQUESTS: readonly (readonly [file: string, BackupRequest])[] = [
  ['sqlserver-full', { target: erp, level: 'FULL', copyOnly: false }],
  ['sqlserver-full-copy-only', { target: erp, level: 'FULL', copyOnly: true }],
  ['sqlserver-differential', { target: erp, level: 'DIFFERENTIAL' }],
  ['sqlserver-transaction-log', { target: erp, level: 'TRANSACTION_LOG' }],
  ['oracle-full', { target: billing, level: 'FULL' }],
  ['oracle-rac-full', { target: { ...billing, rac: true }, level: 'FULL' }],
  ['oracle-incremental', { target: billing, level: 'INCREMENTAL', cumulative: false }],
  ['oracle-incremental-cumulative', { target: billing, level: 'INCREMENTAL', cumulative: true }],
]

const pretty = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`

describe('a createTask body', () => {
  it.each(REQUESTS)('for %s is written as Commvault documents it', (file, request) => {
    expectGolden(`commvault/create-task-${file}.json`, pretty(createTaskBody(request)))
  })

  it.each(REQUESTS)('for %s names its level, and one target', (_, request) => {
    const { associations, subTasks } = createTaskBody(request).taskInfo
    expect(subTasks[0].options.backupOpts.backupLevel).toBe(request.level)
    expect(associations).toHaveLength(1)
  })
})

describe('with the id of its run', () => {
  const RUN = 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'

  it.each(REQUESTS)(
    'the body for %s says it as the description, and nothing else changes',
    (_, request) => {
      const described = createTaskBody(request, RUN)
      const { commonOpts, ...options } = described.taskInfo.subTasks[0].options
      const { commonOpts: before = {}, ...minimal } =
        createTaskBody(request).taskInfo.subTasks[0].options
      expect(commonOpts).toEqual({ ...before, jobDescription: RUN })
      expect(options).toEqual(minimal)
      const { subTasks: _with, ...task } = described.taskInfo
      const { subTasks: _without, ...same } = createTaskBody(request).taskInfo
      expect(task).toEqual(same)
    },
  )

  it('a body for Oracle is written whole', () => {
    const body = createTaskBody({ target: billing, level: 'FULL' }, RUN)
    expectGolden('commvault/create-task-oracle-full-of-a-run.json', pretty(body))
  })
})

// Key order included: the bodies are compared as text. What we add is named here, and there is nothing else.
describe('with the values of the reference, the body is the one of the reference', () => {
  const reference = (file: string) => pretty(JSON.parse(readGolden(`commvault/${file}.json`)))
  const level = (request: BackupRequest) => `            "backupLevel": "${request.level}",\n`

  it('for SQL Server, but for the level', () => {
    const zeros = { ...erp, clientId: 0, instanceId: 0, subclientId: 0 }
    const request: BackupRequest = { target: zeros, level: 'FULL', copyOnly: false }
    const body = pretty(createTaskBody(request))
    expect(body.replace(level(request), '')).toBe(reference('seed-sqlserver'))
  })

  it('for Oracle, but for the level and the mail at the end', () => {
    const names = {
      clientName: 'string',
      displayName: 'string',
      instanceName: 'string',
      subclientName: 'string',
    }
    const target = { ...billing, ...names }
    const request: BackupRequest = { target, level: 'INCREMENTAL', cumulative: true }
    const body = pretty(createTaskBody(request))
      .replace(level(request), '')
      .replace('"notifyUserOnJobCompletion": false', '"notifyUserOnJobCompletion": true')
    expect(body).toBe(reference('seed-oracle'))
  })
})

describe('a blank identity is found before it can widen a backup', () => {
  const full = (target: SqlServerTarget): BackupRequest => ({
    target,
    level: 'FULL',
    copyOnly: false,
  })
  const CASES: readonly (readonly [blank: string | undefined, BackupRequest])[] = [
    [undefined, full(erp)],
    ['clientId', full({ ...erp, clientId: 0 })],
    ['instanceId', full({ ...erp, instanceId: -32_000 })],
    ['subclientId', full({ ...erp, subclientId: Number.NaN })],
    [undefined, { target: billing, level: 'FULL' }],
    ['clientName', { target: { ...billing, clientName: '' }, level: 'FULL' }],
    ['instanceName', { target: { ...billing, instanceName: '' }, level: 'FULL' }],
    ['subclientName', { target: { ...billing, subclientName: ' ' }, level: 'FULL' }],
  ]

  it.each(CASES)('%s', (blank, request) => {
    expect(blankIdentity(request)).toBe(blank)
  })
})
