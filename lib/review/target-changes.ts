// What has changed for each target, across all policies: cover, promise, proof, and which subclient it is.
import { compare } from '../policy/order.ts'
import type { Target } from '../target.ts'
import { coverReasons, levelsOf, type Weighed } from './cover-changes.ts'
import { gradeOf, neutral, type Reason, strengthens, weakens, weightiestFirst } from './grade.ts'
import { type Identities, protectedBy } from './identities.ts'
import { clientOf, identityReasons } from './identity-reasons.ts'
import type { Made } from './made.ts'
import type { Seen } from './seen.ts'
import { isGone } from './side.ts'
import type { Cover, TargetReview } from './target-review.ts'

type Around = {
  readonly identities: Identities
  readonly made: Made
  /** What becomes of a target because backups of it meet, by the name that it has now. */
  readonly collided: ReadonlyMap<string, readonly Reason[]>
}

/** Of all that is in an inventory or a policy of either side, by name. */
export function targetChanges(
  was: Seen,
  after: Seen,
  { identities, made, collided }: Around,
): readonly TargetReview[] {
  const levels = levelsOf(was.side, after.side)
  const [were, are] = [listed(was), listed(after)]
  const names = [...new Set([...were.keys(), ...are.keys()])].toSorted(compare)
  const [old, now] = [protectedBy(was.side), protectedBy(after.side)]
  const lostBy = (name: string) => {
    if (isGone(was.side, after.side)) return 'it is in no policy any more: its environment is gone'
    return are.has(name)
      ? 'it is in no policy any more'
      : 'it is in no policy and in no list any more'
  }
  const back = new Map([...identities.renamed].map(([from, to]) => [to, from]))
  return names.flatMap(name => {
    const shown = are.get(name) ?? were.get(name)
    if (shown === undefined) return []
    const before = was.covers.get(name) ?? null
    const cover = after.covers.get(name) ?? null
    const formerly = back.get(name)
    const reasons = reasonsFor({
      name,
      app: shown.app,
      levels,
      made,
      timezone: after.timezone,
      before: formerly === undefined ? before : (was.covers.get(formerly) ?? null),
      after: cover,
      old: old.get(formerly ?? name),
      now: now.get(name),
      renamedTo: identities.renamed.get(name),
      formerly,
      isReplaced: identities.replaced.has(name),
      lost: lostBy(name),
      collided: collided.get(name) ?? [],
    })
    return [
      {
        target: name,
        ...shown,
        change: changeOf(before, cover),
        grade: gradeOf(reasons),
        reasons: weightiestFirst(reasons),
        before,
        after: cover,
      },
    ]
  })
}

type Listed = Pick<TargetReview, 'app' | 'commcell' | 'client'>

function listed({ side }: Seen): ReadonlyMap<string, Listed> {
  const inInventory = (side.inventory?.targets ?? []).map(({ name, app, commcell, identity }) => {
    const client = identity.clientName ?? String(identity.clientId ?? '')
    return [name, { app, commcell, client }] as const
  })
  const inPolicies = [...protectedBy(side).values()].map((target: Target) => {
    const { name, app, commcell } = target
    return [name, { app, commcell, client: clientOf(target) }] as const
  })
  return new Map([...inInventory, ...inPolicies])
}

function changeOf(before: Cover | null, after: Cover | null): TargetReview['change'] {
  if (before === null) return after === null ? 'never' : 'gained'
  return after === null ? 'lost' : 'kept'
}

type Compared = Weighed & {
  readonly before: Cover | null
  readonly after: Cover | null
  readonly old: Target | undefined
  readonly now: Target | undefined
  readonly renamedTo: string | undefined
  readonly formerly: string | undefined
  readonly isReplaced: boolean
  /** Why it has lost its cover, if it has. */
  readonly lost: string
  readonly collided: readonly Reason[]
}

function reasonsFor(compared: Compared): readonly Reason[] {
  const { before, after, old, now, renamedTo, formerly, isReplaced, lost } = compared
  const about: Reason[] = []
  if (renamedTo !== undefined) about.push(neutral(`it is called ${renamedTo} now`))
  if (formerly !== undefined) about.push(neutral(`it was called ${formerly}`))
  if (isReplaced || formerly !== undefined || renamedTo === undefined) {
    about.push(...identityReasons({ old, now, isLost: isReplaced && renamedTo === undefined }))
  }
  if (before === null)
    return after === null ? about : [...about, strengthens('it is protected now')]
  if (after !== null) {
    return [...about, ...coverReasons(compared, before, after), ...compared.collided]
  }
  if (renamedTo !== undefined) return about
  return [...about, weakens(lost)]
}
