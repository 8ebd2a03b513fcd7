import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { httpExchange, isLoopback } from '../lib/commvault/client.ts'
import { type HttpRequest, joinUrl } from '../lib/commvault/exchange.ts'
import { certificateFor } from './support/certificate.ts'
import { readGolden } from './support/golden.ts'

const MARKER = 'marker-token-0123456789'

const running: { close: () => void }[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const server of running.splice(0)) server.close()
})

/** Time passes for deadlines when the test says so, and not while the machine is busy with something else. */
const holdTime = () => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })

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
  deadlineMs: 30_000,
  ...fields,
})

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {}, deadlineMs: 30_000 })

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

  it('asks for an answer that is not packed, and hands on one that is', async () => {
    const url = await serve((request, response) => {
      response.writeHead(200, { 'Content-Encoding': 'gzip' })
      response.end(String(request.headers['accept-encoding']))
    })
    expect(await httpExchange()(post(url))).toMatchObject({
      headers: { 'content-encoding': 'gzip' },
      body: 'identity',
    })
  })

  it.each<readonly [string, string, object]>([
    ['that come twice', 'Retry-After: 7\r\nretry-after: 9', { 'retry-after': '7' }],
    ['that come twice and are a list', 'X-A: 1\r\nX-A: 2', { 'x-a': '1, 2' }],
    ['of cookies', 'Set-Cookie: a=1\r\nSet-Cookie: b=2', { 'set-cookie': 'a=1,b=2' }],
    ['without a value', 'Location:', { location: '' }],
    ['of no good name', '__proto__: 1\r\nconstructor: 2', { constructor: '2' }],
    ['in other letters', 'X-Name: M\u00fcller', { 'x-name': 'M\u00fcller' }],
  ])('reads headers %s', async (_, lines, headers) => {
    const reply = `HTTP/1.1 200 OK\r\n${lines}\r\nContent-Length: 2\r\n\r\n{}`
    const server = net.createServer(socket => socket.on('data', () => socket.end(reply, 'latin1')))
    const came = await httpExchange()(post(`http://127.0.0.1:${await listen(server)}`))
    expect(came).toMatchObject({ status: 200, headers, body: '{}' })
    expect(Object.getPrototypeOf('headers' in came && came.headers)).toBe(Object.prototype)
  })

  it.each([
    ['of HTTP/1.0, which ends with the connection', 'HTTP/1.0 200 OK\r\n\r\n{}'],
    [
      'in chunks, and what stands behind them is not read',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nDate: x\r\n\r\n',
    ],
    ['behind empty lines', '\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}'],
  ])('reads an answer %s', async (_, reply) => {
    const server = net.createServer(socket => socket.on('data', () => socket.end(reply)))
    const came = await httpExchange()(post(`http://127.0.0.1:${await listen(server)}`))
    expect(came).toMatchObject({ status: 200, body: '{}' })
    expect(came).not.toHaveProperty('headers.date')
  })

  it('reads the first of two answers when the server goes on as if nobody had closed', async () => {
    const answer = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n${body}`
    const both = answer('{}') + answer('[]')
    const server = net.createServer(socket => socket.on('data', () => socket.write(both)))
    const came = await httpExchange()(post(`http://127.0.0.1:${await listen(server)}`))
    expect(came).toMatchObject({ status: 200, body: '{}' })
  })

  it('reads an early no, though nobody reads the request', async () => {
    const no = 'HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno'
    const server = net.createServer(socket => socket.end(no))
    const came = await httpExchange()(post(`http://127.0.0.1:${await listen(server)}`))
    expect(came).toMatchObject({ status: 413, body: 'no' })
  })

  it('passes over what a server says in between', async () => {
    const early = 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n'
    const reply = `${early}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}`
    const server = net.createServer(socket => socket.on('data', () => socket.end(reply)))
    const url = `http://127.0.0.1:${await listen(server)}`
    expect(await httpExchange()(post(url))).toMatchObject({ status: 200, body: '{}' })
  })

  it('waits for a slow reply until its deadline', async () => {
    holdTime()
    const url = await serve((_, response) => {
      response.write('{"slow"', () => {
        vi.advanceTimersByTime(150)
        response.end(':1}')
      })
    })
    const exchange = httpExchange({ connectMs: 10 })
    expect(await exchange(post(url, { deadlineMs: 1_000 }))).toMatchObject({
      status: 200,
      body: '{"slow":1}',
    })
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
  const other = 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'
  const smuggled =
    'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n'
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
    [
      'when the answer is two in one',
      socket => socket.on('data', () => socket.end(smuggled)),
      /HPE_/,
    ],
    [
      'when the answer changes the protocol',
      socket => socket.on('data', () => socket.write(other)),
      /HTTP 101/,
    ],
    [
      'when its headers have no end',
      socket =>
        socket.on('data', () => socket.write(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(9_000)}`)),
      /HPE_HEADER_OVERFLOW/,
    ],
  ])('%s', async (_, onConnection, text) => {
    const reply = await httpExchange()(post(await raw(onConnection)))
    expect(reply).toEqual({ sent: 'unknown', text: expect.stringMatching(text) })
  })

  const drip = (drop: string) => (socket: net.Socket) => {
    const drops = setInterval(() => socket.write(drop, () => vi.advanceTimersByTime(20)), 1)
    socket.on('close', () => clearInterval(drops))
  }
  it.each<readonly [string, string, (socket: net.Socket) => void]>([
    ['when nothing comes back', '', () => vi.advanceTimersByTime(200)],
    ['when its headers drip', 'HTTP/1.1 200 OK\r\n', drip('x')],
    ['when its body drips', 'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n', drip('x')],
    ['when what is said in between has no end', '', drip('HTTP/1.1 102 Processing\r\n\r\n')],
  ])('%s', async (_, head, goOn) => {
    holdTime()
    const url = await raw(socket =>
      socket.once('data', () => socket.write(head, () => goOn(socket))),
    )
    expect(await httpExchange()(post(url, { deadlineMs: 200 }))).toEqual({
      sent: 'unknown',
      text: expect.stringContaining('did not answer in 200 ms'),
    })
  })

  const JOB = '{"jobIds":["9"]}'
  const chunked = `Transfer-Encoding: chunked\r\n\r\n10\r\n${JOB}\r\n`
  it.each<readonly [string, string, RegExp]>([
    ['whose length is too short', `Content-Length: 10\r\n\r\n${JOB}`, /HPE_/],
    ['whose length is too long', `Content-Length: 99\r\n\r\n${JOB}`, /cut its answer off/],
    ['of two lengths', `Content-Length: 16\r\nContent-Length: 2\r\n\r\n${JOB}`, /HPE_/],
    ['of less than no length', `Content-Length: -1\r\n\r\n${JOB}`, /HPE_/],
    ['of a length beyond all', `Content-Length: 9${'9'.repeat(30)}\r\n\r\n${JOB}`, /HPE_/],
    ['without its last chunk', chunked, /cut its answer off/],
    ['whose trailers have no end', `${chunked}0\r\n${'X: y\r\n'.repeat(9_000)}`, /HPE_HEADER/],
    ['whose chunks say too much', `${chunked}5;${'x'.repeat(90_000)}`, /HPE_CHUNK/],
    ['with a NUL in a header', `X: a\0b\r\nContent-Length: 16\r\n\r\n${JOB}`, /HPE_/],
    ['with a folded header', `X: a\r\n b\r\nContent-Length: 16\r\n\r\n${JOB}`, /HPE_/],
  ])('when it is an answer %s', async (_, rest, text) => {
    const url = await raw(socket =>
      socket.on('data', () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`)),
    )
    const reply = await httpExchange()(post(url))
    expect(reply).toEqual({ sent: 'unknown', text: expect.stringMatching(text) })
  })

  it('when the answer begins and then falls silent', async () => {
    const url = await serve((_, response) => response.write('{"jobIds":['))
    expect(await httpExchange({ silenceMs: 50 })(post(url))).toEqual({
      sent: 'unknown',
      text: `${new URL(url).host} fell silent in its answer for 50 ms`,
    })
  })

  it('when the answer is too large', async () => {
    const url = await serve((_, response) => response.end('x'.repeat(5_000)))
    const reply = await httpExchange({ maxReplyBytes: 4_999 })(post(url))
    expect(reply).toMatchObject({ sent: 'unknown', text: expect.stringContaining('4999 bytes') })
    expect(await httpExchange({ maxReplyBytes: 5_000 })(post(url))).toMatchObject({ status: 200 })
  })
})

