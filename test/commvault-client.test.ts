import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { httpExchange, isLoopback } from '../lib/commvault/client.ts'
import { type HttpRequest, joinUrl } from '../lib/commvault/exchange.ts'
import { readGolden } from './support/golden.ts'

const MARKER = 'marker-token-0123456789'

const running: { close: () => void }[] = []
afterEach(() => {
  for (const server of running.splice(0)) server.close()
})

/** Listens on a free port of this machine until the test is over; every connection is cut then. */
async function listen(server: net.Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<net.Socket>()
  server.on('connection', socket => sockets.add(socket).size)
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  const close = () => {
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  running.push({ close })
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}

const serve = async (handler: http.RequestListener) =>
  `http://127.0.0.1:${await listen(http.createServer(handler))}`

const post = (url: string, fields: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  url,
  headers: { Authtoken: MARKER, 'Content-Type': 'application/json' },
  body: '{"a":"é"}',
  deadlineMs: 5_000,
  ...fields,
})

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {}, deadlineMs: 5_000 })

describe('an exchange', () => {
  it('carries status, headers and body both ways, unchanged', async () => {
    const url = await serve(async (request, response) => {
      const chunks = await request.toArray()
      const { method, url: path, headers } = request
      const seen = { method, path, token: headers.authtoken, length: headers['content-length'] }
      response.writeHead(429, { 'Retry-After': '7', 'X-A': ['1', '2'] })
      response.end(JSON.stringify({ ...seen, body: Buffer.concat(chunks).toString() }))
    })
    const reply = await httpExchange()(post(`${url}/api/createTask`))
    expect(reply).toMatchObject({ status: 429, headers: { 'retry-after': '7', 'x-a': '1, 2' } })
    expect('body' in reply && JSON.parse(reply.body)).toEqual({
      method: 'POST',
      path: '/api/createTask',
      token: MARKER,
      length: '10',
      body: '{"a":"é"}',
    })
  })

  it('does not follow a redirect', async () => {
    const paths: (string | undefined)[] = []
    const url = await serve((request, response) => {
      paths.push(request.url)
      response.writeHead(302, { Location: '/login' }).end()
    })
    expect(await httpExchange()(post(`${url}/createTask`))).toMatchObject({ status: 302 })
    expect(paths).toEqual(['/createTask'])
  })

  it('waits for a slow reply until its deadline', async () => {
    const url = await serve((_, response) => {
      response.write('{"slow"')
      setTimeout(() => response.end(':1}'), 150)
    })
    const exchange = httpExchange()
    expect(await exchange(post(url))).toMatchObject({ status: 200, body: '{"slow":1}' })
    expect(await exchange(post(url, { deadlineMs: 50 }))).toEqual({
      sent: 'unknown',
      text: `${new URL(url).host} did not answer in 50 ms`,
    })
  })
})

describe('nothing was sent', () => {
  it('when the connection is refused', async () => {
    const port = await listen(net.createServer())
    running.pop()?.close()
    expect(await httpExchange()(post(`http://127.0.0.1:${port}`))).toEqual({
      sent: false,
      text: `127.0.0.1:${port}: the connection was refused (ECONNREFUSED)`,
    })
  })

  it('when DNS does not know the name', async () => {
    const reply = await httpExchange({ connectMs: 2_000 })(post('https://nowhere.invalid/api'))
    expect(reply).toMatchObject({ sent: false, text: expect.stringContaining('nowhere.invalid') })
  })

  it('when the connection does not stand in time', async () => {
    const port = await listen(net.createServer())
    const exchange = httpExchange({ connectMs: 50 })
    expect(await exchange(post(`https://localhost:${port}`))).toEqual({
      sent: false,
      text: `localhost:${port} took no connection in 50 ms`,
    })
  })

  it('when TLS is spoken to a server that does not', async () => {
    const port = await listen(net.createServer(socket => socket.end('HTTP/1.1 400 Bad\r\n\r\n')))
    const reply = await httpExchange()(post(`https://localhost:${port}`))
    expect(reply).toMatchObject({ sent: false })
  })

  it('when a header cannot be written, and its value is not told', async () => {
    const url = await serve((_, response) => response.end())
    const reply = await httpExchange()(post(url, { headers: { Authtoken: `${MARKER}\n2` } }))
    expect(reply).toEqual({ sent: false, text: expect.stringContaining('"Authtoken"') })
    expect(JSON.stringify(reply)).not.toContain(MARKER)
  })
})

describe('the request may have arrived', () => {
  const raw = async (onConnection: (socket: net.Socket) => void) =>
    `http://127.0.0.1:${await listen(net.createServer(onConnection))}`
  const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"taskId":1,'

  it.each<readonly [string, (socket: net.Socket) => void, RegExp]>([
    ['when the connection is cut at once', socket => socket.destroy(), /cut/],
    [
      'when it is cut after the request',
      socket => socket.on('data', () => socket.destroy()),
      /cut/,
    ],
    ['when it is reset', socket => socket.on('data', () => socket.resetAndDestroy()), /cut/],
    ['when the answer is cut off', socket => socket.on('data', () => socket.end(whole)), /cut/],
    ['when the answer is not HTTP', socket => socket.on('data', () => socket.end('hello')), /HPE_/],
    ['when nothing comes back', socket => socket.resume(), /did not answer in 200 ms/],
  ])('%s', async (_, onConnection, text) => {
    const reply = await httpExchange()(post(await raw(onConnection), { deadlineMs: 200 }))
    expect(reply).toEqual({ sent: 'unknown', text: expect.stringMatching(text) })
  })

  it('when the answer is too large', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(5_000)))
    const reply = await httpExchange({ maxReplyBytes: 4_999 })(post(url))
    expect(reply).toMatchObject({ sent: 'unknown', text: expect.stringContaining('4999 bytes') })
    expect(await httpExchange({ maxReplyBytes: 5_000 })(post(url))).toMatchObject({ status: 200 })
  })
})

