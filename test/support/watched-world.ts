// A CommCell that works, and a world that knows what is deployed: so the sweep watches over starts and promises as well.
import type { World } from '../../lib/run/ports.ts'
import type { Run } from '../../lib/run/run.ts'
import type { PolicySources } from '../../lib/start.ts'
import { submit } from '../../lib/submit/submit.ts'
import { type SweepReport, track } from '../../lib/track/track.ts'
import { MINUTE } from './story.ts'
import { commcellThatWorks, type Ways } from './working-commcell.ts'

export type WatchedWorld = ReturnType<typeof watchedWorld>

/** As many jobs at once as anybody wants, unless told otherwise. */
export function watchedWorld(
  first: PolicySources,
  { slots = Number.MAX_SAFE_INTEGER, ...ways }: Ways & { readonly slots?: number } = {},
) {
  const w = commcellThatWorks(slots, ways)
  let policies = [first]
  let reads = 0
  const policyOf = (name: string) =>
    policies.find(({ sources }) => sources.some(source => source.name === name))
  const world = (): World => ({
    ...w.world,
    runs: {
      ...w.world.runs,
      get: id => {
        reads += 1
        return w.world.runs.get(id)
      },
    },
    policies,
    policyOf,
  })

  const deliver = async (name: string, at: number, targets?: readonly string[]) => {
    const policy = policyOf(name)
    if (policy === undefined) throw new Error(`${name} is not deployed`)
    const start = {
      version: 1,
      source: name,
      scheduledTime: at,
      ...(targets && { targets }),
    } as const
    return submit(world(), policy, start)
  }
  const sweepAt = async (at: number): Promise<SweepReport> => {
    w.goTo(at)
    return track(world())
  }
  const runsOf = async (...targets: readonly string[]): Promise<readonly Run[]> => {
    const found = await Promise.all(targets.map(name => w.world.runs.history(name, 100_000)))
    return found.flat().toSorted((a, b) => a.scheduledTime - b.scheduledTime)
  }

  return {
    ...w,
    world,
    deploy: (...next: readonly PolicySources[]) => {
      policies = [...next]
    },
    deliver,
    sweepAt,
    /** Every minute, both ends included. */
    sweepBetween: async (from: number, to: number) => {
      for (let at = from; at <= to; at += MINUTE) await sweepAt(at)
    },
    runsOf,
    /** How often the store was asked for one run. */
    reads: () => reads,
    /** `Backup Run Missed erp-sql.log/erp-core/…`, one a published event. */
    told: () =>
      w.events.map(({ detailType, detail }) =>
        [detailType, detail.state ?? detail.reason, detail.runId].filter(Boolean).join(' '),
      ),
  }
}
