// What a storm came to, as a person reads it: the faults by kind, the runs by outcome, and whether the books agree.

import { grouped } from '../report/grouped.ts'
import { jobIdsOf, type Run } from '../run/run.ts'
import { asList, table } from './output.ts'
import { type Aftermath, type Finding, findingsOf, isUnknown } from './storm-verdict.ts'

/** A fault that was injected; `worked` of one on the wire: the work of the call was done all the same. */
export type StormFault = { readonly kind: string; readonly worked?: boolean }

export type StormReport = {
  readonly text: string
  /** Nothing twice, nothing lost. */
  readonly agrees: boolean
}

export function stormReport(aftermath: Aftermath, faults: readonly StormFault[]): StormReport {
  const { jobs, runs, events } = aftermath
  const findings = findingsOf(aftermath)
  const unknown = runs.filter(isUnknown)
  const onRecord = new Set(runs.flatMap(jobIdsOf)).size
  const agrees = findings.length === 0
  const mark = agrees ? '✓' : '✗'
  const count = (kind: Finding['kind']) => findings.filter(finding => finding.kind === kind).length
  const lines = [
    faultTable(faults),
    outcomeTable(runs),
    `${mark} ${figure(jobs.length)} jobs really started, ${figure(onRecord)} on record; ${figure(runs.length)} runs, ${figure(events.size)} events out`,
    `${mark} duplicates ${count('twice')}, lost ${count('lost')}, unknown ${unknown.length}`,
    ...findings.map(({ text }) => `  ✗ ${text}`),
    ...[...grouped(unknown, whyOf)].map(([why, ours]) => asList(`  ? ${why} `, idsOf(ours), WIDTH)),
  ]
  return { agrees, text: `${lines.join('\n')}\n` }
}

function faultTable(faults: readonly StormFault[]): string {
  const rows = [...grouped(faults, ({ kind }) => kind)].map(([kind, ours]) => {
    const worked = ours.filter(fault => fault.worked).length
    return [kind, figure(ours.length), worked === 0 ? '-' : figure(worked)]
  })
  return table([['FAULT', 'TIMES', 'WORK DONE'], ...rows.toSorted(byName)])
}

function outcomeTable(runs: readonly Run[]): string {
  const rows = [...grouped(runs, outcomeWord)].map(([word, ours]) => [word, figure(ours.length)])
  return table([['OUTCOME', 'RUNS'], ...rows.toSorted(byName)])
}

const WIDTH = 160

const idsOf = (runs: readonly Run[]) => runs.map(({ id }) => id)

const byName = ([a = '']: readonly string[], [b = '']: readonly string[]) => (a < b ? -1 : 1)

const figure = (count: number) => count.toLocaleString('en')

/** `skipped, OVERLAP`: how a run ended, or its state where it has not. */
export function outcomeWord({ status }: Run): string {
  if (status.state !== 'ended') return status.state
  const { outcome } = status
  if (outcome.kind === 'skipped') return `skipped, ${outcome.reason}`
  return outcome.kind === 'refused' ? `refused, ${outcome.why}` : outcome.kind
}

/** In the words of its outcome. */
export function whyOf({ status }: Run): string {
  return status.state === 'ended' && 'text' in status.outcome ? status.outcome.text : ''
}
