import { describe, expect, it } from 'vitest'
import { classify } from '../lib/commvault/answer.ts'
import type { HttpReply } from '../lib/commvault/exchange.ts'
import type { Answer } from '../lib/run/ports.ts'
import { cpuTime } from './support/cpu-time.ts'
import { fc } from './support/fast-check.ts'

const HTML = '<!DOCTYPE html><html><head><title>T</title><style>b{}</style></head><body>'
const BUSY =
  'Error 0x10c: Another backup is running for client [sql01], iDataAgent [SQL Server], Backup Set [defaultBackupSet], Subclient [erp].'
const NO_SUBCLIENTS = 'Failed to start backups as no eligible subclients were found.'
const SYNTHETIC = 'Error 0x10c: Synthetic Full cannot run because no full was found'
const SERVICE_FAULT = 'Something is not right. Please check web service logs for details'

const reply = (
  status: number,
  body: unknown = '',
  headers: HttpReply['headers'] = {},
): HttpReply => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

const accepted = (jobIds: readonly [string, ...string[]], taskId?: number): Answer => ({
  kind: 'accepted',
  ...(taskId !== undefined && { taskId }),
  jobIds,
})
const refused = (why: string, text: string, errorCode?: number) => ({
  kind: 'refused',
  why,
  text,
  ...(errorCode !== undefined && { errorCode }),
})
const noAnswer = (text: string): Answer => ({ kind: 'no-answer', text })
const notSent = (text: string, retryAfterSeconds?: number): Answer => ({
  kind: 'not-sent',
  text,
  ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
})

const html = (text: string) => `${HTML}<script>var x = "<b>"</script><h1>${text}</h1></body></html>`
const page = (status: number, text: string) =>
  noAnswer(`HTTP ${status} with a web page in place of an answer: T ${text}`)
const xml = (text: string) => `<?xml version="1.0" encoding="UTF-8"?>\n${text}`

describe('a job exists', () => {
  it.each<readonly [string, HttpReply, Answer]>([
    ['one job', reply(200, { taskId: 30453, jobIds: ['149806'] }), accepted(['149806'], 30453)],
    ['several', reply(200, { taskId: 124, jobIds: ['301', '302'] }), accepted(['301', '302'], 124)],
    ['the same id twice', reply(200, { jobIds: ['301', ' 301 '] }), accepted(['301'])],
    ['ids as numbers', reply(200, { taskId: '435', jobIds: [2294] }), accepted(['2294'], 435)],
    ['padded ids', reply(200, { taskId: 1, jobIds: ['', ' 7\n'] }), accepted(['7'], 1)],
    ['no brackets', reply(200, { taskId: 1, jobIds: '7' }), accepted(['7'], 1)],
    ['201', reply(201, { taskId: 1, jobIds: ['7'] }), accepted(['7'], 1)],
    ['202 with a job', reply(202, { taskId: 1, jobIds: ['7'] }), accepted(['7'], 1)],
    ['a byte order mark', reply(200, '\uFEFF{"taskId":1,"jobIds":["7"]}'), accepted(['7'], 1)],
    [
      'code 0 and a cheerful message',
      reply(200, { taskId: 1, jobIds: ['7'], errorCode: 0, errorMessage: 'Success' }),
      accepted(['7'], 1),
    ],
    [
      'an envelope of code "0"',
      reply(200, { taskId: 1, jobIds: ['7'], error: { errorCode: '0' }, warningCode: 3 }),
      accepted(['7'], 1),
    ],
    [
      'processing instructions',
      reply(200, {
        taskId: 1,
        jobIds: ['7'],
        processinginstructioninfo: { attributes: [{ name: 'exitval', value: '0' }] },
      }),
      accepted(['7'], 1),
    ],
    [
      'XML',
      reply(
        200,
        xml('<TMMsg_CreateTaskResp taskId="30453"><jobIds val="149806"/></TMMsg_CreateTaskResp>'),
      ),
      accepted(['149806'], 30453),
    ],
    [
      'XML with several jobs',
      reply(
        200,
        "<TMMsg_CreateTaskResp taskId='1'><jobIds val='7' /><jobIds val='8' /></TMMsg_CreateTaskResp>",
      ),
      accepted(['7', '8'], 1),
    ],
  ])('%s', (_, came, answer) => {
    expect(classify(came)).toEqual(answer)
  })
})

