// A preset's match, read: each key checked and put into the pattern, in the preset's order whatever the author's.
import {
  deployFlaws,
  keyFlaws,
  rollbackFlaws,
  shapeFlaws,
  type Wanted,
  type Written,
} from './match-check.ts'
import { type EventPattern, isMap } from './pattern.ts'
import { EVENT_ID, type Preset } from './preset-table.ts'
import type { TriggerReading } from './trigger.ts'
import { oneOf, phrase } from './wording.ts'

export function readPreset(preset: Preset, written: Written): TriggerReading {
  const match = isMap(written.match) ? written.match : {}
  const keys = Object.entries(preset.keys)
  const wanted: Wanted[] = keys.map(([name, key]) => ({ name, key, values: textsOf(match[name]) }))
  const meant = wanted.map(each => ({ ...each, values: orDefault(each, written) }))
  const pattern = patternOf(preset, meant)
  const flaws = [
    ...shapeFlaws(written, preset),
    ...wanted.flatMap(each => keyFlaws(each, match[each.name], written)),
  ]
  return {
    pattern,
    identity: identityOf(preset, meant),
    phrase: phraseOf(written.event, meant),
    flaws: [...flaws, ...deployFlaws(pattern, flaws), ...rollbackFlaws(written, meant)],
  }
}

const textsOf = (value: unknown): readonly string[] => {
  const texts = (Array.isArray(value) ? value : [value]).filter(text => typeof text === 'string')
  return [...new Set(texts)]
}

function orDefault({ name, key, values }: Wanted, { event, policy }: Written): readonly string[] {
  if (values.length > 0) return values
  return event === 'request' && name === 'policy' ? [policy] : (key.defaults ?? [])
}

/** Of several states, or stages, one deployment sends several events, and each of them is wanted. */
function identityOf({ identity }: Preset, meant: readonly Wanted[]): readonly string[] {
  const moments = meant.filter(({ name, key }) => key.values !== undefined || name === 'stage')
  return moments.some(({ values }) => values.length > 1) ? EVENT_ID : identity
}

function phraseOf(event: string, meant: readonly Wanted[]): string {
  const said = meant.filter(({ values }) => values.length > 0)
  const words = said.map(({ name, values }) => `${name} ${oneOf(values)}`)
  return phrase(event, words)
}

type Fields = { [field: string]: unknown }

/** In the order of the envelope. */
function patternOf({ source, detailType }: Preset, meant: readonly Wanted[]): EventPattern {
  const fields: Fields = { 'detail-type': [detailType] }
  if (source !== undefined) fields.source = [source]
  for (const { key, values } of meant) {
    if (values.length > 0) setField(fields, key.at, values.map(key.entry ?? (value => value)))
  }
  const order = ['source', 'detail-type', 'resources', 'detail'].filter(name => name in fields)
  return Object.fromEntries(order.map(name => [name, fields[name]]))
}

function setField(fields: Fields, [name = '', ...rest]: readonly string[], list: unknown): void {
  if (rest.length === 0) fields[name] = list
  else {
    const inner = (fields[name] ?? {}) as Fields
    fields[name] = inner
    setField(inner, rest, list)
  }
}
