// A chapter of the storm: one world for some virtual days, from its first deployment until every run has ended.
import type { BusEntry } from '../lib/emulator/event-bus.ts'
import type { LogFields } from '../lib/run/ports.ts'
import { DAY, MINUTE, type Span } from '../lib/schedule/calendar.ts'
import { type Instant, isoText } from '../lib/start.ts'
import { type Books, readBooks, type Told } from './storm-books.ts'
import { type StormClock, stormClock } from './storm-clock.ts'
import { createFunctions, type Functions } from './storm-functions.ts'
import { type Lots, lotsOf } from './storm-lots.ts'
import { drawCommCells, RULE } from './storm-policies.ts'
import { drawDeployments, drawSpan, type OwedStart, owedStarts, type Plan } from './storm-scene.ts'
import { type CellOptions, openSite, type Site } from './storm-site.ts'
import {
  firstSecret,
  keepTokens,
  secretOf,
  TOKEN_KINDS,
  type TokenKind,
  tokenOptions,
} from './storm-tokens.ts'
import {
  deliveriesOf,
  drawFaults,
  drawWeather,
  releaseEvents,
  type Weather,
} from './storm-weather.ts'

export type ChapterOptions = {
  readonly seed: number
  readonly number: number
  /** About so many. */
  readonly runs: number
  /** The longest that a job is in no list. From five minutes on a second one may be started, "visible too late". */
  readonly lagSeconds: number
}

const CELLS = ['main', 'branch'] as const

/** Whose schedules somebody disables for a day. */
const DISABLED = ['core.log', 'branch.log', 'oracle.daily', 'core.diff'] as const

/** How long a chapter lasts; no lot depends on where its servers are. */
export function spanOf({ seed, number, runs }: Omit<ChapterOptions, 'lagSeconds'>): Plan {
  const lots = lotsOf(`${seed}/${number}`)
  const commcells = drawCommCells(lots, { endpointOf: () => '', isShared: () => false })
  return drawSpan(lots, commcells, runs)
}

export async function playChapter(
  options: ChapterOptions,
  onTick: (at: Instant, span: Span) => void,
): Promise<Books> {
  const key = `${options.seed}/${options.number}`
  const lots = lotsOf(key)
  const span = spanOf(options)
  const { weather, kinds, cells, isShared } = drawSurroundings(lots, options, span)
  const clock = stormClock(span.from, () => lots.draw('turn'))
  const notebook = openNotebook(clock)
  const site = await openSite({
    now: clock.now,
    cells,
    secrets: firstSecrets(kinds),
    onEvents: entries => {
      notebook.events.push(...entries)
      for (const commcell of entries.flatMap(needingAHuman)) tokens.mend(commcell)
    },
    failEntry: () => (lots.befalls('AWS: the bus refuses an event', 0.002) ? NOT_NOW : undefined),
  })
  const tokens = keepTokens({ clock, lots, site, span, kinds })
  try {
    const endpointOf = (name: string) => site.cells.find(cell => cell.name === name)?.endpoint ?? ''
    const commcells = drawCommCells(lotsOf(key), { endpointOf, isShared })
    const deployments = drawDeployments(lotsOf(key), commcells, span)
    const owed = owedStarts(deployments, span.to)
    const isDown = (what: string) => weather.isDown(what, clock.now())
    const network = { ...site, ...notebook.hears, clock, lots, isDown }
    const { writes, doubts } = notebook
    const functions = createFunctions({ network, weather, span, site, writes, doubts })
    const scene = { clock, lots, span, weather, functions, site }
    for (const { from, policies } of deployments) clock.at(from, () => functions.deploy(policies))
    deliverStarts(scene, owed)
    if ([...kinds.values()].includes('pair')) renewNowAndThen(scene)
    restartNowAndThen(scene)
    await clock.run(now => onTick(now, span))
    const played = { options, span, endedAt: clock.now(), commcells, deployments, cells, owed }
    return await readBooks(site, lots, { ...played, ...notebook, ...functions })
  } finally {
    await site.close()
  }
}

// --- what is drawn ---

/** Jobs an hour that other people, and Commvault's own schedules, start on the same subclients. */
const OTHERS: readonly [number, ...number[]] = [0, 2, 6]

function drawSurroundings(lots: Lots, options: ChapterOptions, span: Span) {
  const weather = drawWeather(lots, span, { commcells: CELLS, sources: DISABLED })
  const kinds = new Map<string, TokenKind>(
    CELLS.map(name => [name, lots.one('kind of token', TOKEN_KINDS)]),
  )
  const cells = CELLS.map((name, index) => drawCell(lots, { ...options, name, index, weather }))
  const strangers = new Map(cells.map(cell => [cell.name, cell.backgroundJobsPerHour ?? 0]))
  const isShared = (name: string) => (strangers.get(name) ?? 0) > 0
  return { weather, kinds, cells, isShared }
}

