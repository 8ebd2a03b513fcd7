// States that a policy may ask to be told of, and that this version does not publish yet: silence would look like peace.
import { diagnoseAt } from './origin.ts'
import type { NotifyState } from './policy.ts'
import type { Rule } from './rule.ts'

export const stateNotPublished: Rule = function* ({ policies }) {
  for (const { policy, originOf } of policies) {
    for (const [index, { when }] of policy.notify.entries()) {
      for (const [position, state] of when.entries()) {
        if (!LATER.has(state)) continue
        const { text, path } = originOf('notify')
        const message = `${state} is not published by this version of Holdfast: nobody would be told of it`
        const fix = `watch FAILED and MISSED meanwhile; ${state} may stay`
        const origin = { text, path: [...path, index, 'when', position] }
        yield diagnoseAt({ code: 'state-not-published', message, fix }, origin)
      }
    }
  }
}

const LATER: ReadonlySet<NotifyState> = new Set(['RPO_BREACHED', 'RPO_RESTORED'])
