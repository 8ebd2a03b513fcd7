// The same backup of the same target at the same minute, twice: one of the two would be skipped, and nobody meant both.
import { DAY, type Instant, type Span } from '../schedule/calendar.ts'
import { coincide } from '../schedule/coincide.ts'
import { occurrences } from '../schedule/occurrences.ts'
import { localText } from '../schedule/zone.ts'
import type { Flaw } from './codes.ts'
import { coverageOf } from './coverage.ts'
import type { EffectivePolicy } from './effective.ts'
import type { Scheduled } from './effective-schedule.ts'
import { lifeOf, sharedLife } from './life.ts'
import { diagnoseAt } from './origin.ts'
import type { Rule } from './rule.ts'
import { listed } from './wording.ts'

/** One finding for each schedule that repeats another, at the one whose policy comes later by name. */
export const duplicateCover: Rule = function* ({ policies }) {
  const told = new Set<Scheduled>()
  for (const { before, after, targets } of pairsIn(policies)) {
    for (const [index, later] of after.scheduled.entries()) {
      const earlierOnes = before === after ? after.scheduled.slice(0, index) : before.scheduled
      for (const earlier of earlierOnes) {
        if (told.has(later)) break
        if (earlier.schedule.backup.level !== later.schedule.backup.level) continue
        if (!coincide(timeOf(earlier), timeOf(later))) continue
        const shared = sharedLife(lifeOf(earlier), lifeOf(later))
        const minute = shared && firstCommon(timeOf(earlier), timeOf(later), shared)
        const isExact = shared === undefined || shared.to - shared.from < YEARS
        if (minute === undefined && isExact) continue
        const name = `${before.policy.name}.${earlier.schedule.name}`
        const flaw = twice(name, { minute, later, targets })
        told.add(later)
        const fix = before === after ? REMOVE : `${REMOVE}, or exclude ${listed(targets)} from one`
        yield diagnoseAt({ ...flaw, fix }, later.schedule.origin)
      }
    }
  }
}

const REMOVE = 'remove one of the two'

type Duplicate = {
  /** An example. */
  readonly minute: Instant | undefined
  readonly later: Scheduled
  readonly targets: readonly string[]
}

function twice(name: string, { minute, later, targets }: Duplicate): Flaw {
  const { level } = later.schedule.backup
  const { timezone } = later.schedule
  const when =
    minute === undefined ? '' : `, for example ${localText(minute, timezone)} (${timezone})`
  return {
    code: 'duplicate-cover',
    message: `${name} starts a ${level} of ${listed(targets)} in the same minute${when}: one of the two would be skipped`,
  }
}

type Timed = Parameters<typeof coincide>[0]

function timeOf({ expression, schedule: { timezone } }: Scheduled): Timed {
  return { expression, timezone }
}

/** Each policy with itself, and with every other that protects a target of it. */
function* pairsIn(policies: readonly EffectivePolicy[]): Generator<Shared> {
  for (const effective of policies) {
    if (effective.scheduled.length === 1) continue
    const targets = effective.policy.targets.map(({ name }) => name)
    yield { before: effective, after: effective, targets }
  }
  yield* sharedBetween(policies)
}

type Shared = {
  readonly before: EffectivePolicy
  readonly after: EffectivePolicy
  readonly targets: readonly string[]
}

/** Every two policies that protect a target both, with all such targets. Nearly every target has one policy. */
function sharedBetween(policies: readonly EffectivePolicy[]): Iterable<Shared> {
  const pairs = new Map<string, Shared & { readonly targets: string[] }>()
  for (const [target, covering] of coverageOf(policies)) {
    if (covering.length === 1) continue
    for (const [index, after] of covering.entries()) {
      for (const before of covering.slice(0, index)) {
        const key = `${before.policy.name} ${after.policy.name}`
        const pair = pairs.get(key)
        if (pair === undefined) pairs.set(key, { before, after, targets: [target] })
        else pair.targets.push(target)
      }
    }
  }
  return pairs.values()
}

/** An example; rare pairs meet outside of the years that are looked at. */
function firstCommon(a: Timed, b: Timed, life: Span): Instant | undefined {
  const from = Math.max(life.from, Math.min(FROM, life.to - YEARS))
  for (const length of [QUARTER, YEARS]) {
    const span = { from, to: Math.min(from + length, life.to) }
    const starts = new Set(occurrences(a.expression, a.timezone, span))
    const common = occurrences(b.expression, b.timezone, span).find(start => starts.has(start))
    if (common !== undefined) return common
  }
  return undefined
}

/** Always the same time: what is said of a policy must not depend on today. */
const FROM = Date.UTC(2027, 0)
const QUARTER = 90 * DAY
const YEARS = 5 * 366 * DAY
