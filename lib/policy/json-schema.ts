// The shape of every document as a JSON Schema, from which editors complete, explain and complain: made of the schemas
// that `validate` reads with, the patterns of the small values, and what key-docs.ts says of each key.
// Draft 7 is what every editor understands; the drafts after it are partly ignored by most.
import * as z from 'zod/mini'
import { FORMS, FORMS_BY_NAME } from './json-schema-forms.ts'
import { type KeyDoc, keyDoc } from './key-docs.ts'
import { SCHEMAS } from './schema.ts'

/** A node of a JSON Schema, as far as this file looks into it. */
export type JsonSchema = {
  readonly [keyword: string]: unknown
  readonly properties?: { readonly [key: string]: JsonSchema }
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
}

/** By `kind`, and of a TargetList by `app`: an editor says what is wrong with this kind and nothing about the others. */
export function jsonSchema(): JsonSchema {
  const { TargetList, ...kinds } = SCHEMAS
  const lists = Object.keys(TargetList).map(app => `TargetList-${app}`)
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Holdfast',
    description: 'Backup policies as code. One document, by its kind.',
    type: 'object',
    required: ['apiVersion', 'kind'],
    properties: {
      apiVersion: documented({ const: 'holdfast/v1' }, ['apiVersion']),
      kind: documented({ enum: Object.keys(SCHEMAS) }, ['kind']),
    },
    allOf: [
      ...Object.keys(kinds).map(kind => when({ kind }, reference(kind))),
      when({ kind: 'TargetList' }, { required: ['app'], properties: { app: anyOfApps() } }),
      ...Object.keys(TargetList).map((app, index) =>
        when({ kind: 'TargetList', app }, reference(lists[index] ?? '')),
      ),
    ],
    definitions: {
      ...Object.fromEntries(
        Object.entries(kinds).map(([kind, schema]) => [kind, definition(schema, kind)]),
      ),
      ...Object.fromEntries(
        Object.values(TargetList).map((schema, index) => [
          lists[index],
          definition(schema, 'TargetList'),
        ]),
      ),
    },
  }

  function anyOfApps(): JsonSchema {
    return documented({ enum: Object.keys(TargetList) }, ['TargetList', 'app'])
  }
}

/** With a newline at its end, and the same bytes every time. */
export function renderJsonSchema(): string {
  return `${JSON.stringify(jsonSchema(), undefined, 2)}\n`
}

function when(header: { readonly [key: string]: string }, schema: JsonSchema): JsonSchema {
  const properties = mapped(header, value => ({ const: value }))
  // As pairs: an object literal with a `then` looks like a promise to linters, and this is never awaited.
  return Object.fromEntries([
    ['if', { required: Object.keys(header), properties }],
    ['then', schema],
  ])
}

const reference = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` })

function definition(schema: z.ZodMiniType, kind: string): JsonSchema {
  const { $schema: _, ...shape }: JsonSchema = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      Object.assign(jsonSchema, FORMS.get(zodSchema))
      // The largest number of JavaScript is nothing that a person should read.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  }) as JsonSchema
  return explained(shape, [kind])
}

/** The node with everything below it explained; itself it is explained by who knows its key. */
function explained(node: JsonSchema, path: readonly string[]): JsonSchema {
  const { properties, additionalProperties, items, anyOf, ...rest } = node
  return {
    ...rest,
    ...(anyOf && { anyOf: anyOf.map(each => explained(each, path)) }),
    ...(items && { items: explained(items, path) }),
    ...(properties && { properties: mapped(properties, inside) }),
    ...(typeof additionalProperties === 'object'
      ? { additionalProperties: named(additionalProperties) }
      : additionalProperties === undefined
        ? {}
        : { additionalProperties }),
  }

  function inside(child: JsonSchema, key: string): JsonSchema {
    return documented(explained(child, [...path, key]), [...path, key])
  }

  function named(child: JsonSchema): JsonSchema {
    return documented(explained(child, path), [...path, '*'])
  }
}

function documented(node: JsonSchema, path: readonly string[]): JsonSchema {
  const doc = keyDoc(path)
  if (doc === undefined) return node
  return {
    description: doc.values?.[String(node.const)] ?? doc.about,
    ...worded(node, doc.values),
    ...(doc.form && FORMS_BY_NAME[doc.form]),
    ...(doc.default !== undefined && { default: doc.default }),
    ...(doc.examples && { examples: doc.examples }),
  }
}

/** The words of an enumeration explained, of a list of them as well. */
function worded(node: JsonSchema, values: KeyDoc['values']): JsonSchema {
  if (values === undefined) return node
  if (node.items) return { ...node, items: worded(node.items, values) }
  if (node.anyOf) return { ...node, anyOf: node.anyOf.map(each => worded(each, values)) }
  if (node.enum === undefined) return node
  return { ...node, enumDescriptions: node.enum.map(word => values[String(word)] ?? '') }
}

function mapped<T, U>(
  map: { readonly [key: string]: T },
  change: (value: T, key: string) => U,
): { readonly [key: string]: U } {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]))
}
