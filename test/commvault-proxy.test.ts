// The way through a proxy: which one, and what may be said of a request that met trouble on the way.
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { httpExchange } from '../lib/commvault/client.ts'
import type { HttpRequest } from '../lib/commvault/exchange.ts'
import { proxyFor } from '../lib/commvault/proxy.ts'
import { certificateFor } from './support/certificate.ts'

describe('the proxy for https://commandcenter.example.com/api', () => {
  const url = new URL('https://commandcenter.example.com/api')
  const through = 'http://proxy.example.com:3128'
  const direct = undefined
  it.each<readonly [string, Record<string, string | undefined>, string | undefined]>([
    ['none', {}, direct],
    ['HTTPS_PROXY', { HTTPS_PROXY: through }, through],
    ['https_proxy', { https_proxy: through }, through],
    ['https_proxy before HTTPS_PROXY', { HTTPS_PROXY: 'http://b', https_proxy: through }, through],
    ['ALL_PROXY', { ALL_PROXY: through }, through],
    ['HTTPS_PROXY before all_proxy', { all_proxy: 'http://b', HTTPS_PROXY: through }, through],
    ['an empty HTTPS_PROXY', { HTTPS_PROXY: '' }, direct],
    ['HTTP_PROXY, which is for other URLs', { HTTP_PROXY: through }, direct],
    ['all are excluded', { HTTPS_PROXY: through, NO_PROXY: '*' }, direct],
    ['it is excluded', { HTTPS_PROXY: through, NO_PROXY: 'a, CommandCenter.example.com' }, direct],
    [
      'its port is excluded',
      { HTTPS_PROXY: through, NO_PROXY: 'commandcenter.example.com:443' },
      direct,
    ],
    [
      'another port is',
      { HTTPS_PROXY: through, NO_PROXY: 'commandcenter.example.com:8443' },
      through,
    ],
    ['its domain is', { HTTPS_PROXY: through, NO_PROXY: '.example.com' }, direct],
    ['its domain is, with a star', { HTTPS_PROXY: through, NO_PROXY: '*.example.com' }, direct],
    [
      'its name begins with a dot',
      { HTTPS_PROXY: through, NO_PROXY: '.commandcenter.example.com' },
      direct,
    ],
    [
      'a name without a dot is no domain',
      { HTTPS_PROXY: through, NO_PROXY: 'example.com' },
      through,
    ],
    ['another name ends alike', { HTTPS_PROXY: through, NO_PROXY: '.center.example.com' }, through],
    ['no_proxy before NO_PROXY', { HTTPS_PROXY: through, NO_PROXY: '*', no_proxy: 'a' }, through],
    ['an empty list', { HTTPS_PROXY: through, NO_PROXY: ' , ' }, through],
    ['a lone dot', { HTTPS_PROXY: through, NO_PROXY: '.' }, through],
  ])('%s', (_, env, proxy) => {
    expect(proxyFor(url, env)?.href).toBe(proxy && new URL(proxy).href)
  })

  it.each([
    ['10.0.0.1', true],
    ['10.0.0.1:443', true],
    ['10.0.0.0-10.0.0.9', true],
    ['10.0.0.1-10.0.0.1', true],
    ['9.0.0.200 - 10.0.0.2', true],
    ['10.0.0.2-10.0.0.9', false],
    ['10.0.0.9-10.0.0.0', false],
    ['10.0.0.0-', false],
    ['-', false],
    ['10.0.0.0-10.0.0.2-10.0.0.9', false],
    ['10.0.0.0/8', false],
  ])('10.0.0.1 in NO_PROXY=%s: %s', (list, isExcluded) => {
    const env = { HTTPS_PROXY: through, NO_PROXY: list }
    expect(proxyFor(new URL('https://10.0.0.1/api'), env) === undefined).toBe(isExcluded)
  })

  it.each(['proxy.example.com:3128', 'socks5://proxy:1080', 'http://', 'http://s3cr%et:x@proxy'])(
    'that cannot be used is an error that does not show it: %s',
    value => {
      const caught = (() => {
        try {
          return proxyFor(url, { HTTPS_PROXY: value })
        } catch (error) {
          return error
        }
      })()
      expect(caught).toMatchObject({
        code: 'endpoint-invalid',
        message: expect.stringContaining('HTTPS_PROXY does not hold a proxy that we can use'),
      })
      expect(String(caught)).not.toMatch(/s3cr|socks5/)
    },
  )
})

const MARKER = 'marker-token-0123456789'
const HOST = 'commandcenter.example.com'
const certified = certificateFor(HOST, [2020, 2120])

const running: net.Server[] = []
const sockets = new Set<net.Socket>()
afterEach(() => {
  vi.useRealTimers()
  for (const server of running.splice(0)) server.close()
  for (const socket of sockets) socket.destroy()
  sockets.clear()
})