describe('no job exists, and Commvault said why', () => {
  it.each<readonly [string, HttpReply, object]>([
    [
      '401',
      reply(401, { errorMessage: 'Access denied', errorCode: 5 }),
      refused('unauthorized', 'Access denied', 5),
    ],
    ['401 in silence', reply(401), refused('unauthorized', 'HTTP 401 without a word.')],
    [
      '200 with code 5',
      reply(200, { errorCode: 5, errorMessage: 'Access Denied' }),
      refused('unauthorized', 'Access Denied', 5),
    ],
    [
      '403 with a page',
      reply(403, html('Forbidden')),
      refused('unauthorized', 'HTTP 403 with a web page: T Forbidden'),
    ],
    [
      '403 as JSON',
      reply(403, { errorMessage: 'Out of scope', errorCode: 7 }),
      refused('unauthorized', 'Out of scope', 7),
    ],
    [
      '400 bare',
      reply(400, 'Request body is empty or format is invalid.'),
      refused('malformed', 'Request body is empty or format is invalid.'),
    ],
    [
      '400 as a JSON string',
      reply(400, '"Request body is empty or format is invalid"'),
      refused('malformed', 'Request body is empty or format is invalid'),
    ],
    [
      '404 with a page',
      reply(404, html('Not found')),
      refused(
        'other',
        'HTTP 404: there is no createTask here; check the endpoint of the CommCell. T Not found',
      ),
    ],
    [
      '404 in silence',
      reply(404),
      refused(
        'other',
        'HTTP 404: there is no createTask here; check the endpoint of the CommCell.',
      ),
    ],
    ['409 with anything', reply(409, '{}'), refused('already-running', '{}')],
    ['409 in silence', reply(409), refused('already-running', 'HTTP 409 without a word.')],
    [
      'busy in a 200',
      reply(200, { errorCode: 2, errorMessage: `${BUSY}\n` }),
      refused('already-running', BUSY, 2),
    ],
    [
      'busy in a 500',
      reply(500, { errorCode: 2, errorMessage: BUSY }),
      refused('already-running', BUSY, 2),
    ],
    ['busy without a code', reply(500, BUSY), refused('already-running', BUSY)],
    [
      'busy in XML',
      reply(200, `<TMMsg_GenericResp errorMessage="${BUSY}&#10;" errorCode="2"/>`),
      refused('already-running', BUSY, 2),
    ],
    [
      'code 2 is not always busy',
      reply(500, { errorMessage: SYNTHETIC, errorCode: 2 }),
      refused('other', SYNTHETIC, 2),
    ],
    [
      'no eligible subclients, dressed as 500',
      reply(500, { errorMessage: `${NO_SUBCLIENTS} `, errorCode: 587207178 }),
      refused('no-eligible-subclient', `${NO_SUBCLIENTS} (Commvault error 35:4618)`, 587207178),
    ],
    [
      'XML of another root',
      reply(
        201,
        '<CVGui_GenericResp errorCode="587205848" errorMessage="Invalid &quot;task&quot; &amp; more" />',
      ),
      refused('other', 'Invalid "task" & more (Commvault error 35:3288)', 587205848),
    ],
    [
      'an error beside empty ids',
      reply(200, { taskId: 1, jobIds: [''], errorCode: '9', errorMessage: 'No' }),
      refused('other', 'No', 9),
    ],
    [
      'an error without words',
      reply(200, { errorCode: 9 }),
      refused('other', '{"errorCode":9}', 9),
    ],
    [
      'an error without words in XML',
      reply(200, '<TMMsg_GenericResp errorCode="9"/>'),
      refused('other', '{"errorCode":"9"}', 9),
    ],
    ['413', reply(413, 'too large'), refused('other', 'too large')],
  ])('%s', (_, came, answer) => {
    expect(classify(came)).toEqual(answer)
  })
})

