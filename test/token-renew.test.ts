// The one renewer: when it renews, what it makes of every answer, and whom it tells of what.
import { describe, expect, it } from 'vitest'
import { fingerprintOf } from '../lib/token/pair.ts'
import { renewPair } from '../lib/token/renew.ts'
import { renewAll } from '../lib/token/renew-all.ts'
import { signIn } from '../lib/token/sign-in.ts'
import { MINUTE } from './support/story.ts'
import { userAccount } from './support/token-chain.ts'
import { SECRET, type TokenStory, tokenStory } from './support/token-world.ts'

const look = ({ world }: TokenStory) => renewPair(world, SECRET)

/** A look every five minutes, as the schedule has it. */
async function looks(s: TokenStory, minutes: number): Promise<readonly string[]> {
  const outcomes: string[] = []
  for (let minute = 0; minute < minutes; minute += 5) {
    s.pass(5 * MINUTE)
    outcomes.push(await look(s))
  }
  return outcomes
}

describe('a pair', () => {
  it('is renewed at the first look, so that a mistake shows while somebody is there', async () => {
    const s = tokenStory()
    expect(await look(s)).toBe('renewed')
    expect(JSON.parse(s.secretText())).toEqual({
      tokenName: 'holdfast',
      accessToken: 'm4rk3r-access-2',
      refreshToken: 'm4rk3r-refresh-2',
      tokenExpiryTimestamp: s.now() / 1000 + 1800,
      renewableUntilTimestamp: s.now() / 1000 + 90 * 86_400,
    })
    expect(await look(s)).toBe('fresh')
  })

  it.each([
    ['30 minutes', 30 * MINUTE, 20],
    ['2 hours', 120 * MINUTE, 60],
    ['a day', 1440 * MINUTE, 720],
  ])('that lives for %s is renewed in time, every %#: %i ms', async (_, life, every) => {
    const s = tokenStory({ life })
    await look(s)
    const outcomes = await looks(s, 3 * every)
    const renewedAt = outcomes.flatMap((outcome, n) => (outcome === 'renewed' ? [n * 5 + 5] : []))
    expect(renewedAt).toEqual([every, 2 * every, 3 * every])
  })

  it('of which nobody knows how long it lives is renewed every 20 minutes', async () => {
    const s = tokenStory()
    s.chain.sayTimes(undefined)
    s.put(s.chain.secretText())
    await look(s)
    expect((await looks(s, 60)).filter(outcome => outcome === 'renewed')).toHaveLength(3)
  })

  it('makes at most one version of the secret in 10 minutes, the rehearsal counted', async () => {
    for (let jitter = 0; jitter < MINUTE; jitter += 7_000) {
      const s = tokenStory()
      await look(s)
      s.pass(jitter)
      const renewals = (await looks(s, 1440)).filter(outcome => outcome === 'renewed')
      expect(2 * renewals.length).toBeLessThanOrEqual(1440 / 10)
    }
  })

  it('never leaves the secret without a token that works, over a week', async () => {
    const s = tokenStory()
    for (let minute = 0; minute < 7 * 1440; minute++) {
      if (minute % 5 === 0) await look(s)
      expect(await s.isSignedIn()).toBe(true)
      s.pass(MINUTE)
    }
    expect(s.reasons()).toEqual([])
  })

  it('that several CommCells share is renewed once', async () => {
    const s = tokenStory()
    expect(await renewAll(s.world)).toEqual([{ secret: SECRET, outcome: 'renewed' }])
    expect(s.chain.renewals()).toBe(1)
  })

  it('keeps the end of its chain where an answer does not repeat it', async () => {
    const s = tokenStory()
    s.chain.sayTimes({})
    await look(s)
    expect(JSON.parse(s.secretText())).toHaveProperty('renewableUntilTimestamp')
  })

  it.each([
    ['a token', 'QSDK 3ac7f0'],
    ['a login', '{"username": "svc", "password": "pw"}'],
  ])('is not %s, of which nothing is renewed', async (_, text) => {
    const s = tokenStory()
    s.put(text)
    expect(await looks(s, 60)).toEqual(Array(12).fill('no-pair'))
    expect(s.noted).toEqual([])
  })
})

