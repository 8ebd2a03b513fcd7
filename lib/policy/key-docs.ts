// What every key of the language means, for editors: `holdfast schema` puts it into the JSON Schema. Not part of reading
// policies, so that nothing that validates has to load it.

export type KeyDoc = {
  /** One or two sentences; the default stands here where it depends on something. */
  readonly about: string
  /** What holds without the key, where that is always the same. */
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  /** How its value looks, where the schema takes any text. */
  readonly form?: 'duration' | 'window'
  /** What each word of an enumeration means. */
  readonly values?: { readonly [word: string]: string }
}

/**
 * The meaning of a key at a path such as `BackupPolicy schedules pause until`: the longest ending of it that has a row,
 * because most keys mean the same wherever they stand. `*` stands for a name that a person chose.
 */
export function keyDoc(path: readonly string[]): KeyDoc | undefined {
  for (let first = 0; first < path.length; first++) {
    const ending = path.slice(first).join('.')
    if (Object.hasOwn(KEY_DOCS, ending)) return KEY_DOCS[ending]
  }
  return undefined
}

const LEVELS = {
  FULL: 'Everything.',
  DIFFERENTIAL: 'SQL Server: what has changed since the last FULL.',
  TRANSACTION_LOG: 'SQL Server: the transaction log.',
  INCREMENTAL: 'Oracle: what has changed; cumulative says since when.',
} as const