type Drawn = ChapterOptions & {
  readonly name: string
  readonly index: number
  readonly weather: Weather
}

function drawCell(lots: Lots, { seed, number, name, index, weather, lagSeconds }: Drawn) {
  const cellSeed = seed * 1_000_000 + number * 10 + index
  const spells = weather.spells(name)
  const { wire, jobs } = drawFaults(lots, { seed: cellSeed, spells, lagSeconds })
  return {
    name,
    seed: cellSeed,
    wire,
    faults: jobs,
    clients: [],
    skewSeconds: lots.one('clock skew', [0, 0, -45, 90, -400, 400]),
    busyAnswer: 'by-seed',
    queueWhenBusy: lots.draw('queues when busy') < 0.15,
    convertFirst: lots.draw('converts') < 0.3,
    backgroundJobsPerHour: lots.one('jobs of others', OTHERS),
    lingerSeconds: lots.one('lingers', [0, 300]),
    taskDetails: lots.one('task details', ['full', 'full', 'without-description', 'refused']),
    pageCap: lots.one('page', [20, 1_000]),
    tellsSiblings: () => lots.draw('siblings told') < 0.5,
    ...tokenOptions(lots, name),
  } satisfies CellOptions
}

function firstSecrets(kinds: ReadonlyMap<string, TokenKind>) {
  return Object.fromEntries(
    [...kinds].map(([name, kind]) => [secretOf(name), firstSecret(kind, name)]),
  )
}

const NOT_NOW = { ErrorCode: 'InternalFailure', ErrorMessage: 'Not now.' }

function needingAHuman({ DetailType, Detail }: BusEntry): readonly string[] {
  if (DetailType !== 'Backup Authtoken Attention') return []
  return (JSON.parse(Detail) as { readonly commcells: readonly string[] }).commcells
}

// --- what is to come ---

type Scene = {
  readonly clock: StormClock
  readonly lots: Lots
  readonly span: Span
  readonly weather: Weather
  readonly functions: Functions
  readonly site: Site
}

function deliverStarts(scene: Scene, owed: readonly OwedStart[]): void {
  const { clock, lots, span, weather, functions } = scene
  for (const { source, at } of owed) {
    if (weather.isDown(source.name, at)) {
      lots.count('start: its schedule is disabled')
      continue
    }
    const start = { version: 1, source: source.name, scheduledTime: isoText(at) }
    for (const arrives of deliveriesOf(lots, at, source.jitterSeconds ?? 0)) {
      clock.at(arrives, () => functions.deliver(start))
    }
  }
  for (const { at, event } of releaseEvents(lots, span)) {
    clock.at(at, () => functions.deliver({ version: 1, rule: RULE, event }))
  }
}

/** The renewer comes every five minutes; what it does not need to do it is not asked for here. */
const RENEWAL_EVERY = 110 * MINUTE

function renewNowAndThen({ clock, span, functions }: Scene): void {
  for (let at = span.from + 10_000; at < span.to; at += RENEWAL_EVERY) clock.at(at, functions.renew)
}

function restartNowAndThen({ clock, lots, span, site }: Scene): void {
  const gap = () => lots.between('restart', DAY / 4, 5 * DAY)
  for (const cell of site.cells) {
    for (let at = span.from + gap(); at < span.to; at += gap()) {
      clock.at(at, () => {
        lots.count('Command Center: restarted')
        cell.restart()
      })
    }
  }
}

// --- what is written down on the way ---

const IN_DOUBT = /\\"state\\":\\"in-doubt\\"/

type Mutable<List> = List extends readonly (infer Item)[] ? Item[] : never

function openNotebook({ now }: StormClock) {
  const events: Mutable<Told['events']> = []
  const texts: Mutable<Told['texts']> = []
  const calls: Mutable<Told['calls']> = []
  const hung: Instant[] = []
  const doubts = new Set<string>()
  let writes = 0
  return {
    events,
    texts,
    calls,
    hung,
    /** Of runs. */
    writes: () => writes,
    /** How many runs are in doubt. */
    doubts: () => doubts.size,
    hears: {
      log: (level: string, message: string, { error, ...fields }: LogFields) => {
        texts.push(`log: ${level} ${message} ${JSON.stringify(fields)} ${error ?? ''}`)
      },
      onStored: (text: string) => {
        texts.push(text)
        const [, run] = /^\{"pk":\{"S":"run#([^"]+)"/.exec(text) ?? []
        if (run === undefined) return
        writes += 1
        if (IN_DOUBT.test(text)) doubts.add(run)
        else doubts.delete(run)
      },
      onCall: (commcell: string, method: 'GET' | 'POST', isFree: boolean) => {
        calls.push({ commcell, method, isFree, at: now() })
      },
      onHung: () => hung.push(now()),
    },
  }
}
