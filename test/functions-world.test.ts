// What a function finds around it: environment variables, and the compiled sources beside it. What is wrong with them
// is said at the first call, and never while the bundle is loaded.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSources } from '../functions/sources.ts'
import { policiesOfRule, policyOfSource } from '../functions/started-policies.ts'
import { handler } from '../functions/submit.ts'
import { openDeployment } from '../functions/world.ts'
import { BACKUP_ERROR_CODES } from '../lib/errors.ts'
import { erpSql } from './support/loopback-world.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-sources-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const policy = erpSql('https://commandcenter.example.com/commandcenter/api')
const write = (name: string, content: unknown) =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))

describe('the environment variables', () => {
  const complete = { HOLDFAST_ENVIRONMENT: 'test', HOLDFAST_TABLE: 't', HOLDFAST_BUS: 'b' }

  it.each([
    ['all of them', {}, 'HOLDFAST_ENVIRONMENT, HOLDFAST_TABLE, HOLDFAST_BUS'],
    ['two', { HOLDFAST_TABLE: 't' }, 'HOLDFAST_ENVIRONMENT, HOLDFAST_BUS'],
    ['one that is empty', { ...complete, HOLDFAST_BUS: '' }, 'HOLDFAST_BUS'],
  ])('are missed by name, %s at once', (_, env, missing) => {
    const open = () => openDeployment({ env, beside: folder, overrides: {} })
    expect(open).toThrow(expect.objectContaining({ code: 'environment-incomplete' }))
    expect(open).toThrow(`which are not set: ${missing}.`)
  })

  it('say where the sources are; without a word they are beside the bundle, by environment', () => {
    mkdirSync(join(folder, 'sources', 'test'), { recursive: true })
    write('sources/test/erp-sql.json', policy)
    const beside = openDeployment({ env: complete, beside: folder, overrides: {} })
    expect(beside.sources.policyOf('erp-sql.weekly-full')).toEqual(policy)

    const env = { ...complete, HOLDFAST_SOURCES: join(folder, 'sources', 'test') }
    const elsewhere = openDeployment({ env, beside: '/nowhere', overrides: {} })
    expect(elsewhere.world.commcells).toEqual(policy.commcells)
    expect(elsewhere.world.policyOf?.('erp-sql.weekly-full')).toEqual(policy)
    expect(elsewhere.world.policyOf?.('erp-sql.gone')).toBeUndefined()
  })

  it('may be missing when the bundle is loaded: the first call says so, and so does the next', async () => {
    for (const _ of ['first', 'second']) {
      await expect(handler({})).rejects.toMatchObject({ code: 'environment-incomplete' })
    }
  })
})

describe('the compiled sources', () => {
  it('are found by the name of a source', () => {
    write('erp-sql.json', policy)
    const other = { ...policy, policy: { ...policy.policy, name: 'crm' }, sources: [] }
    write('crm.json', other)
    write('notes.txt', 'not ours')
    const sources = readSources(folder, 'test')
    expect(policyOfSource(sources, 'erp-sql.weekly-full')).toEqual(policy)
    expect(Object.keys(sources.commcells)).toEqual(['main'])
  })

  it('are found by the rule that hands over an event', () => {
    const waits = policy.sources.filter(source => source.kind === 'trigger')
    write('1.json', policy)
    write('2.json', { ...policy, policy: { ...policy.policy, name: 'crm' }, sources: waits })
    write('3.json', { ...policy, sources: [] })
    const sources = readSources(folder, 'test')
    const waiting = policiesOfRule(sources, 'a0b1c2d3e4f5')
    expect(waiting.map(({ policy }) => policy.name)).toEqual(['erp-sql', 'crm'])
    expect(policiesOfRule(sources, '000000000000')).toEqual([])
  })

  it.each([
    ['no folder', () => rmSync(folder, { recursive: true }), /holdfast-sources-.*ENOENT/],
    ['an empty folder', () => {}, /holds no compiled policy/],
    ['half a file', () => write('a.json', '{"version": 1,'), /a\.json: SyntaxError/],
    ['a list', () => write('a.json', []), /a\.json: it is no compiled policy of version 1/],
    ['a later version', () => write('a.json', { ...policy, version: 2 }), /no compiled policy/],
    ['a policy without sources', () => write('a.json', { ...policy, sources: {} }), /no compiled/],
    [
      'another environment',
      () => write('a.json', { ...policy, environment: 'prod' }),
      /a\.json: it was compiled for environment prod, and this function serves test/,
    ],
  ])('may not be %s', (_, make, why) => {
    make()
    const read = () => readSources(folder, 'test')
    expect(read).toThrow(expect.objectContaining({ code: 'sources-unreadable' }))
    expect(read).toThrow(why)
    mkdirSync(folder, { recursive: true })
  })

  it.each([
    ['erp-sql.weekly-ful', 'Near it: erp-sql.weekly-full, erp-sql.log.'],
    ['erp-sq.log', 'Near it: erp-sql.log, crm.log.'],
    ['billing.nightly', 'Deployed here: erp-sql.weekly-full, erp-sql.log, crm.log.'],
  ])('do not know %s, and say what they know instead', (name, listed) => {
    const [source] = policy.sources
    write('1.json', { ...policy, sources: [source, { ...source, name: 'erp-sql.log' }] })
    write('2.json', { ...policy, sources: [{ ...source, name: 'crm.log' }] })
    const find = () => policyOfSource(readSources(folder, 'test'), name)
    expect(find).toThrow(expect.objectContaining({ code: 'source-unknown' }))
    expect(find).toThrow(listed)
  })
})

it('says in docs/operations.md of every error code who acts, and how', () => {
  const operations = readFileSync(join(import.meta.dirname, '..', 'docs', 'operations.md'), 'utf8')
  const listed = [...operations.matchAll(/^\| `([a-z-]+)` \| \S/gm)].map(([, code]) => code)
  expect(listed).toEqual(expect.arrayContaining(Object.keys(BACKUP_ERROR_CODES)))
})
