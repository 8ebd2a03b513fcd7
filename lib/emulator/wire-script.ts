// Asked at every call which fault of a script strikes it. The same seed and the same order of calls give the same faults.
import { randomFrom } from './random.ts'
import type { Call } from './wire-calls.ts'
import type { WireFault } from './wire-fault.ts'

type Moment = { readonly call: Call; readonly at: number }

/** The first fault of the script that strikes; every fault counts the calls that it is about, whoever strikes. */
export type WireScript = (moment: Moment) => WireFault | undefined

export function createWireScript(faults: readonly WireFault[], seed: number): WireScript {
  const triggers = faults.map((fault, index) => trigger(fault, `${seed} wire ${index}`))
  return moment => {
    const struck = triggers.map(pulled => pulled(moment))
    return faults[struck.indexOf(true)]
  }
}

function trigger(fault: WireFault, key: string): (moment: Moment) => boolean {
  const random = randomFrom(key)
  const { calls = 1 } = fault
  let count = 0
  let left = 0
  return moment => {
    if (!isAbout(fault, moment)) return false
    count += 1
    if (left === 0 && !isDue(fault, count, random)) return false
    left = (left === 0 ? calls : left) - 1
    return true
  }
}

function isAbout({ call: wanted, during }: WireFault, { call, at }: Moment): boolean {
  if (during && (at < Date.parse(during.from) || at >= Date.parse(during.to))) return false
  if (wanted === undefined) return true
  return wanted.startsWith('/') ? call.path.includes(wanted.toLowerCase()) : call.name === wanted
}

function isDue({ nth, every, probability }: WireFault, count: number, random: () => number) {
  if (nth !== undefined) return count === nth
  if (every !== undefined) return count % every === 0
  return probability === undefined || random() < probability
}
