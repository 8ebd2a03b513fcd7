// `holdfast simulate`: a span of virtual time through the same core as the functions, with everything in memory: the
// decisions, the codecs and the emulated Command Center are real, sockets and AWS are left out.
import { commandCenter } from '../commvault/command-center.ts'
import type { Exchange } from '../commvault/exchange.ts'
import { emulateCommandCenter } from '../emulator/command-center.ts'
import type { JobFault } from '../emulator/faults.ts'
import type { Plan } from '../plan/plan.ts'
import { inMemoryRunStore } from '../run/in-memory.ts'
import type { World } from '../run/ports.ts'
import { submit } from '../run/submit.ts'
import { track } from '../run/track.ts'
import { type Instant, isoText, parseStartEvent } from '../start.ts'
import { drive, type Host } from './drive.ts'
import { readFaults } from './emulator.ts'
import type { ExitCode } from './failure.ts'
import { jobChanges } from './job-changes.ts'
import { json, progress, writeResult } from './output.ts'
import { planOf, type Selection, sourcesOfPolicy } from './policies.ts'
import { summaryTable } from './summary.ts'
import { type Announced, type EndedRun, endedRun, rpoVerdicts, tallyBySource } from './tally.ts'

export type SimulateOptions = Selection & {
  readonly from: Instant
  /** Seconds. */
  readonly for: number
  readonly policy?: string
  readonly seed: number
  readonly faults?: string
  readonly runs?: boolean
  readonly format: 'text' | 'json'
  readonly out?: string
}

export async function simulate(options: SimulateOptions): Promise<ExitCode> {
  const plan = planOf(options)
  const faults = options.faults === undefined ? [] : readFaults(options.faults)
  const sources = sourcesOfPolicy(plan, options.policy)
  const span = { from: options.from, to: options.from + options.for * 1000 }
  const runs: EndedRun[] = []
  const host = coreHost({ plan, faults, from: span.from, seed: options.seed }, event => {
    const run = endedRun(event)
    if (run) runs.push(run)
  })
  await drive(host, { sources, span, onTick: ticker(span.to) })

  const tallies = tallyBySource(sources, runs)
  const verdicts = rpoVerdicts(sources, runs)
  const result = {
    from: isoText(span.from),
    to: isoText(span.to),
    decisions: decisions(runs),
    sources: tallies,
    policies: verdicts.map(({ from, to, ...verdict }) => ({
      ...verdict,
      from: isoText(from),
      to: isoText(to),
    })),
    ...(options.runs && {
      runs: runs.map(run => ({
        ...run,
        scheduledTime: isoText(run.scheduledTime),
        at: isoText(run.at),
      })),
    }),
  }
  writeResult(
    options.format === 'json' ? json(result) : summaryTable(sources, tallies, verdicts),
    options.out,
  )
  return 0
}

function decisions(runs: readonly EndedRun[]) {
  const count = (is: (run: EndedRun) => boolean) => runs.filter(is).length
  const skip = count(run => run.ending === 'skipped')
  const miss = count(run => run.ending === 'missed')
  return { start: runs.length - skip - miss, skip, miss, defer: 0 }
}

type Simulated = {
  readonly plan: Plan
  readonly faults: readonly JobFault[]
  readonly from: Instant
  readonly seed: number
}

function coreHost(simulated: Simulated, onEvent: (event: Announced) => void): Host {
  let now = simulated.from
  const clock = () => now
  const token = 'simulated'
  const emulator = emulateCommandCenter({ ...simulated, now: clock, tokens: [token] })
  const policies = new Map(simulated.plan.policies.map(policy => [policy.policy.name, policy]))
  const center = commandCenter({
    exchange: inProcess(emulator.app),
    authtoken: async () => token,
    endpoint: 'http://localhost/commandcenter/api',
    now: clock,
  })
  const world: World = {
    now: clock,
    commcells: simulated.plan.policies[0]?.commcells ?? {},
    commandCenter: () => center,
    runs: inMemoryRunStore(),
    publish: async events => {
      events.forEach(onEvent)
      return new Set(events.map(event => event.eventId))
    },
    log: () => {},
  }
  return {
    setNow: instant => {
      now = instant
    },
    deliver: async event => {
      const start = parseStartEvent(event)
      const policy = policies.get(start.source.split('.')[0] ?? '')
      if (policy) await submit(world, policy, start)
    },
    sweep: () => track(world),
    nextChange: jobChanges(emulator.ledger),
  }
}

/** The wire, left out: the request reaches the emulator as it would over HTTP. */
function inProcess(app: ReturnType<typeof emulateCommandCenter>['app']): Exchange {
  return async ({ url, method, headers, body }) => {
    const response = await app.request(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
    })
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: await response.text(),
    }
  }
}

/** A word on stderr every second, for spans that take longer. */
function ticker(to: Instant): (at: Instant) => void {
  let last = Date.now()
  return at => {
    if (Date.now() - last < 1000) return
    last = Date.now()
    progress(`simulated until ${isoText(Math.min(at, to)).slice(0, 10)} …`)
  }
}
