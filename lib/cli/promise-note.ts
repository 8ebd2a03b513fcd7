// What a person should see of a promise (`rpo`) at run time: when it is broken, and when it holds again.

import { timeText } from '../policy/wording.ts'
import type { Announced } from '../report/result-events.ts'
import type { Instant } from '../start.ts'
import type { BrokenPromise } from './tally.ts'

type Note = { readonly at: Instant; readonly text: string }

/** Undefined for an event about anything else. */
export function promiseNote({ time, detailType, detail }: Announced): Note | undefined {
  const text = TEXTS[detailType]?.(detail as Detail)
  return text === undefined ? undefined : { at: Date.parse(time), text }
}

/** Those that any of the events told of as broken. */
export function brokenPromises(events: readonly Announced[]): readonly BrokenPromise[] {
  return events
    .filter(({ detailType }) => detailType === 'Backup RPO Breached')
    .map(event => event.detail as Detail)
    .map(({ createdBy, resource }) => ({ policy: createdBy.policyName, target: resource.target }))
}

type Detail = {
  readonly resource: { readonly target: string }
  readonly createdBy: { readonly policyName: string }
  readonly rpoSeconds: number
  readonly observedSeconds: number
}

const TEXTS: { readonly [detailType: string]: (detail: Detail) => string } = {
  'Backup RPO Breached': ({ resource, createdBy, rpoSeconds }) =>
    `${createdBy.policyName}: RPO ${timeText(rpoSeconds)} broken for ${resource.target}`,
  'Backup RPO Restored': ({ resource, createdBy, rpoSeconds, observedSeconds }) =>
    `${createdBy.policyName}: RPO ${timeText(rpoSeconds)} holds again for ${resource.target}, after ${timeText(observedSeconds)} without a recovery point`,
}
