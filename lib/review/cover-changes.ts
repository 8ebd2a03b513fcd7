// What has become of a target's cover: how far apart, promised or not, how often.
import { compare } from '../policy/order.ts'
import { localText } from '../schedule/zone.ts'
import type { App, Backup } from '../target.ts'
import { countText, durationText, gapText } from './change-words.ts'
import { lessIsBetter, moreIsBetter, type Reason } from './grade.ts'
import { levelText } from './level-text.ts'
import type { Made } from './made.ts'
import type { SeenSchedule } from './seen.ts'
import type { Side } from './side.ts'
import type { Cover, Proved } from './target-review.ts'

export type Weighed = {
  readonly name: string
  readonly app: App
  readonly levels: readonly Backup[]
  readonly made: Made
  /** That the review speaks. */
  readonly timezone: string
}

/** `name` as it is now. */
export function* coverReasons(weighed: Weighed, before: Cover, after: Cover): Generator<Reason> {
  const { name, app, levels, made } = weighed
  yield* provedReasons({ name, made }, before.proved, after.proved)
  yield* promiseReasons(before, after)
  for (const backup of levels) {
    if (backup.app !== app) continue
    const level = levelText(backup)
    const [was, is] = [before, after].map(({ startsPerWeek }) => startsPerWeek[level] ?? 0)
    if (was === undefined || is === undefined) continue
    const end = endReason(weighed, { backup, was, is })
    if (end !== undefined) yield end
    if (Math.abs(was - is) < ROUNDING) continue
    const [all, allNow] = [made.before, made.after].map(each => each.perWeek(name, { backup }))
    const more = (allNow ?? 0) - (all ?? 0)
    // Where stronger ones make up for fewer of it, or it comes in place of those, nothing is lost or won.
    const isReal = is > was ? more > ROUNDING : more < -ROUNDING
    const text = `${countText(was)} -> ${countText(is)} ${level} backups a week`
    yield { grade: isReal ? moreIsBetter(was, is) : 'neutral', text }
  }
}

/** Of backups that it has on both sides, until when: a week tells nothing of an endDate that is still to come. */
function endReason(
  { name, made, timezone }: Weighed,
  { backup, was, is }: { readonly backup: Backup; readonly was: number; readonly is: number },
): Reason | undefined {
  const [end, endNow] = [made.before, made.after].map(each => each.endsAt(name, backup))
  if (was === 0 || is === 0 || end === undefined || endNow === undefined || end === endNow) return
  if (endNow < end && goesOnForGood(name, { backup, made })) return
  const [from, to] = [end, endNow].map(at =>
    Number.isFinite(at) ? localText(at, timezone) : 'never',
  )
  const text = `${levelText(backup)} backups end: ${from} -> ${to}`
  return { grade: moreIsBetter(end, endNow), text }
}

/** Whether others, of that level or of a stronger one, make as many without an end. */
function goesOnForGood(
  name: string,
  { backup, made: { before, planned } }: { readonly backup: Backup; readonly made: Made },
): boolean {
  const by = (source: SeenSchedule) => source.planned.endDate === undefined
  const [was, is] = [before.perWeek(name, { backup }), planned.perWeek(name, { backup, by })]
  return is >= was - ROUNDING
}

/** Sums of fractions of a start. */
const ROUNDING = 1e-6

/** Every backup that a policy of either side asks for, each once. */
export function levelsOf(...sides: readonly Side[]): readonly Backup[] {
  const backups = sides.flatMap(({ plan }) => plan.sources.map(({ backup }) => backup))
  const levels = new Map(backups.map(backup => [`${levelText(backup)} ${backup.app}`, backup]))
  return [...levels].toSorted(([a], [b]) => compare(a, b)).map(([, backup]) => backup)
}

/** A schedule that is new and paused is part of the proof, and makes nothing better before it starts. */
function* provedReasons(
  { name, made }: Pick<Weighed, 'name' | 'made'>,
  before: Proved,
  after: Proved,
): Generator<Reason> {
  const [was, is] = [before, after].map(secondsOf)
  if (was === undefined || is === undefined || was === is) return
  const isReal = is > was || made.after.madeGap(name) < made.before.madeGap(name)
  const text = `worst gap between recovery points ${gapText(was)} -> ${gapText(is)}`
  yield { grade: isReal ? lessIsBetter(was, is) : 'neutral', text }
}

function* promiseReasons(before: Cover, after: Cover): Generator<Reason> {
  const [was, is] = [before.promisedSeconds, after.promisedSeconds]
  if (was !== is) {
    const [from, to] = [was, is].map(each => each ?? Number.POSITIVE_INFINITY)
    const shown = (seconds: number | null) => (seconds === null ? 'none' : durationText(seconds))
    yield {
      grade: lessIsBetter(from ?? 0, to ?? 0),
      text: `promised rpo ${shown(was)} -> ${shown(is)}`,
    }
  }
  const [kept, keptNow] = [before, after].map(({ kept }) => (kept === null ? 1 : kept ? 1 : 0))
  if (kept === undefined || keptNow === undefined || kept === keptNow) return
  const [broken, whole] = ['its rpo is no longer kept', 'its rpo is kept again']
  yield { grade: moreIsBetter(kept, keptNow), text: keptNow < kept ? `${broken}` : `${whole}` }
}

function secondsOf(proved: Proved): number {
  return proved.kind === 'between' ? proved.seconds : Number.POSITIVE_INFINITY
}
