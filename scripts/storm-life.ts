// The life of one call of a function. Every effect that it has on the world outside waits for its turn and takes a little
// virtual time; between any two of them the function may die, and what is dead does nothing more. What it has sent before
// arrives all the same.
import type { StormClock } from './storm-clock.ts'
import type { Lots } from './storm-lots.ts'

/** No answer ever comes. */
export const UNANSWERED = Symbol('unanswered')

/** One effect: on the way there, done, and on the way back. */
export type Effect<T> = {
  readonly thereMs: number
  readonly backMs: number
  readonly perform: () => Promise<T | typeof UNANSWERED>
  /** Whoever waits gives up after so long, with this in place of the answer. */
  readonly patience?: { readonly ms: number; readonly instead: () => T }
}

export type Life = {
  readonly effect: <T>(effect: Effect<T>) => Promise<T>
}

export type Ended<R> =
  | { readonly kind: 'done'; readonly result: R }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'died' }

export type Calling = {
  readonly clock: StormClock
  readonly lots: Lots
  /** What Lambda gives it. */
  readonly timeoutMs: number
  /** Of dying before or after any one effect. */
  readonly deathChance: number
}

/** Calls a function. It never throws: how the call ended is what it returns. */
export function call<R>(
  { clock, lots, timeoutMs, deathChance }: Calling,
  work: (life: Life) => Promise<R>,
): Promise<Ended<R>> {
  let isOver = false
  return new Promise(resolve => {
    const end = (how: Ended<R>) => {
      if (isOver) return
      isOver = true
      resolve(how)
    }
    const die = (kind: string) => {
      if (isOver) return
      lots.count(kind)
      end({ kind: 'died' })
    }
    const isStruck = (when: string) => lots.draw(`death ${when}`) < deathChance

    const effect: Life['effect'] = ({ thereMs, backMs, perform, patience }) =>
      new Promise((give, fail) => {
        if (isOver) return
        if (isStruck('before')) return die('function: died before an effect')
        const later = (ms: number, happen: () => void) =>
          clock.at(clock.now() + ms, () => {
            if (!isOver) happen()
          })
        if (patience) later(patience.ms, () => give(patience.instead()))
        clock.at(clock.now() + thereMs, async () => {
          const answer = await perform().then(
            value => () => {
              if (value !== UNANSWERED) give(value)
            },
            error => () => fail(error),
          )
          if (!isOver && isStruck('after')) return die('function: died after an effect')
          later(backMs, answer)
        })
      })

    clock.at(clock.now() + timeoutMs, () => die('function: ran out of its time'))
    work({ effect }).then(
      result => end({ kind: 'done', result }),
      error => end({ kind: 'failed', error }),
    )
  })
}
