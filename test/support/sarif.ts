// What SARIF 2.1.0 asks of the objects that we write, by section of the standard, in our own words: properties that must be
// there, the types and words that they take, and no other property at all.
// https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html

const text = { type: 'string', minLength: 1 }
const level = { enum: ['none', 'note', 'warning', 'error'] }
const fromOne = { type: 'integer', minimum: 1 }

function object(required: object, optional: object = {}) {
  const properties = { ...required, ...optional }
  return {
    type: 'object',
    required: Object.keys(required),
    properties,
    additionalProperties: false,
  }
}

/** §3.30: lines and columns count from 1. */
const region = object({
  startLine: fromOne,
  startColumn: fromOne,
  endLine: fromOne,
  endColumn: fromOne,
})

/** §3.28, §3.29, §3.4: a relative reference is read against the root of the sources. */
const location = object({
  physicalLocation: object({
    artifactLocation: object({ uri: { type: 'string', format: 'uri-reference' } }),
    region,
  }),
})

/** §3.27: `ruleIndex` points into the rules of the tool. */
const result = object({
  ruleId: text,
  ruleIndex: { type: 'integer', minimum: 0 },
  level,
  message: object({ text }),
  locations: { type: 'array', items: location },
})

/** §3.49: a rule, and how grave its findings are. */
const rule = object({
  id: text,
  shortDescription: object({ text }),
  defaultConfiguration: object({ level }),
})

/** §3.14, §3.18, §3.19 */
const run = object({
  tool: object({
    driver: object({ name: text, rules: { type: 'array', uniqueItems: true, items: rule } }),
  }),
  columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
  results: { type: 'array', items: result },
})

/** §3.13 */
export const SARIF_LOG = object({
  $schema: { type: 'string', format: 'uri' },
  version: { const: '2.1.0' },
  runs: { type: 'array', items: run },
})