async function listen(server: net.Server): Promise<number> {
  running.push(server)
  server.on('connection', socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

/** A Command Center that says what it was asked. */
async function commandCenter(answer?: http.RequestListener) {
  const seen: string[] = []
  const server = https.createServer(certified, (request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.authtoken}`)
    if (answer) answer(request, response)
    else response.end('{}')
  })
  return { port: await listen(server), seen }
}

/** A proxy that leads every CONNECT to one port of this machine. */
async function proxyTo(
  port: number,
  options: {
    readonly status?: number
    readonly tls?: https.ServerOptions
    readonly silent?: boolean
  } = {},
) {
  const asked: { readonly target: string | undefined; readonly credentials: string | undefined }[] =
    []
  const { status = 200 } = options
  const server = options.tls ? https.createServer(options.tls) : http.createServer()
  server.on('connect', (request: http.IncomingMessage, client: net.Socket) => {
    asked.push({ target: request.url, credentials: request.headers['proxy-authorization'] })
    if (options.silent) return
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\nX-Token: ${MARKER}\r\n\r\n`)
      return
    }
    const behind = net.connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      client.pipe(behind).pipe(client)
    })
    behind.on('error', () => client.destroy())
    client.on('error', () => behind.destroy())
    client.on('close', () => behind.destroy())
    behind.on('close', () => client.destroy())
  })
  return { port: await listen(server), asked }
}

const request = (method: 'GET' | 'POST', url = `https://${HOST}/api/createTask`): HttpRequest => ({
  method,
  url,
  headers: { Authtoken: MARKER },
  ...(method === 'POST' && { body: '{}' }),
  deadlineMs: 30_000,
})

const exchangeOver = (proxyPort: number, options: object = {}) =>
  httpExchange({
    ca: certified.cert,
    env: { HTTPS_PROXY: `http://us%40er:p%3Ass@127.0.0.1:${proxyPort}` },
    ...options,
  })

describe('through a proxy', () => {
  it('the server itself is spoken to, and the proxy sees its name only', async () => {
    const center = await commandCenter()
    const proxy = await proxyTo(center.port)
    const exchange = exchangeOver(proxy.port)
    expect(await exchange(request('POST'))).toMatchObject({ status: 200, body: '{}' })
    expect(await exchange(request('GET', `https://${HOST}:8443/api/Job`))).toMatchObject({
      status: 200,
    })
    expect(center.seen).toEqual([`POST /api/createTask ${MARKER}`, `GET /api/Job ${MARKER}`])
    const credentials = `Basic ${Buffer.from('us@er:p:ss').toString('base64')}`
    expect(proxy.asked).toEqual([
      { target: `${HOST}:443`, credentials },
      { target: `${HOST}:8443`, credentials },
    ])
  })

  it('without a name and password none are sent', async () => {
    const center = await commandCenter()
    const proxy = await proxyTo(center.port)
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
    expect(await exchangeOver(0, { env })(request('GET'))).toMatchObject({ status: 200 })
    expect(proxy.asked).toEqual([{ target: `${HOST}:443`, credentials: undefined }])
  })

  it('the proxy itself may speak TLS', async () => {
    const center = await commandCenter()
    const tls = certificateFor('localhost', [2020, 2120])
    const proxy = await proxyTo(center.port, { tls })
    const env = { HTTPS_PROXY: `https://us:er@localhost:${proxy.port}` }
    const exchange = exchangeOver(0, { env, ca: certified.cert + tls.cert })
    expect(await exchange(request('POST'))).toMatchObject({ status: 200, body: '{}' })
    expect(center.seen).toEqual([`POST /api/createTask ${MARKER}`])
    expect(proxy.asked).toMatchObject([{ target: `${HOST}:443` }])
  })

  it('this machine is never reached', async () => {
    const proxy = await proxyTo(0)
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, HTTP_PROXY: 'http://127.0.0.1:1' }
    const plain = await listen(http.createServer((_, response) => response.end('{}')))
    const exchange = httpExchange({ env })
    expect(await exchange(request('GET', `http://127.0.0.1:${plain}/`))).toMatchObject({
      status: 200,
    })
    expect(await exchange(request('GET', `https://localhost:${plain}/`))).toMatchObject({
      sent: false,
    })
    expect(proxy.asked).toEqual([])
  })

  it('that cannot be used nothing is sent', async () => {
    const exchange = exchangeOver(0, { env: { HTTPS_PROXY: 'socks5://u:s3cr3t@127.0.0.1:1' } })
    const caught = await exchange(request('POST')).catch((error: unknown) => error)
    expect(caught).toMatchObject({ code: 'endpoint-invalid' })
    expect(String(caught)).not.toContain('s3cr3t')
  })
})

