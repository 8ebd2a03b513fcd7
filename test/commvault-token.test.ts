// What a Command Center says of tokens, sorted: a renewal by which pair is good now, a login by whether to ask again.
import { describe, expect, it } from 'vitest'
import type { HttpReply, HttpRequest, NoReply } from '../lib/commvault/exchange.ts'
import { hiding } from '../lib/commvault/hide.ts'
import { loginService } from '../lib/commvault/login.ts'
import { type AuthHeader, authHeaders } from '../lib/commvault/signed.ts'
import { tokenService } from '../lib/commvault/token-service.ts'

const OLD = { accessToken: 'old-acc3ss-token', refreshToken: 'old-refr3sh-token' }
const NEW = { accessToken: 'new+acc3ss/token', refreshToken: 'new+refr3sh/token' }
const TIMES = { tokenExpiryTimestamp: 1795307400, renewableUntilTimestamp: '1803081600' }
const RENEWED = {
  kind: 'renewed',
  pair: {
    ...NEW,
    expiresAt: Date.parse('2026-11-22T00:30:00Z'),
    renewableUntil: Date.parse('2027-02-20T00:00:00Z'),
  },
}

type Answer = HttpReply | NoReply

const said = (status: number, body: unknown, headers: HttpReply['headers'] = {}): Answer => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})

function answering(...answers: readonly Answer[]) {
  const requests: HttpRequest[] = []
  const exchange = async (request: HttpRequest) => {
    requests.push(request)
    return answers[requests.length - 1] ?? said(500, '')
  }
  return { exchange, requests, endpoint: 'https://commandcenter.example.com/commandcenter/api/' }
}

const renew = (answer: Answer) => tokenService(answering(answer)).renew(OLD)

describe('a renewal', () => {
  it('is asked for with the pair, signed with its access token', async () => {
    const center = answering(said(200, NEW))
    await tokenService(center).renew(OLD)
    expect(center.requests).toEqual([
      expect.objectContaining({
        method: 'POST',
        url: 'https://commandcenter.example.com/commandcenter/api/V4/AccessToken/Renew',
        headers: {
          Accept: 'application/json',
          'Content-Type': 'application/json',
          Authtoken: OLD.accessToken,
        },
        body: JSON.stringify(OLD),
      }),
    ])
  })

  it.each([
    ['flat', { ...NEW, ...TIMES }],
    ['in tokenInfo', { error: { errorCode: 0 }, tokenInfo: { ...NEW, ...TIMES } }],
    ['in data', { data: { ...NEW, ...TIMES } }],
    ['in response', { response: { ...NEW, ...TIMES } }],
    ['two deep', { response: { tokenInfo: { ...NEW, ...TIMES } } }],
    ['in a text', JSON.stringify({ ...NEW, ...TIMES })],
  ])('gives a pair that comes %s', async (_, body) => {
    expect(await renew(said(200, body))).toEqual(RENEWED)
    expect(await renew(said(200, JSON.stringify(body)))).toEqual(RENEWED)
  })

  const { accessToken, refreshToken } = NEW
  it.each([
    ['a comma too many', `{"accessToken": "${accessToken}", "refreshToken": "${refreshToken}",}`],
    ['no comma', `{"accessToken": "${accessToken}" "refreshToken": "${refreshToken}"}`],
    ['two documents', `{"accessToken": "${accessToken}", "refreshToken": "${refreshToken}"}{}`],
    ['a line break in a text', `{"m": "a\nb", ${JSON.stringify(NEW).slice(1)}`],
    ['slashes escaped', `{${JSON.stringify(NEW).slice(1).replaceAll('/', '\\/')},`],
    ['an end that is missing', JSON.stringify({ ...NEW, error: {} }).slice(0, -3)],
    ['XML', `<Resp accessToken="${accessToken}" refreshToken="${refreshToken}"/>`],
    [
      'XML with elements',
      `<Resp><accessToken>${accessToken}</accessToken><refreshToken>${refreshToken}</refreshToken></Resp>`,
    ],
  ])('gives a pair out of what is no JSON: %s', async (_, body) => {
    expect(await renew(said(200, body))).toEqual({ kind: 'renewed', pair: NEW })
  })

  it.each([
    ['cut off in the refresh token', JSON.stringify(NEW).slice(0, -5)],
    ['cut off in the access token', JSON.stringify(NEW).slice(0, 25)],
    ['with half of a pair', { accessToken }],
    ['without a pair', { tokenName: 'holdfast' }],
    ['empty', ''],
    ['a page', '<html><body>Please sign in</body></html>'],
    ['a text', '"done"'],
  ])('of which a success says nothing, %s, may have happened', async (_, body) => {
    const renewal = await renew(said(200, body))
    expect(renewal.kind).toBe('no-answer')
    expect(JSON.stringify(renewal)).not.toMatch(/acc3ss|refr3sh/)
  })

  it.each([
    ['a refused connection', { sent: false, text: 'ECONNREFUSED' }, 'not-sent'],
    ['silence', { sent: 'unknown', text: 'did not answer in 60000 ms' }, 'no-answer'],
    ['429', said(429, ''), 'not-sent'],
    [
      '400 with its error',
      said(400, { error: { errorCode: 3, errorMessage: 'Bad pair' } }),
      'refused',
    ],
    ['401', said(401, { errorCode: 5, errorMessage: 'Access denied' }), 'refused'],
    ['403 with a page', said(403, '<html>Forbidden</html>'), 'refused'],
    ['404', said(404, ''), 'refused'],
    [
      '200 with an error',
      said(200, { error: { errorCode: 7, errorMessage: 'Replayed' } }),
      'refused',
    ],
    [
      '500 with its own error',
      said(500, { errorCode: 7, errorMessage: 'Token expired' }),
      'refused',
    ],
    ['500 with its status for an error', said(500, { errorCode: 500 }), 'no-answer'],
    ['502 with a page', said(502, '<html>Bad Gateway</html>'), 'no-answer'],
    ['503', said(503, ''), 'no-answer'],
    ['408', said(408, ''), 'no-answer'],
    ['302', said(302, '', { location: 'https://login.example.com/x?t=1' }), 'no-answer'],
    [
      'an error that repeats the old pair',
      said(400, { ...OLD, errorCode: 3, errorMessage: 'Used' }),
      'refused',
    ],
  ] as const)('after %s is not known to have happened', async (_, answer, kind) => {
    const renewal = await renew(answer as Answer)
    expect(renewal.kind).toBe(kind)
    expect(JSON.stringify(renewal)).not.toMatch(/acc3ss|refr3sh/)
  })

  it('keeps a new pair even when an error comes with it: nobody gets it twice', async () => {
    const pair = { ...NEW, ...TIMES }
    expect(await renew(said(500, { errorCode: 9, tokenInfo: pair }))).toEqual(RENEWED)
    expect(await renew(said(200, { error: { errorCode: 9 }, ...pair }))).toEqual(RENEWED)
  })

  it('says with 404 where to look', async () => {
    expect(await renew(said(404, ''))).toMatchObject({
      text: expect.stringContaining('no V4/AccessToken/Renew at the endpoint'),
    })
  })

  it('repeats neither of the old tokens', async () => {
    const words = `Pair ${OLD.accessToken} / ${OLD.refreshToken} was used`
    expect(await renew(said(400, { errorCode: 3, errorMessage: words }))).toEqual({
      kind: 'refused',
      text: 'HTTP 400: Pair *** / *** was used',
    })
  })
})

