// What a Command Center says where tokens are given out: its words for an error, and nothing of an answer that may hold one.
import type { HttpReply } from './exchange.ts'
import { type Fields, fieldsOf, listOf, parseJson, textOf } from './fields.ts'
import { redirectOf } from './redirect.ts'
import { type ReplyBody, readReply } from './reply-body.ts'
import { shorten } from './text.ts'

export function saidOf(reply: HttpReply): string {
  const redirect = redirectOf(reply)
  if (redirect !== undefined) return redirect
  return shorten(`HTTP ${reply.status}: ${wordsOf(readReply(reply), reply.body)}`)
}

function wordsOf({ form, text, errorCode }: ReplyBody, body: string): string {
  if (form === 'empty') return 'without a word'
  if (form === 'page') return `a web page, ${text}`
  if (form === 'packed') return text
  const isError = errorCode !== undefined || messagesIn(fieldsOf(parseJson(body))).length > 0
  return isError ? text : 'an answer without words for an error'
}

const messagesIn = (root: Fields) =>
  [root, ...['error', 'errList', 'errorList', 'response'].flatMap(key => listOf(root[key]))]
    .map(fieldsOf)
    .flatMap(({ errorMessage, errorString, errLogMessage }) =>
      [errorMessage, errorString, errLogMessage].filter(words => textOf(words) !== undefined),
    )
