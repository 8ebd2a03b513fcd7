// One mistake is told once, at its place: it hides no other, and nothing that merely follows from it is told.
import { describe, expect, it } from 'vitest'
import { parseAllDocuments, stringify } from 'yaml'
import { isPlainMap, valueAt } from '../lib/policy/plain.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { readGolden } from './support/golden.ts'

type Step = string | number
type Path = readonly Step[]

const TEST = `---
apiVersion: holdfast/v1
kind: PolicyTest
name: rules
environment: lab
cases:
  - name: a release
    event: fixtures/release.json
    expect: [{policy: every-key, trigger: released, target: erp-core, level: FULL}]
  - name: a night
    clock: {from: 2026-11-21T00:00, to: 2026-11-22T00:00, timezone: Europe/Berlin}
    policies: [every-key]
    expectCounts: {run: {FULL: 1}}
`

/** Every kind of document, and every key. */
const documents: readonly unknown[] = parseAllDocuments(
  readGolden('policy/ok/every-key.yaml') + TEST,
).map(document => document.toJS())

function findings(of: readonly unknown[]): readonly string[] {
  const text = of.map(document => stringify(document)).join('---\n')
  return readPolicies([{ file: 'a.yaml', text }]).diagnostics.map(
    ({ code, message }) => `${code}: ${message}`,
  )
}

function* pathsIn(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path
  if (Array.isArray(value)) {
    for (const [index, entry] of value.entries()) yield* pathsIn(entry, [...path, index])
  } else if (isPlainMap(value)) {
    for (const [key, entry] of Object.entries(value)) yield* pathsIn(entry, [...path, key])
  }
}

/** Values and keys that are the author's own: any other would be as right. */
const FREE = ['pattern', 'labels']

const places = documents.flatMap((document, index) =>
  [...pathsIn(document)]
    .filter(path => !FREE.some(key => path.slice(0, -1).includes(key)))
    .map(path => ({ index, path })),
)

function changed(
  { index, path }: { readonly index: number; readonly path: Path },
  change: (container: Record<Step, unknown>, step: Step) => void,
): readonly unknown[] {
  const copy = structuredClone(documents)
  const [step = ''] = path.slice(-1)
  change(valueAt(copy[index], path.slice(0, -1)) as Record<Step, unknown>, step)
  return copy
}

it('begins with a repository that has no mistake', () => {
  expect(findings(documents)).toEqual([])
})

it.each(places)('tells a value of another type once: document $index, $path', place => {
  const result = findings(
    changed(place, (container, step) => {
      container[step] = isPlainMap(container[step]) ? [4711] : { wrong: true }
    }),
  )
  // A pattern is a map of anything.
  const isRight = place.path.at(-1) === 'pattern' && result.length === 0
  expect(result).toHaveLength(isRight ? 0 : 1)
})

/** Names that the author gives are keys as well, and the other name would be as right. */
const isKey = ({ path }: { readonly path: Path }) => {
  const [map, step] = path.slice(-2)
  return (
    typeof step === 'string' && !['main', 'dba', 'boss', 'lab'].includes(step) && map !== 'labels'
  )
}

it.each(places.filter(isKey))('tells a misspelled key once: document $index, $path', place => {
  const result = findings(
    changed(place, (container, step) => {
      container[`${step}x`] = container[step]
      delete container[step]
    }),
  )
  const isOverride = place.path[0] === 'overrides' && place.path.length === 4
  expect(result).toHaveLength(1)
  expect(result[0]).toMatch(isOverride ? /^unknown-(schedule|trigger)/ : /^unknown-key/)
})

describe('what is left of a broken policy', () => {
  const policy = (text: string) => `apiVersion: holdfast/v1
kind: BackupPolicy
name: erp
owner: dba@example.com
app: sqlserver
targets: [erp-core]
timezone: Europe/Berlin
${text}`

  const spots = (text: string) =>
    readPolicies([
      { file: 'base.yaml', text: readGolden('policy/base.yaml') },
      { file: 'a.yaml', text: policy(text) },
    ])

  const told = (text: string) =>
    spots(text).diagnostics.map(({ code, place }) => `${place.line}:${place.column} ${code}`)

  it('is checked, at the places where it stands', () => {
    const text = `schedules:
  - 5
  - {name: full, level: FULL, at: Sun 01:00}
  - {name: broken, level: {}, at: Sun 01:00}
  - {name: diff, level: DIFFERENTIAL, at: Mon-Sat 01:00, copyOnly: true}
  - {name: logs, level: TRANSACTION_LOG, every: 7m}
overrides:
  prod:
    schedules: {broken: null, ful: null}
`
    expect(told(text)).toEqual([
      '9:5 wrong-type',
      '11:20 wrong-value',
      '12:68 level-option',
      '13:49 every-invalid',
    ])
  })

  it('knows the names of what it lost', () => {
    const text = `schedules:
  - {name: full, level: FULL, at: Sun 01:00}
  - {name: logs, level: {}, every: 15m}
overrides:
  prod:
    schedules: {logs: null, lgos: null}
`
    expect(told(text)).toEqual(['10:18 wrong-value', '13:29 unknown-schedule'])
  })

  it('is handed on to nobody', () => {
    const { policies } = spots('schedules: [{name: full, level: FULL, at: Sun 01:00, spread: 5}]')
    expect(policies).toEqual([])
  })
})

it.each([
  ['Erp_Core', 'write erp-core'],
  ['érp core', 'write erp-core'],
  ['erpcore', 'did you mean erp-core?'],
  ['erp--cor', 'did you mean erp-core?'],
  ['something-else', 'add it to a TargetList'],
])('guesses what %s was meant to be', (written, guess) => {
  const text = `apiVersion: holdfast/v1
kind: BackupPolicy
name: erp
owner: dba@example.com
app: sqlserver
targets: ["${written}"]
schedules: [{name: full, level: FULL, every: 12h}]
`
  const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }
  const { diagnostics } = readPolicies([base, { file: 'a.yaml', text }])
  expect(diagnostics.map(({ fix }) => fix)).toEqual([guess])
})
