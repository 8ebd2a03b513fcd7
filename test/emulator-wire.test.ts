// Faults of the wire, each seen from the other end of a real socket by Node's own client: what arrives, and whether the
// service did its work.
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { parseFaults } from '../lib/emulator/fault-script.ts'
import { listen } from '../lib/emulator/listen.ts'
import { CALLS } from '../lib/emulator/wire-calls.ts'
import { WIRE_KINDS, type WireFault } from '../lib/emulator/wire-fault.ts'
import { withWireFaults } from '../lib/emulator/wire-faults.ts'

const NOON = Date.parse('2026-11-22T12:00:00Z')
const TASK = '/commandcenter/api/createTask'
const JOBS = '/commandcenter/api/Job?completedJobLookupTime=60'

const open: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of open.splice(0)) await close()
})

/** A service that numbers the calls it handles, behind a wire that fails. */
async function serve(faults: readonly WireFault[], { seed = 1, now = () => NOON } = {}) {
  let handled = 0
  const app = new Hono().all('*', c => {
    handled += 1
    return c.json({ taskId: handled, path: c.req.path })
  })
  const wire = withWireFaults(app, faults, { now, seed })
  const { url, close } = await listen(wire, { port: 0, host: '127.0.0.1' })
  open.push(close)
  return {
    call: (path = TASK, options = {}) => call(`${url}${path}`, options),
    handled: () => handled,
    injected: wire.injected,
  }
}

type Options = {
  readonly method?: string
  readonly agent?: Agent
  /** Gives the call up. */
  readonly signal?: AbortSignal
}

type Arrived = {
  readonly status?: number | undefined
  readonly headers?: { readonly [name: string]: unknown }
  readonly body: string
  readonly error?: string | undefined
}

function call(url: string, { agent, signal, ...options }: Options): Promise<Arrived> {
  const method = options.method ?? (url.endsWith(TASK) ? 'POST' : 'GET')
  return new Promise(resolve => {
    const outgoing = request(url, { method, agent: agent ?? false, ...(signal && { signal }) })
    outgoing.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ status: undefined, body: '', error: error.code }),
    )
    outgoing.on('response', incoming => {
      let body = ''
      const { statusCode: status, headers } = incoming
      incoming.on('data', chunk => {
        body += chunk
      })
      incoming.on('error', (error: NodeJS.ErrnoException) =>
        resolve({ status, headers, body, error: error.code }),
      )
      incoming.on('end', () => resolve({ status, headers, body }))
    })
    outgoing.end(method === 'POST' ? '{"taskInfo":{}}' : undefined)
  })
}

const FINE = `{"taskId":1,"path":"${TASK}"}`
const PAGE = expect.stringContaining('<html')
const headersWith = (headers: object) => expect.objectContaining(headers)
const RETRY = headersWith({
  'retry-after': '90',
  'x-ratelimit-limit': '100',
  'x-ratelimit-period': '3600',
})
const LOGIN = headersWith({ location: expect.stringContaining('login') })
const DENIED = '{"errorMessage":"Access denied","errorCode":5}'
const OF_SERVICE = expect.stringMatching(/^\{"error":\{.*"errorCode":500\}\}$/)