describe('an error is found wherever Commvault puts it', () => {
  const code = { errorCode: 19 }
  it.each<readonly [string, unknown]>([
    ['errorMessage', { ...code, errorMessage: 'why' }],
    ['errorString', { ...code, errorString: 'why' }],
    ['errLogMessage', { ...code, errLogMessage: 'why' }],
    ['a numeric string', { errorCode: '19', errorMessage: 'why' }],
    ['response', { response: { ...code, errorString: 'why' } }],
    ['response[]', { response: [{ errorCode: 0 }, { ...code, errorString: 'why' }] }],
    ['errorList', { errorList: [{ ...code, errLogMessage: 'why' }] }],
    ['errList', { errList: [{ ...code, errLogMessage: 'why' }] }],
    ['error', { error: { ...code, errorMessage: 'why' } }],
    ['error.errList[]', { error: { errList: [{ ...code, errorMessage: 'why' }] } }],
    ['errors[].errList[]', { errors: [{ errList: [{ ...code, errLogMessage: 'why' }] }] }],
    ['resp', { resp: { ...code, errorMessage: 'why' } }],
    ['operationStatus', { operationStatus: { ...code, errorMessage: 'why' } }],
    [
      'behind a success',
      { errorCode: 0, errorMessage: 'Success', error: { ...code, errorString: 'why' } },
    ],
  ])('%s', (_, body) => {
    expect(classify(reply(200, body))).toEqual(refused('other', 'why', 19))
  })
})

describe('a job may exist', () => {
  it.each<readonly [string, HttpReply, Answer]>([
    [
      'a task alone',
      reply(200, { taskId: 5 }),
      noAnswer('HTTP 200 with task 5 and no job id: {"taskId":5}'),
    ],
    [
      'no ids',
      reply(200, { taskId: 5, jobIds: [] }),
      noAnswer('HTTP 200 with task 5 and no job id: {"taskId":5,"jobIds":[]}'),
    ],
    [
      'an empty id',
      reply(200, { taskId: 5, jobIds: [''] }),
      noAnswer('HTTP 200 with task 5 and no job id: {"taskId":5,"jobIds":[""]}'),
    ],
    [
      'job 0',
      reply(200, { jobIds: ['0'] }),
      noAnswer('HTTP 200 without a job id: {"jobIds":["0"]}'),
    ],
    [
      'code 0 alone',
      reply(200, { errorCode: 0 }),
      noAnswer('HTTP 200 without a job id: {"errorCode":0}'),
    ],
    ['an empty object', reply(200, {}), noAnswer('HTTP 200 without a job id: {}')],
    ['nothing', reply(200), noAnswer('HTTP 200 with an empty body: no job id.')],
    ['a list', reply(200, []), noAnswer('HTTP 200 without a job id: []')],
    ['null', reply(200, 'null'), noAnswer('HTTP 200 without a job id: null')],
    [
      'half an answer',
      reply(200, '{"taskId":30453,"jobIds":["149'),
      noAnswer('HTTP 200 without a job id: {"taskId":30453,"jobIds":["149'),
    ],
    [
      'a job id that was rounded when it was read',
      reply(200, '{"jobIds":[9007199254740993]}'),
      noAnswer('HTTP 200 without a job id: {"jobIds":[9007199254740993]}'),
    ],
    [
      'a job id longer than any',
      reply(200, { jobIds: ['9'.repeat(20)] }),
      noAnswer(`HTTP 200 without a job id: {"jobIds":["${'9'.repeat(20)}"]}`),
    ],
    [
      'XML with entities of its own, which are not read',
      reply(200, '<!DOCTYPE r [<!ENTITY a "7">]><r><jobIds val="&a;"/></r>'),
      noAnswer('HTTP 200 without a job id: <!DOCTYPE r [ ]>'),
    ],
    [
      'bytes that are no text',
      reply(200, '{\0"a":\0}'),
      noAnswer('HTTP 200 without a job id: { "a": }'),
    ],
    ['a JSON string', reply(200, '"started"'), noAnswer('HTTP 200 without a job id: started')],
    [
      'a maintenance page',
      reply(200, html('Scheduled Maintenance')),
      page(200, 'Scheduled Maintenance'),
    ],
    ['202', reply(202), noAnswer('HTTP 202 with an empty body: no job id.')],
    ['204', reply(204), noAnswer('HTTP 204 with an empty body: no job id.')],
    [
      '302 to a login page',
      reply(302, html('Moved'), { location: 'https://login.example.com/adfs?session=s3cr3t' }),
      noAnswer('HTTP 302: redirected to login.example.com (a login page?)'),
    ],
    [
      'a redirect that speaks of an error',
      reply(302, { errorCode: 5, errorMessage: 'Access denied' }, { location: '/login' }),
      noAnswer('HTTP 302: redirected to another page of its own (a login page?)'),
    ],
    ['304', reply(304), noAnswer('HTTP 304: redirected to nowhere (a login page?)')],
    [
      'a redirect with a job',
      reply(307, { jobIds: ['7'] }, { location: '/x' }),
      noAnswer('HTTP 307 with job ids 7 and: {"jobIds":["7"]}'),
    ],
    [
      'a body packed as nobody asked for',
      reply(200, '\u001f\u008b\u0008\u0000', { 'content-encoding': ' GZIP' }),
      noAnswer('HTTP 200 with a body packed as gzip'),
    ],
    [
      'half of an answer in XML',
      reply(200, '<TMMsg_CreateTaskResp taskId="1"><jobIds val="7"/>'),
      noAnswer('HTTP 200 without a job id: <TMMsg_CreateTaskResp taskId="1"><jobIds val="7"/>'),
    ],
    ['408', reply(408, 'timeout'), noAnswer('HTTP 408 without a job id: timeout')],
    ['500 with a page', reply(500, html('Oops')), page(500, 'Oops')],
    ['500 in silence', reply(500), noAnswer('HTTP 500 with an empty body: no job id.')],
    [
      '500 without a code',
      reply(500, { errorMessage: 'Oops' }),
      noAnswer('HTTP 500 without a job id: Oops'),
    ],
    [
      'a fault of the web service',
      reply(500, { error: { errorMessage: SERVICE_FAULT, errorCode: 500 } }),
      noAnswer(`HTTP 500 without a job id: ${SERVICE_FAULT}`),
    ],
    [
      '502',
      reply(502, '<html><h1>Bad Gateway</h1>'),
      noAnswer('HTTP 502 with a web page in place of an answer: Bad Gateway'),
    ],
    [
      'a scrap of a page',
      reply(502, '<h1>Bad Gateway</h1>'),
      noAnswer('HTTP 502 without a job id: Bad Gateway'),
    ],
    ['503', reply(503, html('Busy')), page(503, 'Busy')],
    [
      '504',
      reply(504, { message: 'Endpoint request timed out' }),
      noAnswer('HTTP 504 without a job id: {"message":"Endpoint request timed out"}'),
    ],
    [
      'a job beside an error',
      reply(200, { jobIds: ['7'], errorCode: 2, errorMessage: 'Partly' }),
      noAnswer('HTTP 200 with job ids 7 and: Partly'),
    ],
    [
      'a job beside a 500',
      reply(500, { taskId: 1, jobIds: ['7'] }),
      noAnswer('HTTP 500 with job ids 7 and: {"taskId":1,"jobIds":["7"]}'),
    ],
  ])('%s', (_, came, answer) => {
    expect(classify(came)).toEqual(answer)
  })

  it('when the network failed after something was sent', () => {
    expect(classify({ sent: 'unknown', text: 'cut' })).toEqual(noAnswer('cut'))
  })
})