describe('before anything is renewed', () => {
  it('the write is rehearsed: what cannot be stored is not renewed, and somebody is told once', async () => {
    const s = tokenStory()
    s.breakWrites()
    expect(await looks(s, 60)).toEqual(Array(12).fill('unwritable'))
    expect(s.chain.renewals()).toBe(0)
    expect(s.reasons()).toEqual(['SECRET_UNWRITABLE'])
    s.mendWrites()
    expect(await look(s)).toBe('renewed')
    s.breakWrites()
    await looks(s, 60)
    expect(s.reasons()).toEqual(['SECRET_UNWRITABLE', 'SECRET_UNWRITABLE'])
  })

  it('there must be time to store it', async () => {
    const s = tokenStory()
    const hurried = { ...s.world, deadline: s.now() + 100_000 }
    expect(await renewPair(hurried, SECRET)).toBe('waiting')
    expect(s.chain.renewals()).toBe(0)
  })

  it('the Command Center must be well: maintenance, however long, leaves nothing in doubt', async () => {
    const s = tokenStory()
    await look(s)
    s.chain.goDown()
    expect(new Set(await looks(s, 180))).toEqual(new Set(['fresh', 'waiting']))
    s.chain.comeBack()
    expect(await looks(s, 5)).toEqual(['renewed'])
    expect(s.chain.renewals()).toBe(2)
    expect(s.reasons()).toEqual([])
  })

  it('the token must not be rejected before its time: somebody else renews it', async () => {
    const s = tokenStory()
    await look(s)
    s.chain.begin()
    expect(await looks(s, 60)).toEqual([...Array(3).fill('fresh'), ...Array(9).fill('lost')])
    expect(s.reasons()).toEqual(['CHAIN_LOST'])
    expect(s.chain.renewals()).toBe(1)
    expect(s.chain.isDead()).toBe(false)
  })

  it('the secret is read after the ledger: who comes late never uses a pair twice', async () => {
    const s = tokenStory()
    let overtaken = false
    const late: TokenStory['world'] = {
      ...s.world,
      secrets: {
        ...s.world.secrets,
        read: async name => {
          const found = await s.world.secrets.read(name)
          if (!overtaken) {
            overtaken = true
            await look(s)
          }
          return found
        },
      },
    }
    expect(await renewPair(late, SECRET)).toBe('busy')
    expect(s.chain.isDead()).toBe(false)
    expect(await s.isSignedIn()).toBe(true)
  })
})

describe('a renewal', () => {
  it('that was not sent is tried again at the next look', async () => {
    const s = tokenStory()
    s.chain.next('not-sent', 'not-sent')
    expect(await looks(s, 15)).toEqual(['waiting', 'waiting', 'renewed'])
  })

  it('that was not answered is tried again when the old token is still accepted', async () => {
    const s = tokenStory()
    s.chain.next('unanswered')
    expect(await look(s)).toBe('waiting')
    s.pass(2 * MINUTE)
    expect(await look(s)).toBe('busy')
    expect(await looks(s, 5)).toEqual(['renewed'])
    expect(s.reasons()).toEqual([])
  })

  it('of which the answer was lost is never tried again', async () => {
    const s = tokenStory()
    s.chain.next('answer-lost')
    expect(await looks(s, 60)).toEqual(['waiting', ...Array(11).fill('lost')])
    expect(s.reasons()).toEqual(['CHAIN_LOST'])
    expect(s.chain.renewals()).toBe(1)
    expect(s.chain.isDead()).toBe(false)
    expect(s.events()[0]?.detail.statusMessage).toMatch(/nobody knows the new one/)
  })

  it('that nobody can tell about, as the old token has expired meanwhile, is left to a human', async () => {
    const s = tokenStory()
    s.chain.next('unanswered')
    await look(s)
    s.chain.goDown()
    expect(new Set(await looks(s, 60))).toEqual(new Set(['waiting']))
    s.chain.comeBack()
    expect(await looks(s, 30)).toEqual(Array(6).fill('lost'))
    expect(s.chain.renewals()).toBe(1)
    expect(s.reasons()).toEqual(['CHAIN_LOST'])
    expect(s.events()[0]?.detail.statusMessage).toMatch(/nobody can tell whether/)
  })

  it('that is refused while the token still works is tried again, and told once', async () => {
    const s = tokenStory()
    await look(s)
    s.chain.next('refused', 'refused')
    expect(await looks(s, 30)).toEqual([
      ...Array(3).fill('fresh'),
      ...['refused', 'refused'],
      ...['renewed'],
    ])
    expect(s.reasons()).toEqual(['RENEWAL_REFUSED'])
  })

  it('that is refused until the token has expired is given up', async () => {
    const s = tokenStory()
    s.chain.next(...Array(99).fill('refused'))
    const outcomes = await looks(s, 120)
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('refused'))
    expect(outcomes.slice(5)).toEqual(Array(19).fill('lost'))
    expect(s.chain.renewals()).toBe(6)
    expect(s.reasons()).toEqual(['RENEWAL_REFUSED'])
  })

  it('of a chain that is dead is given up, and told', async () => {
    const s = tokenStory()
    await look(s)
    s.pass(60 * MINUTE)
    s.chain.kill()
    expect(await looks(s, 30)).toEqual(Array(6).fill('lost'))
    expect(s.reasons()).toEqual(['RENEWAL_REFUSED'])
    expect(s.events()[0]?.detail.statusMessage).toMatch(/HTTP 400: The token does not exist/)
  })
})

