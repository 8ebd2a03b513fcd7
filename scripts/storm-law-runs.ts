// Our own record against the bus: what every run has told, and that all came to an end.

import type { BusEntry } from '../lib/emulator/event-bus.ts'
import { grouped } from '../lib/report/grouped.ts'
import { isEnded, isInFlight, type Run } from '../lib/run/run.ts'
import type { Law } from './storm-laws.ts'

type Detail = { readonly eventId: string; readonly [field: string]: unknown }

const detailOf = ({ Detail }: BusEntry) => JSON.parse(Detail) as Detail

export const toldLaw: Law = ({ runs, events }) => {
  const byId = grouped(events, entry => detailOf(entry).eventId)
  const due = new Set(runs.flatMap(eventIdsOf))
  const runIds = new Set(runs.map(({ id }) => id))
  const stray = [...byId.keys()].filter(id => runIds.has(id.replace(/#\d+$/, '')) && !due.has(id))
  const changed = [...byId].filter(([, same]) => new Set(same.map(({ Detail }) => Detail)).size > 1)
  return [
    ...[...due].filter(id => !byId.has(id)).map(id => `event ${id} is not out`),
    ...stray.map(id => `event ${id} was never announced`),
    ...changed.map(([id]) => `event ${id} came with two texts`),
    ...runs
      .filter(run => isEnded(run) && !tellsItsEnd(run, byId))
      .map(({ id }) => `${id} did not tell its end`),
  ]
}

/** They are numbered without a gap. */
function eventIdsOf({ id, announced }: Run): readonly string[] {
  return Array.from({ length: announced }, (_, n) => `${id}#${n + 1}`)
}

/** Of many starts that nobody delivered the latest speaks for all. */
function tellsItsEnd(run: Run, byId: ReadonlyMap<string, readonly BusEntry[]>): boolean {
  if (!isEnded(run)) return true
  const { outcome } = run.status
  if (run.announced === 0) return outcome.kind === 'missed' && /never reached/.test(outcome.text)
  const told = eventIdsOf(run).flatMap(id => byId.get(id)?.slice(0, 1) ?? [])
  return told.some(entry => {
    const detail = detailOf(entry)
    if (outcome.kind === 'skipped') {
      return entry.DetailType === 'Backup Run Skipped' && detail.reason === outcome.reason
    }
    if (outcome.kind === 'missed') return entry.DetailType === 'Backup Run Missed'
    return detail.outcome === outcome.kind.toUpperCase().replaceAll('-', '_')
  })
}

export const endLaw: Law = ({ runs, locks, endedAt }) => {
  const byId = new Map(runs.map(run => [run.id, run]))
  const held = locks.filter(({ runId, until }) => {
    const holder = byId.get(runId)
    return until > endedAt && (holder === undefined || isInFlight(holder))
  })
  return [
    ...runs.filter(run => !isEnded(run)).map(({ id, status }) => `${id} is still ${status.state}`),
    ...runs
      .filter(run => run.outbox.length > 0)
      .map(({ id }) => `${id} has events that are not out`),
    ...held.map(({ key, runId }) => `${key} is held by ${runId}`),
  ]
}

/** By policy and target: first broken, then held again, and so on. */
export const promisesLaw: Law = ({ events }) => {
  const told = [
    ...new Map(events.filter(isPromise).map(entry => [detailOf(entry).eventId, entry])).values(),
  ]
  const byTarget = grouped(told, entry => detailOf(entry).eventId.replace(/#\d+$/, ''))
  return [...byTarget].flatMap(([target, theirs]) => {
    const kinds = theirs
      .toSorted((a, b) => numberOf(a) - numberOf(b))
      .map(({ DetailType }) => DetailType)
    const wrong = kinds.findIndex((kind, n) => (kind === 'Backup RPO Breached') !== (n % 2 === 0))
    return wrong < 0 ? [] : [`${target}: event ${wrong + 1} of ${kinds.length} is ${kinds[wrong]}`]
  })
}

const isPromise = ({ DetailType }: BusEntry) => DetailType.startsWith('Backup RPO ')

const numberOf = (entry: BusEntry) => Number(/#(\d+)$/.exec(detailOf(entry).eventId)?.[1])