describe('a connection', () => {
  it('serves one call and is closed, whatever the server would like', async () => {
    const seen: (string | undefined)[] = []
    let connections = 0
    const server = net.createServer(socket => {
      connections += 1
      socket.on('data', data => {
        seen.push(/^connection: (.*)\r$/im.exec(`${data}`)?.[1])
        socket.write('HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}')
      })
    })
    const url = `http://127.0.0.1:${await listen(server)}`
    const exchange = httpExchange()
    for (const request of [get(url), get(url), post(url), post(url), get(url)]) {
      expect(await exchange(request)).toMatchObject({ status: 200 })
    }
    expect(seen).toEqual(Array(5).fill('close'))
    expect(connections).toBe(5)
    const open = () => new Promise(resolve => server.getConnections((_, count) => resolve(count)))
    await expect.poll(open, { timeout: 30_000 }).toBe(0)
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
    const resumed: boolean[] = []
    server.on('secureConnection', socket => resumed.push(socket.isSessionReused()))
    return { port: await listen(server, host), seen, resumed }
  }

  it('a private CA is trusted when it is given', async () => {
    const { port, seen } = await secured()
    const exchange = httpExchange({ ca })
    expect(await exchange(post(`https://localhost:${port}`))).toMatchObject({ status: 200 })
    expect(await exchange(get(`https://localhost:${port}`))).toMatchObject({ status: 200 })
    expect(seen).toEqual([MARKER, undefined])
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('the session is resumed with %s', async maxVersion => {
    const { port, seen, resumed } = await secured({ maxVersion })
    const exchange = httpExchange({ ca })
    for (const call of [post, get, post]) await exchange(call(`https://localhost:${port}`))
    expect(seen).toHaveLength(3)
    expect(resumed).toEqual([false, true, true])
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'no session hides a wrong name with %s',
    async version => {
      const other = certificateFor('other.example.com', [2020, 2120])
      const { port, seen } = await secured({ ...other, maxVersion: version })
      const exchange = httpExchange({ ca: other.cert })
      const call = () => exchange(post(`https://localhost:${port}`))
      const replies = [await call(), await call(), ...(await Promise.all([call(), call(), call()]))]
      const refused = { sent: false, text: expect.stringContaining('for another name') }
      expect(replies).toEqual(Array(5).fill(refused))
      expect(seen).toEqual([])
    },
  )

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

  it('a server is believed no more because a variable says so', async () => {
    const { port, seen } = await secured()
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      const exchange = httpExchange()
      const calls = [post(`https://localhost:${port}`), get(`https://localhost:${port}`)]
      for (const call of calls) expect(await exchange(call)).toMatchObject({ sent: false })
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
    expect(seen).toEqual([])
  })

  it('a certificate that has expired is not accepted', async () => {
    const expired = certificateFor('localhost', [2020, 2021])
    const { port, seen } = await secured(expired)
    const reply = await httpExchange({ ca: expired.cert })(post(`https://localhost:${port}`))
    expect(reply).toEqual({ sent: false, text: expect.stringContaining('has expired') })
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
