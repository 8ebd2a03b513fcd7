// The Authtoken out of Secrets Manager: the forms of a secret, the cache, and what a rejected token asks for.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterEach, describe, expect, it } from 'vitest'
import { authtokenReader } from '../lib/aws/authtoken.ts'
import { credentialsIn } from '../lib/aws/secret.ts'
import { signed } from '../lib/commvault/signed.ts'
import { LOOPBACK_CREDENTIALS } from './support/dynalite.ts'
import { startVault } from './support/vault.ts'

const token = (text: string) => ({ kind: 'token', token: text })
const SECONDS = Date.parse('2026-11-22T00:30:00Z') / 1000

describe('a secret', () => {
  it.each([
    ['a bare token', 'QSDK 3ac7f0', token('QSDK 3ac7f0')],
    ['a bare token with a line end, as editors leave it', ' QSDK 3ac7f0\n', token('QSDK 3ac7f0')],
    ['authtoken', '{"authtoken": " QSDK 3ac7f0 "}', token('QSDK 3ac7f0')],
    ['an access token without a refresh token', '{"accessToken": "eyJ.a.b"}', token('eyJ.a.b')],
    ['an empty refresh token', '{"accessToken": "eyJ.a", "refreshToken": ""}', token('eyJ.a')],
    [
      'a pair, with what else there is',
      '{"accessToken": "eyJ.a.b", "refreshToken": "r3f", "accessTokenId": 7}',
      {
        kind: 'pair',
        pair: { accessToken: 'eyJ.a.b', refreshToken: 'r3f' },
        others: { accessTokenId: 7 },
      },
    ],
    [
      'a login',
      '{"username": "svc", "password": " p w "}',
      { kind: 'login', username: 'svc', password: ' p w ' },
    ],
    [
      'a login with a domain',
      '{"username": "svc", "password": "pw", "domain": "corp"}',
      { kind: 'login', username: 'svc', password: 'pw', domain: 'corp' },
    ],
  ])('may be %s', (_, secretString, credentials) => {
    expect(credentialsIn('commvault/prod', secretString)).toEqual(credentials)
  })

  it.each([
    ['a number', SECONDS, SECONDS * 1000],
    ['a text', `${SECONDS}`, SECONDS * 1000],
    ['milliseconds', SECONDS * 1000, SECONDS * 1000],
    ['a date that a person wrote', '2026-11-22T00:30:00Z', SECONDS * 1000],
    ['for ever, in the way of SQL', 253402300799, 253402300799],
    ['no end', 0, undefined],
    ['no end, in another way', -1, undefined],
    ['no time', 'soon', undefined],
    ['nothing', null, undefined],
  ])('may say the times of a pair as %s', (_, written, at) => {
    const secretString = JSON.stringify({
      accessToken: 'a',
      refreshToken: 'r',
      tokenExpiryTimestamp: written,
      renewableUntilTimestamp: written,
    })
    const found = credentialsIn('commvault/prod', secretString)
    expect(found).toMatchObject({ kind: 'pair', others: {} })
    const { pair } = found as unknown as { pair: object }
    expect(pair).toEqual({
      accessToken: 'a',
      refreshToken: 'r',
      ...(at !== undefined && { expiresAt: at, renewableUntil: at }),
    })
  })

  it.each([
    ['a user without a password', '{"username": "m4rker"}', /without "authtoken", "accessToken"/],
    ['other JSON', '{"m4rker": "m4rker"}', /JSON without "authtoken", "accessToken" or "username"/],
    ['a token that is no text', '{"authtoken": {"m4rker": 1}}', /JSON without "authtoken"/],
    ['half of a JSON text', '{"authtoken": "m4rker', /begins like JSON and is not/],
    ['empty', ' \n', /is empty or has characters/],
    ['an empty field', '{"authtoken": ""}', /is empty or has characters/],
    ['two lines', 'm4rker\nX-Header: m4rker', /is empty or has characters/],
    [
      'a pair of which no header carries the first',
      '{"accessToken": "m4rk\\u00e9r", "refreshToken": "m4rker"}',
      /has characters that no header/,
    ],
    ['binary', undefined, /is binary/],
  ])('must not be %s, and its content is never shown', (_, secretString, why) => {
    const read = () => credentialsIn('commvault/prod', secretString)
    expect(read).toThrow(expect.objectContaining({ code: 'secret-unusable' }))
    expect(read).toThrow(why)
    expect(read).toThrow(/^Secret commvault\/prod /)
    expect(read).not.toThrow(/m4rk/)
  })
})

