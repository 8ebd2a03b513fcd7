// The shape of Defaults.guardrails: what no policy may do, and what a change may not do without somebody's consent.
import * as z from 'zod/mini'
import { approver, label, minInterval, name, positive, share } from './fields.ts'
import { lawfulMap } from './law.ts'

const optional = z.optional

const consent = {
  label: optional(label),
  approvers: optional(z.array(approver).check(z.minLength(1))),
}

/** Who wants that nobody may, takes maxRemovedStarts: 0%. */
const namesSomebody = lawfulMap(map =>
  'label' in map || 'approvers' in map
    ? undefined
    : {
        code: 'missing-key',
        message: '"weakens" names no label and nobody who may consent',
        fix: 'add label: weakens-protection, or approvers: [anna]',
      },
)

export const guardrails = z.strictObject({
  minInterval: optional(minInterval),
  maxTargetsPerPolicy: optional(positive),
  requireRpo: optional(z.array(name)),
  pauseNeedsUntil: optional(z.boolean()),
  allowReplace: optional(z.boolean()),
  weakens: optional(z.strictObject(consent).check(namesSomebody)),
  maxRemovedStarts: optional(z.union([share, z.strictObject({ share, ...consent })])),
})
