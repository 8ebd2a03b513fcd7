// Functions that die half-way, as one does that is out of time or memory: it comes back from no call any more, what it has
// written stays written, and whoever called it learns that it failed.
import type { RunStore } from '../run/ports.ts'
import type { Mishaps } from './mishaps.ts'

/** A function did not live to its end. */
export class Death extends Error {
  override readonly name = 'Death'
}

/** One function at a time: the local world calls them one after the other. */
export function mortality({ befalls, note }: Pick<Mishaps, 'befalls' | 'note'>) {
  let life: { readonly what: string; readonly end: () => void } | undefined
  let deaths = 0

  const mortal =
    <Args extends unknown[], Result>(write: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      const dying = life
      if (dying === undefined || !befalls('function died half-way')) return write(...args)
      // Now before the write and now after it: the function cannot tell, the record can.
      if (deaths++ % 2 === 1) await write(...args)
      note('function died half-way', dying.what)
      dying.end()
      return new Promise<never>(() => {})
    }

  return {
    /** Calls a function that may die. Throws Death when it does. */
    live: <Result>(what: string, call: () => Promise<Result>): Promise<Result> =>
      new Promise<Result>((resolve, reject) => {
        life = { what, end: () => reject(new Death(`${what} died`)) }
        call().then(resolve, reject)
      }).finally(() => {
        life = undefined
      }),
    /** The store of such a function: every write may be its last act. */
    aroundRuns: (runs: RunStore): RunStore => ({
      ...runs,
      claim: mortal(runs.claim),
      save: mortal(runs.save) as RunStore['save'],
      lock: mortal(runs.lock),
      unlock: mortal(runs.unlock),
    }),
  }
}
