// What a source is called on AWS. Both names are stable and need no hash: renaming a schedule is a delete and a create,
// so a name may change only when a person changed it.
import { PlanError } from './plan.ts'

/** EventBridge Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html (Name). */
const SCHEDULE_NAME = /^[0-9a-zA-Z-_.]{1,64}$/

/**
 * The schedule's name within its group: the source's own, `policy.schedule`.
 * @throws PlanError for a name that AWS refuses; `validate` reports it first, with its place.
 */
export function scheduleName(source: string): string {
  if (SCHEDULE_NAME.test(source)) return source
  throw new PlanError(
    `${source} cannot be the name of an EventBridge schedule: ${source.length} characters, where 64 of letters, digits, hyphen, underscore and point are allowed. Shorten the policy's or the schedule's name.`,
  )
}

/**
 * The schedule's logical id in the template, which must be alphanumeric. Source names are lower case, so capitals are
 * free to stand for what is not: H for a hyphen, D for the dot. Two sources never share an id.
 */
export function scheduleLogicalId(source: string): string {
  return `Schedule${source.replaceAll('-', 'H').replaceAll('.', 'D')}`
}
