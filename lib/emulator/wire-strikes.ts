// What a fault does to a connection: cuts it, holds it, or answers in place of the service.
import { once } from 'node:events'
import { STATUS_CODES } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { WireFault, WireKind } from './wire-fault.ts'

/** What the service would have answered. */
type Answer = {
  readonly status: number
  readonly headers: { readonly [name: string]: string }
  readonly body: Buffer
}

export async function answerOf(response: Response): Promise<Answer> {
  const body = Buffer.from(await response.arrayBuffer())
  // A fault may make it shorter or longer.
  response.headers.delete('content-length')
  return { status: response.status, headers: Object.fromEntries(response.headers), body }
}

type Hit = HttpBindings & {
  readonly fault: WireFault
  /** Present when the work was done. */
  readonly answer: Answer | undefined
  readonly at: number
}

export async function strike(hit: Hit): Promise<Response> {
  const answer = await STRIKES[hit.fault.wire](hit)
  if (answer === SENT) return RESPONSE_ALREADY_SENT
  const headers = { date: new Date(hit.at).toUTCString(), ...answer.headers }
  const body = answer.body.length === 0 ? null : answer.body
  return new Response(body, { status: answer.status, headers })
}

/** The strike has dealt with the connection itself. */
const SENT = Symbol('sent')

type Struck = Answer | typeof SENT

const STRIKES: { readonly [kind in WireKind]: (hit: Hit) => Struck | Promise<Struck> } = {
  'cut-before': cut,
  'cut-after': cut,
  truncated: async hit => {
    const { status, headers, body } = given(hit)
    // An answer without a body is announced with one, for half of nothing would be all of it.
    hit.outgoing.writeHead(status, { ...headers, 'content-length': Math.max(body.length, 1) })
    hit.outgoing.flushHeaders()
    const half = body.subarray(0, Math.floor(body.length / 2))
    await new Promise(resolve => hit.outgoing.write(half, resolve))
    return cut(hit)
  },
  slow: async hit => {
    await sleep(hit.fault.ms ?? 50)
    return given(hit)
  },
  hang: async ({ outgoing }): Promise<Struck> => {
    await once(outgoing, 'close')
    return SENT
  },
  maintenance: () => page(200, 'Scheduled Maintenance', MAINTENANCE),
  redirect: () => ({
    ...page(302, 'Login', 'Redirecting to the login page.'),
    headers: { ...HTML, location: '/commandcenter/login.jsp' },
  }),
  denied: () => json(401, { errorMessage: 'Access denied', errorCode: 5 }),
  'too-many': ({ fault: { seconds = 60 } }) => ({
    ...json(429, { errorMessage: 'API rate limit exceeded' }),
    headers: { ...JSON_TYPE, 'retry-after': `${seconds}`, ...HOURLY_LIMIT },
  }),
  unavailable: ({ fault: { status = 503 } }) => {
    const title = `${status} ${STATUS_CODES[status]}`
    return page(status, title, 'The gateway has no answer from the server behind it.')
  },
  'fault-without-word': () => ({ status: 500, headers: {}, body: NOTHING }),
  'refused-500': ({ fault: { reason = ACTIVITY_DISABLED } }) =>
    json(500, { errorMessage: `Error 0x10c: ${reason}\n`, errorCode: 2 }),
  'web-service-fault': () =>
    json(500, { error: { errorMessage: WEB_SERVICE_FAULT, errorCode: 500 } }),
  duplicate: twice,
  empty: hit => ({ ...given(hit), status: 200, body: NOTHING }),
  garbage: hit => ({ status: 200, headers: given(hit).headers, body: GARBAGE }),
}

function given({ answer }: Hit): Answer {
  if (answer === undefined) throw new Error('a fault after the work needs the answer of the work')
  return answer
}

function cut({ outgoing }: Hit): Struck {
  outgoing.destroy()
  return SENT
}

/**
 * HTTP has no duplicate answers, but servers and gateways that lose count send them. A copy that comes at once is more
 * than the length that was announced, and a client may give up the whole answer for it. A copy that comes late is what
 * the next call on this connection reads: the answer of the call before it.
 */
async function twice(hit: Hit): Promise<Struck> {
  const { outgoing, fault } = hit
  const { status, headers, body } = given(hit)
  const whole = { ...headers, 'content-length': `${body.length}` }
  const lines = Object.entries(whole).map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`
  const copy = Buffer.concat([Buffer.from(head), body])
  outgoing.writeHead(status, whole)
  if (fault.ms) {
    outgoing.flushHeaders()
    outgoing.write(body)
    await sleep(fault.ms)
    outgoing.end(copy)
  } else {
    outgoing.end(Buffer.concat([body, copy]))
  }
  return SENT
}

const HTML = { 'content-type': 'text/html; charset=utf-8' }
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const NOTHING = Buffer.alloc(0)
const GARBAGE = Buffer.from('{"taskId":30453,"jobIds":["1498')

/** The names are from "API Rate Limits" of the hosted service; what stands in them is our guess. */
const HOURLY_LIMIT = { 'x-ratelimit-period': '3600', 'x-ratelimit-limit': '100' }

const MAINTENANCE = 'The Command Center is being updated. Please try again later.'
const ACTIVITY_DISABLED = 'Backup cannot run because the activity is disabled on this subclient.'
const WEB_SERVICE_FAULT = 'Something is not right. Please check web service logs for details'

function json(status: number, value: unknown): Answer {
  return { status, headers: JSON_TYPE, body: Buffer.from(JSON.stringify(value)) }
}

function page(status: number, title: string, text: string): Answer {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`
  return { status, headers: HTML, body: Buffer.from(body) }
}
