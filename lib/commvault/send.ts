// One HTTP exchange, with exact knowledge of whether a byte of it may have left us.
import type http from 'node:http'
import type net from 'node:net'
import type { HttpReply, HttpRequest, NoReply } from './exchange.ts'
import { reasonOf } from './network-error.ts'

/** How a server is reached. */
export type Wire = {
  readonly request: typeof http.request
  /** The host of the proxy in between. */
  readonly proxy?: string
  /** A connection that nobody used before, or the words for why there is none, where that is known before the request. */
  readonly connect: (url: URL, connectMs: number) => Promise<Connection | string>
}

export type Connection =
  | { readonly agent: http.Agent }
  | { readonly createConnection: () => net.Socket }

export type Limits = {
  /** Milliseconds until the connection stands, proxy and TLS included; 5,000 unless told. */
  readonly connectMs: number
  /** Milliseconds that a reply may pause once it has begun; 15,000 unless told. */
  readonly silenceMs: number
  /** A larger reply is given up; 10,000,000 unless told. */
  readonly maxReplyBytes: number
}

export type Call = {
  readonly request: HttpRequest
  readonly url: URL
  readonly wire: Wire
  readonly limits: Limits
}

/**
 * What comes behind an answer is never another's. Where it comes at once, Node may give up the answer as well
 * (HPE_CLOSED_CONNECTION), and that is right: lengths that do not add up prove nothing. A read is repeated by the next
 * sweep; a createTask is in doubt.
 */
export async function send(call: Call): Promise<HttpReply | NoReply> {
  const { request, url, wire, limits } = call
  const endsAt = performance.now() + request.deadlineMs
  const connection = await wire.connect(url, limits.connectMs)
  if (typeof connection === 'string') {
    return { sent: false, text: `${placeOf(call)}: ${connection}` }
  }
  let outgoing: http.ClientRequest
  try {
    outgoing = wire.request(url, {
      method: request.method,
      // What comes packed would have to be unpacked, however large it then is.
      headers: { 'Accept-Encoding': 'identity', ...request.headers },
      ...connection,
    })
  } catch (error) {
    if ('createConnection' in connection) connection.createConnection().destroy()
    // A header that cannot be written; the message names it, not its value.
    return { sent: false, text: `${url.host} was not called: ${reasonOf(error)}` }
  }
  return exchanged(outgoing, call, endsAt)
}

/** Sends the request and waits for one of: the reply, a failure, a deadline. */
function exchanged(
  outgoing: http.ClientRequest,
  call: Call,
  endsAt: number,
): Promise<HttpReply | NoReply> {
  const { request, limits } = call
  const place = placeOf(call)
  return new Promise(resolve => {
    let sent: false | 'unknown' = false
    const settle = (result: HttpReply | NoReply) => {
      clearTimeout(connecting)
      clearTimeout(answering)
      resolve(result)
    }
    const giveUp = (why: string) => {
      settle({ sent, text: `${place} ${why}` })
      outgoing.destroy()
    }
    const { connectMs } = limits
    const leftMs = Math.max(0, endsAt - performance.now())
    const connecting = setTimeout(giveUp, connectMs, `took no connection in ${connectMs} ms`)
    const answering = setTimeout(giveUp, leftMs, `did not answer in ${request.deadlineMs} ms`)

    // Node holds every byte back until the connection stands, and with TLS until the server has proved who it is.
    const connected = () => {
      sent = 'unknown'
      clearTimeout(connecting)
    }
    outgoing.on('socket', socket => {
      if (isStanding(socket)) connected()
      else socket.once('authorized' in socket ? 'secureConnect' : 'connect', connected)
    })
    outgoing.on('error', error => settle({ sent, text: `${place}: ${reasonOf(error)}` }))
    // Nobody asked for one. Node would close the connection and say nothing.
    outgoing.on('upgrade', (_, socket) => {
      socket.destroy()
      giveUp('answered with a change of protocol (HTTP 101)')
    })
    outgoing.on('response', incoming => collect(incoming, { limits, settle, giveUp }))
    outgoing.end(request.body)
  })
}

/** The one at the end of a tunnel stands already. */
function isStanding(socket: net.Socket): boolean {
  return 'authorized' in socket ? socket.authorized === true : !socket.connecting
}

type Collecting = {
  readonly limits: Limits
  readonly settle: (reply: HttpReply) => void
  readonly giveUp: (why: string) => void
}

function collect(incoming: http.IncomingMessage, { limits, settle, giveUp }: Collecting) {
  const { silenceMs, maxReplyBytes } = limits
  const chunks: Buffer[] = []
  let bytes = 0
  const silence = setTimeout(giveUp, silenceMs, `fell silent in its answer for ${silenceMs} ms`)
  incoming.on('data', (chunk: Buffer) => {
    silence.refresh()
    bytes += chunk.length
    if (bytes > maxReplyBytes) giveUp(`answered more than ${maxReplyBytes} bytes`)
    else chunks.push(chunk)
  })
  incoming.on('error', () => giveUp('cut its answer off'))
  incoming.on('close', () => clearTimeout(silence))
  incoming.on('end', () => {
    const headers = Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`])
    settle({
      status: incoming.statusCode ?? 0,
      headers: Object.fromEntries(headers),
      body: Buffer.concat(chunks).toString('utf8'),
    })
  })
}

/** Where to look: with a proxy in between, the trouble may be with either. */
const placeOf = ({ url, wire }: Call) =>
  wire.proxy === undefined ? url.host : `${url.host} through the proxy ${wire.proxy}`
