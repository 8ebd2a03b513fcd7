import { describe, expect, expectTypeOf, it } from 'vitest'
import {
  type Backup,
  type BackupRequest,
  familyOf,
  isSameSubclient,
  type OracleTarget,
  requestOf,
  type SqlServerTarget,
} from '../lib/target.ts'
import { billing, erpCore, erpReporting } from './support/story.ts'

describe('a request', () => {
  it('cannot be written down when Commvault could not run it', () => {
    type Sql = { target: SqlServerTarget }
    type Oracle = { target: OracleTarget }
    expectTypeOf<Sql & { level: 'FULL'; copyOnly: true }>().toExtend<BackupRequest>()
    expectTypeOf<Oracle & { level: 'INCREMENTAL'; cumulative: true }>().toExtend<BackupRequest>()
    // Copy-only is told for a full, cumulative for an incremental, and neither is left to chance.
    expectTypeOf<Sql & { level: 'FULL' }>().not.toExtend<BackupRequest>()
    expectTypeOf<Oracle & { level: 'INCREMENTAL' }>().not.toExtend<BackupRequest>()
    // The levels of the other application.
    expectTypeOf<Sql & { level: 'INCREMENTAL'; cumulative: true }>().not.toExtend<BackupRequest>()
    expectTypeOf<Oracle & { level: 'TRANSACTION_LOG' }>().not.toExtend<BackupRequest>()
    expectTypeOf<Oracle & { level: 'DIFFERENTIAL' }>().not.toExtend<BackupRequest>()
    // No level at all: Commvault would choose one.
    expectTypeOf<Sql>().not.toExtend<BackupRequest>()
  })

  it('is never made for a target of the other application', () => {
    const full: Backup = { app: 'sqlserver', level: 'FULL', copyOnly: false }
    expect(requestOf(full, billing)).toBeUndefined()
    expect(requestOf({ app: 'oracle', level: 'FULL' }, erpCore)).toBeUndefined()
    expect(requestOf(full, erpCore)).toEqual({ target: erpCore, level: 'FULL', copyOnly: false })
  })

  it.each([
    [{ target: erpCore, level: 'FULL', copyOnly: false }, 'data'],
    [{ target: erpCore, level: 'DIFFERENTIAL' }, 'data'],
    [{ target: erpCore, level: 'TRANSACTION_LOG' }, 'log'],
    [{ target: billing, level: 'INCREMENTAL', cumulative: true }, 'data'],
    [{ target: { ...billing, content: 'log' }, level: 'FULL' }, 'log'],
  ] as const)('%# is of its family', (request, family) => {
    expect(familyOf(request)).toBe(family)
  })
})

describe('two targets', () => {
  it.each([
    [erpCore, { ...erpCore, name: 'erp-renamed' }, true],
    [erpCore, erpReporting, false],
    [erpCore, { ...erpCore, commcell: 'other' }, false],
    [billing, { ...billing, name: 'b', clientName: ' ORAHOST01' }, true],
    [billing, { ...billing, subclientName: 'logs' }, false],
    [erpCore, billing, false],
  ] as const)('%# are one subclient or are not', (a, b, expected) => {
    expect(isSameSubclient(a, b)).toBe(expected)
  })
})
