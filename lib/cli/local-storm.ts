// A storm around a local world: starts get lost or come twice, functions die, the bus refuses, the token changes under way.
// What is delivered again is delivered as AWS does it.
import { BACKUP_ERROR_CODES } from '../errors.ts'
import { MINUTE } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import type { SweepReport } from '../track/track.ts'
import type { Host } from './drive.ts'
import type { LocalWorld, LocalWorldOptions } from './local-world.ts'
import type { Mishaps } from './mishaps.ts'
import { Death, mortality } from './mortality.ts'

export type LocalStorm = Required<Pick<LocalWorldOptions, 'failEntry' | 'aroundRuns'>> & {
  readonly around: (world: LocalWorld) => Host
}

export function localStorm(mishaps: Mishaps): LocalStorm {
  const { live, aroundRuns } = mortality(mishaps)
  return {
    failEntry: refusals(mishaps),
    aroundRuns,
    around: world => stormy(world, { ...mishaps, live }),
  }
}

/** What the bus refuses once, it refuses until time moves on: longer than `publish` has patience. */
function refusals({ now, befalls, note }: Mishaps): LocalStorm['failEntry'] {
  let since: Instant | undefined
  return () => {
    const kind = 'event refused by the bus'
    if (since !== now() && !befalls(kind)) return undefined
    if (since !== now()) note(kind, '')
    since = now()
    return { ErrorCode: 'InternalFailure', ErrorMessage: 'The bus has a moment of weakness.' }
  }
}

type Stormy = Mishaps & Pick<ReturnType<typeof mortality>, 'live'>

function stormy(world: LocalWorld, { setNow, now, befalls, note, live }: Stormy): Host {
  const began = now()
  let waiting: readonly Redelivery[] = []

  async function deliver(start: unknown, attempt = 1): Promise<void> {
    const failed = await failureOf(() =>
      live(`submit of ${startText(start)}`, () => world.deliver(start)),
    )
    if (failed === undefined || attempt > RETRIES) return
    waiting = [...waiting, { at: now() + attempt * MINUTE, start, attempt: attempt + 1 }]
  }

  async function redeliver(): Promise<void> {
    const due = waiting.filter(({ at }) => at <= now())
    waiting = waiting.filter(({ at }) => at > now())
    for (const { start, attempt } of due) await deliver(start, attempt)
  }

  function rotate(): void {
    if (!befalls('Authtoken rotated')) return
    world.rotateToken()
    note('Authtoken rotated', '')
  }

  return {
    nextChange: world.nextChange,
    setNow: instant => {
      setNow(instant)
      world.setNow(instant)
    },
    deliver: async start => {
      rotate()
      // What is due when the world begins is due before anybody watches.
      if (now() > began && befalls('start never delivered')) {
        note('start never delivered', startText(start))
        return
      }
      await deliver(start)
      if (!befalls('start delivered twice')) return
      note('start delivered twice', startText(start))
      await deliver(start)
    },
    sweep: async () => {
      rotate()
      await redeliver()
      let report = SWEEP_AGAIN
      await failureOf(async () => {
        report = await live('a sweep', world.sweep)
      })
      return waiting.length > 0 ? SWEEP_AGAIN : report
    },
  }
}

type Redelivery = { readonly at: Instant; readonly start: unknown; readonly attempt: number }

/** "Error handling and automatic retries in AWS Lambda": two more attempts, after one minute and after two. */
const RETRIES = 2

/** After a sweep that failed, or with a start to deliver again, a minute is the longest wait. */
const SWEEP_AGAIN: SweepReport = { open: 1, unsettled: 1, ended: 0, unreadable: [] }

/** What a function fails with, as functions do: Lambda would call it again. Whatever else is thrown is a bug, and is. */
async function failureOf(call: () => Promise<void>): Promise<unknown> {
  try {
    await call()
    return undefined
  } catch (error) {
    // The bundle has a BackupError of its own.
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (error instanceof Death || Object.hasOwn(BACKUP_ERROR_CODES, code)) return error
    throw error
  }
}

/** `erp-sql.log 02:15`. */
function startText(start: unknown): string {
  const { source, scheduledTime } = start as { source: string; scheduledTime: string }
  return `${source} ${scheduledTime.slice(11, 16)}`
}
