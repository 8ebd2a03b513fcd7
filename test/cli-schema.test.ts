// The JSON Schema is for editors: fresh, explained, and never of another opinion than `validate` about what is right.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import * as z from 'zod/mini'
import {
  cron,
  endpoint,
  localDateTime,
  phrase,
  timezone,
  weekly,
  window,
} from '../lib/policy/fields.ts'
import { type JsonSchema, jsonSchema, renderJsonSchema } from '../lib/policy/json-schema.ts'
import { FORMS } from '../lib/policy/json-schema-forms.ts'
import { KEY_DOCS } from '../lib/policy/key-docs.ts'
import { SCHEMAS } from '../lib/policy/schema.ts'
import { EVENTS } from '../lib/trigger/presets.ts'

const ROOT = join(import.meta.dirname, '..')

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
ajv.addKeyword('enumDescriptions')
ajv.addKeyword('patternErrorMessage')
const validate = ajv.compile(jsonSchema())

/** What an editor would say, one line a complaint. */
function complaints(document: unknown): readonly string[] {
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

function yamlFilesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.yaml'))
    .map(file => join(folder, file))
    .toSorted()
}

function documentsIn(file: string): readonly unknown[] {
  return parseAllDocuments(readFileSync(join(ROOT, file), 'utf8'), { version: '1.2' })
    .map(document => document.toJS())
    .filter(document => document !== null)
}

it('is committed as it would be printed', () => {
  const file = join(ROOT, 'policies', 'schema.json')
  expect(readFileSync(file, 'utf8') === renderJsonSchema()).toBe(true)
})

describe('what is right', () => {
  it.each([...yamlFilesIn('policies'), ...yamlFilesIn('test/golden/policy/ok')])(
    'has no complaint about %s',
    file => {
      expect(documentsIn(file).flatMap(complaints)).toEqual([])
    },
  )

  it('takes every event', () => {
    const trigger = { name: 'a', level: 'FULL' }
    for (const event of EVENTS) {
      expect(complaints({ ...POLICY, triggers: [{ ...trigger, event }] })).toEqual([])
    }
  })
})

const POLICY: { readonly [key: string]: unknown } = parse(`
apiVersion: holdfast/v1
kind: BackupPolicy
name: erp-sql
owner: dba-oncall@example.com
app: sqlserver
targets: [erp-core]
schedules:
  - {name: log, level: TRANSACTION_LOG, every: 15m}
`)

const schedule = (more: object) => ({
  schedules: [{ name: 'log', level: 'TRANSACTION_LOG', every: '15m', ...more }],
})

describe('what is wrong', () => {
  it.each<[what: string, change: object, complaint: string]>([
    ['a kind that there is not', { kind: 'Policy' }, '/kind must be equal to one of the allowed'],
    ['another version', { apiVersion: 'holdfast/v2' }, '/apiVersion must be equal to constant'],
    ['a key that means nothing', { evry: '15m' }, ' must NOT have additional properties'],
    ['a key that means nothing below', schedule({ evry: 1 }), '/schedules/0 must NOT have'],
    ['a missing key', { app: undefined }, " must have required property 'app'"],
    ['a wrong type', { targets: 'erp-core' }, '/targets must be array'],
    ['a name in capitals', { name: 'ERP' }, '/name must match pattern'],
    ['a name that is too long', { name: 'a'.repeat(41) }, '/name must NOT have more than 40'],
    ['a duration in words', { rpo: '15 minutes' }, '/rpo must match pattern'],
    ['an interval in words', schedule({ every: '15min' }), '/schedules/0/every must match pattern'],
    ['a level of another product', schedule({ level: 'LOG' }), '/schedules/0/level must be equal'],
    ['a phrase without a time', schedule({ at: 'Sun' }), '/schedules/0/at must match pattern'],
    ['six fields of cron', schedule({ cron: '0 0 1 * * 0' }), '/schedules/0/cron must match'],
    ['a date with an offset', schedule({ once: '2027-01-15T20:00Z' }), '/schedules/0/once must'],
    ['an empty list', { targets: [] }, '/targets must NOT have fewer than 1 items'],
    ['an unknown option', { overlap: 'queue' }, '/overlap must be equal to one of the allowed'],
    [
      'a mistake in an override',
      { overrides: { prod: { schedules: { log: { every: 15 } } } } },
      '/overrides/prod/schedules/log/every must be string',
    ],
  ])('complains about %s', (_, change, complaint) => {
    const found = complaints(JSON.parse(JSON.stringify({ ...POLICY, ...change })))
    expect(found.some(each => each.startsWith(complaint))).toBe(true)
  })

  // What only other documents, or the values of several keys together, can tell is not an editor's to know.
  it.each([
    'api-version-unknown',
    'cron-six-fields',
    'kind-unknown',
    'missing-key',
    'name-invalid',
    'unknown-key',
    'wrong-type',
  ])('complains about the mistake %s, as validate does', code => {
    const file = `test/golden/policy/err/${code}.yaml`
    expect(documentsIn(file).flatMap(complaints)).not.toEqual([])
  })

  it('speaks of the keys of the kind alone', () => {
    const list = { apiVersion: 'holdfast/v1', kind: 'TargetList', app: 'oracle', name: 'a' }
    expect(complaints(list)).toEqual([
      " must have required property 'commcell'",
      " must have required property 'targets'",
      ' must match "then" schema',
    ])
  })
})

