// What is deployed in a storm: policies as the planner would write them, drawn by lot. Together they have every term that a
// run can have; beside each other they get in each other's way, as policies of several owners do.
import type {
  Blackout,
  CommCell,
  Instant,
  Pause,
  PolicySources,
  ScheduleSource,
  StartSource,
  Terms,
  TriggerSource,
} from '../lib/start.ts'
import { isoText, isScheduleSource } from '../lib/start.ts'
import type { Backup, OracleTarget, SqlServerTarget, Target } from '../lib/target.ts'
import type { Lots } from './storm-lots.ts'

export type CommCells = { readonly [name: string]: CommCell }

const MAIN = 'main'
const BRANCH = 'branch'

/** Events of this rule are what the triggers wait for. */
export const RULE = '5707315a11ed'

type CommCellFacts = {
  readonly endpointOf: (name: string) => string
  /** Whether other people start jobs there: then ours are told from theirs by the user. */
  readonly isShared: (name: string) => boolean
}

export function drawCommCells(lots: Lots, { endpointOf, isShared }: CommCellFacts): CommCells {
  const cell = (name: string, own: Partial<CommCell>): CommCell => ({
    name,
    endpoint: endpointOf(name),
    authSecret: `commvault/${name}`,
    maxInFlight: lots.one('max in flight', [4, 8, 16]),
    ...(isShared(name) && { user: lots.one('user', ['svc-backup', 'CORP\\SVC-Backup']) }),
    ...own,
  })
  const perClient = lots.one('max in flight of a client', [undefined, 2, 3])
  const limits = (row: string, writes: readonly [undefined, ...(number | undefined)[]]) => {
    const writesPerHour = lots.one(row, writes)
    return writesPerHour === undefined ? {} : { limits: { writesPerHour, readsPerHour: 400 } }
  }
  return {
    [MAIN]: cell(MAIN, {
      ...(perClient !== undefined && { maxInFlightPerClient: perClient }),
      ...limits('writes of main', [undefined, undefined, 30]),
    }),
    [BRANCH]: cell(BRANCH, limits('writes of branch', [undefined, 10, 30])),
  }
}

export function drawPolicies(lots: Lots, commcells: CommCells): readonly PolicySources[] {
  const terms = (own: Partial<Terms> = {}): Terms => ({ ...drawTerms(lots), ...own })
  const policy = policyIn(commcells)
  return [
    policy('core', named(MAIN, 'sql', 1, 18), {
      rpoSeconds: lots.one('rpo', [6, 26]) * HOUR,
      sources: [
        schedule('core.full', FULL, 'cron(0 1 ? * SUN *)', terms()),
        {
          ...schedule('core.diff', DIFFERENTIAL, 'cron(0 1 ? * * *)', terms()),
          yieldsTo: ['core.full'],
          timezone: 'UTC',
        },
        schedule('core.log', LOG, 'cron(0 0/4 ? * * *)', terms({ startWithinSeconds: HOUR })),
      ],
    }),
    policy('flood', [...named(MAIN, 'sql', 9, 24), ALIAS], {
      sources: [
        schedule('flood.copies', COPY, 'cron(0 1 ? * * *)', {
          ...terms(),
          startWithinSeconds: lots.one('flood starts within', [3, 5]) * HOUR,
        }),
      ],
    }),
    policy('brisk', named(MAIN, 'sql', 25, 27), {
      sources: [
        schedule('brisk.diff', DIFFERENTIAL, 'cron(0/20 8-11 ? * * *)', {
          ...terms(),
          startWithinSeconds: lots.one('brisk starts within', [120, 600, 1_800]),
          maxRunSeconds: 1_200,
          onMaxRun: lots.one('brisk on max run', ['flag', 'cancel']),
        }),
      ],
    }),
    policy('newest', named(MAIN, 'sql', 28, 28), {
      sources: [
        schedule('newest.full', FULL, 'cron(15 13-17 ? * * *)', terms({ overlap: 'replace' })),
      ],
    }),
    policy('oracle', [...ORACLE, ...ORACLE_LOGS], {
      sources: [
        schedule('oracle.full', ORACLE_FULL, 'cron(0 22 ? * SAT *)', terms(), ORACLE),
        {
          ...schedule('oracle.daily', cumulative(lots), 'cron(0 22 ? * * *)', terms(), ORACLE),
          yieldsTo: ['oracle.full'],
        },
        schedule('oracle.logs', ORACLE_FULL, 'cron(45 0/3 ? * * *)', terms(), ORACLE_LOGS),
      ],
    }),
    policy('branch', named(BRANCH, 'br', 1, 12), {
      rpoSeconds: 9 * HOUR,
      sources: [
        schedule('branch.full', FULL, 'cron(0 20 ? * FRI *)', terms({ blackouts: [LUNCH] })),
        {
          ...schedule('branch.log', LOG, 'cron(10 0/3 ? * * *)', {
            ...terms(),
            blackouts: [LUNCH],
            onBlackout: lots.one('on blackout', ['skip', 'defer']),
          }),
          timezone: lots.one('zone', ['UTC', 'Europe/Berlin', 'America/New_York']),
          jitterSeconds: 300,
        },
      ],
    }),
    policy('releases', named(MAIN, 'sql', 29, 30), {
      sources: [trigger('releases.deployed', COPY, terms({ cooldownSeconds: 2 * HOUR }), 0)],
    }),
    policy('rollouts', named(BRANCH, 'br', 11, 13), {
      sources: [trigger('rollouts.deployed', DIFFERENTIAL, terms(), 300)],
    }),
  ]
}

