// A Commvault plan may back up the logs as well. Policies cannot see plans, and a word on every log schedule would be noise:
// only logs of targets whose FULL comes from elsewhere tell that a plan is at work ("Configurations for RPO": log backups
// of a server plan, with disk caching as often as every 5 minutes).
import { lacksFull, linksIn } from './chain-links.ts'
import { coverageOf } from './coverage.ts'
import { keyOf } from './key-origin.ts'
import { diagnoseAt } from './origin.ts'
import type { Rule } from './rule.ts'
import { listed } from './wording.ts'

/** Once a policy. */
export const planLogScheduleOverlap: Rule = function* ({ policies, isComplete }) {
  if (!isComplete) return
  const coverage = coverageOf(policies)
  for (const effective of policies) {
    const log = linksIn(effective).find(({ backup }) => backup.level === 'TRANSACTION_LOG')
    if (log === undefined) continue
    const elsewhere = effective.policy.targets.filter(target => lacksFull(target, coverage))
    if (elsewhere.length === 0) continue
    const targets = listed(elsewhere.map(({ name }) => name))
    const message = `If a Commvault plan makes the FULLs of ${targets}, it may back up the logs, too: ${log.name} would then do so a second time`
    const fix =
      'look at the log schedule of the plan in the Command Center, and keep one of the two'
    yield diagnoseAt(
      { code: 'plan-log-schedule-overlap', message, fix },
      keyOf(effective, log.source, 'level'),
    )
  }
}
