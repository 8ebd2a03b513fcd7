// Policies from the disk: what is read, under which name, and what the disk refuses.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadPolicies } from '../lib/policy/load.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), content)
}

const here = (file: string) => relative('', join(folder, file))

it('reads every YAML file below a folder, by name, and nothing else', () => {
  for (const file of [
    'b.yaml',
    'a/c.yml',
    'a/b/d.YAML',
    'schema.json',
    'README.md',
    'x.yaml.bak',
  ]) {
    write(file, file)
  }
  expect(loadPolicies(folder)).toEqual({
    files: ['a/b/d.YAML', 'a/c.yml', 'b.yaml'].map(file => ({ file: here(file), text: file })),
    diagnostics: [],
  })
})

it('names files relative to the working directory, and reads each once', () => {
  const { files } = loadPolicies('policies', 'policies/erp-sql.yaml')
  expect(files.map(({ file }) => file).filter(file => file.endsWith('erp-sql.yaml'))).toEqual([
    'policies/erp-sql.yaml',
  ])
})

it('takes a file whatever it is called, when it is asked for by name', () => {
  write('policy.txt', 'x')
  expect(loadPolicies(join(folder, 'policy.txt')).files).toEqual([
    { file: here('policy.txt'), text: 'x' },
  ])
})

it('tells what cannot be read, and reads the rest', () => {
  write('good.yaml', 'x')
  write('latin-1.yaml', Buffer.from('name: M\xfcller', 'latin1'))
  symlinkSync('nowhere.yaml', join(folder, 'broken.yaml'))
  const { files, diagnostics } = loadPolicies(folder, join(folder, 'missing'))
  expect(files.map(({ file }) => file)).toEqual([here('good.yaml')])
  expect(diagnostics.map(({ code, place, message }) => [code, place.file, message])).toEqual([
    ['file-unreadable', here('broken.yaml'), 'There is no such file or folder'],
    ['file-unreadable', here('latin-1.yaml'), 'This is not UTF-8'],
    ['file-unreadable', here('missing'), 'There is no such file or folder'],
  ])
})
