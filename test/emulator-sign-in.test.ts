// Signing in to the emulated Command Center: passwords and lock-out, sessions that end, and pairs of access tokens that
// replace each other once and for all.
import { afterEach, describe, expect, it } from 'vitest'
import {
  closeAll,
  DAY,
  emulated,
  HOUR,
  MINUTE,
  NIGHT,
  SECOND,
} from './support/emulated-command-center.ts'

afterEach(closeAll)

const base64 = (text: string) => Buffer.from(text).toString('base64')
const GOOD = { username: 'svc-backup', password: base64('local-password') }
const BAD = { ...GOOD, password: base64('nope') }
const NOBODY = { Authtoken: '' }

describe('a login', () => {
  it('with the right password gives a QSDK token and says whose it is', async () => {
    const { post } = await emulated()
    const { status, json } = await post('/Login', GOOD, NOBODY)
    expect(status).toBe(200)
    expect(json).toMatchObject({
      userName: 'svc-backup',
      loginAttempts: 0,
      remainingLockTime: 0,
      isAccountLocked: false,
      forcePasswordChange: false,
      errList: [],
    })
    expect(json.token).toMatch(/^QSDK [0-9a-f]{96}$/)
    const who = await post('/WhoAmI', undefined, { Authtoken: json.token })
    expect(who.json.user).toMatchObject({ userId: 42, userName: 'svc-backup' })
  })

  it.each([
    ['another password', BAD],
    ['a password as it is', { ...GOOD, password: 'local-password' }],
    ['a name that nobody has', { ...GOOD, username: 'nobody' }],
    ['no name at all', {}],
    ['a domain that the account is not in', { ...GOOD, domain: 'corp' }],
  ])('with %s is 200 without a token', async (_, body) => {
    const { status, json } = await (await emulated()).post('/Login', body, NOBODY)
    expect(status).toBe(200)
    expect(json).toEqual({
      loginAttempts: 1,
      remainingLockTime: 0,
      isAccountLocked: false,
      errList: [{ errLogMessage: 'Username/Password are incorrect', errorCode: 1116 }],
    })
  })

  it('finds an account in its domain, in front of the name or beside it', async () => {
    const users = [{ userName: 'dba', password: 'pw', domain: 'CORP' }]
    const { post } = await emulated({ users })
    const password = base64('pw')
    for (const body of [
      { username: 'corp\\dba', password },
      { username: 'dba', domain: 'corp', password },
    ]) {
      expect((await post('/Login', body, NOBODY)).json.userName).toBe('dba')
    }
  })

  it('locks the account at the fifth wrong password, for an hour and for the right one too', async () => {
    const { post, clock } = await emulated()
    const seen: unknown[] = []
    for (let attempt = 1; attempt <= 6; attempt++) {
      const { json } = await post('/Login', attempt === 6 ? GOOD : BAD, NOBODY)
      seen.push([json.loginAttempts, json.isAccountLocked, json.remainingLockTime, json.token])
    }
    expect(seen.slice(3)).toEqual([
      [4, false, 0, undefined],
      [5, true, 3600, undefined],
      [5, true, 3600, undefined],
    ])
    clock.at += HOUR
    expect((await post('/Login', GOOD, NOBODY)).json.token).toBeDefined()
    expect((await post('/Login', BAD, NOBODY)).json.loginAttempts).toBe(1)
  })

  it('may come as XML, and is answered in XML', async () => {
    const { post } = await emulated()
    const body = `<DM2ContentIndexing_CheckCredentialReq mode="Webconsole" username='svc-backup' password="${GOOD.password}"/>`
    const { text } = await post('/Login', body, { ...NOBODY, Accept: 'application/xml' })
    expect(text).toContain('<DM2ContentIndexing_CheckCredentialResp aliasName="42"')
    expect(text).toContain('isAccountLocked="0"')
    expect(text).toContain('<ownerOrganization providerId="0" providerDomainName="Commcell"/>')
  })
})

