// A world to tell the life of a run in: a clock that stands until it is moved, a scripted Command Center, a bus that
// keeps what it got. Everything else is the real thing.

import type { ResultEvent } from '../../lib/run/event.ts'
import { inMemoryRunStore } from '../../lib/run/in-memory.ts'
import { inMemoryNotes } from '../../lib/run/in-memory-notes.ts'
import type { Answer, CommandCenter, JobReport, RunStore, World } from '../../lib/run/ports.ts'
import type {
  PolicySources,
  RuleStart,
  ScheduleSource,
  SourceStart,
  StartSource,
  Terms,
  TriggerSource,
} from '../../lib/start.ts'
import type { BackupRequest, OracleTarget, SqlServerTarget } from '../../lib/target.ts'

export const SUNDAY = Date.parse('2026-11-22T00:00:00Z')
export const MINUTE = 60_000

export const erpCore: SqlServerTarget = {
  app: 'sqlserver',
  name: 'erp-core',
  commcell: 'main',
  clientId: 12,
  instanceId: 34,
  subclientId: 56,
  entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
}

export const erpReporting: SqlServerTarget = { ...erpCore, name: 'erp-reporting', subclientId: 57 }

export const billing: OracleTarget = {
  app: 'oracle',
  name: 'billing-prod',
  commcell: 'main',
  clientName: 'orahost01',
  displayName: 'orahost01',
  instanceName: 'BILL',
  subclientName: 'default',
  content: 'data',
  rac: false,
}

export const full: ScheduleSource = {
  kind: 'schedule',
  name: 'erp-sql.weekly-full',
  backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
  targets: ['erp-core', 'erp-reporting'],
  terms: {
    startWithinSeconds: 7200,
    overlap: 'skip',
    maxRunSeconds: 8 * 3600,
    onMaxRun: 'flag',
    blackouts: [],
    onBlackout: 'skip',
    retry: { attempts: 3, backoffSeconds: 30 },
  },
  expression: 'cron(0 1 ? * SUN *)',
  timezone: 'Europe/Berlin',
  yieldsTo: [],
}

export const log: ScheduleSource = {
  ...full,
  name: 'erp-sql.log',
  backup: { app: 'sqlserver', level: 'TRANSACTION_LOG' },
  terms: { ...full.terms, startWithinSeconds: 300, maxRunSeconds: 3600 },
  expression: 'cron(0/15 * * * ? *)',
  timezone: 'UTC',
}

/** After a deployment: at most one a target in two hours. */
export const deployed: TriggerSource = {
  kind: 'trigger',
  name: 'erp-sql.deployed',
  backup: { app: 'sqlserver', level: 'FULL', copyOnly: true },
  targets: ['erp-core', 'erp-reporting'],
  terms: { ...full.terms, startWithinSeconds: 3600, cooldownSeconds: 7200 },
  event: 'codedeploy',
  rule: 'a0b1c2d3e4f5',
  delaySeconds: 0,
  identity: ['detail', 'deploymentId'],
}

/** The deploy gate. */
export const requested: TriggerSource = {
  ...deployed,
  name: 'erp-sql.requested',
  terms: { ...full.terms, startWithinSeconds: 3600, cooldownSeconds: 0 },
  event: 'request',
  rule: 'f5e4d3c2b1a0',
  identity: ['detail', 'correlationId'],
}

export const erpSql: PolicySources = {
  version: 1,
  environment: 'prod',
  policy: {
    name: 'erp-sql',
    owner: 'dba-oncall@example.com',
    hash: '3f9a1c0e5b7d2846a1f0c3e5978b6d4210fedcba98765432100123456789abcd',
    rpoSeconds: 900,
  },
  commcells: {
    main: {
      name: 'main',
      endpoint: 'https://commandcenter.example.com/commandcenter/api',
      authSecret: 'backup/prod/commvault',
      maxInFlight: 4,
    },
  },
  targets: { 'erp-core': erpCore, 'erp-reporting': erpReporting },
  sources: [full, log],
}

/** The same policy with one of its sources changed. */
export function withSource(name: string, change: Partial<ScheduleSource>): PolicySources {
  const sources = erpSql.sources.map(s =>
    s.name === name && s.kind === 'schedule' ? { ...s, ...change } : s,
  )
  return { ...erpSql, sources }
}

/** The same policy with other terms for one of its sources. */
export function withTerms(name: string, terms: Partial<Terms>): PolicySources {
  const source = erpSql.sources.find(s => s.name === name)
  if (source === undefined) throw new Error(`no source ${name}`)
  return withSource(name, { terms: { ...source.terms, ...terms } })
}

/** The policy with sources of the story's own. */
export function policyOf(...sources: readonly StartSource[]): PolicySources {
  return { ...erpSql, sources }
}

/** A start of erp-core only, unless the story is about several targets. */
export function startOf(source: string, more: Partial<SourceStart> = {}): SourceStart {
  return { version: 1, source, scheduledTime: SUNDAY, targets: ['erp-core'], ...more }
}