/** Another policy, of the same targets as an old one. */
export function latePolicy(lots: Lots, commcells: CommCells): PolicySources {
  return policyIn(commcells)('late', named(MAIN, 'sql', 3, 8), {
    sources: [schedule('late.diff', DIFFERENTIAL, 'cron(20 5,17 ? * * *)', drawTerms(lots))],
  })
}

/** The same policies after the sources of one name are changed. */
export function withSource(
  policies: readonly PolicySources[],
  name: string,
  change: (source: StartSource) => StartSource,
): readonly PolicySources[] {
  return policies.map(policy => ({
    ...policy,
    sources: policy.sources.map(source => (source.name === name ? change(source) : source)),
  }))
}

export const paused =
  (pause: Pause) =>
  (source: StartSource): StartSource => ({ ...source, pause })

/** Whatever falls due after an instant is no part of the storm. */
export function endingAt(to: Instant): (source: StartSource) => StartSource {
  return source => (isScheduleSource(source) ? { ...source, endDate: isoText(to) } : source)
}

const HOUR = 3_600

// --- terms ---

function drawTerms(lots: Lots): Terms {
  return {
    startWithinSeconds: lots.one('starts within', [1_800, HOUR, 2 * HOUR, 4 * HOUR]),
    overlap: lots.one('overlap', ['skip', 'buffer', 'skip', 'allow']),
    maxRunSeconds: lots.one('max run', [2 * HOUR, 6 * HOUR, 12 * HOUR]),
    onMaxRun: lots.one('on max run', ['flag', 'cancel']),
    blackouts: [],
    onBlackout: 'skip',
    retry: {
      attempts: lots.one('attempts', [1, 2, 3]),
      backoffSeconds: lots.one('backoff', [60, 300, 600]),
    },
  }
}

const LUNCH: Blackout = {
  calendar: 'trading',
  name: 'noon',
  span: { kind: 'weekly', timezone: 'UTC', weekdays: [1, 2, 3, 4, 5, 6, 7], from: 690, to: 840 },
}

const FULL: Backup = { app: 'sqlserver', level: 'FULL', copyOnly: false }
const COPY: Backup = { app: 'sqlserver', level: 'FULL', copyOnly: true }
const DIFFERENTIAL: Backup = { app: 'sqlserver', level: 'DIFFERENTIAL' }
const LOG: Backup = { app: 'sqlserver', level: 'TRANSACTION_LOG' }
const ORACLE_FULL: Backup = { app: 'oracle', level: 'FULL' }

function cumulative(lots: Lots): Backup {
  return { app: 'oracle', level: 'INCREMENTAL', cumulative: lots.one('cumulative', [true, false]) }
}

// --- targets ---

function named(commcell: string, prefix: string, from: number, to: number): readonly Target[] {
  return Array.from({ length: to - from + 1 }, (_, n) => sqlServer(commcell, prefix, from + n))
}

function sqlServer(commcell: string, prefix: string, number: number): SqlServerTarget {
  return {
    app: 'sqlserver',
    name: `${prefix}-${number}`,
    commcell,
    clientId: 11 + (number % 9),
    instanceId: 21 + (number % 9),
    subclientId: 100 + number,
    entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
  }
}

/** Another team's name for a subclient that the first team backs up as well. */
const ALIAS: Target = { ...sqlServer(MAIN, 'sql', 1), name: 'finance' }

const ORACLE = [1, 2, 3, 4, 5].map(number => oracle(number, 'data'))
const ORACLE_LOGS = [1, 2, 3, 4, 5].map(number => oracle(number, 'log'))

function oracle(number: number, content: 'data' | 'log'): OracleTarget {
  const isLog = content === 'log'
  return {
    app: 'oracle',
    name: isLog ? `ora-log-${number}` : `ora-${number}`,
    commcell: MAIN,
    clientName: `ora-host-${number}`,
    displayName: `ora-host-${number}`,
    instanceName: `ORA${number}`,
    subclientName: isLog ? 'ArchiveLogs' : 'default',
    content,
    rac: false,
  }
}

// --- sources ---

type Part = Partial<Pick<PolicySources['policy'], 'rpoSeconds'>> & {
  readonly sources: readonly StartSource[]
}

/** Sources that name no targets have all of the policy's. */
const policyIn =
  (commcells: CommCells) =>
  (name: string, targets: readonly Target[], { rpoSeconds, sources }: Part): PolicySources => ({
    version: 1,
    environment: 'storm',
    policy: {
      name,
      owner: 'dba@example.com',
      hash: 'f00d',
      ...(rpoSeconds !== undefined && { rpoSeconds }),
    },
    commcells,
    targets: Object.fromEntries(targets.map(target => [target.name, target])),
    sources: sources.map(source =>
      source.targets.length > 0 ? source : { ...source, targets: targets.map(one => one.name) },
    ),
  })

function schedule(
  name: string,
  backup: Backup,
  expression: string,
  terms: Terms,
  targets: readonly Target[] = [],
): ScheduleSource {
  return {
    kind: 'schedule',
    name,
    backup,
    targets: targets.map(target => target.name),
    terms,
    expression,
    timezone: 'UTC',
    yieldsTo: [],
  }
}

function trigger(name: string, backup: Backup, terms: Terms, delaySeconds: number): TriggerSource {
  return {
    kind: 'trigger',
    name,
    backup,
    targets: [],
    terms,
    event: 'codedeploy',
    rule: RULE,
    delaySeconds,
    identity: ['detail', 'deploymentId'],
  }
}