describe('a session', () => {
  const signedIn = async (options = {}) => {
    const emulator = await emulated(options)
    const { json } = await emulator.post('/Login', GOOD, NOBODY)
    const Authtoken: string = json.token
    const whoAmI = async (token = Authtoken) =>
      (await emulator.post('/WhoAmI', undefined, { Authtoken: token })).status
    return { ...emulator, Authtoken, whoAmI }
  }

  it('lives on while it is used, and ends half an hour after the last call', async () => {
    const { clock, whoAmI } = await signedIn()
    for (let half = 0; half < 5; half++) {
      clock.at += 29 * MINUTE
      expect(await whoAmI()).toBe(200)
    }
    clock.at += 31 * MINUTE
    expect(await whoAmI()).toBe(401)
  })

  it('is renewed even after it has ended, for one other token', async () => {
    const { post, clock, whoAmI, Authtoken } = await signedIn()
    clock.at += 2 * HOUR
    const request = { sessionId: Authtoken, deviceId: 'here' }
    const { json } = await post('/RenewLoginToken', request, { Authtoken })
    expect(await whoAmI(json.token)).toBe(200)
    expect(await whoAmI()).toBe(401)
    const again = await post('/RenewLoginToken', request, { Authtoken })
    expect(again.json).toEqual({
      error: { errorCode: 5, errLogMessage: 'The session cannot be renewed.' },
    })
  })

  it('is not its token without the prefix, which is part of the value', async () => {
    const { whoAmI, Authtoken } = await signedIn()
    expect(await whoAmI(Authtoken.replace('QSDK ', ''))).toBe(401)
    expect(await whoAmI(Authtoken.replace('QSDK', 'Bearer'))).toBe(401)
  })

  it('ends with a logout', async () => {
    const { post, whoAmI, Authtoken } = await signedIn()
    const answer = await post('/Logout', undefined, { Authtoken })
    expect([answer.status, answer.text]).toEqual([200, 'User logged out'])
    expect(await whoAmI()).toBe(401)
  })

  it('starts jobs under its own name', async () => {
    const users = [{ userName: 'night-shift', password: 'local-password' }]
    const { post, get } = await emulated({ users })
    const login = await post('/Login', { ...GOOD, username: 'night-shift' }, NOBODY)
    await post('/Subclient/9101/action/backup?backupLevel=full', undefined, {
      Authtoken: login.json.token,
    })
    const { json } = await get('/Job/149806')
    expect(json.jobs[0].jobSummary.userName.userName).toBe('night-shift')
  })
})