describe('what is told of a refusal', () => {
  const password = 'pässw0rd-of-a-service'
  const secrets = [OLD.accessToken, OLD.refreshToken, password]
  it.each(secrets.flatMap(secret => [950, 970, 985].map(at => [secret, at] as const)))(
    'has no half of %s, behind %i characters',
    async (secret, at) => {
      const answer = said(401, { errorCode: 5, errorMessage: `${'x'.repeat(at)} ${secret}` })
      const login = loginService(answering(answer))
      const told = [await renew(answer), await login({ kind: 'login', username: 'svc', password })]
      const refused = { kind: 'refused', text: expect.stringMatching(/x \*\*\*$/) }
      expect(told[secret === password ? 1 : 0]).toEqual(refused)
    },
  )
})

describe('a token', () => {
  it('is tried with the cheapest read', async () => {
    const center = answering(said(200, '{}'))
    await tokenService(center).accepts('t0k3n')
    expect(center.requests).toMatchObject([
      {
        method: 'GET',
        url: expect.stringMatching(/\/Job\?jobCategory=Active&completedJobLookupTime=60$/),
        headers: { limit: '1', Authtoken: 't0k3n' },
      },
    ])
  })

  it.each([
    ['accepted with a list', said(200, { totalRecordsWithoutPaging: 0, jobs: [] }), true],
    ['accepted with nothing in it', said(200, {}), true],
    ['rejected', said(401, ''), false],
    ['neither, with a page in place of an answer', said(200, '<html>Sign in</html>'), undefined],
    ['neither, with an error', said(200, { errorCode: 5 }), undefined],
    ['neither, empty', said(200, ''), undefined],
    ['neither, forbidden', said(403, {}), undefined],
    ['neither, broken', said(503, ''), undefined],
    ['neither, elsewhere', said(302, ''), undefined],
    ['neither, silent', { sent: false, text: '' } as const, undefined],
  ])('is %s', async (_, answer, accepted) => {
    expect(await tokenService(answering(answer)).accepts('t')).toBe(accepted)
  })
})

