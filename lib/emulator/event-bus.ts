// EventBridge's PutEvents: up to ten entries, each taken or refused on its own.
import { type AwsAnswer, countedUuid, failure } from './aws-json.ts'
import { type Fields, isObject, parseJson } from './json.ts'

/** An entry that the bus took, in AWS's own spelling. */
export type BusEntry = {
  readonly EventId: string
  /** ISO 8601; the emulator's own time where the entry had none. */
  readonly Time: string
  readonly Source: string
  readonly DetailType: string
  /** JSON, as it was put. */
  readonly Detail: string
  readonly EventBusName: string
  readonly Resources: readonly string[]
}

export type EntryFailure = { readonly ErrorCode: string; readonly ErrorMessage: string }

export type EventBusOptions = {
  readonly now: () => number
  readonly onEvents: (entries: readonly BusEntry[]) => void
  readonly failEntry?: (entry: BusEntry) => EntryFailure | undefined
}

export function createPutEvents(options: EventBusOptions): (input: Fields) => AwsAnswer {
  let made = 0
  return input => {
    const entries = Array.isArray(input.Entries) ? (input.Entries as readonly Fields[]) : []
    const complaint = complaintAbout(entries)
    if (complaint) return failure('ValidationException', complaint)

    const taken: BusEntry[] = []
    const results = entries.map(fields => {
      const wrong = mistakeIn(fields)
      if (wrong) return wrong
      const entry = read(fields, { id: countedUuid(++made), now: options.now() })
      const fails = options.failEntry?.(entry)
      if (fails) return fails
      taken.push(entry)
      return { EventId: entry.EventId }
    })
    if (taken.length > 0) options.onEvents(taken)
    const failed = results.filter(result => 'ErrorCode' in result).length
    return { status: 200, body: { FailedEntryCount: failed, Entries: results } }
  }
}

/** What AWS refuses the whole call for. Some regions take 1 MB by now; who stays below the older limit is safe in all. */
function complaintAbout(entries: readonly Fields[]): string | undefined {
  if (entries.length < 1 || entries.length > 10) {
    return `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and 10; it has ${entries.length}`
  }
  const bytes = entries.reduce((sum, entry) => sum + sizeOf(entry), 0)
  return bytes > 256 * 1024
    ? 'Total size of the entries in the request is over the limit.'
    : undefined
}

/** As AWS counts: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size */
function sizeOf(entry: Fields): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...resourcesOf(entry)]
  const bytes = texts.reduce((sum: number, text) => sum + Buffer.byteLength(textOf(text)), 0)
  return bytes + (entry.Time === undefined ? 0 : 14)
}

function mistakeIn(entry: Fields): EntryFailure | undefined {
  for (const name of ['Source', 'DetailType', 'Detail']) {
    if (textOf(entry[name]) === '') return required(name)
  }
  if (textOf(entry.Source).startsWith('aws.')) {
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    }
  }
  return isObject(parseJson(textOf(entry.Detail)))
    ? undefined
    : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }
}

function required(name: string): EntryFailure {
  return {
    ErrorCode: 'InvalidArgument',
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  }
}

function read(entry: Fields, { id, now }: { readonly id: string; readonly now: number }): BusEntry {
  return {
    EventId: id,
    Time: new Date(typeof entry.Time === 'number' ? entry.Time * 1000 : now).toISOString(),
    Source: textOf(entry.Source),
    DetailType: textOf(entry.DetailType),
    Detail: textOf(entry.Detail),
    EventBusName: textOf(entry.EventBusName) || 'default',
    Resources: resourcesOf(entry).map(textOf),
  }
}

function resourcesOf(entry: Fields): readonly unknown[] {
  return Array.isArray(entry.Resources) ? entry.Resources : []
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
