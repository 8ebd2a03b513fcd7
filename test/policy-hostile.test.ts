// Text that is out to do harm, or looks like it: findings that a person can read, in bounded time and memory.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse, split } from '../lib/policy/parse.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { readGolden } from './support/golden.ts'
import { readingThread } from './support/read-in-thread.ts'

const ROOT = join(import.meta.dirname, '..')
const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }
const policy = readGolden('policy/ok/sql-server.yaml')

/** Large enough that time which grows with the square of it would not end within the limit. */
const SIZE = 64 * 1024

const thread = readingThread({ mb: 1_500 })
afterAll(thread.end)

/** Ten times what any of this takes and more. */
const LIMIT_MS = 25_000

async function read(files: Parameters<typeof thread.read>[0]) {
  const answer = await thread.read(files)
  expect(answer.spent).toBeLessThan(LIMIT_MS)
  return answer
}

const fill = (piece: string) => piece.repeat(SIZE / piece.length)
const numbered = (count: number, lineOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => lineOf(index)).join('')
const withOwner = (owner: string) => policy.replace(/owner: .*/, `owner: ${owner}`)
const withSchedule = (line: string) => policy.replace(/every: 15m/, line)
const list = `apiVersion: holdfast/v1
kind: TargetList
name: large
app: sqlserver
commcell: main
shared: {instanceId: 1}
targets:
`

type Case = readonly [what: string, text: string, code: string | undefined]

const cases: readonly Case[] = [
  // Much of something.
  ['nothing but line ends', fill('\n'), 'no-documents'],
  ["nothing but Windows' line ends", fill('\r\n'), 'no-documents'],
  ['nothing but carriage returns', fill('\r'), 'no-documents'],
  ['nothing but blank lines', fill('   \n'), 'no-documents'],
  ['nothing but comments', fill('# x\n'), 'no-documents'],
  ['nothing but borders', fill('---\n'), 'no-documents'],
  ['nothing but ends', fill('...\n'), 'no-documents'],
  ['thousands of documents', fill('--- a\n'), 'wrong-type'],
  ['nothing but tabs', fill('a:\n\t'), 'yaml-syntax'],
  ['nothing but control characters', fill('\u0001'), 'yaml-syntax'],
  ['nothing but directives', fill('%x\n'), 'yaml-syntax'],
  ['nothing but colons', fill(':'), 'yaml-syntax'],
  ['nothing but hyphens', fill('-'), 'wrong-type'],
  ['nothing but questions', fill('?\n'), 'wrong-type'],
  ['nothing but commas', `a: [${fill(',')}]`, 'yaml-syntax'],
  ['text that runs backwards', withOwner(fill('\u202e')), 'yaml-syntax'],
  ['UTF-16 that lost its mark', [...policy].join('\u0000'), 'yaml-syntax'],

  // Deep, and wide.
  ['lists in lists', `a: ${fill('[')}`, 'yaml-syntax'],
  ['lists in lists, all closed', `a: ${'['.repeat(9_999)}${']'.repeat(9_999)}`, 'yaml-syntax'],
  ['maps in maps', `a: ${fill('{a: ')}`, 'yaml-syntax'],
  ['blocks in blocks', numbered(700, level => `${' '.repeat(level)}a:\n`), 'missing-key'],
  ['hyphens in hyphens', fill('- '), 'yaml-syntax'],
  ['keys in keys', fill('? '), 'yaml-syntax'],
  [
    'a list without end',
    policy.replace('targets:', `exclude: [${fill('x,')}x]\ntargets:`),
    'yaml-syntax',
  ],
  ['a map without end', policy + numbered(30_000, key => `k${key}: 1\n`), 'yaml-syntax'],
  ['lists of nothing', `a: [${fill('[],[],')}${fill('[],')}]`, 'yaml-syntax'],
  ['a key thousands of times', policy + fill('rpo: 1h\n'), 'duplicate-key'],
  [
    'thousands of unknown keys',
    policy + numbered(5_000, key => `shedule${key}: 1\n`),
    'unknown-key',
  ],
  [
    'thousands of keys that are numbers',
    policy + numbered(9_000, key => `${key}: 1\n`),
    'wrong-type',
  ],
  [
    'thousands of overrides',
    `${policy}overrides:\n${numbered(5_000, at => `  e${at}: {rpo: 1h}\n`)}`,
    'unknown-environment',
  ],
  ['thousands of empty targets', list + fill('  - {}\n').slice(0, 70_000), 'missing-key'],
  [
    'thousands of targets of one name',
    list + '  - {name: t, clientId: 1, subclientId: 1}\n'.repeat(3_000),
    'duplicate-name',
  ],
  ['a policy hundreds of times', `${policy}---\n`.repeat(300), 'duplicate-name'],

  // Things that stand for other things.
  ['anchors', numbered(9_000, at => `a${at}: &a${at} x\n`), 'yaml-alias'],
  ['aliases', `a: &a x\nb: [${fill('*a,')}*a]\n`, 'yaml-alias'],
  ['merge keys', `a: &a {b: c}\n${fill('<<: *a\n')}`, 'yaml-alias'],
  ['tags', numbered(9_000, at => `a${at}: !x${at} x\n`), 'yaml-tag'],
  ['a tag without end', `a: !${fill('x')} x\n`, 'yaml-tag'],
  ['a block scalar with a secret for its head', `a: |${fill('hunter2')}\n`, 'yaml-syntax'],

  // One long value: each is a trap for a pattern that tries again from every character.
  ['a long owner', withOwner(fill('a ')), undefined],
  ['a long name', policy.replace(/^name: .*/m, `name: ${fill('A-')}`), 'name-invalid'],
  ['a long key', `${policy}${fill('k')}: 1\n`, 'yaml-syntax'],
  ['a long number', withSchedule(`every: ${fill('1')}`), 'wrong-type'],
  ['a long interval', withSchedule(`every: ${fill('1')}m`), 'duration-invalid'],
  ['a long phrase', withSchedule(`at: ${fill('Mon,')} 01:00`), 'phrase-invalid'],
  ['a long cron', withSchedule(`cron: "${fill('*/1,')} * * * *"`), 'cron-invalid'],
  ['a long date', withSchedule(`once: 2027-01-01T${fill('0')}`), 'date-invalid'],
  [
    'a long zone',
    policy.replace(/timezone: .*/, `timezone: ${fill('Europe/')}`),
    'timezone-unknown',
  ],
  ['long escapes', withOwner(`"${fill('\\u0041 ')}"`), undefined],
  ['spaces without end', withOwner(`a${fill(' ')}b`), undefined],
  ['an open quote', `${policy}x: "${fill('a\n')}`, 'yaml-syntax'],
  ['almost web tokens', withOwner(fill('eyJ-')), undefined],
  ['almost a URL with a password', withOwner(`"a://${fill(':')}"`), undefined],
  ['almost private keys', withOwner(`"${fill('-----BEGIN ')}"`), undefined],
  ['almost certificates', withOwner(`"${fill('-----BEGIN CERTIFICATE-----')}"`), undefined],
  ['almost an Authtoken', withOwner(`"QSDK${fill(' ')}"`), undefined],
  ['hexadecimal without end', withOwner(fill('a1')), 'secret-in-policy'],
  ['words without end', withOwner(fill('aA.')), undefined],
]