describe('reading a secret', () => {
  it('happens once in five minutes', async () => {
    const { vault, clock, token } = await reader({ s: 'first' })
    expect(await token()).toBe('first')
    vault.put('s', 'second')
    clock.at = 299_999
    expect(await token()).toBe('first')
    expect(vault.calls()).toHaveLength(1)
    clock.at = 300_000
    expect(await token()).toBe('second')
    expect(vault.calls()).toHaveLength(1)
  })

  it('happens once for callers that ask at the same time', async () => {
    const { vault, token } = await reader({ s: 'first' })
    const tokens = await Promise.all([token(), token(), token()])
    expect(tokens).toEqual(['first', 'first', 'first'])
    expect(vault.calls()).toHaveLength(1)
  })

  it('happens again, and once, when the token was rejected', async () => {
    const { vault, token } = await reader({ s: 'old' })
    await token()
    vault.put('s', 'new')
    expect(await Promise.all([token('old'), token('old'), token('old')])).toEqual(
      Array(3).fill('new'),
    )
    expect(vault.calls()).toHaveLength(2)
  })

  it('is not needed when another token than the rejected one is at hand', async () => {
    const { vault, token } = await reader({ s: 'old' })
    await token()
    vault.put('s', 'new')
    await token('old')
    expect(await token('old')).toBe('new')
    expect(vault.calls()).toHaveLength(2)
  })

  it('gives the rejected token again when the secret holds no other', async () => {
    const { vault, token } = await reader({ s: 'only' })
    await token()
    expect(await token('only')).toBe('only')
    expect(vault.calls()).toEqual([
      'GetSecretValue AWSCURRENT',
      'GetSecretValue AWSCURRENT',
      'GetSecretValue AWSPREVIOUS',
    ])
  })

  it('fails with the name of the secret, and is tried again by the next caller', async () => {
    const { vault, token } = await reader({})
    const failure = { code: 'secret-unreadable', message: expect.stringContaining('secret s') }
    await expect(token()).rejects.toMatchObject(failure)
    await expect(token()).rejects.toThrow(/ResourceNotFoundException/)
    vault.put('s', 'there now')
    expect(await token()).toBe('there now')
  })

  it.each([
    ['is cut off', '{"Name": "s", "SecretString": "m4rker0123456789'],
    ['goes on behind the secret', '{"SecretString": "m4rker0123456789" oops}'],
    ['forgot the quotes', '{"SecretString": m4rker0123456789}'],
  ])('quotes nothing of an answer that %s', async (_, answer) => {
    const token = await garbled(answer)
    const error = await token().catch(caught => caught)
    expect(error).toMatchObject({ code: 'secret-unreadable' })
    expect(error.message).toMatch(/did not give secret commvault\/prod: its answer is no JSON/)
    // With all that hangs on it, hidden or not.
    const told = inspect(error, { depth: 9, showHidden: true, maxStringLength: null })
    for (const piece of ['m4rker', 'rker01', '012345', '456789']) expect(told).not.toContain(piece)
  })

  it('does not outlive a secret that turned unusable', async () => {
    const { vault, token } = await reader({ s: 'good' })
    await token()
    vault.put('s', '{"username": "m4rker"}')
    await expect(token('good')).rejects.toMatchObject({ code: 'secret-unusable' })
  })
})

describe('a call with a token that is rejected', () => {
  it('goes out again with the one that the secret holds now', async () => {
    const { call, vault, accept } = await caller({ s: 'old' }, ['old'])
    await call()
    vault.put('s', 'new')
    accept('new')
    expect(await call()).toEqual({ status: 200, tokens: ['old', 'new'] })
    expect(await call()).toEqual({ status: 200, tokens: ['new'] })
  })

  it('goes out with the one before, where the new one does not work yet', async () => {
    const { call, vault } = await caller({ s: 'old' }, ['old'])
    vault.put('s', 'not yet')
    expect(await call()).toEqual({ status: 200, tokens: ['not yet', 'old'] })
    expect(await call()).toEqual({ status: 200, tokens: ['old'] })
  })

  it('causes no storm when both are rejected: a minute long nothing is read, and each call goes out once', async () => {
    const { call, vault, clock, accept } = await caller({ s: 'old' }, [])
    vault.put('s', 'new')
    expect(await call()).toEqual({ status: 401, tokens: ['new', 'old'] })
    expect(vault.calls()).toHaveLength(3)
    for (let n = 0; n < 100; n++) {
      clock.at += 500
      expect(await call()).toEqual({ status: 401, tokens: ['new'] })
    }
    expect(vault.calls()).toEqual([])
    clock.at += 10_000
    vault.put('s', 'newest')
    accept('newest')
    expect(await call()).toEqual({ status: 200, tokens: ['new', 'newest'] })
    expect(vault.calls()).toHaveLength(1)
  })

  it('causes no storm either when many are made at once', async () => {
    const { call, vault } = await caller({ s: 'old' }, [])
    vault.put('s', 'new')
    const calls = await Promise.all(Array.from({ length: 50 }, call))
    expect(calls.every(({ status, tokens }) => status === 401 && tokens.length <= 2)).toBe(true)
    expect(vault.calls().length).toBeLessThanOrEqual(5)
  })

  it('never signs in with what the secret held before', async () => {
    const { call, vault } = await caller({ s: '{"username": "u", "password": "p"}' }, [])
    vault.put('s', 'new')
    expect(await call()).toEqual({ status: 401, tokens: ['new'] })
  })
})