const ARRIVALS: readonly [fault: Omit<WireFault, 'call'>, arrived: object, worked: boolean][] = [
  [{ wire: 'cut-before' }, { error: 'ECONNRESET', status: undefined }, false],
  [{ wire: 'cut-after' }, { error: 'ECONNRESET', status: undefined }, true],
  [{ wire: 'truncated' }, { status: 200, error: 'ECONNRESET', body: FINE.slice(0, 25) }, true],
  [{ wire: 'slow', ms: 30 }, { status: 200, body: FINE }, true],
  [{ wire: 'hang' }, { error: 'ABORT_ERR', status: undefined }, false],
  [{ wire: 'hang', worked: true }, { error: 'ABORT_ERR', status: undefined }, true],
  [{ wire: 'maintenance' }, { status: 200, body: PAGE }, false],
  [{ wire: 'maintenance', worked: true }, { status: 200, body: PAGE }, true],
  [{ wire: 'redirect' }, { status: 302, headers: LOGIN }, false],
  [{ wire: 'denied' }, { status: 401, body: DENIED }, false],
  [{ wire: 'too-many', seconds: 90 }, { status: 429, headers: RETRY }, false],
  [{ wire: 'unavailable' }, { status: 503, body: PAGE }, false],
  [{ wire: 'unavailable', status: 504, worked: true }, { status: 504, body: PAGE }, true],
  [{ wire: 'fault-without-word' }, { status: 500, body: '' }, false],
  [{ wire: 'fault-without-word', worked: true }, { status: 500, body: '' }, true],
  [
    { wire: 'refused-500', reason: 'No.' },
    { status: 500, body: '{"errorMessage":"Error 0x10c: No.\\n","errorCode":2}' },
    false,
  ],
  [{ wire: 'web-service-fault' }, { status: 500, body: OF_SERVICE }, false],
  [{ wire: 'web-service-fault', worked: true }, { status: 500, body: OF_SERVICE }, true],
  [{ wire: 'empty' }, { status: 200, body: '' }, true],
  [{ wire: 'garbage' }, { status: 200, body: expect.stringMatching(/^\{"taskId":\d+,"j/) }, true],
]

describe('what arrives', () => {
  it.each(ARRIVALS)('%j', async (fault, arrived, worked) => {
    const { call, handled, injected } = await serve([{ ...fault, call: 'createTask', nth: 1 }])
    const patience = new AbortController()
    const arriving = call(TASK, { signal: patience.signal })
    if (fault.wire === 'hang') {
      while (injected().length === 0) await sleep(1)
      // An answer would have come by now.
      await sleep(100)
      patience.abort()
    }
    expect(await arriving).toMatchObject(arrived)
    expect(handled()).toBe(worked ? 1 : 0)
    expect(injected()).toEqual([{ wire: fault.wire, call: 'createTask', at: NOON, worked }])
    // The service lives on, and so does the wire.
    expect(await call()).toMatchObject({ status: 200 })
    expect(injected()).toHaveLength(1)
  })

  it('is told of every kind', () => {
    const told = new Set<string>([...ARRIVALS.map(([{ wire }]) => wire), 'duplicate'])
    expect(told).toEqual(new Set(WIRE_KINDS))
  })

  it('an answer that is cut in half though it has no body', async () => {
    const app = new Hono().get('*', c => c.body(null, 200))
    const wire = withWireFaults(app, [{ wire: 'truncated' }], { now: () => NOON, seed: 1 })
    const { url, close } = await listen(wire, { port: 0, host: '127.0.0.1' })
    open.push(close)
    expect(await call(`${url}/`, {})).toMatchObject({ status: 200, error: 'ECONNRESET', body: '' })
  })

  it('at the time of the emulator', async () => {
    const { call } = await serve([{ wire: 'maintenance' }])
    const { headers } = await call()
    expect(headers?.date).toBe('Sun, 22 Nov 2026 12:00:00 GMT')
  })

  it('no earlier than a slow answer is meant to', async () => {
    const { call } = await serve([{ wire: 'slow', ms: 120 }])
    const began = performance.now()
    await call()
    expect(performance.now() - began).toBeGreaterThan(110)
  })
})

describe('an answer that comes twice', () => {
  it('is one answer to a client that keeps the connection, which it then gives up', async () => {
    const { call, handled } = await serve([{ wire: 'duplicate', nth: 1 }])
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    open.push(() => agent.destroy())
    expect(await call(TASK, { agent })).toMatchObject({ status: 200, body: FINE })
    expect(handled()).toBe(1)
    expect((await call(TASK, { agent })).body).toContain('"taskId":2')
  })

  it('is none to a client that asked for the connection to be closed', async () => {
    const { call, handled } = await serve([{ wire: 'duplicate', nth: 1 }])
    expect(await call()).toMatchObject({ error: 'HPE_CLOSED_CONNECTION' })
    expect(handled()).toBe(1)
  })

  it('late, is the answer of the call before to the next call on the connection', async () => {
    // Late enough for the next call to have been sent.
    const { call, handled } = await serve([{ wire: 'duplicate', ms: 5_000, nth: 1 }])
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    open.push(() => agent.destroy())
    const first = await call(JOBS, { agent })
    const second = await call('/commandcenter/api/Job/7', { agent })
    expect(second.body).toBe(first.body)
    expect(handled()).toBe(2)
  })
})

describe('whom a fault strikes', () => {
  const struckOf = async (fault: Partial<WireFault>, paths: readonly string[]) => {
    const { call, injected } = await serve([{ wire: 'unavailable', ...fault }])
    const statuses: (number | undefined)[] = []
    for (const path of paths) statuses.push((await call(path)).status)
    return { struck: statuses.flatMap((s, i) => (s === 503 ? [i + 1] : [])), calls: injected() }
  }
  const tasks = Array.from({ length: 9 }, () => TASK)

  it.each<[Partial<WireFault>, readonly number[]]>([
    [{}, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [{ nth: 3 }, [3]],
    [{ every: 4 }, [4, 8]],
    [{ nth: 2, calls: 3 }, [2, 3, 4]],
    [{ every: 4, calls: 2 }, [4, 5, 8, 9]],
    [{ call: 'job' }, []],
    [{ call: '/CREATETASK', nth: 1 }, [1]],
    [{ during: { from: '2026-11-22T12:00:00Z', to: '2026-11-22T13:00:00Z' }, nth: 9 }, [9]],
    [{ during: { from: '2026-11-22T11:00:00Z', to: '2026-11-22T12:00:00Z' } }, []],
  ])('%j', async (fault, struck) => {
    expect((await struckOf(fault, tasks)).struck).toEqual(struck)
  })

  it('knows a call in any casing, under any base, with any number of slashes', async () => {
    const paths = ['/createtask', '/webconsole/api//CreatEtask', '/CommandCenter/API/createTask']
    const { call } = await serve([{ wire: 'unavailable', call: 'createTask' }])
    for (const path of paths)
      expect(await call(path, { method: 'POST' })).toMatchObject({ status: 503 })
    expect(await call('/createtask', { method: 'GET' })).toMatchObject({ status: 200 })
  })

  it('names the calls in its ledger, and gives the path of others', async () => {
    const requests: [string, string][] = [
      ['POST', '/api/createTask'],
      ['GET', '/api/Job?jobCategory=All'],
      ['GET', '/api/Job/149806'],
      ['GET', '/api/Job/149806/TaskDetails'],
      ['POST', '/api/Job/149806/action/kill'],
      ['POST', '/api/Login'],
      ['POST', '/api/V4/AccessToken/Renew'],
      ['POST', '/api/V4/AccessToken'],
      ['GET', '/api/Subclient?clientId=7'],
    ]
    const { call, injected } = await serve([{ wire: 'unavailable' }])
    for (const [method, path] of requests) await call(path, { method })
    expect(injected().map(({ call }) => call)).toEqual([
      'createTask',
      'jobs',
      'job',
      'taskDetails',
      'kill',
      'login',
      'renew',
      'createToken',
      '/api/subclient',
    ])
  })

  it('is the first of the script, and each counts for itself', async () => {
    const { call, injected } = await serve([
      { wire: 'denied', every: 2 },
      { wire: 'maintenance', nth: 4 },
      { wire: 'empty', nth: 5 },
    ])
    for (const _ of tasks.slice(0, 5)) await call()
    expect(injected().map(({ wire }) => wire)).toEqual(['denied', 'denied', 'empty'])
  })

  it('is the same for the same seed and order of calls, and another for another seed', async () => {
    const storm = async (seed: number) => {
      const { call, injected } = await serve(
        [
          { wire: 'unavailable', probability: 0.3 },
          { wire: 'empty', probability: 0.3, call: 'createTask' },
        ],
        { seed },
      )
      for (let i = 0; i < 60; i++) await call(i % 3 === 0 ? TASK : JOBS)
      return injected()
    }
    const [one, again, other] = [await storm(7), await storm(7), await storm(8)]
    expect(one.length).toBeGreaterThan(10)
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
  })
})

describe('a script', () => {
  it('may mix faults of jobs and of the wire', () => {
    const script = [
      { match: { level: 'FULL' }, outcome: 'Failed' },
      { wire: 'cut-after', call: 'createTask', nth: 3 },
      { wire: 'slow', ms: 10, call: '/subclient', probability: 0.5 },
      { slow: 4 },
    ]
    const { jobs, wire } = parseFaults(JSON.stringify(script), 'faults.json')
    expect(jobs).toEqual([script[0], script[3]])
    expect(wire).toEqual([script[1], script[2]])
  })

  it('is shown in docs/emulator.md, with every kind and call', () => {
    const doc = readFileSync(join(import.meta.dirname, '..', 'docs', 'emulator.md'), 'utf8')
    const scripts = [...doc.matchAll(/```json\n([\s\S]*?)\n```/g)].map(([, text]) => text ?? '')
    const faults = scripts.flatMap(text => parseFaults(text, 'docs/emulator.md').wire)
    expect(faults).toHaveLength(4)
    for (const kind of WIRE_KINDS) expect(doc).toContain(`| \`${kind}\` |`)
    for (const name of CALLS) expect(doc).toContain(`\`${name}\``)
  })

  const KINDS = WIRE_KINDS.map(kind => `"${kind}"`).join(', ')
  it.each([
    ['{', /^faults\.json: not JSON: /],
    ['{}', /^faults\.json: a fault script is a JSON array, like \[\{"match"/],
    ['[{"slow": 2}, 3]', /^faults\.json: fault 2: wants to be an object$/],
    ['[{"wire": "sever"}]', `faults.json: fault 1: "wire" is "sever", but wants one of ${KINDS}`],
    ['[{"wire": "slow", "call": "task"}]', /"call" is "task", but wants a part of a path that/],
    ['[{"wire": "slow", "nth": 0}]', /"nth" is 0, but wants a whole number from 1 on/],
    ['[{"wire": "slow", "ms": "9"}]', /"ms" is "9", but wants a whole number from 0 on/],
    ['[{"wire": "slow", "seconds": 9}]', /unknown key "seconds"; it knows wire, call, .*, ms$/],
    ['[{"wire": "cut-after", "worked": false}]', /unknown key "worked"; it knows wire, call, /],
    ['[{"wire": "unavailable", "status": 500}]', /"status" is 500, but wants 502, 503 or 504/],
    ['[{"wire": "hang", "probability": 2}]', /"probability" is 2, but wants a number above 0/],
    ['[{"wire": "hang", "nth": 2, "every": 3}]', /nth and every exclude each other; keep one/],
    ['[{"wire": "hang", "during": {"from": "2026-11-22"}}]', /"during" is .*, two ISO times/],
    [
      '[{"wire": "hang", "during": {"from": "2026-11-22T02:00Z", "to": "2026-11-22T01:00Z"}}]',
      /the later one last/,
    ],
  ])('%s', (text, message) => {
    expect(() => parseFaults(text, 'faults.json')).toThrow(message)
  })

  it('is told of all its mistakes at once', () => {
    const text = '[{"outcome": "Fell over"}, {"wire": "hang", "n": 1, "calls": 0}]'
    expect(() => parseFaults(text, 'f.json')).toThrow(
      /fault 1: "outcome".*\n.*fault 2: unknown key "n".*\n.*fault 2: "calls"/,
    )
  })
})
