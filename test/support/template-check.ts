// Checks a CloudFormation template against AWS's own resource specification, without AWS: names, required properties,
// types, allowed values, and that everything which is referred to exists.
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec'

type Json = { readonly [key: string]: unknown }
type Problems = readonly string[]

export type Template = {
  readonly Resources: { readonly [logicalId: string]: Resource }
  readonly Outputs?: Json
}

export type Resource = {
  readonly Type: string
  readonly Properties?: Json
  readonly DependsOn?: string | readonly string[]
}

const spec = loadAwsServiceSpecSync()

type ResourceSpec = NonNullable<ReturnType<typeof resourceSpec>>
type PropertySpecs = ResourceSpec['properties']
type TypeSpec = PropertySpecs[string]['type']

/** Everything that CloudFormation would refuse and the specification knows of, one sentence each. */
export function checkTemplate(template: Template): Problems {
  const count = Object.keys(template.Resources).length
  const bytes = Buffer.byteLength(JSON.stringify(template, null, 2))
  return [
    ...unless(count <= 500, `template: ${count} resources, CloudFormation takes 500`),
    ...unless(bytes <= 1_000_000, `template: ${bytes} bytes, CloudFormation takes 1 MB`),
    ...Object.entries(template.Resources).flatMap(([id, resource]) =>
      checkResource(template, id, resource),
    ),
    ...checkReferences(template, 'template', template),
    ...checkOrder(template),
  ]
}

function checkResource(template: Template, id: string, resource: Resource): Problems {
  const found = resourceSpec(resource.Type)
  const dependencies = [resource.DependsOn ?? []].flat()
  return [
    ...unless(/^[A-Za-z0-9]{1,255}$/.test(id), `${id}: not a logical id`),
    ...dependencies
      .filter(target => !(target in template.Resources))
      .map(target => `${id}.DependsOn: no resource ${target}`),
    ...(found === undefined
      ? [`${id}: unknown type ${resource.Type}`]
      : checkProperties(found.properties, id, resource.Properties ?? {})),
  ]
}

function checkProperties(specs: PropertySpecs, path: string, value: unknown): Problems {
  if (!isObject(value)) return [`${path}: should be an object`]
  const required = Object.keys(specs).filter(name => specs[name]?.required === true)
  return [
    ...required
      .filter(name => value[name] === undefined)
      .map(name => `${path}: ${name} is missing`),
    ...Object.entries(value).flatMap(([name, inner]) => {
      const property = specs[name]
      if (property === undefined) return [`${path}.${name}: unknown property`]
      const types = [property.type, ...(property.previousTypes ?? [])]
      return checkType(types, `${path}.${name}`, inner)
    }),
  ]
}

/** A value is fine when one of the types takes it; otherwise it is told what the first of them expects. */
function checkType(types: readonly TypeSpec[], path: string, value: unknown): Problems {
  if (isIntrinsic(value)) return []
  const attempts = types
    .flatMap(type => (type.type === 'union' ? type.types : [type]))
    .map(type => checkOneType(type, path, value))
  return attempts.find(problems => problems.length === 0) ?? attempts[0] ?? []
}

function checkOneType(type: TypeSpec, path: string, value: unknown): Problems {
  const expect = (isFine: boolean, expected: string) =>
    unless(isFine, `${path}: should be ${expected}, is ${JSON.stringify(value)}`)
  switch (type.type) {
    case 'string':
      if (typeof value !== 'string') return expect(false, 'a string')
      return expect(
        type.allowedValues?.includes(value) ?? true,
        `one of ${type.allowedValues?.join(', ')}`,
      )
    case 'date-time':
      return expect(typeof value === 'string' && !Number.isNaN(Date.parse(value)), 'a date-time')
    case 'boolean':
      return expect(typeof value === 'boolean', 'true or false')
    case 'number':
      return expect(Number.isFinite(value), 'a number')
    case 'integer':
      return expect(Number.isInteger(value), 'an integer')
    case 'json':
      return expect(isObject(value), 'an object')
    case 'tag':
      return expect(isObject(value) && 'Key' in value && 'Value' in value, 'a tag')
    case 'array':
      if (!Array.isArray(value)) return expect(false, 'a list')
      return value.flatMap((item, i) => checkType([type.element], `${path}[${i}]`, item))
    case 'map':
      if (!isObject(value)) return expect(false, 'a map')
      return Object.entries(value).flatMap(([key, item]) =>
        checkType([type.element], `${path}.${key}`, item),
      )
    case 'ref':
      return checkProperties(
        spec.get('typeDefinition', type.reference.$ref).properties,
        path,
        value,
      )
    default:
      return [`${path}: of a type that this check does not know, ${type.type}`]
  }
}

/** Ref, Fn::GetAtt and Fn::Sub, wherever they stand. */
function checkReferences(template: Template, path: string, value: unknown): Problems {
  if (typeof value !== 'object' || value === null) return []
  return [
    ...referencesOf(value as Json).flatMap(reference => checkReference(template, path, reference)),
    ...Object.entries(value).flatMap(([key, inner]) =>
      checkReferences(template, `${path}.${key}`, inner),
    ),
  ]
}

function referencesOf(value: Json): readonly string[] {
  if (typeof value.Ref === 'string') return [value.Ref]
  const attribute = value['Fn::GetAtt']
  if (attribute !== undefined) return [[attribute].flat().join('.')]
  const text = [value['Fn::Sub']].flat()[0]
  if (typeof text !== 'string') return []
  return [...text.matchAll(/\$\{([^!}]+)\}/g)].map(match => match[1] ?? '')
}

function checkReference(template: Template, path: string, reference: string): Problems {
  if (reference.startsWith('AWS::')) return []
  const [id = '', ...rest] = reference.split('.')
  const resource = template.Resources[id]
  if (resource === undefined) return [`${path}: refers to ${id}, which does not exist`]
  const attribute = rest.join('.')
  const found = resourceSpec(resource.Type)
  if (attribute === '' || found === undefined) return []
  return unless(
    attribute in found.attributes,
    `${path}: ${resource.Type} has no attribute ${attribute}`,
  )
}

/** CloudFormation creates a resource after everything that it refers to, so nothing may wait for itself. */
function checkOrder({ Resources }: Template): Problems {
  const settled = new Set<string>()
  const visit = (id: string, waiting: readonly string[]): Problems => {
    const resource = Resources[id]
    if (resource === undefined || settled.has(id)) return []
    if (waiting.includes(id)) return [`${[...waiting, id].join(' -> ')}: a circle`]
    const problems = dependenciesOf(resource).flatMap(next => visit(next, [...waiting, id]))
    settled.add(id)
    return problems
  }
  return Object.keys(Resources).flatMap(id => visit(id, []))
}

function dependenciesOf(resource: Resource): readonly string[] {
  const found = new Set([resource.DependsOn ?? []].flat())
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const reference of referencesOf(value as Json)) found.add(reference.split('.')[0] ?? '')
    for (const inner of Object.values(value)) look(inner)
  }
  look(resource.Properties)
  return [...found]
}

function resourceSpec(type: string) {
  return spec.lookup('resource', 'cloudFormationType', 'equals', type)[0]
}

function isIntrinsic(value: unknown): boolean {
  if (!isObject(value)) return false
  const [key = '', ...others] = Object.keys(value)
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))
}

function unless(isFine: boolean, problem: string): Problems {
  return isFine ? [] : [problem]
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
