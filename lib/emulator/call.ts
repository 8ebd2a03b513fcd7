// One call of a client, with what its operation may want to know.
import { type Answer, type Page, pageOf } from './answers.ts'
import { type Fields, isObject, parseJson } from './json.ts'
import { rememberLast } from './remember.ts'
import type { Caller } from './sign-in.ts'
import { readAttributes } from './xml.ts'

export type Call = {
  /** Of the path. */
  readonly part: (name: string) => string
  /** Of the query; Commvault's own pages disagree about the casing of names. */
  readonly query: (name: string) => string | undefined
  readonly hasQuery: boolean
  readonly header: (name: string) => string | undefined
  readonly text: () => Promise<string>
  /** The body, JSON or the attributes of one XML element; undefined when it is neither. */
  readonly fields: () => Promise<Fields | undefined>
  readonly page: Page
  /** Nobody, for the calls that are open to all. */
  readonly caller: Caller | undefined
}

export type Operation = (call: Call) => Answer | Promise<Answer>

/** An operation that wants to know who calls. */
export type SignedOperation = (call: Call & { readonly caller: Caller }) => Answer | Promise<Answer>

/** Where calls are taken up; paths are in small letters. */
export type Router = {
  readonly open: (method: Method, path: string, operation: Operation) => void
  readonly signed: (method: Method, path: string, operation: SignedOperation) => void
}

export type Method = 'GET' | 'POST' | 'DELETE'

/** What is needed of a request, whichever way it came. */
export type Incoming = {
  readonly method: string
  readonly url: string
  readonly header: (name: string) => string | undefined
  readonly part: (name: string) => string | undefined
  readonly text: () => Promise<string>
}

export function callOf<By extends Caller | undefined>(
  incoming: Incoming,
  caller: By,
): Call & { readonly caller: By } {
  const asked = queryIn(incoming.url)
  return {
    part: name => incoming.part(name) ?? '',
    query: name => readQuery(asked).get(name.toLowerCase()),
    hasQuery: asked !== '',
    header: incoming.header,
    text: incoming.text,
    fields: async () => {
      const text = await incoming.text()
      const parsed = text.trimStart().startsWith('<') ? readAttributes(text) : parseJson(text)
      return isObject(parsed) ? parsed : undefined
    },
    page: pageOf(pathIn(incoming.url)),
    caller,
  }
}

/** Where the same service has been found: Command Center, the older Web Console, the legacy web service. */
const BASES = /^(?:\/commandcenter\/api|\/webconsole\/api|\/searchsvc\/cvwebservice\.svc)(?=\/)/

/** The operation in a URL. The pages spell paths in five casings, and a well-known client sends double slashes. */
export function operationOf({ url }: { readonly url: string }): string {
  const path = pathIn(url)
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(BASES, '')
  return path.length > 1 ? path.replace(/\/$/, '') : path
}

/** `new URL` would take half of the time of a call. */
export function pathIn(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const end = url.indexOf('?', start)
  return end < 0 ? url.slice(start) : url.slice(start, end)
}

function queryIn(url: string): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start + 1)
}

const readQuery = rememberLast(
  (text: string): ReadonlyMap<string, string> =>
    new Map([...new URLSearchParams(text)].map(([name, value]) => [name.toLowerCase(), value])),
)

export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}
