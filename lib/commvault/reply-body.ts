// The body of a reply, whatever it is written in: JSON as asked, XML where Accept was overlooked, a bare string, or the
// page of a gateway. Errors hide in many places; the first one that is not zero counts.
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
import { plainText, unescapeMarkup } from './text.ts'

export type ReplyBody = {
  readonly form: 'fields' | 'text' | 'page' | 'empty'
  readonly taskId?: number
  readonly jobIds: readonly string[]
  /** Commvault's own error, if it is one: 0 is success with a message. */
  readonly errorCode?: number
  /** The words of the error, else any message, else the body itself; one line, at most 1,000 characters. */
  readonly text: string
}

export function readBody(body: string): ReplyBody {
  const text = body.trim()
  if (text === '') return { form: 'empty', jobIds: [], text: '' }
  if (!text.startsWith('<')) return readJson(text)
  return /<html[\s>]|<!doctype html/i.test(text) ? words('page', text) : readXml(text)
}

function readJson(text: string): ReplyBody {
  const value = parseJson(text)
  if (typeof value === 'string') return words('text', value)
  if (typeof value !== 'object' || value === null) return words('text', text)
  const { taskId, jobIds } = fieldsOf(value)
  return readFields(text, { taskId, jobIds: listOf(jobIds), messages: messagesIn(value) })
}

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

function messagesIn(value: unknown): readonly Fields[] {
  return listOf(value)
    .filter(isFields)
    .flatMap(root => [root, ...ENVELOPES.flatMap(key => listOf(root[key]).flatMap(withList))])
}

function withList(envelope: unknown): readonly Fields[] {
  if (!isFields(envelope)) return []
  return [envelope, ...[envelope.errorList, envelope.errList].flatMap(listOf).filter(isFields)]
}

/** Commvault's XML says everything in attributes: of the root, or of `<jobIds val="…"/>`. */
function readXml(text: string): ReplyBody {
  const elements = [
    ...text.matchAll(/<([a-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)/gi),
  ]
  const messages = elements.map(([, , attributes = '']) => attributesIn(attributes))
  const jobIds = messages
    .filter((_, index) => elements[index]?.[1]?.toLowerCase() === 'jobids')
    .map(({ val }) => val)
  return readFields(text, { taskId: messages[0]?.taskId, jobIds, messages })
}

function attributesIn(text: string): Fields {
  const attributes = text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)
  return Object.fromEntries(
    [...attributes].map(([, name, double, single]) => [
      name,
      unescapeMarkup(double ?? single ?? ''),
    ]),
  )
}

type Read = {
  readonly taskId: unknown
  readonly jobIds: readonly unknown[]
  readonly messages: readonly Fields[]
}

function readFields(body: string, { taskId, jobIds, messages }: Read): ReplyBody {
  const error = messages.find(({ errorCode }) => (numberOf(errorCode) ?? 0) !== 0)
  const code = numberOf(error?.errorCode)
  const id = numberOf(taskId)
  const ids = jobIds.map(jobIdOf).filter(jobId => jobId !== undefined)
  const said = [error, ...messages].map(message => wordsOf(message ?? {}))
  return {
    form: 'fields',
    ...(id !== undefined && { taskId: id }),
    jobIds: [...new Set(ids)],
    ...(code !== undefined && { errorCode: code }),
    text: plainText(said.find(text => text !== undefined) ?? body),
  }
}

const wordsOf = ({ errorMessage, errorString, errLogMessage }: Fields) =>
  textOf(errorMessage) ?? textOf(errorString) ?? textOf(errLogMessage)

const words = (form: 'text' | 'page', text: string): ReplyBody => ({
  form,
  jobIds: [],
  text: plainText(text),
})
