// What goes wrong in a storm, and when: spans in which something is down, and what becomes of each start on its way.
import type { JobFault } from '../lib/emulator/faults.ts'
import { stormFaults } from '../lib/emulator/storm-faults.ts'
import type { WireFault } from '../lib/emulator/wire-fault.ts'
import { DAY, MINUTE, type Span } from '../lib/schedule/calendar.ts'
import { type Instant, isoText } from '../lib/start.ts'
import type { Lots } from './storm-lots.ts'

const HOUR = 60 * MINUTE

export type Weather = {
  /** Whether something is down: `bus`, `secrets`, `sweeps`, a CommCell by name, a source by name. */
  readonly isDown: (what: string, at: Instant) => boolean
  /** When it is up again. */
  readonly endOf: (what: string, at: Instant) => Instant
  /** Spells of one kind of fault on the wire of a CommCell. */
  readonly spells: (commcell: string) => readonly WireFault[]
}

/** How often in ten days, and how long in minutes. */
type Spell = { readonly often: number; readonly minutes: readonly [number, number] }

const DOWN: { readonly [what: string]: Spell } = {
  sweeps: { often: 3, minutes: [45, 150] },
  bus: { often: 3, minutes: [10, 90] },
  secrets: { often: 4, minutes: [2, 20] },
}

const CELL_DOWN: Spell = { often: 3, minutes: [20, 260] }
const SOURCE_DOWN: Spell = { often: 0.6, minutes: [1_440, 1_440] }

const WIRE_SPELLS: readonly (Spell & { readonly fault: Omit<WireFault, 'during'> })[] = [
  { often: 2, minutes: [10, 60], fault: { wire: 'maintenance' } },
  { often: 2, minutes: [10, 40], fault: { wire: 'too-many', seconds: 300 } },
  { often: 2, minutes: [5, 40], fault: { wire: 'denied' } },
  { often: 2, minutes: [5, 40], fault: { wire: 'unavailable', status: 503 } },
  // Every task is done, and nobody hears of it.
  { often: 6, minutes: [3, 20], fault: { wire: 'cut-after', call: 'createTask' } },
  { often: 1, minutes: [5, 30], fault: { wire: 'redirect' } },
]

export function drawWeather(
  lots: Lots,
  span: Span,
  names: { readonly commcells: readonly string[]; readonly sources: readonly string[] },
): Weather {
  const down = new Map<string, readonly Span[]>([
    ...Object.entries(DOWN).map(
      ([what, spell]) => [what, drawSpans(lots, what, span, spell)] as const,
    ),
    ...names.commcells.map(name => [name, drawSpans(lots, name, span, CELL_DOWN)] as const),
    ...names.sources.map(name => [name, drawSpans(lots, name, span, SOURCE_DOWN)] as const),
  ])
  const covering = (what: string, at: Instant) =>
    down.get(what)?.find(({ from, to }) => from <= at && at < to)
  return {
    isDown: (what, at) => covering(what, at) !== undefined,
    endOf: (what, at) => covering(what, at)?.to ?? at,
    spells: commcell =>
      WIRE_SPELLS.flatMap(({ fault, ...spell }) =>
        drawSpans(lots, `${commcell} ${fault.wire}`, span, spell).map(({ from, to }) => ({
          ...fault,
          during: { from: new Date(from).toISOString(), to: new Date(to).toISOString() },
        })),
      ),
  }
}

function drawSpans(
  lots: Lots,
  row: string,
  span: Span,
  { often, minutes }: Spell,
): readonly Span[] {
  const days = (span.to - span.from) / DAY
  const times = Math.floor((often * days) / 10 + lots.draw(row))
  return Array.from({ length: times }, () => {
    const from = Math.floor(lots.between(row, span.from + HOUR, span.to))
    return { from, to: from + Math.floor(lots.between(row, ...minutes)) * MINUTE }
  })
}

/** All that befalls single calls and jobs of a Command Center, beside its spells. */
export function drawFaults(
  lots: Lots,
  {
    seed,
    spells,
    lagSeconds,
  }: {
    readonly seed: number
    readonly spells: readonly WireFault[]
    readonly lagSeconds: number
  },
): { readonly wire: readonly WireFault[]; readonly jobs: readonly JobFault[] } {
  const { wire, jobs } = stormFaults({ seed, tasks: TASKS })
  const more = Array.from({ length: TASKS }, (_, index) => index + 1).flatMap((nth): JobFault[] => {
    const lot = lots.draw('more faults of jobs') * 100
    if (lot < 0.5) return [{ nth, alsoRuns: 'TRANSACTION_LOG' }]
    if (lot < 1) return [{ nth, runs: 'FULL' }]
    if (lot < 5) return [{ nth, hiddenForSeconds: lagSeconds }]
    if (lot < 5.3) return [{ nth, slow: 40 }]
    return []
  })
  return { wire: [...spells, ...wire], jobs: [...more, ...jobs] }
}

/** More than a chapter has. */
const TASKS = 6_000

/** When a start reaches `submit`: not at all, once, or several times. */
export function deliveriesOf(lots: Lots, due: Instant, jitterSeconds: number): readonly Instant[] {
  const onTime = due + lots.between('way of a start', 50, 20_000 + jitterSeconds * 1_000)
  if (lots.befalls('start: never delivered', 0.03)) return []
  if (lots.befalls('start: delivered late', 0.02)) {
    return [due + lots.between('lateness', 5 * MINUTE, 3 * HOUR)]
  }
  if (lots.befalls('start: delivered to two functions at once', 0.05)) return [onTime, onTime]
  if (lots.befalls('start: delivered again', 0.01)) {
    return [onTime, onTime + lots.between('again', MINUTE, 20 * MINUTE)]
  }
  return [onTime]
}

/** Deployments in waves: several at once, each of which may be told twice. */
export function releaseEvents(
  lots: Lots,
  { from, to }: Span,
): readonly { readonly at: Instant; readonly event: object }[] {
  const waves = Math.floor(((to - from) / DAY) * WAVES_A_DAY)
  return Array.from({ length: waves }, (_, wave) => {
    const began = lots.between('wave', from + HOUR, to)
    return Array.from({ length: lots.one('of a wave', OF_A_WAVE) }, (_, nth) => {
      const at = Math.floor(began + lots.between('within a wave', 0, 5_000))
      const event = releaseEvent(`d-${wave}-${nth}`, at)
      if (lots.befalls('event: never delivered', 0.02)) return []
      const told = { at: at + 200, event }
      return lots.befalls('event: delivered to two functions at once', 0.3) ? [told, told] : [told]
    })
  }).flat(2)
}

const WAVES_A_DAY = 4
const OF_A_WAVE = [1, 1, 2, 3] as const

/** On average. */
export const RELEASES_A_DAY =
  (WAVES_A_DAY * OF_A_WAVE.reduce((sum: number, size) => sum + size, 0)) / OF_A_WAVE.length

function releaseEvent(deploymentId: string, at: Instant): object {
  return {
    id: `event-${deploymentId}`,
    source: 'aws.codedeploy',
    'detail-type': 'CodeDeploy Deployment State-change Notification',
    time: isoText(at),
    detail: { deploymentId, state: 'SUCCESS' },
  }
}
