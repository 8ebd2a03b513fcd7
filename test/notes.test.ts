// The contract of notes, told to both: those in memory, and those on DynamoDB (dynalite over loopback).
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dynamoNotes } from '../lib/aws/notes.ts'
import { dynamoRunStore } from '../lib/aws/run-store.ts'
import { inMemoryNotes } from '../lib/run/in-memory-notes.ts'
import type { Notes } from '../lib/run/ports.ts'
import { createTable, type Dynalite, startDynalite } from './support/dynalite.ts'
import { fc } from './support/fast-check.ts'

let database: Dynalite
beforeAll(async () => {
  database = await startDynalite()
})
afterAll(() => database.stop())

let tables = 0
async function freshTable(): Promise<string> {
  tables += 1
  await createTable(database.client, `notes-${tables}`)
  return `notes-${tables}`
}

describe.each<[string, () => Promise<Notes>]>([
  ['in memory', async () => inMemoryNotes()],
  ['on DynamoDB', async () => dynamoNotes({ client: database.client, table: await freshTable() })],
])('notes %s', (_, notesOf) => {
  it('are not there before they are written', async () => {
    const notes = await notesOf()
    expect(await notes.read('watch/until')).toBeUndefined()
  })

  it('are read as they were written, with the version of the write', async () => {
    const notes = await notesOf()
    expect(await notes.write({ key: 'k', value: { until: 7 }, version: 0 })).toBe(true)
    expect(await notes.read('k')).toEqual({ value: { until: 7 }, version: 1 })
    expect(await notes.write({ key: 'k', value: { until: 8 }, version: 1 })).toBe(true)
    expect(await notes.read('k')).toEqual({ value: { until: 8 }, version: 2 })
  })

  it.each([
    ['a first one, where there is one', 0],
    ['one that is older', 1],
    ['one that nobody has written', 3],
  ])('are not written over %s', async (_, version) => {
    const notes = await notesOf()
    await notes.write({ key: 'k', value: 'first', version: 0 })
    await notes.write({ key: 'k', value: 'second', version: 1 })
    expect(await notes.write({ key: 'k', value: 'late', version })).toBe(false)
    expect(await notes.read('k')).toEqual({ value: 'second', version: 2 })
  })

  it('begin with version 0 and no other', async () => {
    const notes = await notesOf()
    expect(await notes.write({ key: 'k', value: 'x', version: 1 })).toBe(false)
    expect(await notes.read('k')).toBeUndefined()
  })

  it('let one of many concurrent writes win, the first of a key as well as a later one', async () => {
    const notes = await notesOf()
    for (const version of [0, 1, 2]) {
      const writes = Array.from({ length: 8 }, (_, n) => `write ${n} over ${version}`)
      const isWritten = await Promise.all(
        writes.map(value => notes.write({ key: 'k', value, version })),
      )
      const winners = writes.filter((_, n) => isWritten[n])
      expect(winners).toHaveLength(1)
      expect(await notes.read('k')).toEqual({ value: winners[0], version: version + 1 })
    }
  })

  it('are each for itself', async () => {
    const notes = await notesOf()
    await notes.write({ key: 'rpo/a', value: 1, version: 0 })
    expect(await notes.write({ key: 'rpo/b', value: 2, version: 0 })).toBe(true)
    expect(await notes.read('rpo/a')).toEqual({ value: 1, version: 1 })
  })

  it('do not change with what was written or read', async () => {
    const notes = await notesOf()
    const value = { targets: ['a'] }
    await notes.write({ key: 'k', value, version: 0 })
    value.targets.push('b')
    const read = await notes.read<typeof value>('k')
    read?.value.targets.push('c')
    expect((await notes.read('k'))?.value).toEqual({ targets: ['a'] })
  })

  it('keep whatever JSON holds, under whatever key', async () => {
    const notes = await notesOf()
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.json(),
        async (name, text) => {
          count += 1
          const key = `${name}/${count}`
          const value: unknown = JSON.parse(text)
          expect(await notes.write({ key, value, version: 0 })).toBe(true)
          expect(await notes.read(key)).toEqual({ value, version: 1 })
        },
      ),
      { numRuns: 40 },
    )
  })

  it('hold what 2,000 targets need', async () => {
    const notes = await notesOf()
    const target = { since: 1_795_305_600_000, point: 1_795_305_600_000 }
    const names = Array.from({ length: 2_000 }, (_, n) => `a-target-with-a-long-name-${n}`)
    const value = Object.fromEntries(names.map(name => [name, target]))
    expect(await notes.write({ key: 'k', value, version: 0 })).toBe(true)
    expect(await notes.read('k')).toEqual({ value, version: 1 })
  })

  it('may be given an end, and are there before it', async () => {
    const notes = await notesOf()
    const expiresAt = Date.UTC(2100, 0)
    await notes.write({ key: 'k', value: 1, version: 0, expiresAt })
    expect(await notes.read('k')).toEqual({ value: 1, version: 1 })
    expect(await notes.write({ key: 'k', value: 2, version: 1 })).toBe(true)
  })
})

describe('what DynamoDB holds of them', () => {
  const itemOf = async (table: string, pk: string) => {
    const found = await database.client.send(
      new GetItemCommand({ TableName: table, Key: { pk: { S: pk } } }),
    )
    return found.Item
  }

  it('is dropped at its end, and never without one', async () => {
    const table = await freshTable()
    const notes = dynamoNotes({ client: database.client, table })
    await notes.write({ key: 'quota/main/write', value: 1, version: 0, expiresAt: 7_900 })
    await notes.write({ key: 'watch/until', value: 1, version: 0 })
    expect((await itemOf(table, 'note#quota/main/write'))?.expiresAt?.N).toBe('7')
    expect(await itemOf(table, 'note#watch/until')).not.toHaveProperty('expiresAt')
  })

  it('is in nobody’s list of runs', async () => {
    const table = await freshTable()
    await dynamoNotes({ client: database.client, table }).write({ key: 'k', value: 1, version: 0 })
    const runs = dynamoRunStore({ client: database.client, table })
    expect(await runs.open()).toEqual([])
    expect(await runs.history('k', 9)).toEqual([])
  })

  it.each([
    ['read', 'Could not read note watch/until in DynamoDB table gone'],
    ['write', 'Could not write note watch/until in DynamoDB table gone'],
  ] as const)('fails with its place when there is no table: %s', async (what, text) => {
    const notes = dynamoNotes({ client: database.client, table: 'gone' })
    const asked =
      what === 'read'
        ? notes.read('watch/until')
        : notes.write({ key: 'watch/until', value: 1, version: 0 })
    await expect(asked).rejects.toMatchObject({ code: 'store-failed' })
    await expect(asked).rejects.toThrow(text)
  })

  it('fails with its place when somebody has edited it', async () => {
    const table = await freshTable()
    const Item = { pk: { S: 'note#k' }, version: { N: '1' }, note: { S: '{"until": ' } }
    await database.client.send(new PutItemCommand({ TableName: table, Item }))
    const notes = dynamoNotes({ client: database.client, table })
    await expect(notes.read('k')).rejects.toMatchObject({ code: 'store-failed' })
    await expect(notes.read('k')).rejects.toThrow('note k')
  })
})
