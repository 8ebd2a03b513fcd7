// All that a function talks to, on loopback: a Command Center, Secrets Manager, EventBridge and DynamoDB, under one
// virtual clock; and the environment variables by which the real bundles find it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { Hono } from 'hono'
import { emulateAws } from '../../lib/emulator/aws.ts'
import { emulateCommandCenter } from '../../lib/emulator/command-center.ts'
import type { BusEntry } from '../../lib/emulator/event-bus.ts'
import { type Listening, listen } from '../../lib/emulator/listen.ts'
import type { Log } from '../../lib/run/ports.ts'
import type { Blackout, PolicySources, ScheduleSource, Terms } from '../../lib/start.ts'
import { startDynalite } from './dynalite.ts'
import { erpCore, SUNDAY } from './story.ts'

/** The Authtoken of this world: it must be found in no log line, event or record. */
export const MARKER = 'QSDK m4rk3r0fth15w0rld'

export type LoopbackWorld = Awaited<ReturnType<typeof startLoopbackWorld>>

export async function startLoopbackWorld(
  options: {
    readonly now?: () => number
    readonly secrets?: { readonly [name: string]: string }
  } = {},
) {
  const clock = { at: SUNDAY }
  const now = options.now ?? (() => clock.at)
  const events: BusEntry[] = []
  const logLines: string[] = []
  const log: Log = (level, message, fields) =>
    logLines.push(JSON.stringify({ level, message, ...fields }))

  const anywhere = { host: '127.0.0.1', port: 0 }
  const aws = emulateAws({
    now,
    secrets: options.secrets ?? { 'commvault/test': MARKER },
    onEvents: entries => events.push(...entries),
  })
  const commandCenter = emulateCommandCenter({ now, tokens: [MARKER], seed: 1 })
  const database = await startDynalite()
  let secretReads = 0
  const awsApp = new Hono()
  awsApp.use(async (c, next) => {
    if (c.req.header('x-amz-target') === 'secretsmanager.GetSecretValue') secretReads += 1
    await next()
  })
  awsApp.route('/', aws.app)
  const awsServer = await listen(awsApp, anywhere)
  let commandCenterServer: Listening = await listen(commandCenter.app, anywhere)
  const port = Number(new URL(commandCenterServer.url).port)
  const endpoint = `${commandCenterServer.url}/commandcenter/api`

  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'))
  mkdirSync(join(folder, 'sources'))
  writeFileSync(join(folder, 'sources', 'erp-sql.json'), JSON.stringify(erpSql(endpoint)))

  return {
    clock,
    log,
    logLines,
    events,
    aws,
    commandCenter,
    folder,
    env: {
      HOLDFAST_ENVIRONMENT: 'test',
      HOLDFAST_TABLE: database.table,
      HOLDFAST_BUS: 'results',
      HOLDFAST_SOURCES: join(folder, 'sources'),
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'loopback',
      AWS_SECRET_ACCESS_KEY: 'loopback',
      AWS_ENDPOINT_URL: awsServer.url,
      AWS_ENDPOINT_URL_DYNAMODB: database.url,
    },
    secretReads: () => secretReads,
    /** Every item of the table, as text. */
    records: async () => {
      const { Items } = await database.client.send(new ScanCommand({ TableName: database.table }))
      return JSON.stringify(Items)
    },
    commandCenterGoesDown: () => commandCenterServer.close(),
    commandCenterComesBack: async () => {
      commandCenterServer = await listen(commandCenter.app, { ...anywhere, port })
    },
    stop: async () => {
      await Promise.all([commandCenterServer.close(), awsServer.close(), database.stop()])
      rmSync(folder, { recursive: true })
    },
  }
}

const TERMS: Terms = {
  startWithinSeconds: 7_200,
  overlap: 'skip',
  maxRunSeconds: 86_400,
  onMaxRun: 'flag',
  blackouts: [],
  onBlackout: 'skip',
  retry: { attempts: 2, backoffSeconds: 300 },
}

const FULL: ScheduleSource = {
  kind: 'schedule',
  name: 'erp-sql.weekly-full',
  backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
  targets: ['erp-core', 'erp-archive'],
  terms: TERMS,
  expression: 'cron(0 0 ? * SUN *)',
  timezone: 'UTC',
  yieldsTo: [],
}

/** A compiled policy of two SQL Server targets, as the planner would write it. */
export function erpSql(endpoint: string): PolicySources {
  return {
    version: 1,
    environment: 'test',
    policy: { name: 'erp-sql', owner: 'dba@example.com', hash: 'f00d' },
    commcells: {
      main: { name: 'main', endpoint, authSecret: 'commvault/test', maxInFlight: 10 },
    },
    targets: {
      'erp-core': erpCore,
      'erp-archive': { ...erpCore, name: 'erp-archive', subclientId: 57 },
    },
    sources: [
      FULL,
      { ...FULL, name: 'erp-sql.urgent-full', terms: { ...TERMS, overlap: 'replace' } },
      {
        ...FULL,
        name: 'erp-sql.daily-diff',
        backup: { app: 'sqlserver', level: 'DIFFERENTIAL' },
        expression: 'cron(0 0 ? * * *)',
        yieldsTo: ['erp-sql.weekly-full'],
      },
      {
        ...FULL,
        name: 'erp-sql.closed-full',
        terms: { ...TERMS, onBlackout: 'defer', blackouts: [CLOSE] },
      },
      {
        kind: 'trigger',
        name: 'erp-sql.deployed',
        backup: { app: 'sqlserver', level: 'FULL', copyOnly: true },
        targets: ['erp-core'],
        terms: { ...TERMS, cooldownSeconds: 7_200 },
        event: 'codedeploy',
        rule: 'a0b1c2d3e4f5',
        delaySeconds: 0,
        identity: ['detail', 'deploymentId'],
      },
    ],
  }
}

/** Sunday until two o'clock in Berlin. */
const CLOSE: Blackout = {
  calendar: 'year-end-close',
  name: 'sundays',
  span: { kind: 'weekly', timezone: 'Europe/Berlin', weekdays: [1], from: 0, to: 120 },
}
