// Diagnostics for a terminal, a script, a pull request and code scanning.
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { expect, it } from 'vitest'
import type { Diagnostic } from '../lib/policy/diagnostic.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderGithub, renderJson, renderSarif, renderText } from '../lib/policy/render.ts'
import { expectGolden, readGolden } from './support/golden.ts'
import { SARIF_LOG } from './support/sarif.ts'

const files = ['base', 'err/level-option', 'err/dst-skipped-start'].map(name => ({
  file: `policies/${name}.yaml`,
  text: readGolden(`policy/${name}.yaml`).replace(
    'name: erp-sql',
    `name: ${name.replace(/\W/g, '-')}`,
  ),
}))
const { diagnostics } = readPolicies(files)

it.each([
  ['text', renderText(diagnostics, files, { color: false })],
  ['ansi', renderText(diagnostics, files, { color: true })],
  ['json', renderJson(diagnostics)],
  ['github', renderGithub(diagnostics)],
  ['sarif', renderSarif(diagnostics)],
])('renders %s', (format, text) => {
  expectGolden(`policy/render/findings.${format}`, text)
})

it('says nothing where there is nothing to say', () => {
  expect(renderText([], files, { color: false })).toBe('')
  expect(renderGithub([])).toBe('')
  expect(JSON.parse(renderJson([]))).toEqual([])
})

const isSarif = (() => {
  const ajv = new Ajv({ strict: true, allErrors: true })
  formats.default(ajv)
  return ajv.compile(SARIF_LOG)
})()

it.each([
  ['findings', diagnostics],
  ['no finding', []],
  [
    'a file with a strange name',
    diagnostics.map(one => ({ ...one, place: { ...one.place, file: 'ä b/100%#?.yaml' } })),
  ],
])('writes SARIF that the standard allows, of %s', (_, some) => {
  isSarif(JSON.parse(renderSarif(some)))
  expect(isSarif.errors ?? []).toEqual([])
})

it('gives SARIF rules that its results point to', () => {
  const [run] = JSON.parse(renderSarif(diagnostics)).runs
  expect(run.results).toHaveLength(diagnostics.length)
  for (const { ruleId, ruleIndex, level } of run.results) {
    expect(run.tool.driver.rules[ruleIndex]).toMatchObject({
      id: ruleId,
      defaultConfiguration: { level },
    })
  }
})

const place = { file: 'a.yaml', line: 1, column: 3, endLine: 1, endColumn: 6 }
const one: Diagnostic = { code: 'wrong-value', severity: 'error', place, message: 'no' }
const shown = (text: string, at: Partial<typeof place> = {}) =>
  renderText([{ ...one, place: { ...place, ...at } }], [{ file: 'a.yaml', text }], { color: false })
    .split('\n')
    .slice(2, 4)

it.each<[string, string, Partial<typeof place>, readonly string[]]>([
  ['under its place', 'abcdefgh', {}, ['1 | abcdefgh', '  |   ^~~']],
  ['under a tab', '\t\tcde', {}, ['1 | \t\tcde', '  | \t\t^~~']],
  [
    'on the first of several lines',
    'abcd\nefgh',
    { endLine: 2, endColumn: 2 },
    ['1 | abcd', '  |   ^~'],
  ],
  ['at one character at least', 'abcd', { endColumn: 3 }, ['1 | abcd', '  |   ^']],
  ['without a carriage return', 'abcd\r\n', { endColumn: 9 }, ['1 | abcd', '  |   ^~']],
  [
    'far to the right',
    `${'x'.repeat(500)}yz`,
    { column: 501, endColumn: 503 },
    [`1 | ${'x'.repeat(60 - 1)}yz`, `  | ${' '.repeat(59)}^~`],
  ],
  ['without what a terminal would obey', 'a\u001b[2Jd', {}, ['1 | a·[2Jd', '  |   ^~~']],
])('puts the mark %s', (_, text, at, lines) => {
  expect(shown(text, at)).toEqual(lines)
})

it('never shows a secret, in whatever line and message', () => {
  const secret = 'QSDK 3a1f5be0c7d94e02a1b85d3f6c7e8890aa'
  const text = `apiVersion: holdfast/v1\nkind: Environment\nname: "${secret}"\nregion: "${secret}"\ntoken: "${secret}"\n`
  const file = { file: 'a.yaml', text }
  const read = readPolicies([file])
  for (const rendered of [
    renderText(read.diagnostics, [file], { color: true }),
    renderJson(read.diagnostics),
    renderSarif(read.diagnostics),
    renderGithub(read.diagnostics),
  ]) {
    expect(rendered).toContain('secret-in-policy')
    expect(rendered).not.toContain(secret.slice(5, 15))
  }
})

it("tells GitHub's reader of each severity in its own way", () => {
  const commands = (['error', 'warning', 'note'] as const).map(
    severity => renderGithub([{ ...one, severity }]).split(' ')[0],
  )
  expect(commands).toEqual(['::error', '::warning', '::notice'])
})

it('gives GitHub no columns for several lines, which it would refuse', () => {
  expect(renderGithub([{ ...one, place: { ...place, endLine: 2 } }])).toBe(
    '::error file=a.yaml,line=1,endLine=2,title=wrong-value::no\n',
  )
})

it("escapes what would end GitHub's annotation", () => {
  const odd = { ...one, message: '100%\nsure', place: { ...place, file: 'a,b:c.yaml' } }
  expect(renderGithub([odd])).toBe(
    '::error file=a%2Cb%3Ac.yaml,line=1,endLine=1,col=3,endColumn=6,title=wrong-value::100%25%0Asure\n',
  )
})
