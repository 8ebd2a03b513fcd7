// Test results as JUnit's XML, which every CI system shows; its form is that of the schema of the Jenkins xUnit plugin.

export type CaseResult = {
  /** Of the PolicyTest document. */
  readonly file: string
  readonly name: string
  readonly passed: boolean
  /** What was expected and what came instead. */
  readonly diff?: string
}

/** One suite a file. No times and no host: the same results give the same bytes. */
export function renderJunit(results: readonly CaseResult[]): string {
  const files = [...new Set(results.map(({ file }) => file))]
  const suites = files.map(file =>
    suite(
      file,
      results.filter(result => result.file === file),
    ),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="holdfast" ${counts(results)}>`,
    ...suites.flat(),
    '</testsuites>',
    '',
  ].join('\n')
}

function suite(file: string, results: readonly CaseResult[]): readonly string[] {
  return [
    `  <testsuite name=${attribute(file)} ${counts(results)}>`,
    ...results.flatMap(testCase),
    '  </testsuite>',
  ]
}

function testCase({ file, name, passed, diff = '' }: CaseResult): readonly string[] {
  const open = `    <testcase classname=${attribute(file)} name=${attribute(name)}`
  if (passed) return [`${open}/>`]
  const [first = ''] = diff.split('\n')
  return [
    `${open}>`,
    `      <failure message=${attribute(first)}>${escaped(diff)}</failure>`,
    '    </testcase>',
  ]
}

function counts(results: readonly CaseResult[]): string {
  const failures = results.filter(({ passed }) => !passed).length
  return `tests="${results.length}" failures="${failures}" errors="0"`
}

/** A line break in an attribute would be read as a space, so it is written as what it is. */
function attribute(text: string): string {
  return `"${escaped(text).replace(/[\n\r\t]/g, character => `&#${character.charCodeAt(0)};`)}"`
}

function escaped(text: string): string {
  return text
    .replace(FORBIDDEN, '\ufffd')
    .replace(/[&<>"']/g, character => ENTITIES[character] ?? character)
}

const ENTITIES: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** What XML 1.0 has no way to say, however it is written: https://www.w3.org/TR/xml/#charsets */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
