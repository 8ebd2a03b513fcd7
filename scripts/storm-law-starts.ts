// The starts that were owed against our record: none is lost, and none comes out of nowhere.
import { MINUTE } from '../lib/schedule/calendar.ts'
import { isoText } from '../lib/start.ts'
import { graceOf } from '../lib/watch/grace.ts'
import type { Books } from './storm-books.ts'
import type { Law } from './storm-laws.ts'
import type { OwedStart } from './storm-scene.ts'

export const decidedLaw: Law = books => {
  const known = new Set(books.runs.map(({ id }) => id))
  const watched = books.owed.filter(start => isWatched(books, start)).flatMap(({ ids }) => ids)
  return [
    ...[...books.decided]
      .filter(id => !known.has(id))
      .map(id => `${id} was decided and is not on record`),
    ...[...new Set(watched)]
      .filter(id => !known.has(id) && !books.decided.has(id))
      .map(id => `${id} was due, and nobody has looked for it`),
  ]
}

/** A sweep that knew the source has come before it was due, and another when it was overdue. */
function isWatched({ sweeps }: Books, { source, at, isPaused, life }: OwedStart): boolean {
  if (isPaused) return false
  const overdue = at + graceOf(source)
  const knew = sweeps.some(
    ({ from, isWhole }) => isWhole && from >= life.from && from + 5 * MINUTE < at,
  )
  const looked = sweeps.some(({ from, isWhole }) => isWhole && from >= overdue && from < life.to)
  return knew && looked
}

export const turnLaw: Law = ({ runs, owed, sweeps }) => {
  const byId = new Map(owed.flatMap(start => start.ids.map(id => [id, start] as const)))
  return runs
    .filter(({ isTrigger, manual }) => !isTrigger && !manual)
    .flatMap(run => {
      const start = byId.get(run.id)
      if (start === undefined) return [`${run.id} was never due`]
      if (run.cause !== 'CATCH_UP') return []
      const { source, at, isPaused, life } = start
      if (isPaused) return [`${run.id} was due in a pause, and was caught up`]
      const soonest = at + graceOf(source)
      const first = sweeps.find(({ from }) => from >= life.from)
      const why =
        run.createdAt < soonest
          ? `before ${isoText(soonest)}`
          : first && first.from >= at
            ? NEW
            : undefined
      return why === undefined
        ? []
        : [`${run.id} was caught up at ${isoText(run.createdAt)}, ${why}`]
    })
}

const NEW = 'though its schedule was not known when it was due'