describe('nothing was sent', () => {
  const place = (port: number) => `${HOST} through the proxy 127.0.0.1:${port}`

  it.each([
    [
      407,
      'the proxy wants a name and password; write them into its URL: http://name:password@… (HTTP 407)',
    ],
    [403, 'the proxy did not open the way (HTTP 403)'],
    [502, 'the proxy did not open the way (HTTP 502)'],
    [302, 'the proxy did not open the way (HTTP 302)'],
  ])('when the proxy answers %i', async (status, why) => {
    const proxy = await proxyTo(0, { status })
    const reply = await exchangeOver(proxy.port)(request('POST'))
    expect(reply).toEqual({ sent: false, text: `${place(proxy.port)}: ${why}` })
  })

  it('when there is no proxy', async () => {
    const proxy = await proxyTo(0)
    await new Promise(resolve => running.pop()?.close(resolve))
    expect(await exchangeOver(proxy.port)(request('POST'))).toEqual({
      sent: false,
      text: `${place(proxy.port)}: the connection was refused (ECONNREFUSED)`,
    })
  })

  it('when the proxy reaches nobody', async () => {
    const proxy = await proxyTo(1)
    expect(await exchangeOver(proxy.port)(request('POST'))).toEqual({
      sent: false,
      text: expect.stringContaining(place(proxy.port)),
    })
  })

  it('when the proxy says nothing, or speaks no HTTP', async () => {
    const proxy = await proxyTo(0, { silent: true })
    expect(await exchangeOver(proxy.port, { connectMs: 50 })(request('POST'))).toEqual({
      sent: false,
      text: `${place(proxy.port)}: took no connection in 50 ms`,
    })
    const odd = await listen(net.createServer(socket => socket.end('hello\r\n\r\n')))
    expect(await exchangeOver(odd)(request('POST'))).toMatchObject({ sent: false })
  })

  it('when the server behind it says nothing, and no connection is left behind', async () => {
    const silent = await listen(net.createServer(socket => socket.resume()))
    const proxy = await proxyTo(silent)
    const reply = await exchangeOver(proxy.port, { connectMs: 50 })(request('POST'))
    expect(reply).toMatchObject({ sent: false, text: expect.stringContaining('in 50 ms') })
    await expect.poll(() => sockets.size, { timeout: 30_000 }).toBe(0)
  })

  it('when a header cannot be written, and no connection is left behind', async () => {
    const center = await commandCenter()
    const proxy = await proxyTo(center.port)
    const bad = { ...request('POST'), headers: { Authtoken: `${MARKER}\n2` } }
    const reply = await exchangeOver(proxy.port)(bad)
    expect(reply).toEqual({ sent: false, text: expect.stringContaining('"Authtoken"') })
    expect(JSON.stringify(reply)).not.toContain(MARKER)
    await expect.poll(() => sockets.size, { timeout: 30_000 }).toBe(0)
    expect(center.seen).toEqual([])
  })

  it('when the server behind it cannot prove who it is', async () => {
    const center = await commandCenter()
    const proxy = await proxyTo(center.port)
    for (const wrong of [{ ca: certificateFor('other.example.com', [2020, 2120]).cert }, {}]) {
      const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }
      const reply = await httpExchange({ env, ...wrong })(request('POST'))
      expect(reply).toEqual({ sent: false, text: expect.stringContaining('give a private CA') })
    }
    const other = request('POST', 'https://other.example.com/api/createTask')
    expect(await exchangeOver(proxy.port)(other)).toEqual({
      sent: false,
      text: expect.stringContaining('its certificate is for another name'),
    })
    expect(center.seen).toEqual([])
  })

  it('when a proxy that speaks TLS cannot prove who it is', async () => {
    const proxy = await proxyTo(0, { tls: certificateFor('proxy', [2020, 2120]) })
    const env = { HTTPS_PROXY: `https://127.0.0.1:${proxy.port}` }
    const reply = await exchangeOver(0, { env })(request('POST'))
    expect(reply).toEqual({ sent: false, text: expect.stringContaining('give a private CA') })
    expect(proxy.asked).toEqual([])
  })
})

describe('the request may have arrived', () => {
  it.each<readonly [string, http.RequestListener, RegExp]>([
    ['when the server cuts the connection', request => request.socket.destroy(), /cut/],
    [
      'when the server does not answer',
      () => vi.advanceTimersByTime(300),
      /did not answer in 300 ms/,
    ],
  ])('%s', async (_, answer, text) => {
    // For deadlines it passes when the server says so, and not while the machine is busy with something else.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const center = await commandCenter(answer)
    const proxy = await proxyTo(center.port)
    const reply = await exchangeOver(proxy.port)({ ...request('POST'), deadlineMs: 300 })
    expect(reply).toEqual({ sent: 'unknown', text: expect.stringMatching(text) })
    expect(center.seen).toHaveLength(1)
  })
})
