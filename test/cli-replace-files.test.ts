// Files are replaced whole or not at all, and stay the files that they were.
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replaceFiles } from '../lib/cli/replace-files.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-replace-'))
  for (const name of ['a', 'b']) writeFileSync(join(folder, name), `${name} before`)
})
afterEach(() => rmSync(folder, { recursive: true }))

const change = (name: string) => ({
  file: join(folder, name),
  before: `${name} before`,
  after: `${name} after`,
})
const read = (name: string) => readFileSync(join(folder, name), 'utf8')

it('replaces all of them, and leaves nothing beside them', () => {
  replaceFiles([change('a'), change('b')])
  expect([read('a'), read('b')]).toEqual(['a after', 'b after'])
  expect(readdirSync(folder).toSorted()).toEqual(['a', 'b'])
})

it('replaces none when one was changed since it was read', () => {
  writeFileSync(join(folder, 'b'), 'b of somebody else')
  expect(() => replaceFiles([change('a'), change('b')])).toThrow(/b was changed meanwhile/)
  expect([read('a'), read('b')]).toEqual(['a before', 'b of somebody else'])
  expect(readdirSync(folder).toSorted()).toEqual(['a', 'b'])
})

it('replaces none when one is gone', () => {
  rmSync(join(folder, 'b'))
  expect(() => replaceFiles([change('a'), change('b')])).toThrow(/cannot write: ENOENT/)
  expect(read('a')).toBe('a before')
  expect(readdirSync(folder)).toEqual(['a'])
})

it('keeps who may read a file, and what a link leads to', () => {
  chmodSync(join(folder, 'a'), 0o640)
  symlinkSync('a', join(folder, 'link'))
  replaceFiles([{ ...change('a'), file: join(folder, 'link') }])
  expect(read('a')).toBe('a after')
  expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o640)
  expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true)
})
