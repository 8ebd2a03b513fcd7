// The secret of a token pair, written: what is kept, what a repetition makes of it, and what a failure says.
import { afterEach, describe, expect, it } from 'vitest'
import { secretStore } from '../lib/aws/secret-store.ts'
import { startVault, type Vault } from './support/vault.ts'

const OLD = '{"tokenName": "holdfast", "accessToken": "acc3ss0ld", "refreshToken": "refr3sh0ld"}'
const FRESH = {
  accessToken: 'acc3ssn3w',
  refreshToken: 'refr3shn3w',
  expiresAt: Date.parse('2026-11-22T00:30:00Z'),
  renewableUntil: Date.parse('2027-02-20T00:00:00Z'),
}

let vault: Vault
afterEach(() => vault.stop())

async function store(text = OLD) {
  vault = await startVault({ s: text })
  return secretStore(vault.client)
}

describe('a new pair', () => {
  it('becomes the current version as one value, beside what else was in it', async () => {
    const secrets = await store()
    await secrets.store('s', FRESH, { tokenName: 'holdfast' })
    expect(JSON.parse(vault.read('s') ?? '')).toEqual({
      tokenName: 'holdfast',
      accessToken: 'acc3ssn3w',
      refreshToken: 'refr3shn3w',
      tokenExpiryTimestamp: 1795307400,
      renewableUntilTimestamp: 1803081600,
    })
    expect(vault.read('s', 'AWSPREVIOUS')).toBe(OLD)
  })

  it('reads back as it was stored', async () => {
    const secrets = await store()
    await secrets.store('s', FRESH, { tokenName: 'holdfast' })
    expect(await secrets.read('s')).toEqual({
      kind: 'pair',
      pair: FRESH,
      others: { tokenName: 'holdfast' },
    })
  })

  it('is one version however often it is stored', async () => {
    const secrets = await store()
    for (let n = 0; n < 3; n++) await secrets.store('s', FRESH, {})
    expect(vault.versions('s')).toHaveLength(2)
    expect(vault.read('s', 'AWSPREVIOUS')).toBe(OLD)
  })
})

describe('a rehearsal', () => {
  it('writes what is there, and nobody sees it', async () => {
    const secrets = await store()
    await secrets.rehearse('s')
    expect(vault.read('s')).toBe(OLD)
    expect(vault.read('s', 'AWSPENDING')).toBe(OLD)
    expect(vault.read('s', 'AWSPREVIOUS')).toBeUndefined()
  })

  it('makes one version a pair, however often a renewal is put off', async () => {
    const secrets = await store()
    for (let n = 0; n < 20; n++) await secrets.rehearse('s')
    expect(vault.versions('s')).toHaveLength(2)
    await secrets.store('s', FRESH, {})
    for (let n = 0; n < 20; n++) await secrets.rehearse('s')
    expect(vault.versions('s')).toHaveLength(4)
  })

  it('leaves the current pair for the next to read', async () => {
    const secrets = await store()
    await secrets.rehearse('s')
    expect(await secrets.read('s')).toMatchObject({ pair: { accessToken: 'acc3ss0ld' } })
  })
})

describe('what Secrets Manager does not take', () => {
  it.each(['AccessDeniedException', 'EncryptionFailure', 'LimitExceededException'])(
    'is told by its reason, %s, and by no content',
    async reason => {
      const secrets = await store()
      vault.fail('PutSecretValue', reason)
      for (const write of [() => secrets.rehearse('s'), () => secrets.store('s', FRESH, {})]) {
        const error = await write().catch(caught => caught)
        expect(error).toMatchObject({ code: 'secret-unwritable' })
        expect(error.message).toContain('secret s')
        expect(error.message).toContain(reason)
        expect(`${error.message} ${error.stack}`).not.toMatch(/acc3ss|refr3sh/)
      }
    },
  )

  it('fails a rehearsal of a secret that cannot be read', async () => {
    const secrets = await store()
    await expect(secrets.rehearse('gone')).rejects.toMatchObject({ code: 'secret-unreadable' })
  })
})
