// Two effective policies as the policy room would hand them over, for tests of what comes after it.
import type {
  EnvironmentTerms,
  Notification,
  Policy,
  PolicySchedule,
  PolicyTrigger,
} from '../../lib/policy/policy.ts'
import type { Terms } from '../../lib/start.ts'

const origin = {
  text: { file: 'policies/sample.yaml', line: 1, text: 'name: sample\n' },
  path: [],
}

export const prod: EnvironmentTerms = {
  name: 'prod',
  region: 'eu-central-1',
  commcells: {
    main: {
      name: 'main',
      endpoint: 'https://commandcenter.example.com/commandcenter/api',
      authSecret: 'holdfast/prod/main',
      maxInFlight: 20,
    },
  },
}

/** What nothing else was said of, but for what is given. */
export function sampleTerms(given: Partial<Terms> = {}): Terms {
  return {
    startWithinSeconds: 300,
    overlap: 'skip',
    maxRunSeconds: 3600,
    onMaxRun: 'flag',
    blackouts: [],
    onBlackout: 'skip',
    retry: { attempts: 3, backoffSeconds: 30 },
    ...given,
  }
}

/** A schedule of SQL Server logs every quarter of an hour, but for what is given. */
export function sampleSchedule(given: Partial<PolicySchedule> = {}): PolicySchedule {
  return {
    name: 'log',
    backup: { app: 'sqlserver', level: 'TRANSACTION_LOG' },
    phrase: 'every 15m',
    expression: 'cron(0/15 * * * ? *)',
    timezone: 'UTC',
    spreadSeconds: 0,
    jitterSeconds: 0,
    terms: sampleTerms(),
    yieldsTo: [],
    origin,
    ...given,
  }
}

/** A copy-only FULL after a deploy, but for what is given. */
export function sampleTrigger(given: Partial<PolicyTrigger> = {}): PolicyTrigger {
  return {
    name: 'app-deployed',
    event: 'codedeploy',
    backup: { app: 'sqlserver', level: 'FULL', copyOnly: true },
    targets: ['erp-core'],
    phrase: 'codedeploy application erp, deploymentGroup prod',
    pattern: {
      source: ['aws.codedeploy'],
      'detail-type': ['CodeDeploy Deployment State-change Notification'],
      detail: { application: ['erp'], deploymentGroup: ['prod'], state: ['SUCCESS'] },
    },
    delaySeconds: 120,
    identity: ['detail', 'deploymentId'],
    terms: sampleTerms({ startWithinSeconds: 3600, cooldownSeconds: 7200 }),
    origin,
    ...given,
  }
}

/** Failures to the DBA on call, but for what is given. */
export function sampleNotification(given: Partial<Notification> = {}): Notification {
  return { when: ['FAILED'], channel: 'dba-oncall', sns: 'backup-alerts-prod', ...given }
}

/** A policy of SQL Server with a weekly FULL and logs, but for what is given. */
export function samplePolicy(given: Partial<Policy> = {}): Policy {
  return {
    name: 'erp-sql',
    description: 'ERP databases. Restore to within 15 minutes.',
    owner: 'dba-oncall@example.com',
    labels: { service: 'erp', tier: 'gold' },
    environment: prod,
    app: 'sqlserver',
    targets: [
      {
        app: 'sqlserver',
        name: 'erp-core',
        commcell: 'main',
        clientId: 2101,
        instanceId: 301,
        subclientId: 9101,
        entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
      },
    ],
    rpoSeconds: 900,
    schedules: [
      sampleSchedule({
        name: 'weekly-full',
        backup: { app: 'sqlserver', level: 'FULL', copyOnly: false },
        phrase: 'Sun 01:00',
        expression: 'cron(0 1 ? * SUN *)',
        timezone: 'Europe/Berlin',
        terms: sampleTerms({ startWithinSeconds: 7200, maxRunSeconds: 28_800 }),
      }),
      sampleSchedule(),
    ],
    triggers: [],
    notify: [],
    hash: 'a'.repeat(64),
    origin,
    ...given,
  }
}

export const oraclePolicy: Policy = samplePolicy({
  name: 'billing-oracle',
  description: 'Billing',
  app: 'oracle',
  targets: [
    {
      app: 'oracle',
      name: 'billing-prod',
      commcell: 'main',
      clientName: 'billing-db01',
      displayName: 'billing-db01',
      instanceName: 'BILL',
      subclientName: 'default',
      content: 'data',
      rac: false,
    },
  ],
  schedules: [
    sampleSchedule({
      name: 'nightly-incremental',
      backup: { app: 'oracle', level: 'INCREMENTAL', cumulative: true },
      phrase: 'Mon-Sat 22:30',
      expression: 'cron(37 22 ? * MON-SAT *)',
      timezone: 'America/New_York',
      spreadSeconds: 420,
      jitterSeconds: 90,
    }),
  ],
  hash: 'b'.repeat(64),
})
