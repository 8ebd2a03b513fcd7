// Result events from a file: NDJSON or a JSON array, as `local` leaves them, as EventBridge delivers them, or as CloudWatch
// Logs hands them out.
import { readFileSync } from 'node:fs'
import type { Announced } from '../report/result-events.ts'
import { UsageError } from './failure.ts'
import { counted, progress } from './output.ts'

/**
 * The events of ours that a file holds; those of others are left out. A few lines that cannot be read (the last of a file
 * that is still written) are counted on stderr.
 * @throws UsageError for a file that cannot be read, or of which much cannot be
 */
export function readHistory(file: string, tell: (text: string) => void = progress): Announced[] {
  const { values, wrong } = valuesIn(textOf(file), file)
  const events: Announced[] = []
  for (const { line, value } of values) {
    const entry = entryIn(value)
    if (entry === undefined) wrong.push({ line, why: 'this is no event' })
    else if (entry.source === undefined || entry.source === OURS) events.push(entry.event)
  }
  const [first] = wrong.toSorted((a, b) => a.line - b.line)
  if (first === undefined) {
    if (events.length === 0)
      throw new UsageError(`--history ${file}: no event in it is ours. ${FORMS}`)
    return events
  }
  const place = `${file}:${first.line}: ${first.why}`
  const isMuch = wrong.length > MOST_WRONG || wrong.length * 10 > values.length
  if (isMuch) throw new UsageError(`--history ${place}. ${FORMS}`)
  tell(`${counted(wrong.length, 'line')} of ${file} could not be read and is left out: ${place}`)
  return events
}

const OURS = 'holdfast'
const MOST_WRONG = 10

const FORMS =
  'A history is result events, one a line or as a JSON array: build/local/events.ndjson, or what EventBridge delivered.'

type Wrong = { readonly line: number; readonly why: string }
type Values = {
  readonly values: readonly { readonly line: number; readonly value: unknown }[]
  readonly wrong: Wrong[]
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new UsageError(`--history ${file}: ${why}.`)
  }
}

function valuesIn(text: string, file: string): Values {
  const whole = wholeIn(text)
  if (whole !== undefined) return { values: whole.map(value => ({ line: 1, value })), wrong: [] }
  const values: { line: number; value: unknown }[] = []
  const wrong: Wrong[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const bare = line.trim()
    if (bare === '') continue
    const value = parsed(bare) ?? parsed(bare.replace(LOGGED_AT, ''))
    if (value === undefined) wrong.push({ line: index + 1, why: 'this is not JSON' })
    else values.push({ line: index + 1, value })
  }
  if (values.length === 0 && wrong.length === 0) {
    throw new UsageError(`--history ${file}: it is empty. ${FORMS}`)
  }
  return { values, wrong }
}

/** CloudWatch Logs exports to S3 begin each line with the time of the log event. */
const LOGGED_AT = /^\d{4}-\d\d-\d\dT[\d:.]+Z\s+/

/** A file that is one JSON value: an array, what `aws logs filter-log-events` prints, or one event over several lines. */
function wholeIn(text: string): readonly unknown[] | undefined {
  const value = parsed(text)
  if (Array.isArray(value)) return value
  const fields = fieldsOf(value)
  if (Array.isArray(fields?.events)) return fields.events
  return fields && [fields]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Fields = { readonly [field: string]: unknown }

function fieldsOf(value: unknown): Fields | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return value as Fields
}

/** Who published it is not said of an event of the core itself. */
type Entry = { readonly event: Announced; readonly source: unknown }

/** As it was put onto the bus, as the bus delivered it, or either of them as the text of a log event. */
function entryIn(value: unknown): Entry | undefined {
  const fields = fieldsOf(value)
  if (fields === undefined) return undefined
  const message = fields.message ?? fields['@message']
  if (typeof message === 'string') return entryIn(parsed(message))
  const time = fields.Time ?? fields.time
  const detailType = fields.DetailType ?? fields['detail-type'] ?? fields.detailType
  const given = fields.Detail ?? fields.detail
  const detail = fieldsOf(typeof given === 'string' ? parsed(given) : given)
  if (typeof time !== 'string' || typeof detailType !== 'string') return undefined
  if (detail === undefined || Number.isNaN(Date.parse(time))) return undefined
  return { event: { time, detailType, detail }, source: fields.Source ?? fields.source }
}