describe('what it explains', () => {
  const keys = keysIn(jsonSchema(), '')

  it('knows every kind and hundreds of keys', () => {
    expect(jsonSchema().properties?.kind?.enum).toEqual(Object.keys(SCHEMAS))
    expect(keys.length).toBeGreaterThan(250)
  })

  it('explains every key', () => {
    const silent = keys.filter(({ schema }) => typeof schema.description !== 'string')
    const named = silent.map(({ path }) => path).filter(path => !path.endsWith('*'))
    expect(named).toEqual([])
  })

  it('explains every word of an enumeration', () => {
    const silent = keys.flatMap(({ path, schema }) => {
      const words = [schema, schema.items, ...(schema.anyOf ?? [])].find(each => each?.enum)
      const said = words?.enumDescriptions as readonly string[] | undefined
      const isSaid = words === undefined || said?.every(text => text !== '')
      return isSaid ? [] : [path]
    })
    expect(silent).toEqual([])
  })

  it('has a form for every text but those that may be anything', () => {
    const anything = keys.filter(({ schema }) => schema.type === 'string' && !schema.pattern)
    const free = anything.filter(({ schema }) => schema.enum === undefined && !('const' in schema))
    expect(free.map(({ path }) => path)).toEqual([])
  })

  it('has examples that fit their own key', () => {
    for (const { path, schema } of keys) {
      for (const example of (schema.examples as readonly unknown[] | undefined) ?? []) {
        const { description: _, ...bare } = schema
        expect(ajv.validate(bare, example), `${path}: ${JSON.stringify(example)}`).toBe(true)
      }
    }
  })

  it('has no row for a key that the language lost', () => {
    const paths = keys.map(({ path }) => path)
    const lost = Object.keys(KEY_DOCS).filter(
      ending => !paths.some(path => `.${path}`.endsWith(`.${ending}`)),
    )
    expect(lost).toEqual([])
  })
})

describe('a form is not stricter than the language', () => {
  it.each<[what: string, field: z.ZodMiniType, texts: readonly string[]]>([
    [
      'phrases',
      phrase,
      ['Sun 01:00', 'mon-wed,fri-sun 02:00', 'daily 06:30,18:30', '  last   day 23:00 '],
    ],
    [
      'more phrases',
      phrase,
      ['first Sun 03:30', 'day 31 00:00', 'Mon, Thu 04:00', 'weekdays 12:30, 18:30'],
    ],
    ['cron', cron, ['0 1 * * 0', '*/15 * * * *', '30 4 * * MON-FRI', '0 22 1,15 * *']],
    ['dates', localDateTime, ['2026-12-30T18:00', '2026-12-30T18:00:00']],
    ['zones', timezone, ['UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+3']],
    ['weekly spans', weekly, ['Mon-Fri 08:00-10:00', 'daily 22:00-01:00', 'Sat,Sun 00:00-24:00']],
    ['windows', window, ['22:00-05:00', '08:00-24:00']],
    ['endpoints', endpoint, ['https://commandcenter.example.com/api', 'HTTP://localhost:8480/api']],
  ])('of %s', (_, field, texts) => {
    const pattern = new RegExp(FORMS.get(field)?.pattern ?? 'none', 'u')
    for (const text of texts) {
      expect(pattern.test(text), text).toBe(true)
      expect(z.safeParse(field, text).success, text).toBe(true)
    }
  })
})

type Key = { readonly path: string; readonly schema: JsonSchema }

/** Every key there is, with the names that people choose as `*`. */
function keysIn(node: JsonSchema, path: string): readonly Key[] {
  const { properties = {}, additionalProperties, items, anyOf = [] } = node
  const definitions = (node.definitions ?? {}) as { readonly [name: string]: JsonSchema }
  const below = typeof additionalProperties === 'object' ? additionalProperties : undefined
  return [
    ...Object.entries(properties).flatMap(([key, schema]) => [
      { path: joined(path, key), schema },
      ...keysIn(schema, joined(path, key)),
    ]),
    ...(below ? [{ path: joined(path, '*'), schema: below }, ...keysIn(below, path)] : []),
    ...(items ? keysIn(items, path) : []),
    ...anyOf.flatMap(each => keysIn(each, path)),
    ...Object.entries(definitions).flatMap(([name, schema]) =>
      keysIn(schema, name.split('-')[0] ?? ''),
    ),
  ]
}

const joined = (path: string, key: string) => (path === '' ? key : `${path}.${key}`)
