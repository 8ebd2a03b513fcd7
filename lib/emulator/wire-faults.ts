// Puts faults between a service and its clients: each is real on the socket, and each knows whether the work was done.
import type { Served } from './listen.ts'
import { type Call, callOf } from './wire-calls.ts'
import { isWorkDone, type WireFault, type WireKind } from './wire-fault.ts'
import { createWireScript } from './wire-script.ts'
import { answerOf, strike } from './wire-strikes.ts'

/** One call that a fault has struck. */
export type InjectedFault = {
  readonly wire: WireKind
  /** The name of the call, or its path where it has none. */
  readonly call: string
  /** Epoch milliseconds of the emulator's clock. */
  readonly at: number
  /** The service has handled the request; what came of it there its own ledger knows. False: it has never seen it. */
  readonly worked: boolean
}

export type WireFaults = Served & {
  /** Every fault so far, oldest first. */
  readonly injected: () => readonly InjectedFault[]
}

export type WireOptions = {
  readonly now: () => number
  /** The same seed and order of calls give the same faults. */
  readonly seed: number
}

export function withWireFaults(
  app: Served,
  faults: readonly WireFault[],
  { now, seed }: WireOptions,
): WireFaults {
  const script = createWireScript(faults, seed)
  const injected: InjectedFault[] = []

  async function struck(fault: WireFault, call: Call, incoming: Incoming): Promise<Response> {
    const worked = isWorkDone(fault)
    const at = now()
    const answer = worked ? await answerOf(await app.fetch(...incoming)) : undefined
    injected.push({
      wire: fault.wire,
      call: call.name === 'other' ? call.path : call.name,
      at,
      worked,
    })
    return strike({ fault, answer, at, ...incoming[1] })
  }

  return {
    fetch: (...incoming) => {
      const call = callOf(incoming[0])
      const fault = script({ call, at: now() })
      return fault ? struck(fault, call, incoming) : app.fetch(...incoming)
    },
    injected: () => injected,
  }
}

type Incoming = Parameters<Served['fetch']>
