// The Authtoken out of Secrets Manager: the forms of a secret, the cache, and what a rejected token asks for.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterEach, describe, expect, it } from 'vitest'
import { authtokens } from '../lib/aws/authtoken.ts'
import { authtokenIn } from '../lib/aws/secret.ts'
import { emulateAws } from '../lib/emulator/aws.ts'
import { listen } from '../lib/emulator/listen.ts'
import { LOOPBACK_CREDENTIALS } from './support/dynalite.ts'

describe('a secret', () => {
  it.each([
    ['a bare token', 'QSDK 3ac7f0', 'QSDK 3ac7f0'],
    ['a bare token with a line end, as editors leave it', ' QSDK 3ac7f0\n', 'QSDK 3ac7f0'],
    ['authtoken', '{"authtoken": "QSDK 3ac7f0"}', 'QSDK 3ac7f0'],
    [
      'a renewed pair',
      '{"accessToken": "eyJ.a.b", "refreshToken": "r3f", "expires": 1}',
      'eyJ.a.b',
    ],
  ])('may be %s', (_, secretString, token) => {
    expect(authtokenIn('commvault/prod', secretString)).toBe(token)
  })

  it.each([
    ['a user and a password', '{"username": "m4rker", "password": "m4rker"}', /by password is not/],
    ['other JSON', '{"m4rker": "m4rker"}', /JSON without "authtoken" or "accessToken"/],
    ['a token that is no text', '{"authtoken": {"m4rker": 1}}', /JSON without "authtoken"/],
    ['half of a JSON text', '{"authtoken": "m4rker', /begins like JSON and is not/],
    ['empty', ' \n', /is empty or has characters/],
    ['an empty field', '{"authtoken": ""}', /is empty or has characters/],
    ['two lines', 'm4rker\nX-Header: m4rker', /is empty or has characters/],
    ['binary', undefined, /is binary/],
  ])('must not be %s, and its content is never shown', (_, secretString, why) => {
    const read = () => authtokenIn('commvault/prod', secretString)
    expect(read).toThrow(expect.objectContaining({ code: 'secret-unusable' }))
    expect(read).toThrow(why)
    expect(read).toThrow(/^Secret commvault\/prod /)
    expect(read).not.toThrow(/m4rker/)
  })
})

describe('reading a secret', () => {
  it('happens once in five minutes', async () => {
    const { vault, clock, tokenOf } = await secretsManager({ s: 'first' })
    const token = tokenOf('s')
    expect(await token()).toBe('first')
    vault.putSecret('s', 'second')
    clock.at = 299_999
    expect(await token()).toBe('first')
    expect(vault.reads()).toBe(1)
    clock.at = 300_000
    expect(await token()).toBe('second')
    expect(vault.reads()).toBe(2)
  })

  it('happens once for callers that ask at the same time, and for readers of the same secret', async () => {
    const { vault, tokenOf } = await secretsManager({ s: 'first' })
    const tokens = await Promise.all([tokenOf('s')(), tokenOf('s')(), tokenOf('s')()])
    expect(tokens).toEqual(['first', 'first', 'first'])
    expect(vault.reads()).toBe(1)
  })

  it('keeps secrets apart', async () => {
    const { tokenOf } = await secretsManager({ a: 'of a', b: 'of b' })
    expect([await tokenOf('a')(), await tokenOf('b')()]).toEqual(['of a', 'of b'])
  })

  it('happens again, and once, when the token was rejected', async () => {
    const { vault, tokenOf } = await secretsManager({ s: 'old' })
    const token = tokenOf('s')
    await token()
    vault.putSecret('s', 'new')
    expect(await Promise.all([token('old'), token('old'), token('old')])).toEqual(
      Array(3).fill('new'),
    )
    expect(vault.reads()).toBe(2)
  })

  it('is not needed when another token than the rejected one is at hand', async () => {
    const { vault, tokenOf } = await secretsManager({ s: 'old' })
    const token = tokenOf('s')
    await token()
    vault.putSecret('s', 'new')
    await token('old')
    expect(await token('old')).toBe('new')
    expect(vault.reads()).toBe(2)
  })

  it('gives the rejected token again when the secret holds no other', async () => {
    const { vault, tokenOf } = await secretsManager({ s: 'only' })
    const token = tokenOf('s')
    await token()
    expect(await token('only')).toBe('only')
    expect(vault.reads()).toBe(2)
  })

  it('fails with the name of the secret, and is tried again by the next caller', async () => {
    const { vault, tokenOf } = await secretsManager({})
    const token = tokenOf('commvault/prod')
    const failure = {
      code: 'secret-unreadable',
      message: expect.stringContaining('commvault/prod'),
    }
    await expect(token()).rejects.toMatchObject(failure)
    await expect(token()).rejects.toThrow(/ResourceNotFoundException/)
    vault.putSecret('commvault/prod', 'there now')
    expect(await token()).toBe('there now')
  })

  it.each([
    ['is cut off', '{"Name": "s", "SecretString": "m4rker0123456789'],
    ['goes on behind the secret', '{"SecretString": "m4rker0123456789" oops}'],
    ['forgot the quotes', '{"SecretString": m4rker0123456789}'],
  ])('quotes nothing of an answer that %s', async (_, answer) => {
    const tokenOf = await garbled(answer)
    const error = await tokenOf('commvault/prod')().catch(caught => caught)
    expect(error).toMatchObject({ code: 'secret-unreadable' })
    expect(error.message).toMatch(/did not give secret commvault\/prod: its answer is no JSON/)
    // With all that hangs on it, hidden or not.
    const told = inspect(error, { depth: 9, showHidden: true, maxStringLength: null })
    for (const piece of ['m4rker', 'rker01', '012345', '456789']) expect(told).not.toContain(piece)
  })

  it('does not outlive a secret that turned unusable', async () => {
    const { vault, tokenOf } = await secretsManager({ s: 'good' })
    const token = tokenOf('s')
    await token()
    vault.putSecret('s', '{"username": "u", "password": "m4rker"}')
    await expect(token('good')).rejects.toMatchObject({ code: 'secret-unusable' })
  })
})

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

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
  return authtokens({ client, now: () => 0 })
}

async function secretsManager(secrets: { readonly [name: string]: string }) {
  const clock = { at: 0 }
  const aws = emulateAws({ now: Date.now, secrets, onEvents: () => {} })
  const server = await listen(aws.app, { host: '127.0.0.1', port: 0 })
  const client = new SecretsManagerClient({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: LOOPBACK_CREDENTIALS,
  })
  cleanups.push(() => client.destroy(), server.close)
  let reads = 0
  client.middlewareStack.add(
    next => args => {
      reads += 1
      return next(args)
    },
    { step: 'initialize' },
  )
  const vault = { putSecret: aws.putSecret, reads: () => reads }
  return { vault, clock, tokenOf: authtokens({ client, now: () => clock.at }) }
}
