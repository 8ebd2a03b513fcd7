// Text that is not quite YAML, not quite ours, or out to do harm: a diagnostic, and never a crash.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fastDocument } from '../lib/policy/fast-document.ts'
import { parse, split } from '../lib/policy/parse.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { readGolden } from './support/golden.ts'

const ROOT = join(import.meta.dirname, '..')
const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }
const policy = readGolden('policy/ok/sql-server.yaml')

function codesOf(text: string): readonly string[] {
  const { diagnostics } = readPolicies([base, { file: 'a.yaml', text }])
  return diagnostics.map(({ code, place }) => `${code} ${place.line}:${place.column}`)
}

describe('what is taken as it is', () => {
  it.each<[string, string]>([
    ['a byte order mark', `\ufeff${policy}`],
    ["Windows' line ends", policy.replaceAll('\n', '\r\n')],
    ['no newline at the end', policy.trimEnd()],
    ['comments and borders around it', `# one\n---\n${policy}...\n---\n# none\n`],
    ['JSON, which is YAML', JSON.stringify(parse({ file: '', line: 1, text: policy }).value)],
  ])('%s', (_, text) => {
    expect(codesOf(text)).toEqual([])
  })
})

describe('what is refused', () => {
  it.each<[string, string, readonly string[]]>([
    ['a tab', 'a:\n\tb: 1', ['yaml-syntax 2:1']],
    ['an unclosed bracket', 'kind: [a, b', ['yaml-syntax 1:12']],
    ['an unclosed quote', 'kind: "a', ['yaml-syntax 1:9']],
    ['a control character', 'kind: a\u001b[2J', ['yaml-syntax 1:8']],
    ['text that runs backwards', 'kind: a\u202eb', ['yaml-syntax 1:8']],
    ['a directive', '%YAML 1.1\n---\nkind: yes', ['yaml-syntax 1:1', 'kind-unknown 3:7']],
    ['a merge key', `${policy}<<: {rpo: 1h}\n`, ['yaml-alias 26:1']],
    ['an alias to nothing', 'kind: *a', ['yaml-alias 1:7']],
    ['a key that JavaScript knows', `${policy}__proto__: {rpo: 1h}\n`, ['unknown-key 26:1']],
    ['a constructor', `${policy}constructor: 1\n`, ['unknown-key 26:1']],
    ['a key that is no text', `${policy}1: 2\n`, ['wrong-type 26:1']],
    ['a list', '- a\n', ['wrong-type 1:1']],
    ['a word', 'hello', ['wrong-type 1:1']],
    ['an empty file', '', ['no-documents 1:1']],
    ['nesting without end', `a: ${'['.repeat(20_000)}`, ['yaml-syntax']],
    ['a second document with the mistake', `${policy}---\nkind: x\n`, ['kind-unknown 27:7']],
    ['a document after an end mark', `${policy}...\nkind: x\n`, ['kind-unknown 27:7']],
  ])('%s', (_, text, codes) => {
    const found = codesOf(text)
    expect(found.length).toBeGreaterThan(0)
    for (const [index, code] of codes.entries()) expect(found[index]).toContain(code)
  })
})

it('does not unfold an alias bomb', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]']
  for (const [from, to] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi']) {
    bomb.push(`${to}: &${to} [${Array(9).fill(`*${from}`).join(', ')}]`)
  }
  expect(new Set(codesOf(bomb.join('\n')).map(code => code.split(' ')[0]))).toEqual(
    new Set(['yaml-alias']),
  )
})

it('tells all mistakes of all documents at once', () => {
  const wrong = policy
    .replace('level: FULL', 'level: INCREMENTAL')
    .replace('every: 15m', 'every: 7m')
  const text = `${wrong.replace('owner:', 'ownr:')}---\n${policy.replace('rpo: 15m', 'rpo: soon')}`
  expect(codesOf(text).map(code => code.split(' ')[0])).toEqual(
    expect.arrayContaining([
      'unknown-key',
      'level-option',
      'every-invalid',
      'duration-invalid',
      'duplicate-name',
    ]),
  )
})

