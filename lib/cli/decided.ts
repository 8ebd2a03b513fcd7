// What was decided about each run, read from the result events: what rules are tested by.

import { type Announced, subjectOf } from '../report/result-events.ts'
import type { StartSource } from '../start.ts'

/** What became of one start, for one target. */
export type Decided = {
  readonly runId: string
  /** `policy.schedule` or `policy.trigger`. */
  readonly source: string
  readonly kind: StartSource['kind']
  readonly target: string
  /** When it was due: ISO, UTC. */
  readonly scheduledTime: string
  readonly level: string
  readonly copyOnly?: boolean
  readonly cumulative?: boolean
  readonly decision: Decision
  /** In words; of a start that runs, none. */
  readonly why: string
}

export type Decision = 'run' | 'skipped' | 'deferred' | 'missed'

/** One for each run, in the order in which they were decided; what follows upon a decision does not change it. */
export function decisionsIn(events: readonly Announced[]): readonly Decided[] {
  const decided = new Map<string, Decided>()
  for (const event of events) {
    const decision = decisionOf(event)
    const runId = String(event.detail.runId)
    if (decision === undefined || decided.has(runId)) continue
    decided.set(runId, { runId, ...askedIn(event), decision, why: whyIn(event) })
  }
  return [...decided.values()]
}

function decisionOf({ detailType, detail }: Announced): Decision | undefined {
  switch (detailType) {
    case 'Backup Run Skipped':
      return 'skipped'
    case 'Backup Run Deferred':
      return 'deferred'
    case 'Backup Run Missed':
      return 'missed'
    case 'Backup Job State Change':
      return typeof detail.backupJobId === 'string' ? 'run' : undefined
    default:
      return undefined
  }
}

function askedIn({ detail }: Announced) {
  const { requestedLevel, copyOnly, cumulative, createdBy } = detail
  const isTrigger =
    typeof createdBy === 'object' && createdBy !== null && 'triggerName' in createdBy
  return {
    ...subjectOf(detail),
    kind: isTrigger ? ('trigger' as const) : ('schedule' as const),
    scheduledTime: String(detail.scheduledTime),
    level: String(requestedLevel),
    ...(typeof copyOnly === 'boolean' && { copyOnly }),
    ...(typeof cumulative === 'boolean' && { cumulative }),
  }
}

function whyIn({ detailType, detail }: Announced): string {
  if (detailType === 'Backup Job State Change') return ''
  const reason = typeof detail.reason === 'string' ? `${detail.reason}: ` : ''
  return `${reason}${detail.statusMessage ?? ''}`
}