describe('the new pair', () => {
  it('is stored again and again, and others wait for it', async () => {
    const s = tokenStory()
    s.failStores(8)
    const seen: string[] = []
    const watched = {
      ...s.world,
      pause: async (ms: number) => {
        await s.world.pause(ms)
        seen.push(await look(s))
      },
    }
    expect(await renewPair(watched, SECRET)).toBe('renewed')
    expect(new Set(seen)).toEqual(new Set(['busy']))
    expect(await s.isSignedIn()).toBe(true)
    expect(s.reasons()).toEqual([])
  })

  it('that cannot be stored for as long as the function lives is lost, and told', async () => {
    const s = tokenStory()
    s.failStores(9_999)
    const deadline = s.now() + 600_000
    expect(await renewPair({ ...s.world, deadline }, SECRET)).toBe('lost')
    expect(s.now()).toBeGreaterThan(deadline - 60_000)
    expect(s.now()).toBeLessThan(deadline)
    expect(s.reasons()).toEqual(['CHAIN_LOST'])
    s.failStores(0)
    expect(await looks(s, 60)).toEqual(Array(12).fill('lost'))
    expect(s.chain.renewals()).toBe(1)
  })
})

describe('a human', () => {
  it('puts a new pair in, and everything goes on', async () => {
    const s = tokenStory()
    s.chain.next('answer-lost')
    await looks(s, 15)
    s.chain.begin()
    s.put(s.chain.secretText())
    expect(await look(s)).toBe('renewed')
    s.chain.next('answer-lost')
    await looks(s, 60)
    expect(s.reasons()).toEqual(['CHAIN_LOST', 'CHAIN_LOST'])
    expect(new Set(s.events().map(({ eventId }) => eventId)).size).toBe(2)
  })

  it('who puts an old version back is told, and the pair is not used again', async () => {
    const s = tokenStory()
    await look(s)
    const old = s.secretText()
    await looks(s, 20)
    s.put(old)
    expect(await looks(s, 20)).toEqual(Array(4).fill('lost'))
    expect(s.chain.isDead()).toBe(false)
    expect(s.reasons()).toEqual(['CHAIN_LOST'])
  })

  it('is not called for a read that is a moment behind', async () => {
    const s = tokenStory()
    const old = s.secretText()
    await look(s)
    s.put(old)
    expect(await look(s)).toBe('busy')
    expect(s.reasons()).toEqual([])
  })

  it('is told of the end of the chain 14, 7, 3 and 1 days before, once each', async () => {
    const s = tokenStory({ life: 7 * 1440 * MINUTE })
    s.chain.sayTimes({ renewableUntil: s.now() + 20 * 1440 * MINUTE })
    s.put(s.chain.secretText())
    const daysBefore: number[] = []
    for (let hours = 20 * 24; hours > 0; hours -= 1) {
      const known = s.events().length
      await look(s)
      if (s.events().length > known) daysBefore.push(hours / 24)
      s.pass(60 * MINUTE)
    }
    expect(daysBefore).toEqual([14, 7, 3, 1])
    expect(s.reasons()).toEqual(Array(4).fill('RENEWABLE_UNTIL'))
    expect(s.events()[0]?.detail).toMatchObject({ renewableUntil: '2026-12-12T00:00:00Z' })
  })

  it('is told of the end at the first look, once, where that is near already', async () => {
    const s = tokenStory()
    s.chain.sayTimes({ renewableUntil: s.now() + 2 * 1440 * MINUTE })
    s.put(s.chain.secretText())
    await looks(s, 120)
    expect(s.reasons()).toEqual(['RENEWABLE_UNTIL'])
  })

  it('keeps the alarm ringing until something is done', async () => {
    const s = tokenStory()
    s.chain.next('answer-lost')
    await look(s)
    s.pass(5 * MINUTE)
    for (const _ of ['once', 'again']) {
      await expect(renewAll(s.world)).rejects.toMatchObject({
        code: 'secret-unusable',
        message: expect.stringContaining(SECRET),
      })
    }
    expect(s.reasons()).toEqual(['CHAIN_LOST'])
  })
})

