// What is made of backups before and after a change.
import { type Instant, isPausedAt } from '../start.ts'
import { type BackupsMade, backupsMade } from './backups-made.ts'
import type { BeforeAfter } from './figures.ts'
import type { Identities } from './identities.ts'
import {
  isSchedule,
  isTrigger,
  type Seen,
  type SeenSchedule,
  type SeenTrigger,
  waits,
} from './seen.ts'

export type Made = {
  readonly before: BackupsMade
  readonly after: BackupsMade
  /** As after, with what is to start at a date: of gaps only, since each start of it is counted from then on. */
  readonly planned: BackupsMade
  /** What waits for events on either side, which no week counts. */
  readonly triggers: BeforeAfter<readonly SeenTrigger[]>
  readonly now: Instant
}

export function madeOf(before: Seen, after: Seen, { nameNow }: Identities): Made {
  const { now } = after
  return {
    before: backupsMade(before, { nameNow, counts: isToCome }),
    after: backupsMade(after, {
      nameNow: name => name,
      // What does not start yet makes up for nothing, unless it was so before.
      counts: source => isToCome(source) && (!waits(source, now) || waitedAsLong(source, before)),
    }),
    planned: backupsMade(after, {
      nameNow: name => name,
      counts: source => isToCome(source) && !isPausedAt(source.planned.pause, now),
    }),
    triggers: { before: triggersOf(before), after: triggersOf(after) },
    now,
  }
}

const triggersOf = ({ sources }: Seen) => [...sources.values()].filter(isTrigger)

function isToCome({ state }: SeenSchedule): boolean {
  return state.nextStarts.length > 0
}

function waitedAsLong({ planned }: SeenSchedule, before: Seen): boolean {
  const was = before.sources.get(planned.name)
  if (was === undefined || !isSchedule(was)) return false
  const { pause, startDate } = was.planned
  return (
    startDate === planned.startDate &&
    pause?.until === planned.pause?.until &&
    (pause === undefined) === (planned.pause === undefined)
  )
}
