// One EventBridge event in a JSON file, as a test or a person keeps it.
import { readFileSync } from 'node:fs'
import type { EventBridgeEvent } from '../trigger/pattern.ts'

/** Why a file is no event, as a sentence that begins with its place. */
type BadEvent = { readonly problem: string }

export function readEventFile(file: string): EventBridgeEvent | BadEvent {
  const text = textOf(file)
  if (typeof text !== 'string') return text
  const event = parsed(text, file)
  if ('problem' in event) return event
  const missing = ENVELOPE.filter(field => !(field in event))
  if (missing.length === 0) return event
  return { problem: `${file}: an event as EventBridge delivers it also has ${list(missing)}` }
}

export const isBadEvent = (read: EventBridgeEvent | BadEvent): read is BadEvent =>
  typeof read.problem === 'string' && Object.keys(read).length === 1

/** "Events in Amazon EventBridge", event structure: what a start needs of it. */
const ENVELOPE = ['id', 'source', 'detail-type', 'time', 'detail']

function textOf(file: string): string | BadEvent {
  try {
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    return { problem: `${file}: ${why}` }
  }
}

function parsed(text: string, file: string): EventBridgeEvent | BadEvent {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
    return { problem: `${file}:1:1: an event is a JSON object` }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { problem: `${file}${placeIn(message, text)}: this is not JSON: ${bare(message)}` }
  }
}

/** V8 tells the position of most mistakes; of the others its message has an excerpt. */
function placeIn(message: string, text: string): string {
  const [, position] = /at position (\d+)/.exec(message) ?? []
  const isShort = /end of JSON/i.test(message)
  if (position === undefined && !isShort) return ''
  const lines = text.slice(0, position === undefined ? text.length : Number(position)).split('\n')
  return `:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`
}

function bare(message: string): string {
  return message.replace(
    /(?: in JSON)? at position.*$|, ("[\s\S]*) is not valid JSON$/,
    (_, excerpt) => (excerpt === undefined ? '' : ` in ${excerpt}`),
  )
}

function list(words: readonly string[]): string {
  return words.map(word => `"${word}"`).join(', ')
}
