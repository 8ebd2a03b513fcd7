// The shape of a CommCell in an Environment: how its Command Center is reached, and how much may be asked of it.
import * as z from 'zod/mini'
import {
  certificates,
  endpoint,
  headerName,
  headerPrefix,
  positive,
  secretName,
  text,
} from './fields.ts'

const optional = z.optional

/** Both, because a Command Center that counts one of them counts the other. */
const callLimits = z.strictObject({ readsPerHour: positive, writesPerHour: positive })

export const commcell = z.strictObject({
  endpoint,
  authSecret: secretName,
  authHeader: optional(z.strictObject({ name: headerName, prefix: optional(headerPrefix) })),
  user: optional(text),
  maxInFlight: optional(positive),
  maxInFlightPerClient: optional(positive),
  limits: optional(z.union([z.enum(['saas']), callLimits])),
  ca: optional(certificates),
  caSecret: optional(secretName),
})

export type WrittenCommCell = z.infer<typeof commcell>
