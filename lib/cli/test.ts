// `holdfast test`: the PolicyTests of the repository, each case through the same core as the functions.
import type { Plan } from '../plan/plan.ts'
import { placeIn } from '../policy/origin.ts'
import type { PolicyTestDocument } from '../policy/test-schema.ts'
import { originIn, type Written } from '../policy/written.ts'
import { colorsFor } from './colors.ts'
import { SIGNS } from './expectation.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { type CaseResult, renderJunit } from './junit.ts'
import { counted, json, progress, writeResult } from './output.ts'
import { inEnvironment, isInside, type PoliciesHere, planIn, rightPolicies } from './policies.ts'
import { failureOf } from './test-case.ts'

export type TestOptions = {
  readonly policies: string
  readonly format: 'text' | 'json' | 'junit'
  readonly out?: string
}

/** A case, and where it is written. */
type Result = CaseResult & { readonly line: number; readonly test: string }

/** 0 when every case is as expected. */
export async function test(paths: readonly string[], options: TestOptions): Promise<ExitCode> {
  const here = rightPolicies(options)
  const tests = testsAt(paths, here.tests)
  const results: Result[] = []
  for (const each of tests) results.push(...(await resultsOf(each, here)))
  const failed = results.filter(({ passed }) => !passed).length
  writeResult(rendered(results, options), options.out)
  progress(`${counted(results.length, 'case')}, ${failed === 0 ? 'none' : failed} failed.`)
  return failed === 0 ? 0 : 1
}

type WrittenTest = Written<PolicyTestDocument>

/** @throws UsageError for a path without any test: it is misspelt, and a test that does not run cannot fail. */
function testsAt(paths: readonly string[], tests: readonly WrittenTest[]): readonly WrittenTest[] {
  if (paths.length === 0) return tests
  const without = paths.find(path => !tests.some(({ text }) => isInside(text.file, path)))
  if (without !== undefined) throw new UsageError(`there is no PolicyTest in ${without}.`)
  return tests.filter(({ text }) => paths.some(path => isInside(text.file, path)))
}

async function resultsOf(written: WrittenTest, here: PoliciesHere): Promise<readonly Result[]> {
  const { value, text } = written
  const planOf = plansOf(here, value.environment)
  const results: Result[] = []
  for (const [index, one] of value.cases.entries()) {
    const { line } = placeIn(originIn(written, ['cases', index, 'name']))
    const diff = await failureOf(one, { file: text.file, planOf })
    results.push({
      file: text.file,
      name: one.name,
      passed: diff === undefined,
      ...(diff !== undefined && { diff }),
      line,
      test: value.name,
    })
  }
  return results
}

function plansOf(here: PoliciesHere, environment: string): (some?: readonly string[]) => Plan {
  const { policies, ...rest } = inEnvironment(here, environment)
  return some => {
    const chosen = policies.filter(({ name }) => some === undefined || some.includes(name))
    return planIn({ ...rest, policies: chosen })
  }
}

function rendered(results: readonly Result[], { format, out }: TestOptions): string {
  if (format === 'json') return json(results)
  if (format === 'junit') return renderJunit(results)
  const { red, green } = out === undefined ? colorsFor(process.stdout) : PLAIN
  const signs = results.some(({ diff = '' }) => /^[-+] /m.test(diff)) ? `${SIGNS}\n` : ''
  const cases = results
    .map(({ test: document, name, passed, diff = '', file, line }) => {
      if (passed) return `${green('✓')} ${document}: ${name}\n`
      const lines = diff.split('\n').map(each => `    ${painted(each)}\n`)
      return `${red('✗')} ${document}: ${name} (${file}:${line})\n${lines.join('')}`
    })
    .join('')
  return cases + signs

  function painted(text: string): string {
    if (text.startsWith('- ')) return red(text)
    return text.startsWith('+ ') ? green(text) : text
  }
}

const PLAIN = { red: (text: string) => text, green: (text: string) => text }
