import http from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { httpExchange } from '../lib/commvault/client.ts'
import { commandCenter, createTaskRequest } from '../lib/commvault/command-center.ts'
import type { Exchange, HttpReply, HttpRequest, NoReply } from '../lib/commvault/exchange.ts'
import type { Authtoken } from '../lib/commvault/signed.ts'
import { BackupError } from '../lib/errors.ts'
import type { BackupRequest, SqlServerTarget } from '../lib/target.ts'
import { expectGolden } from './support/golden.ts'

const MARKER = 'QSDK marker-token-0123456789abcdef'
const FRESH = 'fresher-marker-token-0123456789'
const NOW = Date.UTC(2026, 10, 22)
const RUN_ID = 'erp-sql.weekly-full/erp-core/2026-11-22T00:00Z'

const erp: SqlServerTarget = {
  app: 'sqlserver',
  name: 'erp-core',
  commcell: 'prod',
  clientId: 12,
  instanceId: 34,
  subclientId: 56,
  entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
}
const full: BackupRequest = { target: erp, level: 'FULL', copyOnly: false }

const ok = (body: unknown, status = 200): HttpReply => ({
  status,
  headers: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const denied = ok({ errorMessage: `Access denied for ${MARKER}`, errorCode: 5 }, 401)
const started = ok({ taskId: 30453, jobIds: ['149806'] })
const job = (jobId: number) => ({ jobSummary: { jobId, status: 'Running' } })

/** A network that gives these replies in turn and remembers what it was asked. */
function scripted(
  replies: readonly (HttpReply | NoReply)[],
  authtoken: Authtoken = async () => MARKER,
) {
  const asked: HttpRequest[] = []
  const exchange: Exchange = async request => {
    asked.push(request)
    const reply = replies[asked.length - 1]
    if (!reply) throw new Error(`request ${asked.length} was not expected: ${request.url}`)
    return reply
  }
  const endpoint = 'https://commandcenter.example.com/commandcenter/api/'
  return { asked, center: commandCenter({ exchange, authtoken, endpoint, now: () => NOW }) }
}

/** The secret as the one renewer leaves it: read again, it gives the next token. */
function rotating(...tokens: readonly string[]) {
  const calls: (string | undefined)[] = []
  const authtoken: Authtoken = async rejected => {
    calls.push(rejected)
    return tokens[Math.min(calls.length, tokens.length) - 1] ?? ''
  }
  return { calls, authtoken }
}

describe('submit', () => {
  it('posts the body once, signed, and gives the job', async () => {
    const { asked, center } = scripted([started], async () => ` ${MARKER}\n`)
    expect(await center.submit(full, RUN_ID)).toEqual({
      kind: 'accepted',
      taskId: 30453,
      jobIds: ['149806'],
    })
    const { url, headers, body } = createTaskRequest(
      'https://commandcenter.example.com/commandcenter/api',
      full,
      RUN_ID,
    )
    expect(asked).toEqual([
      {
        method: 'POST',
        url,
        headers: { ...headers, Authtoken: MARKER },
        body: JSON.stringify(body),
        deadlineMs: 60_000,
      },
    ])
  })

  it('can be read before it is sent, without the token', () => {
    const endpoint = 'https://commandcenter.example.com/commandcenter/api'
    const request = createTaskRequest(endpoint, full, RUN_ID)
    expectGolden('commvault/create-task-request.json', `${JSON.stringify(request, undefined, 2)}\n`)
  })

  it('tries a token that was replaced meanwhile, once', async () => {
    const { calls, authtoken } = rotating(MARKER, FRESH)
    const { asked, center } = scripted([denied, started], authtoken)
    expect(await center.submit(full, RUN_ID)).toMatchObject({ kind: 'accepted' })
    expect(calls).toEqual([undefined, MARKER])
    expect(asked.map(({ headers }) => headers.Authtoken)).toEqual([MARKER, FRESH])
  })

  it.each([
    ['the same token is not tried again', [MARKER, MARKER], 1],
    ['nor is one that was tried before', [MARKER, FRESH, MARKER], 2],
    ['a fourth token is not asked for', [MARKER, FRESH, 'third', 'fourth'], 3],
  ])('%s', async (_, tokens, requests) => {
    const { calls, authtoken } = rotating(...tokens)
    const { asked, center } = scripted([denied, denied, denied], authtoken)
    expect(await center.submit(full, RUN_ID)).toMatchObject({
      kind: 'refused',
      why: 'unauthorized',
    })
    expect(asked).toHaveLength(requests)
    expect(calls.length).toBeLessThanOrEqual(3)
  })

  it('is not sent while the secret cannot be read', async () => {
    const unreadable = new BackupError(
      'secret-unreadable',
      'Secrets Manager refused commvault/prod.',
    )
    const broken: Authtoken = async () => Promise.reject(unreadable)
    const { asked, center } = scripted([], broken)
    expect(await center.submit(full, RUN_ID)).toEqual({
      kind: 'not-sent',
      text: unreadable.message,
    })
    expect(asked).toEqual([])
  })

  it('is not sent when the secret cannot be read again after a 401', async () => {
    const authtoken: Authtoken = async rejected => {
      if (rejected === undefined) return MARKER
      throw new BackupError('secret-unreadable', 'Secrets Manager refused commvault/prod.')
    }
    const { center } = scripted([denied], authtoken)
    expect(await center.submit(full, RUN_ID)).toMatchObject({ kind: 'not-sent' })
  })

  it('is refused for a target that would widen the backup, and nothing is sent', async () => {
    const { asked, center } = scripted([])
    const answer = await center.submit({ ...full, target: { ...erp, subclientId: 0 } }, 'a/b/c')
    expect(answer).toMatchObject({ kind: 'refused', why: 'malformed' })
    expect(answer).toMatchObject({ text: expect.stringContaining('erp-core has no "subclientId"') })
    expect(asked).toEqual([])
  })

  it.each<readonly [NoReply['sent'], string]>([
    [false, 'not-sent'],
    ['unknown', 'no-answer'],
  ])('with a network that failed, sent: %s, is %s', async (sent, kind) => {
    const { center } = scripted([{ sent, text: 'cut' }])
    expect(await center.submit(full, RUN_ID)).toEqual({
      kind,
      text: 'cut',
    })
  })

  it('does not hide a bug', async () => {
    await expect(scripted([]).center.submit(full, RUN_ID)).rejects.toThrow('was not expected')
  })
})

describe('a kill', () => {
  it('is one signed POST without a body', async () => {
    const { asked, center } = scripted([ok({})])
    expect(await center.kill('149806')).toBeUndefined()
    const { headers, ...request } = asked[0] ?? { headers: {} }
    expect(headers).toMatchObject({ Authtoken: MARKER, Accept: 'application/json' })
    expect(request).toEqual({
      method: 'POST',
      url: 'https://commandcenter.example.com/commandcenter/api/Job/149806/action/kill',
      deadlineMs: 30_000,
    })
  })

  const errors = (errorCode: number, errLogMessage: string) => ({
    errors: [{ errList: [{ errorCode, errLogMessage }] }],
  })
  it.each<readonly [string, HttpReply, string | undefined]>([
    ['nothing but braces', ok({}), undefined],
    ['no body at all', ok(''), undefined],
    ['errors with code 0', ok(errors(0, '')), undefined],
    ['errors with code 0 and words', ok(errors(0, 'Job is being killed.')), undefined],
    ['an error in a list of lists', ok(errors(2, 'Job has ended.')), 'Job has ended.'],
    ['an error at the root', ok({ errorCode: 5, errorMessage: 'No access' }), 'No access'],
    ['a denial', ok({ errorCode: 5, errorMessage: `No access, ${MARKER}` }, 401), 'No access, ***'],
    ['an error of the server', ok({ errorMessage: 'broken' }, 500), 'broken'],
    ['a silent error', ok('', 502), 'HTTP 502 without a word.'],
  ])('that is answered by %s', async (_, reply, refusal) => {
    const { center } = scripted([reply, reply])
    expect(await center.kill('149806')).toBe(refusal)
  })

  it.each<readonly [string, HttpReply | NoReply, string]>([
    ['a network that failed', { sent: 'unknown', text: 'cut' }, 'cut'],
    ['the page of a gateway', ok('<html><body>Sign in</body></html>'), 'a web page, Sign in'],
    ['a redirect', ok('', 302), 'redirected to nowhere'],
    ['a quota', ok('', 429), 'over the quota'],
    ['a packed body', { ...ok('x'), headers: { 'content-encoding': 'gzip' } }, 'packed as gzip'],
  ])('is not answered by %s', async (_, reply, words) => {
    const { center } = scripted([reply])
    await expect(center.kill('149806')).rejects.toMatchObject({
      code: 'command-center-unreadable',
      message: expect.stringMatching(
        new RegExp(
          `^commandcenter.example.com did not answer POST /Job/149806/action/kill.*${words}`,
        ),
      ),
    })
  })
})

describe('the window on the job list', () => {
  it('asks for what is active or ended since, with a minute for getting through the pages', async () => {
    const { asked, center } = scripted([ok({ totalRecordsWithoutPaging: 0 })])
    expect(await center.jobs(NOW - 3_600_500)).toEqual([])
    expect(asked).toMatchObject([
      {
        method: 'GET',
        url: 'https://commandcenter.example.com/commandcenter/api/Job?completedJobLookupTime=3661&jobCategory=All&jobFilter=Backup,SNAPBACKUP,SYNTHFULL',
        headers: { Authtoken: MARKER, Accept: 'application/json', limit: '1000', offset: '0' },
        deadlineMs: 30_000,
      },
    ])
  })

  it('is read page by page', async () => {
    const total = { totalRecordsWithoutPaging: 4 }
    const { asked, center } = scripted([
      ok({ ...total, jobs: [job(5), job(4), job(3)] }),
      ok({ ...total, jobs: [job(3), job(2)] }),
    ])
    const jobs = await center.jobs(NOW)
    expect(jobs.map(({ jobId }) => jobId)).toEqual(['5', '4', '3', '2'])
    expect(asked.map(({ headers }) => headers.offset)).toEqual(['0', '2'])
  })

  it('is unreadable rather than half read', async () => {
    const page = ok({ totalRecordsWithoutPaging: 9, jobs: [job(1)] })
    await expect(scripted([page, page, page]).center.jobs(NOW)).rejects.toMatchObject({
      code: 'command-center-unreadable',
      message: expect.stringContaining('it gives the same page again and again'),
    })
  })

  it('is read from XML as well', async () => {
    const list =
      '<JobManager_JobListResponse totalRecordsWithoutPaging="2">' +
      '<jobs><jobSummary jobId="8" status="Running" jobStartTime="1795305631"><subclient subclientId="56"/></jobSummary></jobs>' +
      '<jobs><jobSummary jobId="7" status="Completed"/></jobs></JobManager_JobListResponse>'
    expect(await scripted([ok(list)]).center.jobs(NOW)).toMatchObject([
      { jobId: '8', status: 'Running', startedAt: 1795305631000, subclient: { subclientId: 56 } },
      { jobId: '7', status: 'Completed' },
    ])
  })

  it('is written by our clock', async () => {
    const started = (NOW - 600_000) / 1000
    const summary = { jobId: 7, status: 'Killed', jobStartTime: started, jobEndTime: started + 60 }
    const list = ok({ totalRecordsWithoutPaging: 1, jobs: [{ jobSummary: summary }] })
    const ahead = { date: new Date(NOW + 90_000).toUTCString() }
    const jobs = await scripted([{ ...list, headers: ahead }]).center.jobs(NOW)
    expect(jobs).toMatchObject([{ startedAt: NOW - 690_000, endedAt: NOW - 630_000 }])
  })
})

describe('one job', () => {
  it.each<readonly [string, HttpReply, string | undefined]>([
    ['is found', ok({ totalRecordsWithoutPaging: 1, jobs: [job(7)] }), '7'],
    ['is not listed yet', ok({ totalRecordsWithoutPaging: 0 }), undefined],
    ['is never another one', ok({ totalRecordsWithoutPaging: 1, jobs: [job(8)] }), undefined],
  ])('%s', async (_, reply, jobId) => {
    const { asked, center } = scripted([reply])
    expect((await center.job('7'))?.jobId).toBe(jobId)
    expect(asked[0]?.url).toMatch(/\/api\/Job\/7$/)
  })

  it('is read again with a token that was replaced meanwhile', async () => {
    const { authtoken } = rotating(MARKER, FRESH)
    const { center } = scripted([denied, ok({ jobs: [job(7)] })], authtoken)
    expect(await center.job('7')).toMatchObject({ jobId: '7' })
  })

  it.each<readonly [string, HttpReply | NoReply, string]>([
    [
      '401',
      denied,
      'HTTP 401: the Authtoken was rejected; check the secret: Access denied for ***',
    ],
    [
      '429',
      ok('', 429),
      'HTTP 429: over the quota of this Command Center, which asks to wait 60 s',
    ],
    [
      'a quota of our own',
      { sent: false, text: 'quota of reads is used up', retryAfterSeconds: 7 },
      'quota of reads is used up',
    ],
    [
      'an error in an envelope',
      ok({ totalRecordsWithoutPaging: 0, error: { errorCode: 5, errorMessage: 'No access' } }),
      'HTTP 200: No access',
    ],
    [
      'an error in XML',
      ok('<CVGui_GenericResp errorCode="5" errorMessage="No access"/>'),
      'HTTP 200: No access',
    ],
    ['XML of something else', ok('<App_GetClientResponse/>'), 'HTTP 200: {}'],
    [
      'a packed body',
      { ...ok('xyz'), headers: { 'content-encoding': 'br' } },
      'HTTP 200: a body packed as br',
    ],
    ['503', ok('<html><h1>Busy</h1></html>', 503), 'HTTP 503: a web page, Busy'],
    [
      'a maintenance page',
      ok('<html>Scheduled Maintenance</html>'),
      'HTTP 200: a web page, Scheduled',
    ],
    [
      'an error in a 200',
      ok({ errorCode: 5, errorMessage: 'Access denied' }),
      'HTTP 200: Access denied',
    ],
    ['an empty body', ok(''), 'HTTP 200'],
    ['an empty object', ok({}), 'HTTP 200: {}'],
    ['half a body', ok('{"jobs":[{'), 'HTTP 200: {"jobs":[{'],
    [
      'a redirect',
      { ...ok('', 302), headers: { location: 'https://sso.example.com/in?relay=s3cr3t' } },
      'HTTP 302: redirected to sso.example.com (a login page?)',
    ],
    ['404', ok('', 404), 'HTTP 404'],
    ['a network that failed', { sent: 'unknown', text: 'the connection was cut' }, 'was cut'],
  ])('with %s is unreadable, which says nothing of the job', async (_, reply, text) => {
    const error = await scripted([reply])
      .center.job('7')
      .catch(caught => caught)
    expect(error).toBeInstanceOf(BackupError)
    expect(error).toMatchObject({ code: 'command-center-unreadable' })
    expect(error.message).toContain(`commandcenter.example.com did not answer GET /Job/7`)
    expect(error.message).toContain(text)
    expect(error.message).not.toMatch(/marker|s3cr3t/)
  })
})

describe('the description of a job', () => {
  const RUN = 'erp-sql.log/erp-core/2026-11-22T01:15Z'
  const subTask = { subTask: { subTaskType: 2 }, options: { commonOpts: { jobDescription: RUN } } }
  const elsewhere = { options: { backupOpts: { backupLevel: 'FULL' } } }
  const noJob = { error: { errList: [{ errorCode: 1, errorMessage: 'No such job' }] } }
  const page = '<html><body>Maintenance</body></html>'

  it('is read from the task that started it', async () => {
    const { asked, center } = scripted([ok({ taskInfo: { subTasks: [subTask] } })])
    expect(await center.description('7')).toBe(RUN)
    expect(asked).toMatchObject([
      {
        method: 'GET',
        url: 'https://commandcenter.example.com/commandcenter/api/Job/7/TaskDetails',
        headers: { Authtoken: MARKER, Accept: 'application/json' },
        deadlineMs: 30_000,
      },
    ])
  })

  it.each<readonly [string, HttpReply, string | undefined]>([
    ['a single sub-task', ok({ taskInfo: { subTasks: subTask } }), RUN],
    ['the second of two', ok({ taskInfo: { subTasks: [elsewhere, subTask] } }), RUN],
    ['an envelope', ok({ response: { taskInfo: { subTasks: [subTask] } } }), RUN],
    ['a list', ok({ taskInfo: [{ subTasks: [subTask] }] }), RUN],
    [
      'XML',
      ok(
        `<TMMsg_GetTaskDetailResp><taskInfo><subTasks><options><commonOpts jobDescription="${RUN}"/></options></subTasks></taskInfo></TMMsg_GetTaskDetailResp>`,
      ),
      RUN,
    ],
    [
      'blanks',
      ok({ taskInfo: { subTasks: [{ options: { commonOpts: { jobDescription: ' ' } } }] } }),
      undefined,
    ],
    ['no description', ok({ taskInfo: { subTasks: [elsewhere] } }), undefined],
    ['no task', ok({}), undefined],
    ['nothing', ok(''), undefined],
    ['null', ok('null'), undefined],
    ['an error', ok(noJob), undefined],
    ['an error beside a task', ok({ ...noJob, taskInfo: { subTasks: [subTask] } }), undefined],
    ['an error dressed as 500', ok(noJob, 500), undefined],
    ['403', ok(page, 403), undefined],
    ['404', ok('', 404), undefined],
    ['404 with a page', ok(page, 404), undefined],
  ])('in %s', async (_, reply, described) => {
    expect(await scripted([reply]).center.description('7')).toBe(described)
  })

  it.each<readonly [string, HttpReply | NoReply, string]>([
    ['a network that failed', { sent: 'unknown', text: 'cut' }, 'cut'],
    ['a page', ok(page), 'HTTP 200: a web page, Maintenance'],
    ['500 without a word', ok('', 500), 'HTTP 500'],
    ['502', ok(page, 502), 'HTTP 502'],
    ['a redirect', ok('', 302), 'redirected to nowhere'],
    ['408', ok('', 408), 'HTTP 408'],
    ['429', ok('', 429), 'over the quota'],
    ['401', denied, 'the Authtoken was rejected'],
  ])('is not told by %s, which says nothing', async (_, reply, text) => {
    await expect(scripted([reply]).center.description('7')).rejects.toMatchObject({
      code: 'command-center-unreadable',
      message: expect.stringContaining(text),
    })
  })
})

describe('against a server that repeats our headers in whatever it answers', () => {
  let server: http.Server | undefined
  afterEach(() => server?.close())

  const HEX = 'marker-token-0123456789abcdef'
  it.each([200, 302, 400, 401, 403, 404, 409, 429, 500, 503])(
    'HTTP %i shows no token',
    async status => {
      server = http.createServer((request, response) => {
        const { authtoken } = request.headers
        response.writeHead(status, { Location: `/${authtoken}`, Connection: 'close' })
        response.end(JSON.stringify({ errorMessage: `bad ${authtoken} ${HEX}`, errorCode: 77 }))
      })
      const listening = server
      await new Promise<void>(resolve => listening.listen(0, '127.0.0.1', resolve))
      const address = listening.address()
      const port = typeof address === 'object' ? address?.port : undefined
      const center = commandCenter({
        exchange: httpExchange(),
        authtoken: async () => MARKER,
        endpoint: `http://127.0.0.1:${port}/api`,
        now: () => NOW,
      })
      const told = [await center.submit(full, RUN_ID)]
      const errors = [
        await center.jobs(NOW).catch(error => error),
        await center.job('7').catch(error => error),
      ]
      const words = JSON.stringify([
        told,
        ...errors.map(error => [error.message, error.stack, error]),
      ])
      // Of a redirect nothing is repeated but the host.
      expect(words).toContain(status === 302 ? 'another page of its own' : 'bad ***')
      expect(words).not.toContain(HEX)
    },
  )
})