describe('the header', () => {
  const bearer: AuthHeader = { name: 'Authorization', prefix: 'Bearer ' }
  it.each([
    [undefined, 'eyJ.a.b', { Authtoken: 'eyJ.a.b' }],
    [undefined, 'QSDK 3ac7f0', { Authtoken: 'QSDK 3ac7f0' }],
    [{ name: 'Authtoken' }, 'Bearer eyJ', { Authtoken: 'Bearer eyJ' }],
    [{ name: 'Authtoken', prefix: 'Bearer' }, 'eyJ', { Authtoken: 'Bearer eyJ' }],
    [bearer, 'eyJ', { Authorization: 'Bearer eyJ' }],
    [bearer, 'Bearer eyJ', { Authorization: 'Bearer eyJ' }],
    [bearer, 'bearer eyJ', { Authorization: 'bearer eyJ' }],
    [bearer, 'bearerless', { Authorization: 'Bearer bearerless' }],
    [{ name: 'Authtoken', prefix: 'QSDK' }, 'QSDK 3ac7', { Authtoken: 'QSDK 3ac7' }],
  ])('%o makes of %s: %o', (header, token, headers) => {
    expect(authHeaders(token, header)).toEqual(headers)
  })

  it('is hidden with the prefix and without', () => {
    const { Authorization = '' } = authHeaders('eyJhbGciOi.s3cret', bearer)
    const hide = hiding(['eyJhbGciOi.s3cret'])
    expect(hide(`sent ${Authorization}`)).toBe('sent Bearer ***')
    expect(hiding(['Bearer eyJhbGciOi.s3cret'])('sent eyJhbGciOi.s3cret')).toBe('sent ***')
  })

  it('carries the pair that is renewed and the token that is tried', async () => {
    const center = answering(said(200, NEW), said(200, '{}'))
    const service = tokenService({ ...center, authHeader: bearer })
    await service.renew(OLD)
    await service.accepts('t0k3n')
    expect(center.requests.map(({ headers }) => headers.Authorization)).toEqual([
      `Bearer ${OLD.accessToken}`,
      'Bearer t0k3n',
    ])
  })
})

describe('a login', () => {
  const credentials = { kind: 'login', username: 'svc', password: 'pässw0rd!' } as const
  const encoded = Buffer.from('pässw0rd!', 'utf8').toString('base64')
  const login = (answer: Answer) => loginService(answering(answer))(credentials)

  it.each([
    [credentials, { username: 'svc', password: encoded }],
    [
      { ...credentials, domain: 'corp' },
      { username: 'svc', password: encoded, domain: 'corp' },
    ],
  ])('is asked for as Commvault wants it', async (asked, body) => {
    const center = answering(said(200, { token: 'QSDK 3ac7f0' }))
    await loginService(center)(asked)
    const [request] = center.requests
    expect(request).toMatchObject({
      method: 'POST',
      url: 'https://commandcenter.example.com/commandcenter/api/Login',
    })
    expect(JSON.parse(request?.body ?? '')).toEqual(body)
    expect(request?.headers).not.toHaveProperty('Authtoken')
  })

  it('keeps the prefix that belongs to the token', async () => {
    expect(await login(said(200, { token: 'QSDK 3ac7f0', errList: [] }))).toEqual({
      kind: 'signed-in',
      token: 'QSDK 3ac7f0',
    })
  })

  it('is understood in XML, where somebody has overlooked what was asked for', async () => {
    const xml = '<CheckCredentialResp token="QSDK 3ac7f0" userName="svc"/>'
    expect(await login(said(200, xml))).toEqual({ kind: 'signed-in', token: 'QSDK 3ac7f0' })
  })

  const wrong = { errList: [{ errorCode: 1116, errLogMessage: 'Invalid Username/Password' }] }
  it.each([
    ['200 without a token', said(200, wrong), 'refused'],
    ['200 without a word', said(200, { userName: 'svc' }), 'refused'],
    [
      '401 with its error',
      said(401, { errorCode: 1116, errorMessage: 'Invalid Password' }),
      'refused',
    ],
    ['403 with its error', said(403, { error: { errorCode: 5 } }), 'refused'],
    ['a locked account', said(200, { ...wrong, isAccountLocked: true }), 'locked'],
    ['a locked account, in seconds', said(200, { ...wrong, remainingLockTime: 1200 }), 'locked'],
    ['a page', said(200, '<html>Sign in</html>'), 'no-answer'],
    ['403 of a firewall', said(403, '<html>Forbidden</html>'), 'no-answer'],
    ['404', said(404, {}), 'no-answer'],
    ['429', said(429, {}), 'no-answer'],
    ['500', said(500, { errorCode: 500 }), 'no-answer'],
    ['an empty success', said(200, ''), 'no-answer'],
    ['a token that no header carries', said(200, '"accepted, but not for a header"'), 'no-answer'],
    ['silence', { sent: 'unknown', text: 'did not answer' }, 'no-answer'],
  ] as const)('with %s', async (_, answer, kind) => {
    expect(await login(answer as Answer)).toMatchObject({ kind })
  })

  it("tells Commvault's words, and neither password nor token", async () => {
    const message = `No pässw0rd! ${encoded}`
    expect(await login(said(200, { errList: [{ errorCode: 1, errLogMessage: message }] }))).toEqual(
      { kind: 'refused', text: 'HTTP 200: No *** ***' },
    )
    const told = await login(said(403, { token: 's3cr3t-s3ss10n' }))
    expect(JSON.stringify(told)).not.toContain('s3cr3t')
  })
})