describe('the event', () => {
  it('says whose token it is, what has happened and what to do, and nothing of the secret', async () => {
    const s = tokenStory()
    s.chain.next('answer-lost')
    await looks(s, 15)
    expect(s.events()).toEqual([
      {
        eventId: 'renew/backup/prod/commvault#1',
        time: '2026-11-22T00:10:00Z',
        detailType: 'Backup Authtoken Attention',
        detail: {
          eventId: 'renew/backup/prod/commvault#1',
          schemaVersion: '1',
          commcells: ['branch', 'main'],
          secret: SECRET,
          reason: 'CHAIN_LOST',
          statusMessage:
            'The renewal of 2026-11-22T00:05:00Z was not answered, and Commvault has replaced the pair: nobody knows the new one. ' +
            'This pair is not renewed again. In the Command Center, as the service user, add an access token (Access tokens, Add token) and put its accessToken and refreshToken as JSON into secret backup/prod/commvault: no deployment is needed. Delete the old token there.',
        },
      },
    ])
  })

  it('waits for a bus that is down, and stops no renewal', async () => {
    const s = tokenStory()
    s.chain.sayTimes({ renewableUntil: s.now() + 2 * 1440 * MINUTE })
    s.put(s.chain.secretText())
    s.breakBus()
    expect(await look(s)).toBe('renewed')
    await looks(s, 60)
    expect(s.reasons()).toEqual([])
    s.mendBus()
    await looks(s, 10)
    expect(s.reasons()).toEqual(['RENEWABLE_UNTIL'])
    expect(s.published).toHaveLength(1)
  })

  it('leaves no token in an event, a note or a log line, whatever happens', async () => {
    const s = tokenStory()
    s.chain.next('answer-lost', 'refused', 'unanswered', 'not-sent')
    await looks(s, 15)
    s.chain.begin()
    s.put(s.chain.secretText())
    s.failStores(3)
    await looks(s, 240)
    expect(s.noted.length).toBeGreaterThan(10)
    expect(s.lines.length).toBeGreaterThan(3)
    expect(JSON.stringify([s.noted, s.lines, s.published])).not.toContain('m4rk3r')
    expect(s.noted.join()).toContain(fingerprintOf(s.chain.pair()))
  })
})