/** What the rule of `deployed` hands over when CodeDeploy has finished a deployment. */
export function deployment(
  deploymentId: unknown,
  { id = `event-${deploymentId}`, time = SUNDAY, ...detail }: DeploymentParts = {},
): RuleStart {
  return ruleStart(deployed.rule, {
    id,
    source: 'aws.codedeploy',
    detailType: 'CodeDeploy Deployment State-change Notification',
    time,
    detail: { application: 'erp', state: 'SUCCESS', deploymentId, ...detail },
  })
}

type DeploymentParts = {
  readonly id?: string
  readonly time?: number
  readonly [field: string]: unknown
}

/** What the rule of `requested` hands over when a pipeline asks for a backup. */
export function request(detail: object): RuleStart {
  return ruleStart(requested.rule, {
    id: 'event-1',
    source: 'ci.erp',
    detailType: 'Backup Requested',
    time: SUNDAY,
    detail: { policy: 'erp-sql', ...detail },
  })
}

function ruleStart(
  rule: string,
  { detail, ...event }: Omit<RuleStart['event'], 'all'> & { readonly detail: object },
): RuleStart {
  const { detailType, time, ...same } = event
  const all = { ...same, 'detail-type': detailType, time: new Date(time).toISOString(), detail }
  return { version: 1, rule, event: { ...event, all } }
}

export type Story = ReturnType<typeof story>

/** What happens, happens at the clock of the story. */
export function story(runs: RunStore = inMemoryRunStore(), maxInFlight = 4) {
  let now = SUNDAY + 31_000
  let busIsDown = false
  let listIsDown = false
  let killAnswer: string | Error | undefined
  const kills: string[] = []
  const descriptions = new Map<string, string | Error>()
  const answers: Answer[] = []
  const jobs = new Map<string, JobReport>()
  const requests: BackupRequest[] = []
  const events: ResultEvent[] = []
  const lines: string[] = []
  const main = erpSql.commcells.main
  if (main === undefined) throw new Error('the story needs its CommCell')

  const commandCenter: CommandCenter = {
    async submit(request) {
      requests.push(request)
      const answer = answers.shift()
      return (
        answer ?? {
          kind: 'accepted',
          taskId: 400 + requests.length,
          jobIds: [`${1000 + requests.length}`],
        }
      )
    },
    async jobs() {
      if (listIsDown) throw new Error('503 from commandcenter.example.com')
      return [...jobs.values()]
    },
    async job(jobId) {
      return jobs.get(jobId)
    },
    async description(jobId) {
      const said = descriptions.get(jobId)
      if (said instanceof Error) throw said
      return said
    },
    async kill(jobId) {
      kills.push(jobId)
      if (killAnswer instanceof Error) throw killAnswer
      return killAnswer
    },
  }

  const world: World = {
    now: () => now,
    commcells: { main: { ...main, maxInFlight } },
    commandCenter: () => commandCenter,
    runs,
    notes: inMemoryNotes(),
    publish: async batch => {
      if (busIsDown) return new Set()
      events.push(...batch)
      return new Set(batch.map(event => event.eventId))
    },
    log: (_level, message, fields) => lines.push(`${message} ${JSON.stringify(fields)}`),
  }

  return {
    world,
    requests,
    kills,
    events,
    lines,
    /** createTask answers these in turn, then accepts. */
    answer: (...next: Answer[]) => answers.push(...next),
    list: (jobId: string, report: Partial<JobReport> = {}) =>
      jobs.set(jobId, jobReport(jobId, report)),
    unlist: (jobId: string) => jobs.delete(jobId),
    /** What a job is described with; or its description cannot be read. Without it nobody tells. */
    describe: (jobId: string, said: string | Error) => descriptions.set(jobId, said),
    /** A kill is answered so from now on: refused with these words, or not answered at all. */
    answerKills: (next: string | Error | undefined) => {
      killAnswer = next
    },
    pass: (ms: number) => {
      now += ms
    },
    goTo: (instant: number) => {
      now = instant
    },
    breakBus: () => {
      busIsDown = true
    },
    mendBus: () => {
      busIsDown = false
    },
    breakList: () => {
      listIsDown = true
    },
    mendList: () => {
      listIsDown = false
    },
    /** `Backup Job State Change COMPLETED`, one a published event. */
    told: () =>
      events.map(e => [e.detailType, e.detail.state ?? e.detail.reason].filter(Boolean).join(' ')),
  }
}

export function jobReport(jobId: string, report: Partial<JobReport> = {}): JobReport {
  return {
    jobId,
    status: 'Running',
    progress: { ended: false, state: 'RUNNING' },
    percentComplete: 10,
    subclient: {
      subclientId: 56,
      clientName: 'erp01',
      instanceName: 'ERP',
      subclientName: 'default',
    },
    ...report,
  }
}

export const KILLED: Partial<JobReport> = {
  status: 'Killed',
  progress: { ended: true, outcome: 'killed' },
}

export const COMPLETED: Partial<JobReport> = {
  status: 'Completed',
  progress: { ended: true, outcome: 'completed' },
  percentComplete: 100,
  actualLevel: 'FULL',
}
