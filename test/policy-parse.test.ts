// Text that is not quite YAML, not quite ours, or out to do harm: a diagnostic, and never a crash.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, split } from '../lib/policy/parse.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderText } from '../lib/policy/render.ts'
import { readGolden } from './support/golden.ts'

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

it('never throws and never places a mistake outside its file, whatever the policies become', () => {
  const samples = [
    'erp-sql.yaml',
    'billing-oracle.yaml',
    'targets/erp.yaml',
    'environments/prod.yaml',
  ]
  const texts = samples.map(file =>
    readFileSync(join(import.meta.dirname, '..', 'policies', file), 'utf8'),
  )
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      ' ',
      '  ',
      '- ',
      ': ',
      '"',
      '{',
      '}',
      '[',
      ']',
      '#',
      '|',
      '&a',
      '*a',
      '---\n',
      '\t',
      'null',
      '~',
    ),
    fc.constantFrom(
      'at: ',
      'every: 15m',
      '__proto__: ',
      'overrides:\n  prod:\n',
      'schedules: ',
      '\u0000',
      '2026-02-31T01:00',
    ),
    fc.string({ maxLength: 6 }),
  )
  const edits = fc.array(
    fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), cut: fc.nat(12), piece }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  fc.assert(
    fc.property(fc.constantFrom(...texts.keys()), edits, (chosen, changes) => {
      const files = texts.map((text, index) => {
        const mutate = (before: string, { at, cut, piece }: (typeof changes)[number]) => {
          const from = Math.floor(at * before.length)
          return before.slice(0, from) + piece + before.slice(from + cut)
        }
        return {
          file: samples[index] ?? '',
          text: index === chosen ? changes.reduce(mutate, text) : text,
        }
      })
      const { diagnostics } = readPolicies(files)
      renderText(diagnostics, files, { color: true })
      for (const { place } of diagnostics) {
        const lines = files.find(({ file }) => file === place.file)?.text.split('\n') ?? []
        expect(place.line).toBeGreaterThan(0)
        expect(place.line).toBeLessThanOrEqual(Math.max(lines.length, 1))
      }
    }),
    { numRuns: 600 },
  )
})
