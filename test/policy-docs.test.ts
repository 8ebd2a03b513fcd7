// The manual cannot lie: its examples are read, and its rows are compared with the code.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { CODES } from '../lib/policy/codes.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { SCHEMAS } from '../lib/policy/schema.ts'
import { readGolden } from './support/golden.ts'

const DOCS = join(import.meta.dirname, '..', 'docs')
const manual = readFileSync(join(DOCS, 'policy.md'), 'utf8')
const catalogue = readFileSync(join(DOCS, 'diagnostics.md'), 'utf8')
const base = { file: 'base.yaml', text: readGolden('policy/base.yaml') }

const examples = [...manual.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, text = '']) => ({
  name: /^name: (.*)$/m.exec(text)?.[1] ?? text,
  text,
}))

function read(text: string) {
  return readPolicies([base, { file: 'policy.md', text }])
}

/** What is wrong in an example; one that names policies is read together with those of the manual. */
function errorsIn(example: { readonly name: string; readonly text: string }): readonly string[] {
  const isAboutOthers = /^kind: (?:PolicyTest|Scenario)$/m.test(example.text)
  const others = examples.filter(({ text }) => isAboutOthers && text.includes('kind: BackupPolicy'))
  const files = others.map(({ name, text }) => ({ file: `${name}.md`, text }))
  const { diagnostics } = readPolicies([base, ...files, { file: 'policy.md', text: example.text }])
  return diagnostics
    .filter(({ severity, place, code }) => {
      return severity === 'error' && place.file === 'policy.md' && code !== 'no-policies'
    })
    .map(({ code, message }) => `${code}: ${message}`)
}

describe('docs/policy.md', () => {
  it.each(examples)('has an example $name that is right', example => {
    expect(errorsIn(example)).toEqual([])
  })

  it('has an example of every kind of document', () => {
    const kinds = new Set(examples.flatMap(({ text }) => text.match(/^kind: \w+/gm) ?? []))
    expect([...kinds].toSorted()).toEqual(
      Object.keys(SCHEMAS)
        .toSorted()
        .map(kind => `kind: ${kind}`),
    )
  })

  it('names every key that the language has', () => {
    const { TargetList, ...others } = SCHEMAS
    const schemas = [...Object.values(others), ...Object.values(TargetList)]
    const keys = new Set(schemas.flatMap(schema => keysOf(z.toJSONSchema(schema))))
    expect(keys.size).toBeGreaterThan(50)
    for (const key of keys) expect(manual).toMatch(new RegExp(`\\b${key}\\b`))
  })

  it.each([
    ['at: Sun 01:00', 'cron(0 1 ? * SUN *)', 'Europe/Berlin'],
    ['at: last day 23:00', 'cron(0 23 L * ? *)', 'Europe/Berlin'],
    ['at: first Sun 03:30', 'cron(30 3 ? * 1#1 *)', 'Europe/Berlin'],
    ['every: 15m', 'cron(0/15 * * * ? *)', 'UTC'],
    ['every: 1h, offset: 5m, between: 06:00-22:00', 'cron(5 6-21 * * ? *)', 'Europe/Berlin'],
    ['cron: "30 4 * * 1-6"', 'cron(30 4 ? * MON-SAT *)', 'Europe/Berlin'],
  ])('compiles %s as its table says', (written, expression, timezone) => {
    const text = `apiVersion: holdfast/v1
kind: BackupPolicy
name: row
owner: somebody
app: sqlserver
targets: [erp-core]
timezone: Europe/Berlin
schedules: [{name: row, level: FULL, ${written}}]
`
    const [schedule] = read(text).policies[0]?.schedules ?? []
    expect([schedule?.expression, schedule?.timezone]).toEqual([expression, timezone])
    expect(manual).toContain(expression)
  })
})

describe('docs/diagnostics.md', () => {
  it('has a row for every code, and no other', () => {
    const rows = [...catalogue.matchAll(/^\| `([a-z-]+)` \| (\w+) \|/gm)]
    expect(rows.map(([, code, severity]) => [code, severity])).toEqual(
      Object.entries(CODES).map(([code, { severity }]) => [code, severity]),
    )
  })
})

/** Every key of every map that a schema describes. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? Object.keys(Object(schema.properties)) : []
  return [...own, ...Object.values(schema).flatMap(keysOf)]
}
