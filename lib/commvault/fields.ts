// Commvault leaves out fields as it likes and writes numbers as numbers or as strings. These read one value each and
// answer undefined where it is not there.

export type Fields = { readonly [key: string]: unknown }

/** The fields of a JSON object; of anything else, none. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One or several: the serializer drops the brackets around a single item here and there. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

export function numberOf(value: unknown): number | undefined {
  const isNumeric = typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(value)
  const number = isNumeric ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

export function textOf(value: unknown): string | undefined {
  const text = typeof value === 'string' ? value.trim() : ''
  return text === '' ? undefined : text
}

/** createTask writes job ids as strings, the job list as numbers; ours are strings without padding. */
export function jobIdOf(value: unknown): string | undefined {
  // A larger number was rounded when it was read, and would be the id of another job.
  const isExact = typeof value === 'string' || Number.isSafeInteger(value)
  const id = isExact ? String(value).trim() : ''
  return /^[1-9]\d{0,18}$/.test(id) ? id : undefined
}

/** undefined for what is not JSON, which JSON cannot say itself. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