it('does not blame names on a file that could not be read', () => {
  const list = { file: 'list.yaml', text: 'kind: TargetList\n\tname: x' }
  const { diagnostics } = readPolicies([
    base,
    list,
    { file: 'a.yaml', text: policy.replace('erp-core', 'erp-new') },
  ])
  expect(diagnostics.map(({ code }) => code)).toEqual(['yaml-syntax'])
})

it('splits a stream where YAML does, and counts the lines on', () => {
  const text = '# top\n---\na: |\n  ---x\n  text\n---\nb: 1\n...\n# tail\nc: 2\n'
  expect(split({ file: 'a', text }).map(({ line, text }) => [line, text.split('\n')[0]])).toEqual([
    [2, '---'],
    [6, '---'],
    [9, '# tail'],
  ])
})

describe('the fast reader', () => {
  const read = (text: string) => fastDocument(text)

  it.each<[string, string, unknown]>([
    [
      'maps, lists and maps in lists',
      'a:\n  b: 1\nc:\n  - d\n  - e: 2\n    f: 3\n',
      { a: { b: 1 }, c: ['d', { e: 2, f: 3 }] },
    ],
    ['a list as far to the left as its key', 'a:\n- b\n- c\nd: 1\n', { a: ['b', 'c'], d: 1 }],
    [
      'brackets',
      'a: [b, [1, true], {c: "d, e", f: ~}] # g\n',
      { a: ['b', [1, true], { c: 'd, e', f: null }] },
    ],
    ['comments and blank lines', '# a\n\nb: c # d\n  # e\nf: g#h\n', { b: 'c', f: 'g#h' }],
    [
      'text that looks like time',
      'a: 15m\nb: 01:00\nc: 2027-01-01T00:00\n',
      { a: '15m', b: '01:00', c: '2027-01-01T00:00' },
    ],
    ['nothing', 'a:\nb: # c\nd: null\n', { a: null, b: null, d: null }],
    ['letters beyond ASCII', 'a: Müller – 日本\n', { a: 'Müller – 日本' }],
  ])('reads %s', (_, text, value) => {
    expect(read(text)).toEqual(value)
  })

  it.each([
    'a: &b c',
    'a: *b',
    'a: !b c',
    'a: |\n  b',
    'a: b\n  c',
    'a: "b\n  c"',
    'a:\n\tb: c',
    'a: b\r\n',
    'a: 1\na: 2',
    'a: 1\n b: 2',
    'a:\n  - b\n c: 1',
    'a: "\\n"',
    "a: 'b''c'",
    'a: b: c',
    'a: [b',
    'a: [b]c',
    'a: [b: c]',
    'a: {b}',
    'a: "b"c',
    "a: 'b'# c",
    'a: 017',
    'a: .5',
    'a: 1e3',
    'a: 0x1F',
    'a: NULL',
    'a: True',
    '1: a',
    'true: a',
    '"a": b',
    '? a',
    '- a',
    'a',
    '',
    '# a',
    '%a\n---\nb: c',
    'a: 1\n---\nb: 2',
    '__proto__: 1',
    'constructor: 1',
    'password: geheim',
    `a: ${'0123456789abcdef'.repeat(4)}`,
    'a: \u00a0b',
    'a: \u202eb',
    `a: ${'['.repeat(40)}${']'.repeat(40)}`,
  ])('leaves %j to the library', text => {
    expect(read(text)).toBeUndefined()
  })

  it('reads every sample without the library', () => {
    const files = globSync(['policies/**/*.yaml', 'test/golden/policy/ok/*.yaml'], { cwd: ROOT })
    const documents = files.flatMap(file =>
      split({ file, text: readFileSync(join(ROOT, file), 'utf8') }),
    )
    expect(documents.filter(({ text }) => read(text) === undefined)).toEqual([])
  })
})

it('tells the first hundred mistakes of a document, and judges nothing else of it', () => {
  const { diagnostics, value } = parse({ file: 'a', line: 1, text: 'a: !x 1\n'.repeat(150) })
  expect([diagnostics.length, value]).toEqual([100, undefined])
})

it('quotes nothing of the file in what the parser says: it may be long, or a secret', () => {
  const { diagnostics } = parse({ file: 'a', line: 1, text: 'a: |geheim\n' })
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'Block scalar header includes extra characters',
  ])
})
