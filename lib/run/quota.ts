// The calls that a Command Center takes in an hour. They are counted in slots of five minutes, a note for each CommCell and
// kind of call; a slot counts in full until all of it is an hour ago. So no hour, wherever it begins, has more than allowed,
// and a call is free again up to five minutes later than it could be.
import type { CallLimits, Instant } from '../start.ts'
import type { Notes, Spend } from './ports.ts'

export type Quota = {
  readonly notes: Notes
  readonly now: () => Instant
  readonly commcell: string
  readonly limits: CallLimits
}

const SLOT_MS = 5 * 60_000
const HOUR_MS = 60 * 60_000

/** Each failed try is another function's call that was counted. */
const TRIES = 5
const AFTER_A_CROWD_SECONDS = 5

/** Counts every call of a CommCell, whoever makes it, and refuses those that its quota has no room for. */
export function spender({ notes, now, commcell, limits }: Quota): Spend {
  return async kind => {
    const key = keyOf(commcell, kind)
    const most = kind === 'read' ? limits.readsPerHour : limits.writesPerHour
    for (let n = 0; n < TRIES; n++) {
      const note = await notes.read<Calls>(key)
      const at = now()
      const calls = countedAt(note?.value, at)
      if (sum(calls) >= most) return Math.ceil((freeAt(calls, most) - at) / 1000)
      const value = plusOne(calls, at)
      const expiresAt = at + SLOT_MS + HOUR_MS
      if (await notes.write({ key, value, version: note?.version ?? 0, expiresAt }))
        return undefined
    }
    return AFTER_A_CROWD_SECONDS
  }
}

export type WritesLeft = {
  readonly left: number
  /** When the next may be made: now, as long as some are left. */
  readonly freeAt: Instant
}

/** The writes that are left for createTask. */
export async function writesLeft({ notes, now, commcell, limits }: Quota): Promise<WritesLeft> {
  const note = await notes.read<Calls>(keyOf(commcell, 'write'))
  const at = now()
  const calls = countedAt(note?.value, at)
  const most = limits.writesPerHour - reserveOf(limits)
  const left = Math.max(0, most - sum(calls))
  return { left, freeAt: left > 0 ? at : freeAt(calls, most) }
}

/** The renewal of an Authtoken and a kill are writes as well, and must not wait an hour behind a flood of starts. */
function reserveOf({ writesPerHour }: CallLimits): number {
  return Math.min(Math.ceil(writesPerHour / 20), writesPerHour - 1)
}

// --- arithmetic ---

/** How many calls were made in the five minutes that begin at an instant, the oldest first. */
type Calls = readonly (readonly [since: Instant, calls: number])[]

const keyOf = (commcell: string, kind: 'read' | 'write') => `quota/${commcell}/${kind}`

/** When the calls of a slot count no more. */
const voidAt = (since: Instant): Instant => since + SLOT_MS + HOUR_MS

const sum = (calls: Calls): number => calls.reduce((total, [, n]) => total + n, 0)

/**
 * A slot of the future, by a clock that is ahead of ours, counts as well. A note that somebody edited into no list counts
 * nothing: the Command Center's own 429 still holds.
 */
function countedAt(calls: Calls | undefined, now: Instant): Calls {
  return Array.isArray(calls) ? calls.filter(([since]) => voidAt(since) > now) : []
}

function plusOne(calls: Calls, now: Instant): Calls {
  const slot = now - (now % SLOT_MS)
  const before = calls.find(([since]) => since === slot)?.[1] ?? 0
  const others = calls.filter(([since]) => since !== slot)
  return [...others, [slot, before + 1] as const].toSorted(([a], [b]) => a - b)
}

/** When enough of the oldest slots are void for one more call. */
function freeAt(calls: Calls, most: number): Instant {
  let left = sum(calls)
  const last = calls.find(([, n]) => {
    left -= n
    return left < most
  })
  return voidAt(last?.[0] ?? 0)
}
