// The real bundles of the functions, in this process: told where AWS is by their environment, as in Lambda.
import { pathToFileURL } from 'node:url'
import type { World } from '../run/ports.ts'
import type { SweepReport } from '../track/track.ts'
import type { Servers } from './local-servers.ts'
import { functionBundle } from './project.ts'

export const TABLE_NAME = 'holdfast-local'

/** What Lambda would hand the functions, and where the SDK finds AWS: on loopback and nowhere else. */
export function setEnvironment(of: {
  environment: string
  sources: string
  servers: Servers
}): void {
  Object.assign(process.env, {
    HOLDFAST_ENVIRONMENT: of.environment,
    HOLDFAST_TABLE: TABLE_NAME,
    HOLDFAST_BUS: 'holdfast-local',
    HOLDFAST_SOURCES: of.sources,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: of.servers.awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: of.servers.dynamoUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: of.servers.awsUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: of.servers.awsUrl,
  })
  delete process.env.AWS_SESSION_TOKEN
}

type Overrides = Pick<World, 'now' | 'log'> & Partial<Pick<World, 'runs'>>

export async function loadFunctions(overrides: Overrides) {
  const submit = await createHandler('submit', overrides)
  const track = await createHandler('track', overrides)
  return {
    deliver: async (start: unknown) => {
      await submit(start)
    },
    sweep: async () => (await track({})) as SweepReport,
  }
}

async function createHandler(
  name: 'submit' | 'track',
  overrides: Overrides,
): Promise<(event: unknown) => Promise<unknown>> {
  const bundle = await import(pathToFileURL(functionBundle(name)).href)
  return bundle.createHandler(overrides)
}