describe('a login', () => {
  const LOGIN = '{"username": "svc", "password": "pw"}'

  it('is made once for callers that ask at the same time, and lasts as long as it is used', async () => {
    const { clock, token, logins } = await reader({ s: LOGIN })
    expect(await Promise.all([token(), token(), token()])).toEqual(Array(3).fill('QSDK 1'))
    for (let n = 0; n < 5; n++) {
      clock.at += 20 * 60_000
      expect(await token()).toBe('QSDK 1')
    }
    clock.at += 25 * 60_000
    expect(await token()).toBe('QSDK 2')
    expect(logins()).toEqual(['svc v1', 'svc v1'])
  })

  it('is made again when the session is over, but not with a session of a moment ago', async () => {
    const { clock, token, logins } = await reader({ s: LOGIN })
    await token()
    clock.at += 120_000
    expect(await token('QSDK 1')).toBe('QSDK 2')
    for (let n = 0; n < 10; n++) {
      clock.at += 1_000
      expect(await token('QSDK 2')).toBe('QSDK 2')
    }
    expect(logins()).toHaveLength(2)
    clock.at += 120_000
    expect(await token('QSDK 2')).toBe('QSDK 3')
  })

  it('tells by the version whether the secret was written anew', async () => {
    const { vault, clock, token, logins } = await reader({ s: LOGIN })
    await token()
    clock.at += 120_000
    vault.put('s', LOGIN)
    await token('QSDK 1')
    expect(logins()).toEqual(['svc v1', 'svc v2'])
  })
})

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

const noSignIn = () => Promise.reject(new Error('nobody signs in here'))

/** Something on the way has garbled what Secrets Manager answers. */
async function garbled(answer: string) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1')
    response.end(answer)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const client = new SecretsManagerClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: LOOPBACK_CREDENTIALS,
    maxAttempts: 1,
  })
  cleanups.push(
    () => client.destroy(),
    () => server.close(),
  )
  return authtokenReader({
    client,
    secretName: 'commvault/prod',
    now: () => 0,
    signIn: noSignIn,
  })
}

/** Of secret `s`. */
async function reader(secrets: { readonly [name: string]: string }) {
  const clock = { at: 0 }
  const vault = await startVault(secrets)
  cleanups.push(vault.stop)
  const logins: string[] = []
  const token = authtokenReader({
    client: vault.client,
    secretName: 's',
    now: () => clock.at,
    signIn: async ({ username }, version) => `QSDK ${logins.push(`${username} ${version}`)}`,
  })
  return { vault, clock, token, logins: () => logins }
}

/** Calls a Command Center that accepts these tokens. */
async function caller(secrets: { readonly [name: string]: string }, good: readonly string[]) {
  const { vault, clock, token } = await reader(secrets)
  let accepted = good
  const call = async () => {
    const tokens: string[] = []
    const { reply } = await signed(
      {
        authtoken: token,
        exchange: async ({ headers }) => {
          tokens.push(headers.Authtoken ?? '')
          const status = accepted.includes(headers.Authtoken ?? '') ? 200 : 401
          return { status, headers: {}, body: '' }
        },
      },
      { method: 'GET', url: 'https://commandcenter.example.com/', headers: {}, deadlineMs: 1 },
    )
    return { status: 'status' in reply ? reply.status : 0, tokens }
  }
  const accept = (...tokens: readonly string[]) => {
    accepted = tokens
  }
  return { vault, clock, call, accept }
}
