// Under which names runs keep each other out.
import { familyOf } from '../target.ts'
import type { RunOrigin } from './run.ts'

/** Runs with the same key disturb each other: one target, one family (data or log). */
export function lockKey(run: RunOrigin): string {
  return `${run.request.target.name}/${familyOf(run.request)}`
}

/** Of a trigger with a cooldown: one start a target at a time. */
export function cooldownKey({ source, request }: RunOrigin): string {
  return `${source}/${request.target.name}/cooldown`
}
