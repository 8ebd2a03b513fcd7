// The renewer dies between any two effects, and others run beside it: we never end a chain, and either the secret holds a token
// that works or one event has said that somebody is needed.
import { describe, expect, it } from 'vitest'
import type { TokenWorld } from '../lib/token/ports.ts'
import { renewPair } from '../lib/token/renew.ts'
import { signIn } from '../lib/token/sign-in.ts'
import { around, aroundOne, dyingAt, givingWay, type Step } from './support/mortal.ts'
import { MINUTE } from './support/story.ts'
import { userAccount } from './support/token-chain.ts'
import { SECRET, type TokenStory, tokenStory } from './support/token-world.ts'

type Story = {
  readonly begin?: (s: TokenStory) => void
  /** What somebody is told of where nobody dies. */
  readonly reasons?: readonly string[]
}

const STORIES: { readonly [name: string]: Story } = {
  'a renewal': {},
  'a renewal that is not sent': { begin: s => s.chain.next('not-sent') },
  'a renewal that is not answered': { begin: s => s.chain.next('unanswered') },
  'a renewal of which the answer is lost': {
    begin: s => s.chain.next('answer-lost'),
    reasons: ['CHAIN_LOST'],
  },
  'a renewal that is refused once': {
    begin: s => s.chain.next('refused'),
    reasons: ['RENEWAL_REFUSED'],
  },
  'a renewal that is always refused': {
    begin: s => s.chain.next(...Array(99).fill('refused')),
    reasons: ['RENEWAL_REFUSED'],
  },
  'a pair that is stored at the third try': { begin: s => s.failStores(2) },
  'a pair that is never stored': {
    begin: s => s.failStores(99_999),
    reasons: ['CHAIN_LOST'],
  },
  'a secret that cannot be written': {
    begin: s => s.breakWrites(),
    reasons: ['SECRET_UNWRITABLE'],
  },
  'a chain that ends soon': {
    begin: s => {
      s.chain.sayTimes({ renewableUntil: s.now() + 2 * 1440 * MINUTE })
      s.put(s.chain.secretText())
    },
    reasons: ['RENEWABLE_UNTIL'],
  },
  'a bus that is down for a while': {
    begin: s => {
      s.chain.next('answer-lost')
      s.breakBus()
    },
    reasons: ['CHAIN_LOST'],
  },
}

/** No look has as many effects; what is dead does nothing more. */
const MOST_CALLS = 200

/** Renewals follow each other for two hours; the first looks are of somebody who dies at the nth effect. */
async function tell({ begin }: Story, step: Step): Promise<TokenStory & { died: boolean }> {
  const s = tokenStory()
  begin?.(s)
  let died = false
  const mortal = stepwise(s.world, async when => {
    try {
      await step(when)
    } catch (error) {
      died = true
      throw error
    }
  })
  for (let minute = 0; minute < 120; minute += 5) {
    if (minute === 60) s.mendBus()
    await renewPair(died ? s.world : mortal, SECRET).catch(error => {
      if (!died) throw error
    })
    s.pass(5 * MINUTE)
  }
  return Object.assign(s, { died })
}

/** A chain may be refused first and lost later; of each somebody is told once. */
async function expectNothingLostInSilence(s: TokenStory, story: Story): Promise<void> {
  expect(s.chain.isDead()).toBe(false)
  const reasons = s.reasons().filter(reason => reason !== 'RENEWABLE_UNTIL')
  expect(reasons).toEqual([...new Set(reasons)])
  const unforeseen = reasons.filter(reason => !story.reasons?.includes(reason))
  if (!(await s.isSignedIn())) expect(reasons).not.toEqual([])
  // Only who dies with a new pair in his hands loses it, or with an answer that nobody can guess any more.
  if (unforeseen.length > 0) {
    expect(unforeseen).toEqual(['CHAIN_LOST'])
    const isStored = s.versions().join().includes(s.chain.pair().accessToken)
    const isUnknown = /nobody can tell whether/.test(JSON.stringify(s.published))
    expect(isStored && !isUnknown).toBe(false)
  }
  expect(JSON.stringify([s.noted, s.lines, s.published])).not.toContain('m4rk3r')
}

