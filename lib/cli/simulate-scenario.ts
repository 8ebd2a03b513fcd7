// What a scenario does to a simulation: other caps, jobs that are slow or fail, events that happen, starts that do not come.
import { dirname, join } from 'node:path'
import type { JobFault, TaskFaults } from '../emulator/faults.ts'
import type { Plan } from '../plan/plan.ts'
import type { Cap, Scenario, Whose } from '../policy/scenario.ts'
import type { Span } from '../schedule/calendar.ts'
import { type CommCell, type Instant, isoText } from '../start.ts'
import type { Happening, Host } from './drive.ts'
import { isBadEvent, readEventFile } from './event-file.ts'
import { UsageError } from './failure.ts'
import { deliveriesOf } from './rule-engine.ts'

/** The plan as if its CommCells had the caps of the scenario. */
export function planUnder(plan: Plan, { caps }: Scenario): Plan {
  const policies = plan.policies.map(policy => ({
    ...policy,
    commcells: Object.fromEntries(
      Object.entries(policy.commcells).map(([name, commcell]) => [
        name,
        capped(commcell, caps[name] ?? {}),
      ]),
    ),
  }))
  return { ...plan, policies }
}

function capped({ limits, ...commcell }: CommCell, { limits: other, ...caps }: Cap): CommCell {
  const { maxInFlight, maxInFlightPerClient } = { ...commcell, ...caps }
  const counted = other === undefined ? limits : (other ?? undefined)
  return {
    ...commcell,
    ...caps,
    // The CommCell's own cap for a client may be more than the scenario leaves to all of them.
    ...(maxInFlightPerClient !== undefined && {
      maxInFlightPerClient: Math.min(maxInFlight, maxInFlightPerClient),
    }),
    ...(counted && { limits: counted }),
  }
}

/** What a scenario has happen at another time than is simulated: most likely a wrong date. */
export function outsideOf(scenario: Scenario, { from, to }: Span): readonly string[] {
  const isOutside = (time: Span) => time.to <= from || time.from >= to
  const spans = [
    ...scenario.outages.map(time => ({ what: 'an outage', time })),
    ...scenario.slow.map(time => ({ what: 'a span of slow jobs', time })),
    ...scenario.fails.map(time => ({ what: 'a span of failing jobs', time })),
    ...scenario.missed.map(time => ({ what: 'a span of lost starts', time })),
    ...scenario.events.map(({ at }) => ({ what: 'an event', time: { from: at, to: at + 1 } })),
  ]
  return spans
    .filter(({ time }) => isOutside(time))
    .map(({ what, time }) => `${what} (${isoText(Math.max(time.from, 0))})`)
}

/** Asked for every job: what the scenario has in store for it. */
export function faultsOf({ slow, fails }: Scenario): TaskFaults {
  const counts = fails.map(() => 0)
  return ({ description, level, at }) => {
    const [source = '', target = ''] = description.split('/')
    const job = { source, target, level, at }
    const pace = slow.find(each => isMeant(each, job))
    const failing = fails.filter((each, index) => {
      if (!isMeant(each, job)) return false
      counts[index] = (counts[index] ?? 0) + 1
      return (counts[index] ?? 0) % each.every === 0
    })[0]
    return {
      ...(pace?.factor !== undefined && { slow: pace.factor }),
      ...(pace?.takesSeconds !== undefined && { takesSeconds: pace.takesSeconds }),
      ...(failing && ({ outcome: 'Failed', reason: failing.reason } satisfies JobFault)),
    }
  }
}

type Job = {
  readonly source: string
  readonly target: string
  readonly level: string
  readonly at: Instant
}

function isMeant({ source, target, level, from, to }: Whose & Span, job: Job): boolean {
  return (
    job.at >= from &&
    job.at < to &&
    isSource(source, job.source) &&
    (target === undefined || target === job.target) &&
    (level === undefined || level === job.level)
  )
}

/** A policy means all that is its own. */
function isSource(meant: string | undefined, source: string): boolean {
  return meant === undefined || meant === source || source.startsWith(`${meant}.`)
}

/** The events of the scenario, through the rules of the plan. `file` is the scenario's own. @throws UsageError */
export function eventsOf(
  { events }: Scenario,
  file: string,
  { plan, host }: { readonly plan: Plan; readonly host: Host },
): readonly Happening[] {
  return events.map(({ at, file: eventFile }) => {
    const read = readEventFile(join(dirname(file), eventFile))
    if (isBadEvent(read)) throw new UsageError(`--scenario ${file}: ${read.problem}.`)
    const event = { ...read, time: isoText(at) }
    return {
      at,
      happen: async () => {
        for (const delivery of deliveriesOf(plan, event)) await host.deliver(delivery)
      },
    }
  })
}

/** A host to which EventBridge does not deliver what the scenario says. */
export function missing(host: Host, { missed }: Scenario): Host {
  if (missed.length === 0) return host
  const isLost = (start: unknown) =>
    isSchedule(start) &&
    missed.some(({ source, from, to }) => {
      const at = Date.parse(start.scheduledTime)
      return isSource(source, start.source) && at >= from && at < to
    })
  return {
    ...host,
    deliver: async start => {
      if (!isLost(start)) await host.deliver(start)
    },
  }
}

function isSchedule(
  start: unknown,
): start is { readonly source: string; readonly scheduledTime: string } {
  return typeof start === 'object' && start !== null && 'scheduledTime' in start
}
