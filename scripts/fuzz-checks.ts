// What must hold for any text at all. Each check makes its document from a seed, and throws where something does not hold.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fastDocument } from '../lib/policy/fast-document.ts'
import type { PolicyFile } from '../lib/policy/load.ts'
import { parseWithLibrary, split } from '../lib/policy/parse.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderText } from '../lib/policy/render.ts'
import { chanceOf, mutate } from './mutate.ts'

const ROOT = join(import.meta.dirname, '..')

const filesOf = (pattern: string): readonly PolicyFile[] =>
  globSync(pattern, { cwd: ROOT })
    .toSorted()
    .map(file => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }))

const SAMPLES = filesOf('policies/**/*.yaml')
const GOLDEN = filesOf('test/golden/policy/**/*.yaml')

const [first, ...rest] = [...SAMPLES, ...GOLDEN]
  .flatMap(file => split(file))
  .map(({ text }) => text)
const DOCUMENTS = [first ?? '', ...rest] as const

export function mutatedDocument(seed: number): string {
  return mutate(DOCUMENTS, chanceOf(`document ${seed}`))
}

/** True where the fast reader answered; then it said what the library says. */
export function readersAgree(seed: number): boolean {
  const text = mutatedDocument(seed)
  const fast = fastDocument(text)
  if (fast === undefined) return false
  const { value, diagnostics } = parseWithLibrary({ file: 'fuzz.yaml', line: 1, text })
  // The order of keys is seen in what is printed, and strict equality does not look at it.
  const isSame = isDeepStrictEqual(fast, value) && JSON.stringify(fast) === JSON.stringify(value)
  if (isSame && diagnostics.length === 0) return true
  const codes = diagnostics.map(({ code }) => code)
  throw new Error(`fast: ${JSON.stringify(fast)}\nyaml: ${JSON.stringify(value)} ${codes}`)
}

/** One of the samples, mutated. */
export function mutatedFile(seed: number): PolicyFile {
  const chance = chanceOf(`file ${seed}`)
  const { file = '', text = '' } = SAMPLES[chance.below(SAMPLES.length)] ?? {}
  return { file, text: mutate([text], chance) }
}

/**
 * Reading, judging and printing the samples with one of them mutated ends in findings that stand inside of their files, and
 * in nothing else. True where there are none.
 */
export function readingHolds(seed: number): boolean {
  const mutated = mutatedFile(seed)
  const files = SAMPLES.map(sample => (sample.file === mutated.file ? mutated : sample))
  const { diagnostics } = readPolicies(files)
  renderText(diagnostics, files, { color: true })
  const lines = new Map(files.map(({ file, text }) => [file, text.split('\n').length]))
  for (const { code, place, message, fix = '' } of diagnostics) {
    const isInside = place.line >= 1 && place.line <= (lines.get(place.file) ?? 0)
    if (!isInside) throw new Error(`${code} stands at ${place.file}:${place.line}`)
    if (message.length + fix.length > LONGEST) throw new Error(`${code} is endless: ${message}`)
  }
  return diagnostics.length === 0
}

/** Characters; more than anybody reads at night. */
const LONGEST = 1_000