describe('signing in with a password', () => {
  const CREDENTIALS = { kind: 'login', username: 'svc', password: 'm4rk3r-password' } as const

  function account(password = 'm4rk3r-password') {
    const s = tokenStory()
    const user = userAccount(password)
    const world = { ...s.world, commcell: 'main', login: user.login }
    const enter = (version = 'v1') =>
      signIn(world, { secretName: SECRET, version, credentials: CREDENTIALS })
    return { ...s, user, enter }
  }

  it('gives each container a session of its own', async () => {
    const { enter, user } = account()
    expect(await enter()).toBe('QSDK m4rk3r1')
    const others = await Promise.all([enter(), enter(), enter()])
    expect(others).toEqual(['QSDK m4rk3r2', 'QSDK m4rk3r3', 'QSDK m4rk3r4'])
    expect(user.attempts()).toBe(4)
  })

  it('is tried once by all containers together when it is wrong, and told once', async () => {
    const { enter, user, reasons, pass } = account('another')
    await Promise.allSettled(Array.from({ length: 20 }, () => enter()))
    for (let n = 0; n < 50; n++) {
      pass(MINUTE)
      await expect(enter()).rejects.toMatchObject({
        code: 'secret-unusable',
        message: expect.stringContaining(SECRET),
      })
    }
    expect(user.attempts()).toBe(1)
    expect(reasons()).toEqual(['LOGIN_REFUSED'])
  })

  it('is tried again when the secret was written anew, even with the same words', async () => {
    const { enter, user, reasons } = account('another')
    await enter().catch(() => {})
    user.change('m4rk3r-password')
    expect(await enter('v2')).toMatch(/^QSDK/)
    expect(user.attempts()).toBe(2)
    expect(reasons()).toEqual(['LOGIN_REFUSED'])
  })

  it('stops when the password has been changed in Commvault', async () => {
    const { enter, user, reasons } = account()
    await enter()
    user.change('another')
    for (let n = 0; n < 9; n++) await enter().catch(() => {})
    expect(user.attempts()).toBe(2)
    expect(reasons()).toEqual(['LOGIN_REFUSED'])
  })

  it('says that the account is locked', async () => {
    const { enter, user, reasons } = account()
    user.lock()
    for (let n = 0; n < 9; n++) await enter().catch(() => {})
    expect(user.attempts()).toBe(1)
    expect(reasons()).toEqual(['ACCOUNT_LOCKED'])
  })

  it('may be tried again after a silence, by one after the other', async () => {
    const s = account()
    let calls = 0
    const login = async () => {
      calls += 1
      return { kind: 'no-answer', text: 'it took too long' } as const
    }
    const world = { ...s.world, commcell: 'main', login }
    const enter = () =>
      signIn(world, { secretName: SECRET, version: 'v1', credentials: CREDENTIALS })
    for (let n = 0; n < 5; n++) {
      await expect(enter()).rejects.toMatchObject({ code: 'command-center-unreadable' })
    }
    expect(calls).toBe(1)
    s.pass(2 * MINUTE)
    await enter().catch(() => {})
    expect(calls).toBe(2)
  })

  it('leaves neither password nor token in a note, an event or an error', async () => {
    const s = account('another')
    const errors: unknown[] = []
    for (const version of ['v1', 'v2', 'v2']) await s.enter(version).catch(e => errors.push(e))
    const told = errors.map(error => (error instanceof Error ? [error.message, error.stack] : ''))
    expect(JSON.stringify([s.noted, s.published, s.lines, told])).not.toContain('m4rk3r')
  })

  it('has its events published by the renewer when a container died over them', async () => {
    const s = account('another')
    s.breakBus()
    await s.enter().catch(() => {})
    s.put('{"username": "svc", "password": "m4rk3r-password"}')
    s.mendBus()
    await renewAll(s.world)
    expect(s.reasons()).toEqual(['LOGIN_REFUSED'])
  })
})

it('does not call with a marker that has run out: another renewer may have called by then', async () => {
  const s = tokenStory()
  const { notes } = s.world
  let isFrozen = true
  const frozen: typeof s.world = {
    ...s.world,
    notes: {
      ...notes,
      write: async note => {
        const isWritten = await notes.write(note)
        if (isFrozen) {
          isFrozen = false
          s.pass(10 * MINUTE)
          expect(await look(s)).toBe('renewed')
        }
        return isWritten
      },
    },
  }
  expect(await renewPair(frozen, SECRET)).toBe('waiting')
  expect(await s.isSignedIn()).toBe(true)
  expect(s.reasons()).toEqual([])
})