it.each(cases)('%s', async (_, text, code) => {
  const { codes, native, longest, widest } = await read([base, { file: 'a.yaml', text }])
  expect(native).toEqual([])
  if (code === undefined) expect(codes).toEqual([])
  else expect(codes).toContain(code)
  expect(longest).toBeLessThan(600)
  expect(widest).toBeLessThan(700)
})

it('reads ten thousand files', async () => {
  const files = Array.from({ length: 10_000 }, (_, index) => ({
    file: `${index}.yaml`,
    text: index % 100 === 0 ? 'kind: zebra\n' : listOf(index),
  }))
  const { codes } = await read([base, { file: 'a.yaml', text: policy }, ...files])
  expect(codes).toEqual(Array(100).fill('kind-unknown'))
})

const listOf = (index: number) =>
  `${list.replace('large', `list-${index}`)}  - {name: t-${index}, clientId: 1, subclientId: 1}\n`

describe('names that JavaScript gives a meaning of its own', () => {
  const filesOf = (pattern: string) =>
    globSync(pattern, { cwd: ROOT })
      .toSorted()
      .map(file => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }))
  const samples = filesOf('policies/**/*.yaml')
  const everyKey = readGolden('policy/ok/every-key.yaml')

  it.each(['__proto__', 'constructor', 'prototype'])('refuses %s as a key of any map', key => {
    for (const document of [...samples, ...filesOf('test/golden/policy/ok/*.yaml')].flatMap(
      split,
    )) {
      const { value: whole } = parse(document)
      for (const text of withKeyInEveryMap(whole, key)) {
        const { value, diagnostics } = parse({ ...document, text })
        expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-key'])
        expect(value).toEqual(whole)
      }
    }
  })

  it.each(['constructor', '__proto__'])(
    'is not led astray by %s, wherever it stands',
    async word => {
      for (const text of withWordEverywhere(everyKey, word)) {
        expect((await read([{ file: 'a.yaml', text }])).native).toEqual([])
      }
    },
  )
})

it.each([
  ['full-width letters', 'ｅｒｐ', 'name-invalid'],
  ['capitals', 'ERP', 'name-invalid'],
  ['a letter and its accent apart', 'cafe\u0301', 'name-invalid'],
  ['a letter with its accent', 'caf\u00e9', 'name-invalid'],
  ['another alphabet that looks the same', '\u0435rp', 'name-invalid'],
])('does not take %s in a name, so that no two names look the same', (_, name, code) => {
  const { diagnostics } = readPolicies([
    base,
    { file: 'a.yaml', text: policy.replace(/^name: .*/m, `name: ${name}`) },
  ])
  expect(diagnostics.map(found => found.code)).toEqual([code])
})

it('takes owners and labels as they are written, however alike they look', () => {
  const labels = '{caf\u00e9: one, cafe\u0301: two}'
  const text = policy
    .replace(/owner: .*/, `owner: Zo\u00eb\nlabels: ${labels}`)
    .replace(/^labels: \{service.*\n/m, '')
  const { policies, diagnostics } = readPolicies([base, { file: 'a.yaml', text }])
  expect(diagnostics).toEqual([])
  expect(policies[0]?.labels).toEqual({ 'caf\u00e9': 'one', 'cafe\u0301': 'two' })
})

/** The value as text, once for each of its maps, in which the key was added. */
function* withKeyInEveryMap(value: unknown, key: string): Generator<string> {
  for (const at of mapsIn(value).keys()) {
    const copy = structuredClone(value)
    const map = mapsIn(copy)[at] ?? {}
    Object.defineProperty(map, key, { value: { rpo: '1s' }, enumerable: true })
    yield JSON.stringify(copy)
  }
}

function mapsIn(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(mapsIn)
  return Array.isArray(value) ? inner : [value, ...inner]
}

/** The text, once for each of its words in which that word was replaced. */
function* withWordEverywhere(text: string, word: string): Generator<string> {
  for (const { 0: found, index } of text.matchAll(/(?<=[ [{]|^)[\w-]+(?=[:,\]}]|$)/gm)) {
    yield text.slice(0, index) + word + text.slice(index + found.length)
  }
}