describe('access tokens', () => {
  const paired = async (options = {}, request: object = { tokenName: 'holdfast' }) => {
    const emulator = await emulated(options)
    const login = await emulator.post('/Login', GOOD, NOBODY)
    const headers = { Authtoken: login.json.token }
    const { json } = await emulator.post('/V4/AccessToken', request, headers)
    const works = async (token: string) =>
      (await emulator.post('/WhoAmI', undefined, { Authtoken: token })).status === 200
    const renew = async ({ accessToken, refreshToken }: { [name: string]: string }) =>
      (await emulator.post('/V4/AccessToken/Renew', { accessToken, refreshToken }, NOBODY)).json
    return { ...emulator, headers, pair: json.tokenInfo, answer: json, works, renew }
  }
  const REFUSED = { errorCode: 5, errorMessage: 'Invalid access token or refresh token.' }

  it('are made by somebody who signed in, with all their times', async () => {
    const { answer, pair } = await paired()
    const seconds = NIGHT / SECOND
    expect(answer).toMatchObject({ error: { errorCode: 0 } })
    expect(pair).toMatchObject({
      accessTokenId: 301,
      tokenName: 'holdfast',
      userId: 42,
      tokenExpiryTimestamp: seconds + 30 * 60,
      renewableUntilTimestamp: seconds + 90 * 86_400,
      refreshTokenExpiryTimestamp: seconds + 30 * 60 + 14 * 86_400,
    })
  })

  it.each([
    ['one asked for', 30, 30],
    ['no more than a year', 1000, 365],
  ])('are renewable for the days %s', async (_, asked, days) => {
    const seconds = NIGHT / SECOND
    const { pair } = await paired({}, { renewableUntilTimestamp: seconds + asked * 86_400 })
    expect(pair.renewableUntilTimestamp).toBe(seconds + days * 86_400)
  })

  it('cannot be made with another, nor with a fixed one', async () => {
    const { post, pair } = await paired()
    for (const Authtoken of [pair.accessToken, 't0ken']) {
      const { status, json } = await post('/V4/AccessToken', {}, { Authtoken })
      expect([status, json.error.errorCode]).toEqual([403, 5])
    }
  })

  it.each([
    ['Authtoken', ''],
    ['Authtoken', 'Bearer '],
    ['Authtoken', 'QSDK '],
    ['Authorization', 'Bearer '],
  ])('are taken as %s: %s…', async (name, prefix) => {
    const { app, pair } = await paired()
    const answer = await app.request('/WhoAmI', {
      method: 'POST',
      headers: { [name]: `${prefix}${pair.accessToken}` },
    })
    expect(answer.status).toBe(200)
  })

  it('are taken only in the forms that the version knows', async () => {
    const { works, pair } = await paired({ tokenForms: ['authtoken'] })
    expect(await works(pair.accessToken)).toBe(true)
    expect(await works(`Bearer ${pair.accessToken}`)).toBe(false)
  })

  it.each([30, 120])('end after %i minutes', async accessTokenMinutes => {
    const { works, pair, clock } = await paired({ accessTokenMinutes })
    clock.at += accessTokenMinutes * MINUTE - SECOND
    expect(await works(pair.accessToken)).toBe(true)
    clock.at += SECOND
    expect(await works(pair.accessToken)).toBe(false)
  })

  it('are replaced both by a renewal, and the old ones are dead at once', async () => {
    const { works, renew, pair, clock } = await paired()
    clock.at += 10 * MINUTE
    const next = await renew(pair)
    expect(next).toMatchObject({
      accessTokenId: 301,
      tokenExpiryTimestamp: (NIGHT + 40 * MINUTE) / SECOND,
      renewableUntilTimestamp: pair.renewableUntilTimestamp,
    })
    expect(new Set([...Object.values(pair), ...Object.values(next)]).size).toBeGreaterThan(8)
    expect([await works(pair.accessToken), await works(next.accessToken)]).toEqual([false, true])
  })

  it('live on a while after a renewal where the version lets them', async () => {
    const { works, renew, pair, clock } = await paired({ oldTokenSeconds: 60 })
    await renew(pair)
    clock.at += 59 * SECOND
    expect(await works(pair.accessToken)).toBe(true)
    clock.at += SECOND
    expect(await works(pair.accessToken)).toBe(false)
  })

  it.each([
    ['an old pair', (old: object) => old],
    [
      'the new access token and the old refresh token',
      (old: object, next: object) => ({
        ...old,
        accessToken: Reflect.get(next, 'accessToken'),
      }),
    ],
  ])('all end when somebody comes with %s', async (_, choose) => {
    const { works, renew, pair } = await paired()
    const next = await renew(pair)
    expect(await renew(choose(pair, next) as typeof pair)).toEqual(REFUSED)
    expect(await works(next.accessToken)).toBe(false)
    expect(await renew(next)).toEqual(REFUSED)
  })

  it('of others live on when a chain ends, and a pair that nobody knows ends nothing', async () => {
    const { works, renew, pair, createAccessToken } = await paired()
    const other = createAccessToken({ tokenName: 'other' })
    await renew(pair)
    await renew(pair)
    expect(await renew({ accessToken: 'x', refreshToken: 'y' })).toEqual(REFUSED)
    expect(await works(other.accessToken)).toBe(true)
  })

  it('are renewed up to 14 days after their end', async () => {
    const { renew, pair, works, clock } = await paired()
    clock.at += 30 * MINUTE + 14 * DAY
    const next = await renew(pair)
    expect(await works(next.accessToken)).toBe(true)
    clock.at += 30 * MINUTE + 14 * DAY + SECOND
    expect(await renew(next)).toEqual(REFUSED)
  })

  it('are renewed no longer than the chain allows', async () => {
    const renewableUntilTimestamp = NIGHT / SECOND + 86_400
    const { renew, pair, clock } = await paired({}, { renewableUntilTimestamp })
    clock.at += DAY
    const next = await renew(pair)
    expect(next.refreshTokenExpiryTimestamp).toBe(renewableUntilTimestamp)
    clock.at += SECOND
    expect(await renew(next)).toEqual(REFUSED)
  })

  it('of scope Custom are good for the paths of their list', async () => {
    const apiEndpoints = ['/Job', '/V4/AccessToken']
    const { get, post, pair } = await paired({}, { tokenType: 3, apiEndpoints })
    const headers = { Authtoken: pair.accessToken }
    expect((await get('/Job?completedJobLookupTime=60', headers)).status).toBe(200)
    expect((await post('/JobDetails', { jobId: 1 }, headers)).status).toBe(200)
    const denied = await get('/Client', headers)
    expect([denied.status, denied.json.errorCode]).toEqual([403, 5])
  })

  it('for SCIM and 1-Touch have no refresh token and live to their own end', async () => {
    const tokenExpiryTimestamp = NIGHT / SECOND + 3 * 86_400
    const { pair, works, clock } = await paired({}, { tokenType: 1, tokenExpiryTimestamp })
    expect(pair).toMatchObject({ tokenExpiryTimestamp })
    expect(pair).not.toHaveProperty('refreshToken')
    clock.at += 2 * DAY
    expect(await works(pair.accessToken)).toBe(true)
  })

  it('are listed without their secrets, and revoked', async () => {
    const { get, call, works, pair, headers } = await paired()
    const list = await get('/V4/AccessToken/?userId=42', headers)
    expect(list.json.tokenInfo).toMatchObject([{ accessTokenId: 301, tokenName: 'holdfast' }])
    expect(list.text).not.toContain(pair.accessToken)
    for (const errorCode of [0, 2]) {
      const { json } = await call('DELETE', '/V4/AccessToken/301', { headers })
      expect(json.errorCode).toBe(errorCode)
    }
    expect(await works(pair.accessToken)).toBe(false)
  })

  it('are not renewed under a path without the version', async () => {
    const { post, pair, works } = await paired()
    const answer = await post('/AccessToken/Renew', pair, NOBODY)
    expect([answer.status, answer.header('content-type')]).toEqual([
      403,
      'text/html; charset=utf-8',
    ])
    expect(await works(pair.accessToken)).toBe(true)
  })
})
