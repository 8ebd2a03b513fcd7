// Policies from the disk: what is read, under which name, and what the disk refuses.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LARGEST_FILE, loadPolicies } from '../lib/policy/load.ts'

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

describe('what is refused, beside a file that is read', () => {
  const utf16 = (text: string) => Buffer.from(text, 'utf16le')
  it.each<[string, (path: string) => void, RegExp]>([
    ['UTF-16', path => writeFileSync(path, utf16('\ufeffname: x')), /not UTF-8/],
    ['Latin-1', path => writeFileSync(path, Buffer.from('M\xfcller', 'latin1')), /not UTF-8/],
    ['half a character', path => writeFileSync(path, Buffer.from([0xe2, 0x82])), /not UTF-8/],
    ['ten megabytes', path => sparse(path, 10 * 1024 * 1024), /at most 1 MB/],
    ['a terabyte of nothing', path => sparse(path, 2 ** 40), /at most 1 MB/],
    ['a byte too much', path => sparse(path, LARGEST_FILE + 1), /at most 1 MB/],
    ['a link to itself', path => symlinkSync(path, path), /leads back to itself/],
    ['a link to its own folder', path => symlinkSync('.', path), /link to a folder/],
    ['a link to the whole disk', path => symlinkSync('/', path), /link to a folder/],
    ['a link to nothing', path => symlinkSync('nowhere', path), /no such file/],
    ['a device without end', path => symlinkSync('/dev/zero', path), /pipe or a device/],
    ['a pipe that nobody writes to', path => execFileSync('mkfifo', [path]), /pipe or a device/],
  ])('%s', (_, make, message) => {
    write('good.yaml', 'x')
    make(join(folder, 'bad.yaml'))
    const { files, diagnostics } = loadPolicies(folder)
    expect(files.map(({ file }) => file)).toEqual([here('good.yaml')])
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({
      code: 'file-unreadable',
      place: { file: here('bad.yaml') },
    })
    expect(diagnostics[0]?.message).toMatch(message)
    expect(diagnostics[0]?.fix).toBeTruthy()
  })

  const isRoot = process.getuid?.() === 0
  it.skipIf(isRoot)('a file and a folder without permission', () => {
    write('file.yaml', 'x')
    write('folder/a.yaml', 'x')
    for (const path of ['file.yaml', 'folder']) chmodSync(join(folder, path), 0)
    const { files, diagnostics } = loadPolicies(folder)
    chmodSync(join(folder, 'folder'), 0o700)
    expect(files).toEqual([])
    expect(diagnostics.map(({ message }) => message)).toEqual(
      Array(2).fill('Permission denied: this may not be read'),
    )
  })
})

it('reads a file of exactly the largest size, and one behind a link', () => {
  write('large.txt', 'x'.repeat(LARGEST_FILE))
  symlinkSync('large.txt', join(folder, 'link.yaml'))
  const { files, diagnostics } = loadPolicies(folder)
  expect(files.map(({ text }) => text.length)).toEqual([LARGEST_FILE])
  expect(diagnostics).toEqual([])
})

it('reads a thousand files', () => {
  for (let index = 0; index < 1_000; index++) writeFileSync(join(folder, `${index}.yaml`), 'x')
  expect(loadPolicies(folder).files).toHaveLength(1_000)
})

it('keeps apart what only looks the same', () => {
  for (const name of ['caf\u00e9.yaml', 'cafe\u0301.yaml', 'A.yaml', 'a.yaml']) write(name, name)
  const texts = loadPolicies(folder).files.map(({ file, text }) => [file, text])
  for (const [file, text] of texts) expect(file).toBe(here(text ?? ''))
})

/** A file of that many bytes that takes no room on the disk. */
function sparse(path: string, bytes: number): void {
  writeFileSync(path, '')
  truncateSync(path, bytes)
}
