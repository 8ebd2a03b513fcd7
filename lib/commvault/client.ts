// The wire: one HTTP exchange, with exact knowledge of whether a byte of it may have left us. The only file of this room
// with effects.
import { X509Certificate } from 'node:crypto'
import http from 'node:http'
import https from 'node:https'
import tls from 'node:tls'
import { BackupError } from '../errors.ts'
import type { Exchange, HttpReply, HttpRequest, NoReply } from './exchange.ts'
import { reasonOf } from './network-error.ts'

export type ClientOptions = {
  /** PEM certificates of a private CA, trusted in addition to the well-known ones. */
  readonly ca?: string
  /** Milliseconds until the connection stands, TLS included; 5,000 unless told. */
  readonly connectMs?: number
  /** A larger reply is given up; 10,000,000 unless told. */
  readonly maxReplyBytes?: number
}

/**
 * Talks HTTPS (TLS 1.2 or newer), and plain HTTP to this machine only. Redirects are not followed.
 * A failure of the network is a value; BackupError `endpoint-invalid` is thrown before anything is sent.
 */
export function httpExchange({
  ca,
  connectMs = 5_000,
  maxReplyBytes = 10_000_000,
}: ClientOptions = {}): Exchange {
  const plain: Wire = { request: http.request, agent: new http.Agent({ keepAlive: true }) }
  let secure: Wire | undefined
  const wireTo = ({ protocol }: URL) => {
    if (protocol === 'http:') return plain
    secure ??= secureWire(ca)
    return secure
  }
  return async request => {
    const url = checkedUrl(request.url)
    const call = { request, url, wire: wireTo(url), connectMs, maxReplyBytes }
    // A connection that was kept may have died since, and then nobody knows whether a request arrived. A read is simply
    // asked again; a createTask would be in doubt, so it gets a connection of its own.
    return send(call, request.method === 'POST' ? 'own' : 'kept')
  }
}

/** This machine: 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

type Wire = {
  readonly request: typeof http.request
  readonly agent: http.Agent
  readonly secureContext?: tls.SecureContext
}

type Call = {
  readonly request: HttpRequest
  readonly url: URL
  readonly wire: Wire
  readonly connectMs: number
  readonly maxReplyBytes: number
}

/** One context for all connections: reading the well-known CAs takes longer than a handshake. */
function secureWire(ca: string | undefined): Wire {
  const trusted = ca === undefined ? {} : { ca: [...tls.rootCertificates, ...certificatesIn(ca)] }
  const secureContext = tls.createSecureContext({ minVersion: 'TLSv1.2', ...trusted })
  const agent = new https.Agent({ keepAlive: true, secureContext })
  return { request: https.request, agent, secureContext }
}

/** Node passes over a CA that it cannot read, and then nobody learns why the server is not trusted. */
function certificatesIn(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) throw notCertificates()
  try {
    return blocks.map(block => new X509Certificate(block).toString())
  } catch (cause) {
    throw notCertificates({ cause })
  }
}

function notCertificates(options?: ErrorOptions): BackupError {
  const message = 'The "ca" of the CommCell does not hold certificates in PEM form.'
  return new BackupError('endpoint-invalid', message, options)
}

function checkedUrl(text: string): URL {
  if (!URL.canParse(text)) {
    throw new BackupError('endpoint-invalid', `The endpoint of the CommCell is no URL: ${text}`)
  }
  const url = new URL(text)
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
  if (isSafe) return url
  throw new BackupError(
    'endpoint-invalid',
    `${url.protocol}//${url.host} would carry the Authtoken in the clear; the endpoint of a CommCell must be https.`,
  )
}

async function send(call: Call, connection: 'own' | 'kept'): Promise<HttpReply | NoReply> {
  const { request, url, wire } = call
  let outgoing: http.ClientRequest
  try {
    outgoing = wire.request(url, {
      method: request.method,
      headers: request.headers,
      agent: connection === 'kept' && wire.agent,
      ...(wire.secureContext && { secureContext: wire.secureContext }),
    })
  } catch (error) {
    // A header that cannot be written; the message names it, not its value.
    return { sent: false, text: `${url.host} was not called: ${reasonOf(error)}` }
  }
  const result = await exchanged(outgoing, call)
  return result === 'stale' ? send(call, 'own') : result
}

/** Sends the request and waits for one of: the reply, a failure, a deadline. */
function exchanged(
  outgoing: http.ClientRequest,
  { request, url, connectMs, maxReplyBytes }: Call,
): Promise<HttpReply | NoReply | 'stale'> {
  return new Promise(resolve => {
    let sent: false | 'unknown' = false
    const settle = (result: HttpReply | NoReply | 'stale') => {
      clearTimeout(connecting)
      clearTimeout(answering)
      resolve(result)
    }
    const giveUp = (why: string) => {
      settle({ sent, text: `${url.host} ${why}` })
      outgoing.destroy()
    }
    const { deadlineMs } = request
    const connecting = setTimeout(giveUp, connectMs, `took no connection in ${connectMs} ms`)
    const answering = setTimeout(giveUp, deadlineMs, `did not answer in ${deadlineMs} ms`)

    // Node holds every byte back until the connection stands, and with TLS until the server has proved who it is.
    const connected = () => {
      sent = 'unknown'
      clearTimeout(connecting)
    }
    outgoing.on('socket', socket => {
      if (outgoing.reusedSocket) connected()
      else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', connected)
    })
    outgoing.on('error', error => {
      const isStale = outgoing.reusedSocket && request.method === 'GET'
      settle(isStale ? 'stale' : { sent, text: `${url.host}: ${reasonOf(error)}` })
    })
    outgoing.on('response', incoming => collect(incoming, { maxReplyBytes, settle, giveUp }))
    outgoing.end(request.body)
  })
}

type Collecting = {
  readonly maxReplyBytes: number
  readonly settle: (reply: HttpReply) => void
  readonly giveUp: (why: string) => void
}

function collect(incoming: http.IncomingMessage, { maxReplyBytes, settle, giveUp }: Collecting) {
  const chunks: Buffer[] = []
  let bytes = 0
  incoming.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes > maxReplyBytes) giveUp(`answered more than ${maxReplyBytes} bytes`)
    else chunks.push(chunk)
  })
  incoming.on('error', () => giveUp('cut its answer off'))
  incoming.on('end', () => {
    const headers = Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`])
    settle({
      status: incoming.statusCode ?? 0,
      headers: Object.fromEntries(headers),
      body: Buffer.concat(chunks).toString('utf8'),
    })
  })
}
