// The history of a plan, counted from result events alone: what became of each source's starts, how long each target
// went without a recovery point, and when what went wrong.
import { forecast } from '../plan/forecast.ts'
import type { Plan, PlannedSchedule, PlannedSource } from '../plan/plan.ts'
import { compare } from '../policy/order.ts'
import { DAY, HOUR, type Span } from '../schedule/calendar.ts'
import { type Instant, isoText, isScheduleSource } from '../start.ts'
import { grouped } from './grouped.ts'
import { type Heard, type HeardRun, hear } from './heard.ts'
import type { History, Slots, SourceHistory, TargetHistory } from './history.ts'
import { incidentsOf } from './history-incidents.ts'
import { recoveries, UNHEARD, worstGapSeconds } from './recovery.ts'
import type { Announced } from './result-events.ts'

type Of = {
  readonly plan: Plan
  /** Only runs that were due in it count; without it, from the first event to the last. */
  readonly span?: Span
  readonly kind: History['kind']
  readonly scenario?: History['scenario']
  /** Targets that policies protect of which nothing was run: what is heard says nothing of them. */
  readonly partly?: ReadonlySet<string>
}

export function historyOf(events: readonly Announced[], of: Of): History {
  const heard = hear(events)
  const span = of.span ?? spanOf(heard)
  const isIn = (at: Instant) => at >= span.from && at < span.to
  const runs = heard.runs.filter(run => isIn(run.scheduledTime))
  const deferred = heard.deferred.filter(({ scheduledTime }) => isIn(scheduledTime))
  const promises = heard.promises.filter(({ at }) => isIn(at))
  const { shown, more } = incidentsOf({ runs, promises })
  return {
    kind: of.kind,
    scenario: of.scenario ?? null,
    from: isoText(span.from),
    to: isoText(span.to),
    sources: sourcesOf(of.plan, { ...heard, runs, deferred }, span),
    targets: targetsOf(of.plan, {
      runs: runs.filter(({ target }) => !of.partly?.has(target)),
      onTheWay: heard.onTheWay,
      to: span.to,
    }),
    broken: [...new Set(promises.map(({ target }) => target))],
    slots: slotsOf(runs, span),
    incidents: shown,
    moreIncidents: more,
  }
}

/** Up to the second after the last event; of no events, nothing. */
function spanOf({ first = 0, last }: Heard): Span {
  return { from: first, to: last === undefined ? first : Math.floor(last / 1000) * 1000 + 1000 }
}

function sourcesOf(plan: Plan, heard: Heard, span: Span): readonly SourceHistory[] {
  const planned = new Map(plan.sources.map(source => [source.name, source]))
  const bySource = grouped(heard.runs, ({ source }) => source)
  const deferred = grouped(heard.deferred, ({ source }) => source)
  const names = new Set([...planned.keys(), ...bySource.keys(), ...deferred.keys()])
  return [...names].toSorted(compare).map(source => {
    const runs = bySource.get(source) ?? []
    return {
      source,
      planned: plannedRuns(planned.get(source), plan, span),
      endings: endingsOf(runs),
      deferred: deferred.get(source)?.length ?? 0,
      worstGapSeconds: worstGapSeconds(runs),
      medianRunSeconds: median(runs.filter(isCompleted).flatMap(({ seconds }) => seconds ?? [])),
    }
  })
}

/** What the plan foresees to start, at its time or at the end of a blackout. */
function plannedRuns(source: PlannedSource | undefined, plan: Plan, span: Span): number | null {
  if (source === undefined || !isScheduleSource(source)) return null
  const siblings = plan.sources.filter(
    (other): other is PlannedSchedule => isScheduleSource(other) && other.policy === source.policy,
  )
  const due = forecast(source, siblings, span).filter(
    ({ at, fate }) => at >= span.from && (fate.kind === 'starts' || fate.kind === 'deferred'),
  )
  return due.length * source.targets.length
}

function targetsOf(plan: Plan, heard: Parameters<typeof recoveries>[0]): readonly TargetHistory[] {
  const known = recoveries(heard)
  const planned = plan.sources.flatMap(({ targets }) => targets)
  const names = new Set([...planned, ...known.keys()])
  return [...names]
    .toSorted(compare)
    .map(target => ({ target, recovery: known.get(target) ?? UNHEARD }))
}

const isCompleted = ({ ending }: HeardRun) => ending === 'completed'

/** Of an even number, the lower of the two in the middle. */
function median(seconds: readonly number[]): number | null {
  return seconds.toSorted((a, b) => a - b)[Math.floor((seconds.length - 1) / 2)] ?? null
}

function endingsOf(runs: readonly HeardRun[]): SourceHistory['endings'] {
  const counts = { completed: 0, partial: 0, failed: 0, skipped: 0, missed: 0 }
  for (const { ending } of runs) counts[ending] += 1
  return counts
}

/** Beyond so many days, a slot is a day. */
const HOURLY_DAYS = 60

function slotsOf(runs: readonly HeardRun[], { from, to }: Span): Slots {
  const length = to - from <= HOURLY_DAYS * DAY ? 'hour' : 'day'
  const size = length === 'hour' ? HOUR : DAY
  const start = Math.floor(from / size) * size
  const count = Math.ceil((to - start) / size)
  const none = () => Array.from({ length: count }, () => 0)
  const counts = {
    completed: none(),
    partial: none(),
    failed: none(),
    skipped: none(),
    missed: none(),
  }
  for (const { ending, scheduledTime } of runs) {
    const slot = Math.floor((scheduledTime - start) / size)
    counts[ending][slot] = (counts[ending][slot] ?? 0) + 1
  }
  const begins = Array.from({ length: count }, (_, slot) => isoText(start + slot * size))
  return { length, from: begins, endings: counts }
}
