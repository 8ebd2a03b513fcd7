// Chains of backups hang on their FULL: a chain without one, and a FULL that comes between another FULL and its differentials.
import { isBase } from '../target.ts'
import { endsOfFulls } from './chain-end.ts'
import { type Link, lacksFull, linksIn, linksOf } from './chain-links.ts'
import type { DiagnosticCode } from './codes.ts'
import { coverageOf } from './coverage.ts'
import { keyOf } from './key-origin.ts'
import { sharedLife } from './life.ts'
import { diagnoseAt } from './origin.ts'
import type { Rule } from './rule.ts'
import { listed } from './wording.ts'

/** Commvault would turn the first backup without a FULL into one, at an hour that nobody chose. */
export const noFullInChain: Rule = function* ({ policies, isComplete }) {
  if (!isComplete) return
  const coverage = coverageOf(policies)
  for (const effective of policies) {
    const bare = effective.policy.targets.filter(target => lacksFull(target, coverage))
    if (bare.length === 0) continue
    for (const link of linksIn(effective)) {
      const targets = bare.filter(({ name }) => link.covers(name)).map(({ name }) => name)
      if (link.backup.level === 'FULL' || targets.length === 0) continue
      const message = `No policy makes a FULL of ${listed(targets)} that a ${link.backup.level} could build on: Commvault would make the first one a FULL, at an hour that nobody chose`
      const fix = 'add a schedule with level: FULL'
      yield diagnoseAt(
        { code: 'no-full-in-chain', message, fix },
        keyOf(link.effective, link.source, 'level'),
      )
    }
  }
  yield* endsOfFulls(policies)
}

const BREAKS: DiagnosticCode = 'breaks-differential-base'

/**
 * A DIFFERENTIAL holds what has changed since the last FULL, whoever made that: after an extra FULL all that follow can be
 * restored on top of the extra one only. Copy-only is SQL Server's word for a FULL that is no base.
 */
export const breaksDifferentialBase: Rule = function* ({ policies }) {
  const coverage = coverageOf(policies)
  for (const effective of policies) {
    if (effective.policy.app !== 'sqlserver') continue
    for (const link of linksIn(effective)) {
      if (!isBase(link.backup) || link.acknowledges.includes(BREAKS)) continue
      const broken = effective.policy.targets.flatMap(({ name }) => {
        const isAlone = link.kind === 'schedule' && coverage.get(name)?.length === 1
        if (isAlone || !link.covers(name)) return []
        const chain = chainBrokenBy(link, linksOf(name, coverage))
        return chain === undefined ? [] : [{ target: name, ...chain }]
      })
      const [first] = broken
      if (first === undefined) continue
      const targets = listed(broken.map(({ target }) => target))
      const message = `${EXTRA[link.kind]} would become the base of ${first.differential.name} for ${targets}, in place of ${first.base.name}: later differentials could be restored on top of it only`
      yield diagnoseAt(
        { code: BREAKS, message, fix: 'add copyOnly: true' },
        keyOf(link.effective, link.source, 'level'),
      )
    }
  }
}

const EXTRA = {
  schedule: 'This FULL of a second policy',
  once: 'This FULL, out of the regular order,',
  trigger: 'This FULL, whenever its event comes,',
} as const satisfies { readonly [kind in Link['kind']]: string }

/** The differentials of a target that lose their base to a FULL, and the regular FULL that they had. */
function chainBrokenBy(
  extra: Link,
  links: readonly Link[],
): { readonly differential: Link; readonly base: Link } | undefined {
  const regular = links.filter(
    link => isBase(link.backup) && link.kind === 'schedule' && link !== extra,
  )
  for (const differential of links) {
    if (differential.backup.level !== 'DIFFERENTIAL') continue
    if (sharedLife(extra.life, differential.life) === undefined) continue
    const [own] = regular.filter(({ effective }) => effective === differential.effective)
    // The FULL of whoever makes the differentials is their base; where that is nobody's own, any regular one is.
    const isItsBase =
      extra.kind === 'schedule' && (own === undefined || extra.effective === differential.effective)
    const base = own ?? regular[0]
    if (!isItsBase && base !== undefined) return { differential, base }
  }
  return undefined
}
