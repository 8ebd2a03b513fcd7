// A FULL that ends, and whose place no other takes: what goes on after it builds on its last one, which only grows older.
import { next } from '../schedule/occurrences.ts'
import { localText } from '../schedule/zone.ts'
import { isBase, type Target } from '../target.ts'
import { hasChain, type Link, linksIn, linksOf } from './chain-links.ts'
import { type Coverage, coverageOf } from './coverage.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { EffectivePolicy } from './effective.ts'
import { keyOf } from './key-origin.ts'
import { ALWAYS } from './life.ts'
import { diagnoseAt } from './origin.ts'
import { zoneOf } from './rule.ts'
import { listed } from './wording.ts'

/** Told by the order of dates alone: whether the end has passed by today makes no difference. */
export function* endsOfFulls(policies: readonly EffectivePolicy[]): Generator<Diagnostic> {
  const coverage = coverageOf(policies)
  for (const effective of policies) {
    for (const full of linksIn(effective).filter(isRegularFull)) {
      if (full.life.to === ALWAYS.to) continue
      const missed = missedAt(full)
      const left = effective.policy.targets
        .map(target => ({ target, links: leftWithout(full, { target, coverage, missed }) }))
        .filter(({ links }) => links.length > 0)
      if (left.length > 0) yield endOf(full, left)
    }
  }
}

function isRegularFull({ kind, backup }: Link): boolean {
  return kind !== 'once' && isBase(backup)
}

/** When it would have made the first FULL that is missing. */
function missedAt({ name, effective, life }: Link): number {
  const one = effective.scheduled.find(
    ({ schedule }) => `${effective.policy.name}.${schedule.name}` === name,
  )
  if (one === undefined) return life.to
  const { expression, schedule } = one
  const [missed] = next(expression, schedule.timezone, { after: life.to - 1, count: 1 })
  return missed ?? ALWAYS.to
}

type Left = { readonly target: Target; readonly links: readonly Link[] }

type Asked = { readonly target: Target; readonly coverage: Coverage; readonly missed: number }

/** What goes on backing up a target when this FULL is missing, if it is the last of the target's FULLs that ends. */
function leftWithout(full: Link, { target, coverage, missed }: Asked): readonly Link[] {
  if (!hasChain(target)) return []
  const links = linksOf(target.name, coverage)
  const fulls = links.filter(isRegularFull)
  const end = Math.max(...fulls.map(({ life }) => life.to))
  if (fulls.find(({ life }) => life.to === end) !== full) return []
  return links.filter(({ backup, life }) => backup.level !== 'FULL' && life.to > missed)
}

function endOf(full: Link, left: readonly Left[]): Diagnostic {
  const zone = zoneOf(full.effective.policy)
  const targets = listed(left.map(({ target }) => target.name))
  const names = [...new Set(left.flatMap(({ links }) => links.map(({ name }) => name)))]
  const [goes, builds] = names.length === 1 ? ['goes', 'builds'] : ['go', 'build']
  const end = `${localText(full.life.to, zone)} (${zone})`
  const message = `When ${full.name} ends, on ${end}, no policy makes a FULL of ${targets} any more: ${listed(names)} ${goes} on, and ${builds} on its last one, which only grows older`
  const fix = `remove endDate of ${full.name}, or let another schedule with level: FULL go on from there`
  return diagnoseAt(
    { code: 'no-full-in-chain', message, fix },
    keyOf(full.effective, full.source, 'endDate'),
  )
}