describe('nothing reached Commvault', () => {
  const quota = (seconds: number, words = '') =>
    notSent(
      `HTTP 429: over the quota of this Command Center, which asks to wait ${seconds} s.${words}`,
      seconds,
    )
  const at = (retryAfter: string) => ({
    'retry-after': retryAfter,
    date: 'Sun, 22 Nov 2026 00:00:00 GMT',
  })
  it.each<readonly [string, HttpReply['headers'], number]>([
    ['nothing else', {}, 60],
    ['Retry-After in seconds', { 'retry-after': '120' }, 120],
    ['Retry-After as a date', at('Sun, 22 Nov 2026 00:02:00 GMT'), 120],
    ['Retry-After in the past', at('Sat, 21 Nov 2026 23:00:00 GMT'), 1],
    ['Retry-After of no seconds', { 'retry-after': '0' }, 1],
    ['Retry-After in part of a second', { 'retry-after': '1.5' }, 2],
    ['Retry-After in no form', at('soon'), 60],
    [
      'Retry-After as a date, and no clock to hold it against',
      { 'retry-after': 'Sun, 22 Nov 2026 00:02:00 GMT' },
      60,
    ],
    ['X-RateLimit-Period', { 'x-ratelimit-period': '900', 'x-ratelimit-limit': '100' }, 900],
    ['both, of which Retry-After counts', { 'retry-after': '7', 'x-ratelimit-period': '900' }, 7],
    ['a day', { 'retry-after': '86400' }, 3_600],
    ['a day from now', at('Mon, 23 Nov 2026 00:00:00 GMT'), 3_600],
  ])('429 with %s', (_, headers, seconds) => {
    expect(classify(reply(429, '', headers))).toEqual(quota(seconds))
  })

  it('429 with words', () => {
    const came = reply(429, { errorMessage: 'Slow down', errorCode: 429 })
    expect(classify(came)).toEqual(quota(60, ' Slow down'))
  })

  it('when our own quota stopped it', () => {
    const stopped = { sent: false, text: 'used up', retryAfterSeconds: 840 } as const
    expect(classify(stopped)).toEqual(notSent('used up', 840))
  })

  it('when the network failed before anything was sent', () => {
    expect(classify({ sent: false, text: 'refused' })).toEqual(notSent('refused'))
  })
})