describe.each(Object.entries(STORIES))('%s', (_, story) => {
  it('ends as it should where nobody dies', async () => {
    const s = await tell(story, () => {})
    await expectNothingLostInSilence(s, story)
    expect(s.reasons()).toEqual(story.reasons ?? [])
  })

  it.each(['before', 'after'] as const)('survives a death %s any effect', async when => {
    for (let call = 1; call < MOST_CALLS; call++) {
      const s = await tell(story, dyingAt(call, when))
      await expectNothingLostInSilence(s, story)
      if (!s.died) return
    }
    throw new Error('the story never ends')
  })

  it('comes out right in whatever order two renewers overtake each other', async () => {
    for (let seed = 1; seed <= 60; seed++) {
      const s = tokenStory()
      story.begin?.(s)
      for (let minute = 0; minute < 120; minute += 5) {
        if (minute === 60) s.mendBus()
        const both = [seed, seed * 7919].map(each => stepwise(s.world, givingWay(each + minute)))
        await Promise.all(both.map(world => renewPair(world, SECRET)))
        s.pass(5 * MINUTE)
      }
      await expectNothingLostInSilence(s, story)
      expect(s.reasons(), `seed ${seed}`).toEqual(story.reasons ?? [])
    }
  })
})

describe('a pair that is stored while its renewer dies', () => {
  it('is taken for what it is: renewed, and not renewed again at once', async () => {
    const s = tokenStory()
    const dying: TokenWorld = {
      ...s.world,
      secrets: {
        ...s.world.secrets,
        store: async (...given) => {
          await s.world.secrets.store(...given)
          throw Object.assign(new Error('the function dies here'), { name: 'Dead' })
        },
      },
      pause: () => Promise.reject(new Error('the function dies here')),
    }
    await expect(renewPair(dying, SECRET)).rejects.toThrow('dies here')
    expect(await s.isSignedIn()).toBe(true)
    s.pass(5 * MINUTE)
    expect(await renewPair(s.world, SECRET)).toBe('fresh')
    s.pass(15 * MINUTE)
    expect(await renewPair(s.world, SECRET)).toBe('renewed')
    expect(s.reasons()).toEqual([])
  })
})

describe('signing in', () => {
  const credentials = { kind: 'login', username: 'svc', password: 'm4rk3r-password' } as const

  it.each(['before', 'after'] as const)(
    'with a wrong password locks nobody out, whoever dies %s any effect, and is told once',
    async when => {
      for (let call = 1; call < MOST_CALLS; call++) {
        const s = tokenStory()
        const user = userAccount('another')
        const asked = { secretName: SECRET, version: 'v1', credentials }
        const world = { ...s.world, commcell: 'main', login: user.login }
        let died = false
        const dying = dyingAt(call, when)
        const step: Step = now => {
          try {
            dying(now)
          } catch (error) {
            died = true
            throw error
          }
        }
        const mortal = {
          ...world,
          ...stepwise(s.world, step),
          login: aroundOne(user.login, step),
        }
        await signIn(mortal, asked).catch(() => {})
        for (let minute = 0; minute < 30; minute++) {
          await signIn(world, asked).catch(() => {})
          s.pass(MINUTE)
        }
        expect(user.attempts()).toBeLessThanOrEqual(died ? 2 : 1)
        expect(user.isLocked()).toBe(false)
        expect(s.reasons()).toEqual(['LOGIN_REFUSED'])
        if (!died) return
      }
      throw new Error('the story never ends')
    },
  )
})

/** The same world with a step before and after every effect that the renewer has on it. */
function stepwise(world: TokenWorld, step: Step): TokenWorld {
  return {
    ...world,
    notes: around(world.notes, step),
    secrets: around(world.secrets, step),
    publish: aroundOne(world.publish, step),
    service: commcell => around(world.service(commcell), step),
    pause: aroundOne(world.pause, step),
  }
}
