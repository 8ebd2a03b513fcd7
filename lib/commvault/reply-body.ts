// The body of a reply, whatever it is written in: JSON as asked, XML where Accept was overlooked, a bare string, or the
// page of a gateway. Errors hide in many places; the first one that is not zero counts.
import type { HttpReply } from './exchange.ts'
import {
  type Fields,
  fieldsOf,
  isFields,
  jobIdOf,
  listOf,
  numberOf,
  parseJson,
  textOf,
} from './fields.ts'
import { oneLine, plainText, shorten } from './text.ts'
import { parseXml } from './xml.ts'

export type ReplyBody = {
  readonly form: 'fields' | 'text' | 'page' | 'packed' | 'empty'
  readonly taskId?: number
  readonly jobIds: readonly string[]
  /** Commvault's own error, if it is one: 0 is success with a message. */
  readonly errorCode?: number
  /** The words of the error, else any message, else the body itself; one line, at most 1,000 characters. */
  readonly text: string
}

export function readReply({ headers, body }: HttpReply): ReplyBody {
  const coding = packingOf(headers)
  if (coding === undefined) return readBody(body)
  return { form: 'packed', jobIds: [], text: shorten(`a body packed as ${coding}`) }
}

export function readBody(body: string): ReplyBody {
  const text = body.trim()
  if (text === '') return { form: 'empty', jobIds: [], text: '' }
  if (isPage(text)) return words('page', text)
  const xml = parseXml(text)
  if (xml) return readFields(text, xml.elements, xml.elements)
  const value = parseJson(text)
  if (typeof value === 'string') return words('text', value)
  if (typeof value !== 'object' || value === null) return words('text', text)
  return readFields(text, [fieldsOf(value)], messagesIn(value))
}

/** The data of a reply; XML reads like JSON, its root element left out. undefined for all else, and for an error. */
export function dataIn({ headers, body }: HttpReply): unknown {
  const text = body.trim()
  if (packingOf(headers) !== undefined || isPage(text)) return undefined
  const value = parseXml(text)?.root ?? parseJson(text)
  return errorIn(messagesIn(value)) === undefined ? value : undefined
}

/** We ask for no packing; whoever packs all the same is not the web service that we talk to. */
function packingOf(headers: HttpReply['headers']): string | undefined {
  const coding = textOf(headers['content-encoding'])?.toLowerCase()
  return coding === 'identity' ? undefined : coding
}

const isPage = (text: string) => text.startsWith('<') && /<html[\s>]|<!doctype html/i.test(text)

/** Where Commvault puts its errors, in the order in which they count: at the root, or one or two levels down in these. */
const ENVELOPES = [
  'response',
  'errorList',
  'errList',
  'error',
  'errors',
  'resp',
  'operationStatus',
] as const

/** Of a long list of jobs, as of most answers, there is nothing but its root. */
function messagesIn(value: unknown): readonly Fields[] {
  const messages: Fields[] = []
  for (const root of listOf(value)) {
    if (!isFields(root)) continue
    messages.push(root)
    for (const key of ENVELOPES) {
      if (root[key] !== undefined) messages.push(...listOf(root[key]).flatMap(withList))
    }
  }
  return messages
}

function withList(envelope: unknown): readonly Fields[] {
  if (!isFields(envelope)) return []
  return [envelope, ...[envelope.errorList, envelope.errList].flatMap(listOf).filter(isFields)]
}

const errorIn = (messages: readonly Fields[]) =>
  messages.find(({ errorCode }) => (numberOf(errorCode) ?? 0) !== 0)

/** `holders` may hold the ids; JSON has them at its root, XML wherever an envelope leaves them. */
function readFields(
  body: string,
  holders: readonly Fields[],
  messages: readonly Fields[],
): ReplyBody {
  const error = errorIn(messages)
  const code = numberOf(error?.errorCode)
  const [id] = holders.map(({ taskId }) => numberOf(taskId)).filter(taskId => taskId !== undefined)
  const jobIds = holders.flatMap(holder => listOf(holder.jobIds)).map(idIn)
  const said = [error, ...messages].map(message => wordsOf(message ?? {}))
  const text = plainText(said.find(words => words !== undefined) ?? body)
  // Of XML without words nothing is left but its attributes; JSON may nest deeper than it can be written again.
  const rest = body.startsWith('<') ? JSON.stringify(holders[0]) : body
  const shown = text || shorten(oneLine(rest))
  return {
    form: 'fields',
    ...(id !== undefined && { taskId: id }),
    jobIds: [...new Set(jobIds.map(jobIdOf).filter(jobId => jobId !== undefined))],
    ...(code !== undefined && { errorCode: code }),
    text: code === undefined ? shown : withEventCode(shown, code),
  }
}

/** XML writes an item of a list as `<jobIds val="149806"/>`. */
const idIn = (item: unknown) => (isFields(item) ? item.val : item)

const wordsOf = ({ errorMessage, errorString, errLogMessage }: Fields) =>
  textOf(errorMessage) ?? textOf(errorString) ?? textOf(errLogMessage)

/** A large code packs the subsystem and its number; Commvault's support articles are found by `35:4618`. */
function withEventCode(text: string, code: number): string {
  const subsystem = Math.floor(code / 2 ** 24)
  if (subsystem < 1) return text
  const event = `${subsystem}:${code % 2 ** 24}`
  return text.includes(event)
    ? text
    : `${shorten(text, event.length + 20)} (Commvault error ${event})`
}

const words = (form: 'text' | 'page', text: string): ReplyBody => ({
  form,
  jobIds: [],
  // Of markup alone, and of half an element, no words are left.
  text: plainText(text) || shorten(oneLine(text)),
})
