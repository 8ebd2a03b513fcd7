// Result events from a file: NDJSON or a JSON array, as `local` leaves them, as EventBridge delivers them, or as CloudWatch
// Logs hands them out.
import { readFileSync } from 'node:fs'
import type { Announced } from '../report/result-events.ts'
import { UsageError } from './failure.ts'
import { counted, progress } from './output.ts'

type Reading = { readonly environment: string; readonly tell?: (text: string) => void }

/**
 * The events that a file holds of an environment of ours; those of others are left out. Counted on stderr are events of our
 * other environments, and a few lines that cannot be read (the last of a file that is still written).
 * @throws UsageError for a file that cannot be read, of which much cannot be, or without any such event
 */
export function readHistory(file: string, { environment, tell = progress }: Reading): Announced[] {
  const { values, wrong } = valuesIn(textOf(file), file)
  const events: Announced[] = []
  const elsewhere: string[] = []
  for (const { line, value } of values) {
    const entry = entryIn(value)
    if (entry === undefined) wrong.push({ line, why: 'this is no event' })
    else if (entry.source !== undefined && entry.source !== OURS) continue
    else if ((environmentOf(entry.event) ?? environment) === environment) events.push(entry.event)
    else elsewhere.push(environmentOf(entry.event) ?? '')
  }
  const others = [...new Set(elsewhere)].join(', ')
  const [first] = wrong.toSorted((a, b) => a.line - b.line)
  if (first === undefined && events.length === 0) {
    const found = others === '' ? 'no event in it is ours' : `its events are of ${others}`
    const wanted = others === '' ? '' : `, and the plan is of ${environment}`
    throw new UsageError(`--history ${file}: ${found}${wanted}. ${FORMS}`)
  }
  if (elsewhere.length > 0) {
    tell(
      `${counted(elsewhere.length, 'event')} of ${file} left out: of ${others}, and the plan is of ${environment}`,
    )
  }
  if (first === undefined) return events
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

/** Not every event says so: one about a token is of a CommCell. */
function environmentOf({ detail }: Announced): string | undefined {
  const environment = fieldsOf(detail.createdBy)?.environment ?? detail.environment
  return typeof environment === 'string' ? environment : undefined
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
