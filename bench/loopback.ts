// All that a function talks to, on loopback: our Command Center, Secrets Manager and EventBridge, and a table that
// answers at once. What is measured is the function; a server that takes its time would hide the differences.
import { randomUUID } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Hono } from 'hono'
import { emulateAws } from '../lib/emulator/aws.ts'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'
import { listen } from '../lib/emulator/listen.ts'
import type { PolicySources } from '../lib/start.ts'

type Loopback = {
  /** By which the functions find all of it. */
  readonly env: Readonly<Record<string, string>>
  readonly close: () => Promise<void>
}

export const SOURCE = 'erp-sql.weekly-full'

const TOKEN = 'loopback-token'

/** Empty: no run, no job. Writes the compiled sources into the folder. */
export async function openLoopback(folder: string): Promise<Loopback> {
  const secrets = { 'bench/commvault': TOKEN }
  const aws = emulateAws({ now: Date.now, secrets, onEvents: () => {} })
  const commandCenter = emulateCommandCenter({ now: Date.now, tokens: [TOKEN], seed: 1 })
  const anyPort = { port: 0, host: '127.0.0.1' }
  const servers = await Promise.all(
    [aws.app, commandCenter.app, quickTable()].map(app => listen(app, anyPort)),
  )
  const [awsUrl = '', commandCenterUrl = '', tableUrl = ''] = servers.map(({ url }) => url)
  const env = {
    HOLDFAST_ENVIRONMENT: 'bench',
    HOLDFAST_TABLE: 'bench',
    HOLDFAST_BUS: 'bench',
    HOLDFAST_SOURCES: writeSources(folder, `${commandCenterUrl}/commandcenter/api`),
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'loopback',
    AWS_SECRET_ACCESS_KEY: 'loopback',
    AWS_ENDPOINT_URL: awsUrl,
    AWS_ENDPOINT_URL_DYNAMODB: tableUrl,
  }
  const close = async () => {
    await Promise.all(servers.map(server => server.close()))
  }
  return { env, close }
}

type Item = { readonly pk: { readonly S: string }; readonly openOn?: unknown }

/** Keeps what is put and lists what is open. Conditions always hold: nobody competes with the one function that runs. */
function quickTable(): Hono {
  const items = new Map<string, Item>()
  const app = new Hono()
  app.post('/', async c => {
    const input = JSON.parse(await c.req.text())
    c.header('Content-Type', 'application/x-amz-json-1.0')
    switch (c.req.header('x-amz-target')) {
      case 'DynamoDB_20120810.PutItem':
        items.set(input.Item.pk.S, input.Item)
        return c.body('{}')
      case 'DynamoDB_20120810.DeleteItem':
        items.delete(input.Key.pk.S)
        return c.body('{}')
      case 'DynamoDB_20120810.GetItem':
        return c.body(JSON.stringify({ Item: items.get(input.Key.pk.S) }))
      case 'DynamoDB_20120810.Query': {
        const open = [...items.values()].filter(item => item.openOn !== undefined)
        return c.body(JSON.stringify({ Items: open, Count: open.length }))
      }
      default:
        return c.body('{"__type":"UnknownOperationException"}', 400)
    }
  })
  return app
}

/** One policy with one target, as the planner writes it. */
function writeSources(folder: string, endpoint: string): string {
  const sources = join(folder, `sources-${randomUUID()}`)
  mkdirSync(sources, { recursive: true })
  writeFileSync(join(sources, 'erp-sql.json'), JSON.stringify(erpSql(endpoint)))
  return sources
}

function erpSql(endpoint: string): PolicySources {
  return {
    version: 1,
    environment: 'bench',
    policy: { name: 'erp-sql', owner: 'dba@example.com', hash: 'f00d' },
    commcells: {
      main: { name: 'main', endpoint, authSecret: 'bench/commvault', maxInFlight: 10 },
    },
    targets: {
      'erp-core': {
        app: 'sqlserver',
        name: 'erp-core',
        commcell: 'main',
        clientId: 12,
        instanceId: 34,
        subclientId: 56,
        entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
      },
    },
    sources: [
      {
        kind: 'schedule',
        name: SOURCE,
        backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
        targets: ['erp-core'],
        terms: {
          startWithinSeconds: 7_200,
          overlap: 'skip',
          maxRunSeconds: 86_400,
          onMaxRun: 'flag',
          blackouts: [],
          onBlackout: 'skip',
          retry: { attempts: 2, backoffSeconds: 300 },
        },
        expression: 'cron(0 0 ? * SUN *)',
        timezone: 'UTC',
        yieldsTo: [],
      },
    ],
  }
}
