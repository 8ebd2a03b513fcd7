// The way to a Command Center: which URLs we talk to, whom we believe there, and over which connections: one of its own for
// every call. On a connection that others have used, what comes may be the answer to one of them.
import http from 'node:http'
import https from 'node:https'
import { BackupError } from '../errors.ts'
import type { Exchange } from './exchange.ts'
import { type ProxyEnv, proxyFor } from './proxy.ts'
import { type Limits, send, type Wire } from './send.ts'
import { secureContextOf } from './trust.ts'
import { openTunnel } from './tunnel.ts'

export type ClientOptions = Partial<Limits> & {
  /** PEM certificates of a private CA, trusted in addition to the well-known ones. */
  readonly ca?: string
  /** The variables that may name a proxy; without them there is none. This machine is never reached through one. */
  readonly env?: ProxyEnv
}

/**
 * Talks HTTPS (TLS 1.2 or newer, to a server that proves who it is), and plain HTTP to this machine only. Redirects are not
 * followed. A failure of the network is a value; BackupError `endpoint-invalid` is thrown before anything is sent.
 */
export function httpExchange({ ca, env = {}, ...limits }: ClientOptions = {}): Exchange {
  const all: Limits = { connectMs: 5_000, silenceMs: 15_000, maxReplyBytes: 10_000_000, ...limits }
  const plain = plainWire()
  let secure: SecureWires | undefined
  const wireTo = (url: URL): Wire => {
    if (url.protocol === 'http:') return plain
    secure ??= secureWires(ca)
    const proxy = isLoopback(url.hostname) ? undefined : proxyFor(url, env)
    return proxy === undefined ? secure.direct : secure.through(proxy)
  }
  return async request => {
    const url = checkedUrl(request.url)
    return send({ request, url, wire: wireTo(url), limits: all })
  }
}

/** This machine: 127.0.0.0/8, ::1 and localhost. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

// Of the agents, none keeps a connection, and none goes by the variables of the process, as Node's own may: the proxy is
// our decision.
const OURS = { keepAlive: false, proxyEnv: {} }

function plainWire(): Wire {
  const agent = new http.Agent(OURS)
  return { request: http.request, connect: async () => ({ agent }) }
}

type SecureWires = { readonly direct: Wire; readonly through: (proxy: URL) => Wire }

function secureWires(ca: string | undefined): SecureWires {
  const secureContext = secureContextOf(ca)
  // Shared for the TLS session, which the next connection resumes at half the cost; Node keeps it only once the server has
  // proved who it is. `rejectUnauthorized`, said outright, wins over NODE_TLS_REJECT_UNAUTHORIZED.
  const agent = new https.Agent({ secureContext, rejectUnauthorized: true, ...OURS })
  return {
    direct: { request: https.request, connect: async () => ({ agent }) },
    through: proxy => ({
      request: https.request,
      proxy: proxy.host,
      connect: (url, connectMs) => openTunnel({ proxy, url, secureContext, connectMs }),
    }),
  }
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
