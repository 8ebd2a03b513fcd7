// The scene of a chapter: which policies are deployed from when on, and which starts they owe.
import { dueStarts } from '../lib/cli/drive.ts'
import { DAY, MINUTE, type Span } from '../lib/schedule/calendar.ts'
import { dueBetween } from '../lib/schedule/timetable.ts'
import {
  type Instant,
  isoText,
  isPausedAt,
  isScheduleSource,
  isTriggerSource,
  type PolicySources,
  type ScheduleSource,
} from '../lib/start.ts'
import { runId } from '../lib/submit/runs-of.ts'
import type { Lots } from './storm-lots.ts'
import {
  type CommCells,
  drawPolicies,
  endingAt,
  latePolicy,
  paused,
  withSource,
} from './storm-policies.ts'
import { RELEASES_A_DAY } from './storm-weather.ts'

export type Deployment = { readonly from: Instant; readonly policies: readonly PolicySources[] }

/** A start that is due while its source is deployed. */
export type OwedStart = {
  readonly source: ScheduleSource
  readonly at: Instant
  readonly ids: readonly string[]
  /** In a pause it may come and is skipped; nobody looks for it. */
  readonly isPaused: boolean
  /** As long as the source is due at these times. */
  readonly life: Span
}

/** And how many runs are due in it, or may be. */
export type Plan = Span & { readonly due: number }

export function drawSpan(lots: Lots, commcells: CommCells, runs: number): Plan {
  const from = Date.UTC(2026, 9, 20 + Math.floor(lots.between('first day', 0, 7)))
  const sources = drawPolicies(lots, commcells).flatMap(policy => policy.sources)
  const onEvents = sources.filter(isTriggerSource).flatMap(({ targets }) => targets).length
  for (let quarters = 1, due = 0; ; quarters++) {
    const to = from + quarters * QUARTER
    const span = { from: to - QUARTER, to }
    due += sources
      .filter(isScheduleSource)
      .reduce((sum, one) => sum + dueBetween(one, span).length * one.targets.length, 0)
    due += Math.round((RELEASES_A_DAY / 4) * onEvents)
    if (due >= runs) return { from, to, due }
  }
}

const HOUR = 60 * MINUTE
const QUARTER = DAY / 4

/** Every few days somebody deploys: pauses, takes a pause back, changes times, adds a policy, and takes one away. */
export function drawDeployments(
  lots: Lots,
  commcells: CommCells,
  span: Span,
): readonly Deployment[] {
  const first = drawPolicies(lots, commcells)
  const at = (part: number) => span.from + part * (span.to - span.from)
  const added = justAfter(at(0.35), DAY, 17 * HOUR + 20 * MINUTE)
  const resumed = justAfter(Math.max(at(0.6), added), 3 * HOUR, 45 * MINUTE)
  const until = isoText(resumed + 6 * HOUR)
  const second = [
    ...withSource(
      withSource(first, 'oracle.logs', paused({ reason: 'migration', by: 'dba' })),
      'brisk.diff',
      source => ({ ...source, expression: 'cron(5/20 8-11 ? * * *)' }),
    ),
    latePolicy(lots, commcells),
  ]
  const third = withSource(
    withSource(second, 'oracle.logs', ({ pause: _, ...source }) => source),
    'core.log',
    paused({ reason: 'storage move', by: 'dba', until }),
  ).filter(({ policy }) => policy.name !== 'flood')
  const ending = (policies: readonly PolicySources[]) =>
    policies.map(policy => ({ ...policy, sources: policy.sources.map(endingAt(span.to)) }))
  return [
    { from: span.from, policies: ending(first) },
    { from: added, policies: ending(second) },
    { from: resumed, policies: ending(third) },
  ]
}

/** A minute after a schedule would have been due, had it been there, or not paused: it must not start for that. */
function justAfter(earliest: Instant, every: number, due: number): Instant {
  return Math.ceil((earliest - due) / every) * every + due + MINUTE
}

export function owedStarts(deployments: readonly Deployment[], to: Instant): readonly OwedStart[] {
  return deployments.flatMap(({ from, policies }, index) => {
    const sources = policies.flatMap(policy => policy.sources)
    const until = deployments[index + 1]?.from ?? to
    return dueStarts(sources, { from, to: until }).map(({ source, at }) => ({
      source,
      at,
      ids: source.targets.map(target =>
        runId({ version: 1, source: source.name, scheduledTime: at }, target),
      ),
      isPaused: isPausedAt(source.pause, at),
      life: lifeOf(deployments, { source, index, to }),
    }))
  })
}

type Lived = { readonly source: ScheduleSource; readonly index: number; readonly to: Instant }

/** From the deployment that brought these times to the one that takes them away. */
function lifeOf(deployments: readonly Deployment[], { source, index, to }: Lived): Span {
  const times = timesOf(source)
  const isSame = ({ policies }: Deployment) =>
    policies.some(policy =>
      policy.sources.some(
        other => isScheduleSource(other) && other.name === source.name && timesOf(other) === times,
      ),
    )
  let first = index
  while (first > 0 && isSame(deployments[first - 1] as Deployment)) first -= 1
  const next = deployments.slice(index + 1).find(deployment => !isSame(deployment))
  return { from: deployments[first]?.from ?? 0, to: next?.from ?? to + DAY }
}

function timesOf({ expression, timezone, pause }: ScheduleSource): string {
  return JSON.stringify([expression, timezone, pause && (pause.until ?? 'for good')])
}
