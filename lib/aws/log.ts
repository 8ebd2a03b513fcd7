// Log lines as JSON, one a line, for CloudWatch Logs Insights; the run id is the correlation id from start to job.
import { Logger } from '@aws-lambda-powertools/logger'
import type { Log } from '../run/ports.ts'

/** A field of such a name is never printed. Nobody passes one: this is the last line of defence. */
const SECRET_FIELD = /token|authorization|password|secret|cookie/i

export function structuredLog(): Log {
  const logger = new Logger({
    serviceName: 'holdfast',
    jsonReplacerFn: (name, value) => (SECRET_FIELD.test(name) ? '***' : value),
  })
  return (level, message, { runId, ...fields }) => {
    const correlation = runId === undefined ? {} : { correlation_id: runId }
    logger[level](message, { ...correlation, ...fields })
  }
}
