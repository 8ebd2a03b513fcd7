// A function that dies, or that others overtake: the ports of a world with a step between any two of their effects.
import type { World } from '../../lib/run/ports.ts'

/** Called around the effect of every call to a port, in the order of the calls. */
export type Step = (when: 'before' | 'after') => Promise<void> | void

/** The same world with a step before and after every effect that a function has on it. */
export function stepwise(world: World, step: Step): World {
  return {
    ...world,
    runs: around(world.runs, step),
    notes: around(world.notes, step),
    publish: aroundOne(world.publish, step),
    commandCenter: name => around(world.commandCenter(name), step),
  }
}

/** Dies at the nth call of a port, before or after its effect; what is dead does nothing more. */
export function dyingAt(call: number, when: 'before' | 'after'): Step {
  let calls = 0
  return now => {
    if (now === 'before') calls += 1
    if (calls > call || (calls === call && (now === when || when === 'before'))) {
      throw new Error('the function dies here')
    }
  }
}

/** Gives way to whoever else runs, now for a moment and now for longer: another order for every seed. */
export function givingWay(seed: number): Step {
  let state = seed
  return async () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    for (let turn = (state >> 8) % 12; turn > 0; turn--) await undefined
  }
}

type Call = (...args: never[]) => Promise<unknown>

/** One port of a world. */
export function around<Port extends { readonly [name: string]: Call }>(
  port: Port,
  step: Step,
): Port {
  const calls = Object.entries(port).map(([name, call]) => [name, aroundOne(call, step)])
  return Object.fromEntries(calls)
}

export function aroundOne<C extends Call>(call: C, step: Step): C {
  const stepped = async (...args: never[]) => {
    await step('before')
    const result = await call(...args)
    await step('after')
    return result
  }
  return stepped as C
}