describe('whatever comes back', () => {
  const anyReply = fc
    .record({
      status: fc.integer({ min: 100, max: 599 }),
      body: fc.oneof(
        fc.string(),
        fc.json(),
        fc.string().map(text => `<html>${text}`),
        fc.string().map(text => `<a b="${text}" errorCode="1">`),
      ),
    })
    .map(({ status, body }) => reply(status, body))

  it('is sorted without an exception, and accepted only with ids in a 2xx', () => {
    fc.assert(
      fc.property(anyReply, came => {
        const answer = classify(came)
        if (answer.kind !== 'accepted') return answer.text.length <= 1_000
        return came.status >= 200 && came.status < 300 && /jobIds/i.test(came.body)
      }),
    )
  })

  it('is told in at most 1,000 characters', () => {
    const long = `${'é'.repeat(998)}🙂🙂`
    const answer = classify(reply(500, { errorCode: 3, errorMessage: long }))
    expect(answer).toEqual(refused('other', `${'é'.repeat(998)}…`, 3))
    const packed = classify(reply(500, { errorCode: 587207178, errorMessage: long }))
    expect(packed).toMatchObject({ text: expect.stringMatching(/… \(Commvault error 35:4618\)$/) })
    expect('text' in packed && packed.text.length).toBeLessThanOrEqual(1_000)
  })

  it('is told in one line, without what a terminal would obey or no store takes', () => {
    const words = 'a\u001b[2Jb\u0000c\u009b31m\ud800d\r\n&#27;[1m&#xd800;e \u{1f642}'
    const told = 'a [2Jb c 31m d [1m e \u{1f642}'
    expect(classify(reply(500, { errorCode: 3, errorMessage: words }))).toEqual(
      refused('other', told, 3),
    )
    for (const body of ['<b\u001b[2J>', JSON.stringify('<b\u001b[2J>')])
      expect(classify(reply(400, body))).toMatchObject({ text: '<b [2J>' })
  })

  it('is read to any depth', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`
    const body = `{"errorCode":5,"errorMessage":"<b></b>","deep":${deep}}`
    expect(classify(reply(200, body))).toMatchObject({ why: 'unauthorized', errorCode: 5 })
    expect(classify(reply(200, deep))).toMatchObject({ kind: 'no-answer' })
    const nested = `${'{"error":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    expect(classify(reply(200, nested))).toMatchObject({ kind: 'no-answer' })
  })

  it('is read in a moment, however large and hostile', () => {
    const hostile = [
      '<a '.repeat(300_000),
      '<'.repeat(900_000),
      `<script${'<script'.repeat(20_000)}`,
      '<a>'.repeat(300_000),
      `<a${' b="c"'.repeat(150_000)}`,
      `<a ${'b'.repeat(900_000)}`,
      `<a${' '.repeat(900_000)}`,
      `${'<a>'.repeat(100_000)}${'</a>'.repeat(100_000)}`,
    ]
    for (const body of hostile) {
      let kind = ''
      const spent = cpuTime(() => {
        kind = classify(reply(200, body)).kind
      })
      expect(kind).toBe('no-answer')
      expect(spent).toBeLessThan(10_000)
    }
  })
})
