// The world of a simulation: the core in memory, and an emulated Command Center behind each CommCell, without a wire.
import { commandCenter } from '../commvault/command-center.ts'
import type { Exchange } from '../commvault/exchange.ts'
import { metered } from '../commvault/metered.ts'
import { type CommandCenterEmulator, emulateCommandCenter } from '../emulator/command-center.ts'
import type { JobFault, TaskFaults } from '../emulator/faults.ts'
import type { Outage } from '../policy/scenario.ts'
import type { Announced } from '../report/result-events.ts'
import { spender } from '../run/quota.ts'
import type { CommCell, Instant, PolicySources } from '../start.ts'
import { coreHost } from './core-host.ts'
import type { Host } from './drive.ts'
import { jobChanges } from './job-changes.ts'
import { outagesOf, withOutages } from './simulate-outages.ts'

type Simulated = {
  readonly policies: readonly PolicySources[]
  readonly from: Instant
  readonly seed: number
  readonly faults: readonly JobFault[]
  /** What a scenario brings. */
  readonly faultOf?: TaskFaults
  readonly outages?: readonly Outage[]
  readonly background?: number
  readonly watchUntil?: Instant
  readonly onEvent: (event: Announced) => void
}

export function simulatedHost(simulated: Simulated): Host {
  const { policies, from, seed, faults, faultOf, onEvent } = simulated
  const { outages = [], background = 0, watchUntil } = simulated
  const changes: ReturnType<typeof jobChanges>[] = []
  const commcells = policies[0]?.commcells ?? {}
  const host = coreHost({
    policies,
    from,
    ...(watchUntil !== undefined && { watchUntil }),
    onEvent,
    commandCenter: (now, name, notes) => {
      const emulator = emulateCommandCenter({
        now,
        tokens: [TOKEN],
        seed,
        faults,
        backgroundJobsPerHour: background,
        ...(faultOf && { faultOf }),
      })
      changes.push(jobChanges(emulator.ledger))
      const limits = commcells[name]?.limits
      const wire = withOutages(inProcess(emulator), outagesOf(outages, name), now)
      return commandCenter({
        exchange: limits ? metered(wire, spender({ notes, now, commcell: name, limits })) : wire,
        authtoken: async () => TOKEN,
        endpoint: endpointOf(commcells[name]),
        now,
      })
    },
  })
  return {
    ...host,
    nextChange: after => {
      const ends = outages.map(({ to }) => to).filter(to => to > after)
      const next = changes.map(change => change(after) ?? Number.POSITIVE_INFINITY)
      const first = Math.min(...ends, ...next)
      return Number.isFinite(first) ? first : undefined
    },
  }
}

/** Shorter than anything that is looked for in answers, to be hidden: it is nobody's secret. */
const TOKEN = 'no-wire'

/** Messages name the host; the rest of the way is a gateway's, and there is none. */
function endpointOf(commcell: CommCell | undefined): string {
  const { endpoint = '' } = commcell ?? {}
  const host = URL.canParse(endpoint) ? new URL(endpoint).host : 'localhost'
  return `http://${host}/commandcenter/api`
}

/** The wire, left out: the request reaches the emulator as it would over HTTP. */
function inProcess({ replyTo }: CommandCenterEmulator): Exchange {
  return ({ url, method, headers, body = '' }) => replyTo({ url, method, headers, body })
}
