// The deployed functions, called as AWS calls them: starts at least once and again when they fail, sweeps by the minute,
// several at once. A sweep that would find nothing new is left out.
import { BackupError } from '../lib/errors.ts'
import { DAY, MINUTE, type Span } from '../lib/schedule/calendar.ts'
import { type Instant, isRuleStart, type PolicySources, parseStartEvent } from '../lib/start.ts'
import { submit, submitEvent } from '../lib/submit/submit.ts'
import { renewAll } from '../lib/token/renew-all.ts'
import { type SweepReport, track } from '../lib/track/track.ts'
import { type Container, type Network, openContainer } from './storm-container.ts'
import { call, type Ended, type Life } from './storm-life.ts'
import type { Site } from './storm-site.ts'
import type { Weather } from './storm-weather.ts'

export type Functions = {
  readonly deploy: (policies: readonly PolicySources[]) => void
  readonly deliver: (start: unknown) => void
  readonly renew: () => void
  /** The runs that a call of `submit` has brought back. */
  readonly decided: ReadonlySet<string>
  readonly sweeps: readonly Sweep[]
  /** What was thrown that is no failure of ours, each once. */
  readonly bugs: ReadonlySet<string>
}

export type Sweep = {
  readonly from: Instant
  /** It came to its end, and nothing failed. */
  readonly isWhole: boolean
}

type FunctionOptions = {
  readonly network: Network
  readonly weather: Weather
  readonly span: Span
  readonly site: Site
  /** Counts the writes of runs. */
  readonly writes: () => number
  /** How many runs are in doubt. */
  readonly doubts: () => number
}

const SUBMIT_MS = 900_000
const TRACK_MS = 300_000
const RENEW_MS = 600_000

/** Before or after any one effect of a function. */
const DEATH = 0.0008

/** "Error handling and automatic retries in AWS Lambda": two more attempts, after one minute and after two. */
const RETRIES = 2

/** A run that has not ended so long after the last start never will. */
const LONGEST_TAIL = 4 * DAY

const NEVER = Number.POSITIVE_INFINITY

export function createFunctions(options: FunctionOptions): Functions {
  const { network, weather, span, site, writes, doubts } = options
  const { clock, lots } = network
  let deployed: readonly PolicySources[] = []
  let idle: Container[] = []
  const decided = new Set<string>()
  const sweeps: Sweep[] = []
  const bugs = new Set<string>()
  let sweepsAt = NEVER
  let lull = 0

  /** In a container that is warm, or in a new one; one in which a function died is not used again. */
  async function inContainer<R>(
    timeoutMs: number,
    work: (container: Container, life: Life) => Promise<R>,
  ): Promise<Ended<R>> {
    const container = idle.pop() ?? openContainer(network, deployed)
    const calling = { clock, lots, timeoutMs, deathChance: DEATH }
    const ended = await call(calling, life => work(container, life))
    if (ended.kind === 'failed' && !(ended.error instanceof BackupError)) {
      const { error } = ended
      bugs.add(error instanceof Error ? (error.stack ?? error.message) : String(error))
    }
    const isWarm = ended.kind !== 'died' && container.policies === deployed && idle.length < 3
    if (isWarm) idle.push(container)
    return ended
  }

  async function deliver(start: unknown, attempt = 1): Promise<void> {
    sweepBy(clock.now() + MINUTE)
    const ended = await inContainer(SUBMIT_MS, (container, life) =>
      submitIn(container, life, start),
    )
    sweepBy(clock.now() + MINUTE)
    if (ended.kind === 'done') {
      for (const { id } of ended.result) decided.add(id)
      return
    }
    if (attempt > RETRIES) return lots.count('start: in the failure queue')
    lots.count('start: tried again by Lambda')
    clock.at(clock.now() + attempt * MINUTE, () => {
      deliver(start, attempt + 1)
    })
  }

  function sweepBy(instant: Instant): void {
    const at = Math.ceil(instant / MINUTE) * MINUTE + AFTER_THE_MINUTE
    if (at >= sweepsAt || at > span.to + LONGEST_TAIL) return
    sweepsAt = at
    clock.at(at, () => {
      if (sweepsAt !== at) return
      sweepsAt = NEVER
      sweep()
    })
  }

  function sweep(): void {
    if (weather.isDown('sweeps', clock.now())) {
      lots.count('sweep: did not come')
      sweepBy(weather.endOf('sweeps', clock.now()))
      return
    }
    if (lots.befalls('sweep: two at once', 0.12)) sweepOnce()
    if (lots.befalls('sweep: another a minute later', 0.1)) sweepBy(clock.now() + MINUTE)
    sweepOnce()
  }

  async function sweepOnce(): Promise<void> {
    const from = clock.now()
    const before = writes()
    const ended = await inContainer(TRACK_MS, (container, life) =>
      track(container.world(life, TRACK_MS)),
    )
    sweeps.push({ from, isWhole: ended.kind === 'done' })
    if (ended.kind !== 'done') return sweepBy(clock.now() + MINUTE)
    lull = writes() === before && doubts() === 0 ? Math.min(LONGEST_LULL, lull + 1) : 0
    const next = nextSweep(ended.result)
    if (next !== NEVER) sweepBy(next)
  }

  function nextSweep({ open, unsettled, wakesAt = NEVER, watch }: SweepReport): Instant {
    const now = clock.now()
    const isWatching = now < span.to + WATCH_AFTER
    const watchAt = Math.max(now + 1, (isWatching ? watch?.watchAt : undefined) ?? NEVER)
    if (open === 0) return watchAt
    const isAwake = unsettled > 0 && wakesAt === NEVER
    const soon = now + (isAwake ? (1 + lull) * MINUTE : PATIENCE)
    const changes = site.cells.map(cell => cell.nextChange(now) ?? soon)
    return Math.max(now + 1, Math.min(soon, ...changes, wakesAt, watchAt))
  }

  async function renew(): Promise<void> {
    await inContainer(RENEW_MS, (container, life) => renewAll(container.tokenWorld(life, RENEW_MS)))
  }

  return {
    deploy(policies) {
      deployed = policies
      idle = []
      sweepBy(clock.now() + 1)
    },
    deliver(start) {
      deliver(start)
    },
    renew() {
      if (lots.befalls('token: two renewers at once', 0.1)) renew()
      renew()
    },
    decided,
    sweeps,
    bugs,
  }
}

function submitIn({ world, policies }: Container, life: Life, input: unknown) {
  const start = parseStartEvent(input)
  const here = world(life, SUBMIT_MS)
  if (isRuleStart(start)) return submitEvent(here, policies, start)
  const policy = here.policyOf?.(start.source)
  if (policy) return submit(here, policy, start)
  throw new BackupError('source-unknown', `No source ${start.source} is deployed here.`)
}

/** What is due at a minute comes first, mostly. */
const AFTER_THE_MINUTE = 3_000

/** Where the last sweeps have moved no run and none is in doubt, the next come later, in minutes. */
const LONGEST_LULL = 9

/** Jobs of which nothing was heard are asked for all the same. */
const PATIENCE = 30 * MINUTE

/** How long the watch goes on for starts that were due at the very end. */
const WATCH_AFTER = 15 * MINUTE
