// A way through a proxy: CONNECT, and then TLS with the server itself, so that the proxy sees no more than its name.
// Node's own (`proxyEnv` of an agent) is left aside: it leaves connections behind that the deadline has given up, does not
// insist on the proxy's certificate, and the older versions of Node that we run on have none.
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import tls from 'node:tls'
import { isSuccess } from './exchange.ts'
import { reasonOf } from './network-error.ts'
import type { Connection } from './send.ts'

export type Tunnel = {
  readonly proxy: URL
  /** What lies behind it. */
  readonly url: URL
  readonly secureContext: tls.SecureContext
  readonly connectMs: number
}

/** A connection on which the server has proved who it is, or why there is none; then nothing of a request was sent. */
export function openTunnel(tunnel: Tunnel): Promise<Connection | string> {
  const { connectMs } = tunnel
  return new Promise(resolve => {
    const opened: { readonly destroy: () => unknown }[] = []
    const giveUp = (why: string) => {
      clearTimeout(connecting)
      for (const each of opened) each.destroy()
      resolve(why)
    }
    const connecting = setTimeout(giveUp, connectMs, `took no connection in ${connectMs} ms`)
    const fail = (error: Error) => giveUp(reasonOf(error))

    const asking = askProxy(tunnel)
    opened.push(asking)
    asking.on('error', fail)
    asking.on('connect', ({ statusCode = 0 }, socket) => {
      opened.push(socket)
      socket.on('error', fail)
      if (!isSuccess(statusCode)) return giveUp(refusal(statusCode))
      const secured = secure(tunnel, socket)
      opened.push(secured)
      secured.on('error', fail)
      secured.once('secureConnect', () => {
        clearTimeout(connecting)
        resolve({ createConnection: () => secured })
      })
    })
    asking.end()
  })
}

function askProxy({ proxy, url, secureContext }: Tunnel): http.ClientRequest {
  const server = `${url.hostname}:${url.port || 443}`
  const options = {
    method: 'CONNECT',
    host: withoutBrackets(proxy.hostname),
    path: server,
    headers: { Host: server, ...credentialsIn(proxy) },
  }
  if (proxy.protocol === 'http:') {
    return http.request({ ...options, port: proxy.port || 80, agent: new http.Agent() })
  }
  return https.request({
    ...options,
    port: proxy.port || 443,
    // Else Node holds the proxy's certificate against the Host header.
    servername: serverNameOf(options.host),
    agent: new https.Agent({ secureContext, rejectUnauthorized: true }),
  })
}

function credentialsIn({ username, password }: URL): http.OutgoingHttpHeaders {
  if (username === '' && password === '') return {}
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { 'Proxy-Authorization': `Basic ${Buffer.from(pair).toString('base64')}` }
}

function secure({ url, secureContext }: Tunnel, socket: net.Socket): tls.TLSSocket {
  const host = withoutBrackets(url.hostname)
  const servername = serverNameOf(host)
  return tls.connect({ socket, host, servername, secureContext, rejectUnauthorized: true })
}

/** TLS knows no server by its address; the certificate is held against the `host` then. */
const serverNameOf = (host: string) => (net.isIP(host) === 0 ? host : '')

function refusal(status: number): string {
  return status === 407
    ? 'the proxy wants a name and password; write them into its URL: http://name:password@… (HTTP 407)'
    : `the proxy did not open the way (HTTP ${status})`
}

const withoutBrackets = (hostname: string) => hostname.replace(/^\[(.*)\]$/, '$1')
