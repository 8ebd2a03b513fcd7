// A start that should have reached us, as the run that it would have become: with the same id, so that whatever still comes
// of it is a duplicate.
import type { Instant } from '../start.ts'
import { type Start, startOf } from '../submit/begin.ts'
import { caughtUpRunOf, runId } from '../submit/runs-of.ts'
import type { ExpectedStart } from './expected.ts'

export function idOf({ source, target, at }: ExpectedStart): string {
  return runId({ version: 1, source: source.name, scheduledTime: at }, target)
}

export function asStart({ policy, source, target, at }: ExpectedStart, now: Instant): Start {
  const origin = caughtUpRunOf(policy, source, { target, scheduledTime: at, now })
  return startOf(policy, source, origin)
}