export const KEY_DOCS: { readonly [ending: string]: KeyDoc } = {
  apiVersion: { about: 'The version of the language.' },
  kind: {
    about: 'What the document holds. The folder that it lies in does not matter.',
    values: {
      BackupPolicy: 'What is backed up, when, how, for which targets.',
      TargetList: "Targets of one application, with Commvault's ids or names for them.",
      BlackoutCalendar: 'Windows in which nothing starts, dated or weekly.',
      Environment: 'A Region, its CommCells and channels, and defaults.',
      Defaults: 'What holds in all policies, and guardrails. At most one document.',
      PolicyTest: 'What the policies are expected to start; holdfast test runs it.',
      Scenario: 'What goes wrong in a simulation; holdfast simulate --scenario plays it.',
    },
  },

  name: { about: 'Lower-case letters, digits and hyphens, at most 40.' },
  'BackupPolicy.name': {
    about:
      'Identity of the policy, and of its schedules on AWS: policy.schedule has at most 64 characters.',
    examples: ['erp-sql'],
  },
  'schedules.name': {
    about: 'Unique among the schedules and triggers of the policy.',
    examples: ['weekly-full', 'daily-diff', 'log'],
  },
  'triggers.name': {
    about: 'Unique among the schedules and triggers of the policy.',
    examples: ['app-deployed', 'before-migration'],
  },
  'targets.name': { about: 'Unique among the targets of an environment.', examples: ['erp-core'] },
  'cases.name': { about: 'What the case proves, as a sentence.' },
  description: { about: 'Why the policy exists.' },
  owner: {
    about: 'Who is asked when a backup fails. Required, here or in defaults.',
    examples: ['dba-oncall@example.com'],
  },
  labels: { about: 'Texts by key, for people and for reports.', examples: [{ tier: 'gold' }] },
  'targets.labels': {
    about: 'Texts by key; policies choose targets by them.',
    examples: [{ tier: 'gold' }],
  },
  app: {
    about: 'The application: which levels there are, and how targets are identified.',
    values: {
      sqlserver: 'FULL, DIFFERENTIAL and TRANSACTION_LOG; targets by ids.',
      oracle: 'FULL and INCREMENTAL; targets by names.',
    },
  },
  environments: {
    about: 'Where the policy is deployed. Default: every environment.',
    examples: [['prod']],
  },
  targets: {
    about:
      "What is protected: a target's name, all of a list, or all that have the labels. Each is protected once.",
    examples: [['erp-core'], [{ list: 'erp' }], [{ select: { tier: 'gold' } }]],
  },
  'targets.list': { about: 'All targets of this TargetList.' },
  'targets.select': {
    about: "All targets of the policy's app that have all of these labels.",
    examples: [{ tier: 'gold' }],
  },
  'triggers.targets': {
    about: "Names of some of the policy's targets. Default: all of them.",
    examples: [['erp-core']],
  },
  'TargetList.targets': { about: 'The targets of the list.' },
  exclude: { about: 'Names taken out of what targets selects.', examples: [['erp-reporting']] },
  timezone: {
    about:
      'IANA name in which local times are read; required where one is written. There is no silent UTC.',
    examples: ['Europe/Berlin', 'America/New_York', 'UTC'],
  },
  rpo: {
    about:
      'How much may be lost: holdfast validate proves that no gap between recovery points is longer. A daily schedule has one of 25h a year.',
    examples: ['15m', '25h', '8d'],
  },
  schedules: { about: 'Starts by the clock. A policy has schedules, triggers, or both.' },
  'overrides.schedules': {
    about: 'By name: a value merges into the schedule, null removes it, a new name adds one.',
  },
  triggers: { about: 'Starts by events. A policy has schedules, triggers, or both.' },
  'overrides.triggers': {
    about: 'By name: a value merges into the trigger, null removes it, a new name adds one.',
  },
  blackouts: {
    about: 'Names of BlackoutCalendars, beside those of the environment.',
    examples: [['year-end-close']],
  },
  'Environment.blackouts': { about: 'Names of BlackoutCalendars that hold for every policy here.' },
  notify: {
    about: 'Which results go to which channel, beside the events that are always published.',
    examples: [[{ when: ['FAILED', 'PARTIAL', 'MISSED'], to: 'dba-oncall' }]],
  },
  'notify.when': {
    about: 'States of jobs, and the events that are not about a job, by one word.',
    examples: [['FAILED', 'PARTIAL', 'MISSED']],
    values: {
      CREATED: 'The job was accepted.',
      PENDING: 'The job waits.',
      RUNNING: 'The job runs.',
      ABORTING: 'The job is being killed.',
      COMPLETED: 'The job completed.',
      PARTIAL: 'The job completed with errors.',
      FAILED: 'The job failed, or was refused.',
      ABORTED: 'The job was killed.',
      EXPIRED: 'The job did not end within maxRun.',
      SKIPPED: 'A start was skipped: paused, blackout, cooldown, precedence or overlap.',
      DEFERRED: 'A start was deferred to the end of a blackout.',
      MISSED: 'A start could not be made in time.',
      LEVEL_CONVERTED: 'Commvault made a backup of another level.',
      RPO_BREACHED: 'The observed gap is longer than the rpo.',
      RPO_RESTORED: 'The observed gap is within the rpo again.',
    },
  },
  'notify.to': { about: 'A channel of the environment.', examples: ['dba-oncall'] },
  overrides: {
    about:
      'Changes for one environment, by its name. Maps merge, scalars and lists replace; name, app, kind and environments stay.',
  },
  'BackupPolicy.overrides.*': { about: 'What is different in this environment.' },

  level: {
    about: "Commvault's word for what is backed up.",
    values: LEVELS,
  },
  at: {
    about:
      'Days and a time in the time zone of the policy: daily, weekdays, weekends, Mon, Mon-Fri, Mon,Thu, first Sun, last Fri, day 1, last day. Several times share the minute.',
    examples: ['Sun 01:00', 'Mon-Sat 01:00', 'daily 06:30, 18:30', 'first Sun 03:30'],
  },
  every: {
    about:
      'An interval that divides the clock: 1 2 3 4 5 6 10 12 15 20 30 minutes or 1 2 3 4 6 8 12 hours, in UTC.',
    form: 'duration',
    examples: ['15m', '30m', '1h', '6h'],
  },
  offset: { about: 'Moves the starts of every.', form: 'duration', examples: ['5m'] },
  between: {
    about: 'Limits every to local hours of the time zone of the policy.',
    form: 'window',
    examples: ['06:00-22:00'],
  },
  cron: {
    about:
      'The five fields of standard cron, in quotes; 0 and 7 are Sunday. Day of month and day of week cannot both be restricted.',
    examples: ['30 4 * * 1-6'],
  },
  once: {
    about: 'One local date and time in the time zone of the policy.',
    examples: ['2027-01-15T20:00'],
  },
  startWithin: {
    about:
      'How late a start may be, 1m to 1d; after that it is missed. Default: half the shortest gap between starts, 1m to 1h; 1h for a trigger.',
    examples: ['5m', '1h', '2h'],
  },
  window: {
    about: 'Local hours in which a backup may start; a start that would come outside is missed.',
    examples: ['22:00-05:00'],
  },
  overlap: {
    about:
      'What a start does while a backup of the same target and family (data or log) still runs.',
    default: 'skip',
    values: {
      skip: 'The start is skipped.',
      buffer: 'The start waits, within startWithin; one at a time.',
      replace: 'The running job is killed, then this one starts. A guardrail must allow it.',
      allow: 'Both run.',
    },
  },
  maxRun: {
    about: 'How long a run may take, 1m to 7d. Default: 24h for data, 4h for logs.',
    examples: ['1h', '8h'],
  },
  onMaxRun: {
    about: 'What happens to a run that takes longer than maxRun.',
    default: 'flag',
    values: {
      flag: 'The run is EXPIRED, and the job is left alone.',
      cancel: 'The job is killed.',
    },
  },
  onBlackout: {
    about: 'What happens to a start in a blackout.',
    default: 'skip',
    values: { skip: 'It is skipped.', defer: 'It starts once, when the blackout ends.' },
  },
  spread: {
    about:
      'Moves the start by a stable part of this, the same on every deploy, never over midnight. Whole minutes.',
    default: '0m',
    examples: ['20m'],
  },
  jitter: {
    about: 'Delays each start by chance, at most by this. Whole minutes.',
    default: '0m',
    examples: ['5m'],
  },
  retry: {
    about: 'How often a createTask that was not answered is tried again.',
    default: { attempts: 3, backoff: '30s' },
  },
  'retry.attempts': {
    about:
      'How many createTask calls that may have reached Commvault. Another is made only when the job list proves that there is no job.',
    default: 3,
  },
  'retry.backoff': { about: 'The pause between two tries.', default: '30s' },
  startDate: { about: 'No start before this local date and time.', examples: ['2026-11-01T00:00'] },
  endDate: { about: 'No start after this local date and time.', examples: ['2027-11-01T00:00'] },
  copyOnly: {
    about: 'FULL of SQL Server only: leaves the base of the differentials alone.',
    default: false,
  },
  cumulative: {
    about:
      "Required with Oracle's INCREMENTAL. true: all since the last FULL; false: since the last backup.",
  },
  pause: {
    about: 'While it stands here nothing starts, until the date or for good.',
    examples: [{ reason: 'Storage move, OPS-4711', by: 'j.doe', until: '2026-12-05T06:00' }],
  },
  'pause.reason': { about: 'Why nothing is backed up.', examples: ['Storage move, OPS-4711'] },
  'pause.by': { about: 'Who decided it.', examples: ['j.doe'] },
  'pause.until': {
    about: 'Local date and time of the end. Default: for good.',
    examples: ['2026-12-05T06:00'],
  },
  acknowledge: {
    about: 'Findings that are meant to be so, by their code.',
    values: {
      'breaks-differential-base':
        'This FULL may take the base from the differentials of another policy.',
    },
  },

  event: {
    about: 'Which events start a backup: a preset, or custom with a pattern of its own.',
    values: {
      codedeploy: 'Deployments of CodeDeploy.',
      codepipeline: 'Executions of CodePipeline, or of one stage.',
      cloudformation: 'Stacks of CloudFormation.',
      ecs: 'Deployments of ECS services.',
      codebuild: 'Builds of CodeBuild.',
      github: "Deployments of GitHub that reach EventBridge by AWS's inbound webhook.",
      request: 'Backup Requested: a pipeline asks for a backup by name.',
      custom: 'Any event, by an EventBridge pattern.',
    },
  },
  match: {
    about: 'Which events of the preset: by key a value or a list of values.',
    examples: [{ application: 'erp', deploymentGroup: 'prod' }],
  },
  'match.application': { about: 'codedeploy: the application.' },
  'match.deploymentGroup': { about: 'codedeploy: the deployment group.' },
  'match.state': {
    about:
      'How it ended. Default: SUCCESS of codedeploy, SUCCEEDED of codepipeline, success of github.',
  },
  'match.pipeline': { about: 'codepipeline: the pipeline.' },
  'match.stage': { about: 'codepipeline: one stage in place of the whole pipeline.' },
  'match.stack': { about: 'cloudformation: the name of the stack.' },
  'match.status': {
    about:
      'How it ended. Default: CREATE_COMPLETE and UPDATE_COMPLETE of cloudformation, SUCCEEDED of codebuild.',
  },
  'match.service': { about: 'ecs: the service.' },
  'match.eventName': { about: 'ecs. Default: SERVICE_DEPLOYMENT_COMPLETED.' },
  'match.project': { about: 'codebuild: the project.' },
  'match.repository': { about: 'github: the repository, owner/name.' },
  'match.environment': { about: 'github: the environment of the deployment.' },
  'match.from': { about: 'request: sources that may ask, such as ci.erp.' },
  'match.policy': { about: "request: what detail.policy names. Default: this policy's name." },
  pattern: {
    about: 'With custom only: an EventBridge event pattern, written as YAML.',
    examples: [
      { source: ['release.erp'], 'detail-type': ['Release Finished'], detail: { result: ['ok'] } },
    ],
  },
  targetFrom: {
    about: 'Where in the event the one target is named; any other name is refused.',
    examples: ['$.detail.database'],
  },
  delay: {
    about: 'How long after the event, at most 12h.',
    default: '0m',
    examples: ['2m'],
  },
  cooldown: {
    about: 'At most one start a target in this span; 0m for none, at most 7d.',
    default: '10m',
    examples: ['2h'],
  },

  environment: { about: 'The environment. Default: all.' },
  'PolicyTest.environment': { about: 'The environment whose policies are tested.' },
  'TargetList.environment': {
    about:
      'Only there; it hides the list of the same name for all environments. Default: everywhere.',
  },
  commcell: { about: "The environment's name for the Command Center.", examples: ['main'] },
  shared: { about: "Keys that all targets of the list have. A target's own win." },
  clientId: {
    about: "Commvault's id of the client. Required; holdfast targets resolve writes it.",
  },
  instanceId: {
    about: "Commvault's id of the instance. Required; holdfast targets resolve writes it.",
  },
  subclientId: {
    about: "Commvault's id of the subclient. Required; holdfast targets resolve writes it.",
  },
  companyId: { about: "Commvault's id of the company.", default: 0 },
  companyName: { about: "Commvault's name of the company.", default: 'Commcell' },
  multiCommcellId: { about: "Commvault's id among several CommCells.", default: 0 },
  clientName: {
    about: "Commvault's name of the client. Oracle is found by it, SQL Server's ids are.",
    examples: ['ERPSQL01'],
  },
  displayName: { about: 'The display name of the client. Default: clientName.' },
  instanceName: {
    about: "Commvault's name of the instance. Oracle is found by it, SQL Server's ids are.",
    examples: ['BILL', 'ERPSQL01\\PROD'],
  },
  subclientName: {
    about: "Commvault's name of the subclient. Oracle is found by it, SQL Server's ids are.",
    examples: ['default'],
  },
  content: {
    about: 'What the subclient holds.',
    default: 'data',
    values: { data: 'The database.', log: 'Archived logs only.' },
  },
  rac: {
    about: 'Real Application Clusters, which is another application to Commvault.',
    default: false,
  },

  windows: { about: 'When nothing starts.' },
  'windows.name': { about: 'Unique in the calendar.', examples: ['close-2026'] },
  'windows.from': {
    about: 'Dated: local date and time of the begin, inclusive.',
    examples: ['2026-12-30T18:00'],
  },
  'windows.to': {
    about: 'Dated: local date and time of the end, exclusive.',
    examples: ['2027-01-02T08:00'],
  },
  'windows.weekly': {
    about: 'Days and hours of every week. Over midnight it belongs to the day on which it begins.',
    examples: ['Mon-Fri 08:00-10:00', 'daily 22:00-01:00'],
  },
  'windows.levels': {
    about: 'The levels that do not start; the others go on. Default: all.',
    examples: [['FULL', 'DIFFERENTIAL']],
    values: LEVELS,
  },
  'windows.reason': { about: 'Why nothing starts, for the events.' },
  'BlackoutCalendar.timezone': {
    about: 'IANA name in which the windows are read, whatever the zone of the policy.',
    examples: ['Europe/Berlin'],
  },

  region: { about: 'The AWS Region that it is deployed to.', examples: ['eu-central-1'] },
  commcells: { about: 'Command Centers by the name that target lists use.' },
  'commcells.*': { about: 'A Command Center.' },
  endpoint: {
    about: 'Base URL of the API: https, or http on this very machine.',
    examples: ['https://commandcenter.example.com/commandcenter/api'],
  },
  authSecret: {
    about:
      'Name or ARN of the secret in Secrets Manager that holds the Authtoken. Never the secret.',
    examples: ['backup/prod/commvault'],
  },
  authHeader: {
    about: 'How the Authtoken travels. Default: Authtoken, and nothing before it.',
    examples: [{ name: 'Authorization', prefix: 'Bearer' }],
  },
  'authHeader.name': {
    about: 'The name of the header.',
    examples: ['Authtoken', 'Authorization'],
  },
  'authHeader.prefix': {
    about: 'The word before the token, with one space between them. Default: none.',
    examples: ['Bearer'],
  },
  user: {
    about:
      'The Commvault user that the Authtoken belongs to, and nobody else: jobs of other users are never taken for ours.',
    examples: ['svc-holdfast'],
  },
  maxInFlight: { about: 'How many of our jobs may be open there at once.', default: 4 },
  maxInFlightPerClient: {
    about:
      'The same for the jobs of one client; at most maxInFlight. Default: as many as maxInFlight.',
    examples: [1, 2],
  },
  limits: {
    about:
      'How many calls the Command Center takes in an hour: a word, or both numbers. Default: they are not counted.',
    values: { saas: "What Commvault's hosted service allows: 1000 reads and 100 writes an hour." },
    examples: ['saas', { readsPerHour: 5000, writesPerHour: 500 }],
  },
  readsPerHour: { about: 'GET calls in an hour; 120 at least.', examples: [1000] },
  writesPerHour: {
    about: 'All other calls in an hour: each start of a backup is one.',
    examples: [100],
  },
  ca: { about: 'PEM certificates of a private CA, as text. Not together with caSecret.' },
  caSecret: {
    about: 'Name or ARN of a secret that holds them instead.',
    examples: ['backup/prod/commvault-ca'],
  },
  channels: {
    about: 'SNS topics by the name that notify uses.',
    examples: [{ 'dba-oncall': { sns: 'backup-alerts' } }],
  },
  'channels.*': { about: 'Where notify writes to.' },
  sns: {
    about: 'Name (in this account and Region) or ARN of the SNS topic.',
    examples: ['backup-alerts'],
  },
  defaults: { about: 'What holds in all policies of this environment.' },

  guardrails: { about: 'What no policy may do.' },
  minInterval: { about: 'Schedules may not start more often.', default: '2m', examples: ['5m'] },
  maxTargetsPerPolicy: {
    about: 'Policies may not have more targets. Default: no limit.',
    examples: [200],
  },
  requireRpo: {
    about: 'Environments in which every policy needs an rpo. Default: none.',
    examples: [['prod']],
  },
  pauseNeedsUntil: { about: 'Pauses need an end.', default: false },
  allowReplace: {
    about: 'overlap: replace, which kills a running job, is allowed.',
    default: false,
  },
  weakens: {
    about:
      'A change that weakens protection needs this label of its pull request, or the approval of one of these people. Default: neither.',
    examples: [{ label: 'weakens-protection' }, { approvers: ['anna', 'ben'] }],
  },
  maxRemovedStarts: {
    about:
      'How much of the backups of a week a change may remove, by target and level. More needs a label or an approval, and without either it cannot be. Default: no limit.',
    examples: ['20%', { share: '20%', label: 'mass-removal' }],
  },
  share: { about: 'Of the backups of a week; 0% to 100%.', examples: ['20%', '2.5%'] },
  label: {
    about: 'A label of the pull request that allows it.',
    examples: ['weakens-protection'],
  },
  approvers: {
    about: 'People whose approval allows it, by their user names; one of them suffices.',
    examples: [['anna', 'ben']],
  },

  cases: { about: 'What is tried, each on its own.' },
  'cases.event': {
    about: "A JSON file with one EventBridge event, from this document's own folder.",
    examples: ['fixtures/codedeploy-success.json'],
  },
  'cases.clock': {
    about: 'A span of local time: every start that is due in it.',
    examples: [{ from: '2026-12-31T00:00', to: '2026-12-31T04:00', timezone: 'Europe/Berlin' }],
  },
  'clock.from': { about: 'Local date and time, inclusive.', examples: ['2026-12-31T00:00'] },
  'clock.to': { about: 'Local date and time, exclusive.', examples: ['2026-12-31T04:00'] },
  'clock.timezone': {
    about: 'IANA name in which from and to are read.',
    examples: ['Europe/Berlin'],
  },
  'cases.policies': { about: 'Only these policies. Default: all.', examples: [['erp-sql']] },
  expect: {
    about: 'Exactly these starts; each names as much as matters. []: nothing starts.',
    examples: [[]],
  },
  'expect.policy': { about: 'The policy that starts it.' },
  'expect.schedule': { about: 'The schedule that starts it.' },
  'expect.trigger': { about: 'The trigger that starts it.' },
  'expect.target': { about: 'The target that is backed up.' },
  'expect.level': {
    about: 'The level that is asked for.',
    values: LEVELS,
  },
  'expect.copyOnly': { about: 'Whether the FULL is copy-only.' },
  'expect.cumulative': { about: 'Whether the INCREMENTAL is cumulative.' },
  expectCounts: {
    about: 'How many of each level; what is not named must be none.',
    examples: [{ run: { TRANSACTION_LOG: 12 }, deferred: { FULL: 1 } }],
  },
  FULL: { about: 'How many backups of this level.' },
  DIFFERENTIAL: { about: 'How many backups of this level.' },
  TRANSACTION_LOG: { about: 'How many backups of this level.' },
  INCREMENTAL: { about: 'How many backups of this level.' },
  'expectCounts.run': { about: 'Started.', examples: [{ TRANSACTION_LOG: 12 }] },
  'expectCounts.skipped': { about: 'Skipped, for whatever reason.', examples: [{ FULL: 1 }] },
  'expectCounts.deferred': { about: 'Deferred to the end of a blackout.', examples: [{ FULL: 1 }] },
  'expectCounts.missed': {
    about: 'Missed: too late, or outside of the window.',
    examples: [{ FULL: 1 }],
  },

  'Scenario.name': {
    about: 'What happens, in a word or two.',
    examples: ['command-center-outage'],
  },
  'Scenario.description': { about: 'What the scenario is about, and what is expected of it.' },
  'Scenario.environment': { about: 'The environment whose policies are simulated.' },
  'Scenario.timezone': {
    about:
      'IANA name in which local times of the scenario are read. Times such as 2026-11-24T02:00:00Z need none.',
    examples: ['Europe/Berlin'],
  },
  span: {
    about: 'What is simulated, where the command does not say.',
    examples: [{ from: '2026-11-23T12:00', for: '2d' }],
  },
  'span.for': {
    about: 'How long, in place of to. A year, 1y, is 365 days, and ten of them are the most.',
    examples: ['2d', '4w'],
  },
  outages: { about: 'When Command Centers are out of reach.' },
  'outages.commcell': { about: 'Which one. Default: all.', examples: ['main', 'all'] },
  'outages.answer': {
    about: 'What calls come back with meanwhile.',
    default: 'unreachable',
    values: {
      unreachable: 'Nobody takes the call: the connection is refused.',
      silent:
        'The call is taken and never answered; the job that it asks for may have been started.',
      maintenance: 'A web page of HTTP status 503.',
    },
  },
  slow: { about: 'Jobs that take longer, or shorter, than they would.' },
  'slow.factor': { about: 'So many times as long.', examples: [4] },
  'slow.takes': {
    about: 'So long, whatever they would have taken.',
    form: 'duration',
    examples: ['6h'],
  },
  fails: { about: 'Jobs that end as Failed.' },
  'fails.every': { about: 'Only each nth of these jobs.', default: 1, examples: [10] },
  'fails.reason': { about: 'What Commvault says of it.', examples: ['The media agent is full.'] },
  caps: {
    about: 'By CommCell: other caps and limits than the environment has.',
    examples: [{ main: { maxInFlight: 1 } }],
  },
  'caps.*': { about: 'What is not said stays as it is.' },
  'caps.maxInFlight': { about: 'How many of our jobs may be open there at once.', examples: [1] },
  'caps.limits': {
    about: 'How many calls the Command Center takes in an hour: a word, or both numbers.',
    values: {
      saas: "What Commvault's hosted service allows: 1000 reads and 100 writes an hour.",
      none: 'As many as we make.',
    },
  },
  events: { about: 'EventBridge events that happen.' },
  'events.at': { about: 'When, in place of its own time.', examples: ['2026-11-25T14:07'] },
  'events.file': {
    about: "A JSON file with one EventBridge event, from this document's own folder.",
    examples: ['fixtures/codedeploy-success.json'],
  },
  missed: { about: 'Starts that EventBridge does not deliver.' },
  background: {
    about: 'Jobs an hour that other people start on the same Command Centers.',
    default: 0,
    examples: [20],
  },
  source: {
    about: 'A policy, or one schedule or trigger of it. Default: all.',
    examples: ['erp-sql', 'erp-sql.log'],
  },
  'slow.target': { about: 'Only jobs of this target.', examples: ['erp-core'] },
  'fails.target': { about: 'Only jobs of this target.', examples: ['erp-core'] },
  'slow.level': { about: 'Only jobs of this level.', values: LEVELS },
  'fails.level': { about: 'Only jobs of this level.', values: LEVELS },
  from: { about: 'The begin, inclusive.', examples: ['2026-11-24T02:00', '2026-11-24T01:00:00Z'] },
  to: { about: 'The end, exclusive.', examples: ['2026-11-24T05:00'] },
  for: { about: 'How long, in place of to.', form: 'duration', examples: ['3h'] },
}