describe('connections', () => {
  it('are kept for reads, and never shared with a createTask', async () => {
    const ports: (number | undefined)[] = []
    const url = await serve((request, response) => {
      ports.push(request.socket.remotePort)
      response.end('{}')
    })
    const exchange = httpExchange()
    for (const request of [get(url), get(url), post(url), post(url), get(url)]) {
      await exchange(request)
    }
    const [first, second, third, fourth, fifth] = ports
    expect([second, fifth]).toEqual([first, first])
    expect(new Set([first, third, fourth]).size).toBe(3)
  })

  it('that died while they were kept cost a read nothing', async () => {
    let connections = 0
    const server = net.createServer(socket => {
      connections++
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}')
        socket.once('data', () => socket.resetAndDestroy())
      })
    })
    const url = `http://127.0.0.1:${await listen(server)}`
    const exchange = httpExchange()
    expect(await exchange(get(url))).toMatchObject({ status: 200 })
    expect(await exchange(get(url))).toMatchObject({ status: 200 })
    expect(connections).toBe(2)
  })
})

describe('over TLS', () => {
  const ca = readGolden('commvault/tls/test-only-ca.pem')
  const secured = async (options: https.ServerOptions = {}, host?: string) => {
    const seen: (string | undefined)[] = []
    const key = readGolden('commvault/tls/test-only-server-key.pem')
    const cert = readGolden('commvault/tls/test-only-server.pem')
    const server = https.createServer({ key, cert, ...options }, (request, response) => {
      seen.push(request.headers.authtoken?.toString())
      response.end('{}')
    })
    return { port: await listen(server, host), seen }
  }

  it('a private CA is trusted when it is given', async () => {
    const { port, seen } = await secured()
    const exchange = httpExchange({ ca })
    expect(await exchange(post(`https://localhost:${port}`))).toMatchObject({ status: 200 })
    expect(await exchange(get(`https://localhost:${port}`))).toMatchObject({ status: 200 })
    expect(seen).toEqual([MARKER, undefined])
  })

  it('a server that cannot prove who it is gets no byte of the request', async () => {
    const { port, seen } = await secured()
    const reply = await httpExchange()(post(`https://localhost:${port}`))
    expect(reply).toEqual({ sent: false, text: expect.stringContaining('give a private CA') })
    expect(seen).toEqual([])
  })

  it('a certificate for another name is not accepted', async () => {
    const { port, seen } = await secured({}, '127.0.0.2')
    const reply = await httpExchange({ ca })(post(`https://127.0.0.2:${port}`))
    expect(reply).toEqual({ sent: false, text: expect.stringContaining('for another name') })
    expect(seen).toEqual([])
  })

  it('nothing older than TLS 1.2 is spoken', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0' } as const
    const { port, seen } = await secured(old)
    const reply = await httpExchange({ ca })(post(`https://localhost:${port}`))
    expect(reply).toMatchObject({ sent: false })
    expect(seen).toEqual([])
  })

  it('several CAs are read, and one that cannot be read is our own mistake', async () => {
    const { port } = await secured()
    const call = post(`https://localhost:${port}`)
    expect(await httpExchange({ ca: `# ours\n${ca}\n${ca}` })(call)).toMatchObject({ status: 200 })
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
    for (const bad of ['nonsense', broken, ca + broken]) {
      await expect(httpExchange({ ca: bad })(call)).rejects.toMatchObject({
        code: 'endpoint-invalid',
      })
    }
  })
})

describe('an endpoint', () => {
  it.each([
    ['http://commandcenter.example.com/api', 'in the clear'],
    ['http://127.example.com/api', 'in the clear'],
    ['http://10.0.0.1/api', 'in the clear'],
    ['ftp://localhost/api', 'must be https'],
    ['commandcenter/api', 'is no URL'],
  ])('%s is refused', async (url, text) => {
    await expect(httpExchange()(post(url))).rejects.toMatchObject({
      code: 'endpoint-invalid',
      message: expect.stringContaining(text),
    })
  })

  it.each([
    ['localhost', true],
    ['LOCALHOST', true],
    ['127.0.0.1', true],
    ['127.255.255.254', true],
    ['::1', true],
    ['[::1]', true],
    ['128.0.0.1', false],
    ['127.0.0.1.example.com', false],
    ['localhost.example.com', false],
    ['::2', false],
  ])('%s is this machine: %s', (host, expected) => {
    expect(isLoopback(host)).toBe(expected)
  })

  it.each([
    ['https://a/api', 'createTask'],
    ['https://a/api/', 'createTask'],
    ['https://a/api', '/createTask'],
    ['https://a/api//', '//createTask'],
  ])('%s and %s are joined with one slash', (base, path) => {
    expect(joinUrl(base, path)).toBe('https://a/api/createTask')
  })
})
