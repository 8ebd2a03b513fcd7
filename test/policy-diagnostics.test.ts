// Every mistake as its author sees it: test/golden/policy/err/<code>.yaml and what we say about it in <code>.out.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CODES } from '../lib/policy/codes.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderText } from '../lib/policy/render.ts'
import { expectGolden, readGolden } from './support/golden.ts'

const ERR = join(import.meta.dirname, 'golden', 'policy', 'err')
const cases = readdirSync(ERR)
  .filter(file => file.endsWith('.yaml'))
  .map(file => file.replace('.yaml', ''))

const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

function read(name: string) {
  const file = { file: `${name}.yaml`, text: readGolden(`policy/err/${name}.yaml`) }
  return { files: [base, file], ...readPolicies([base, file]) }
}

it.each(cases)('%s is told with its place and its fix', name => {
  const { files, diagnostics } = read(name)
  expect(diagnostics.map(({ code }) => code)).toContain(name)
  expectGolden(`policy/err/${name}.out`, renderText(diagnostics, files, { color: false }))
})

it.each(cases)('%s has one line and a fix, and its document hands on no policy', name => {
  const { diagnostics, policies, files } = read(name)
  for (const { message, fix } of diagnostics) {
    expect(fix).toBeTruthy()
    expect(message).not.toMatch(/[.\n]$/)
  }
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const document = (file: string, line: number) => {
    const lines =
      files
        .find(one => one.file === file)
        ?.text.split('\n')
        .slice(0, line) ?? []
    return `${file} ${lines.filter(text => text === '---').length}`
  }
  const wrong = errors.map(({ place }) => document(place.file, place.line))
  for (const { place } of policies) expect(wrong).not.toContain(document(place.file, place.line))
})

it('has a case for every code that a file can earn', () => {
  const ofTheDisk = ['file-unreadable']
  expect([...cases, ...ofTheDisk].toSorted()).toEqual(Object.keys(CODES).toSorted())
})
