// A simulation as a person reads it, below the table of the sources.
import type { EndedRun } from '../report/result-events.ts'
import type { Span } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import { counted, table } from './output.ts'
import type { LostStart, NotRun, TargetGap } from './simulate-outcome.ts'
import { spoken } from './summary.ts'
import { dayText, time } from './timeline.ts'

export type Told = {
  readonly notRun: readonly NotRun[]
  readonly promises: readonly { readonly at: Instant; readonly text: string }[]
  readonly clockChanges: readonly LostStart[]
  readonly clocksForward: readonly string[]
  readonly gaps: readonly TargetGap[]
  /** Every run, when asked for. */
  readonly runs?: readonly EndedRun[]
}

type Simulated = {
  readonly environment: string
  readonly span: Span
  readonly scenario: string | undefined
}

/** What the rest is about, for whoever finds it in a mail. */
export function headText({ environment, span: { from, to }, scenario }: Simulated): string {
  const under = scenario === undefined ? '' : `, in the scenario ${scenario}`
  return `${environment}${under}, from ${dayText(from)} ${time(from)} to ${moment(to)}\n`
}

/** Each part only where there is something to tell; with nothing at all, nothing. */
export function outcomeText({
  notRun,
  promises,
  clockChanges,
  clocksForward,
  gaps,
  runs,
}: Told): string {
  const parts = [
    part('What did not complete, and why:', notRun.map(notRunLine)),
    part(
      'Promises:',
      promises.map(({ at, text }) => `${moment(at)}  ${text}`),
    ),
    part('Lost when the clocks go forward:', lostLines(clockChanges, clocksForward)),
    part('Longest time without a recovery point:', gapLines(gaps)),
    runs === undefined ? '' : `\nEvery run:\n${table([RUN_HEAD, ...runs.map(runRow)])}`,
  ]
  return parts.join('')
}

/** More lines are in the JSON. */
const MOST_LINES = 40

function part(head: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  const shown = lines.slice(0, MOST_LINES)
  const more = lines.length - shown.length
  const rest = more > 0 ? [`and ${more.toLocaleString('en')} more: --format json has all`] : []
  return `\n${head}\n${[...shown, ...rest].map(line => `  ${line}\n`).join('')}`
}

/** `12 starts of erp-sql.log missed, Tue 24 Nov 2026 02:00 to 05:00 UTC: …`. */
function notRunLine({ source, ending, word, starts, runs, from, to, why }: NotRun): string {
  const many = runs === starts ? '' : ` (${counted(runs, 'run')})`
  const what = ending === 'skipped' ? `skipped, ${word}` : word === 'MISSED' ? 'missed' : word
  return `${counted(starts, 'start')} of ${source}${many} ${what}, ${spanText(from, to)}: ${why}`
}

function spanText(from: Instant, to: Instant): string {
  if (from === to) return moment(from)
  const isOneDay = dayText(from) === dayText(to)
  return `${dayText(from)} ${time(from)} to ${isOneDay ? '' : `${dayText(to)} `}${time(to)} UTC`
}

/** That nothing is lost is an answer, too. */
function lostLines(lost: readonly LostStart[], forward: readonly string[]): readonly string[] {
  if (lost.length > 0 || forward.length === 0) return lost.map(lostLine)
  return [`no start, on ${forward.join(', on ')}`]
}

function lostLine({ source, local, timezone }: LostStart): string {
  return `${source}: ${local} does not exist in ${timezone}`
}

function gapLines(gaps: readonly TargetGap[]): readonly string[] {
  const worst = gaps.toSorted((a, b) => b.worstGapSeconds - a.worstGapSeconds)
  const rows = worst.map(({ policy, target, worstGapSeconds, from, to, isOpen }) => [
    policy,
    target,
    `${isOpen ? 'at least ' : ''}${spoken(worstGapSeconds)}`,
    spanText(from, to),
  ])
  return rows.length === 0 ? [] : table(rows).trimEnd().split('\n')
}

const RUN_HEAD = ['DUE (UTC)', 'SOURCE', 'TARGET', 'LEVEL', 'ENDED', 'STATE', 'WHY']

function runRow(run: EndedRun): readonly string[] {
  const { scheduledTime, source, target, level, at, word, statusMessage } = run
  const due = new Date(scheduledTime).toISOString().slice(0, 16).replace('T', ' ')
  return [due, source, target, level, time(at), word, statusMessage]
}

const moment = (at: Instant) => `${dayText(at)} ${time(at)} UTC`
