// The two calls of AWS that a local world needs, as the real SDK clients speak them (AWS JSON 1.1 over HTTP).
import { type Context, Hono } from 'hono'
import { type AwsAnswer, failure } from './aws-json.ts'
import { type BusEntry, createPutEvents, type EntryFailure } from './event-bus.ts'
import { type Fields, isObject, parseJson } from './json.ts'
import { createSecrets } from './secrets.ts'

export type AwsOptions = {
  /** Epoch milliseconds. */
  readonly now: () => number
  /** Secret strings by name. */
  readonly secrets: { readonly [name: string]: string }
  /** Gets the entries of each PutEvents that the bus took. */
  readonly onEvents: (entries: readonly BusEntry[]) => void
  /** Asked for each entry; what it returns, the bus answers for that entry instead of taking it. */
  readonly failEntry?: (entry: BusEntry) => EntryFailure | undefined
}

export type AwsEmulator = {
  readonly app: Hono
  /** Makes a new version of a secret current; the one before it becomes `AWSPREVIOUS`. */
  readonly putSecret: (name: string, value: string) => void
}

export function emulateAws(options: AwsOptions): AwsEmulator {
  const secrets = createSecrets(options)
  const operations = new Map<string, (input: Fields) => AwsAnswer>([
    ['secretsmanager.GetSecretValue', secrets.getSecretValue],
    ['AWSEvents.PutEvents', createPutEvents(options)],
  ])

  const app = new Hono()
  app.post('/', async c => {
    const operation = operations.get(c.req.header('x-amz-target') ?? '')
    const input = parseJson(await c.req.text())
    if (!operation) return reply(c, failure('UnknownOperationException', 'Not emulated here.'))
    if (!isObject(input)) {
      return reply(c, failure('SerializationException', 'The body is no JSON object.'))
    }
    return reply(c, operation(input))
  })

  const reply = (c: Context, { status, body }: AwsAnswer) =>
    c.body(JSON.stringify(body), status, {
      'Content-Type': 'application/x-amz-json-1.1',
      Date: new Date(options.now()).toUTCString(),
    })
  return { app, putSecret: secrets.put }
}
