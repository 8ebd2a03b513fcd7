// Every mistake that we can name: the closed set of codes, how grave each is, and what it is about in one line.
// docs/diagnostics.md has a row for each; a test compares the two.
import type { Diagnostic, Place, Severity } from './diagnostic.ts'

export const CODES = {
  'api-version-unknown': { severity: 'error', about: 'apiVersion is not holdfast/v1' },
  'blackout-invalid': { severity: 'error', about: 'a blackout window that cannot be read' },
  'breaks-differential-base': {
    severity: 'error',
    about: 'an extra FULL that would take the base from the differentials',
  },
  'cron-both-days': { severity: 'error', about: 'day of month and day of week together' },
  'cron-impossible': { severity: 'error', about: 'a date that no year has' },
  'cron-invalid': { severity: 'error', about: 'a cron that cannot be read' },
  'cron-six-fields': { severity: 'error', about: 'a cron with six fields' },
  'date-invalid': {
    severity: 'error',
    about: 'a date and time that cannot be read, or that does not exist',
  },
  'date-past': {
    severity: 'warning',
    about: 'a date that has passed: nothing starts any more, or Scheduler refuses it',
  },
  'dst-skipped-start': { severity: 'warning', about: 'a start that the clock change skips' },
  'duplicate-cover': { severity: 'error', about: 'two schedules that start the same backup' },
  'duplicate-key': { severity: 'error', about: 'a key written twice in one map' },
  'duplicate-name': { severity: 'error', about: 'two things of one kind with one name' },
  'duration-invalid': {
    severity: 'error',
    about: 'a duration that cannot be read or is out of range',
  },
  'ecs-rollback-completes-too': {
    severity: 'warning',
    about: 'an ECS event that a rollback sends as well',
  },
  'endpoint-not-https': { severity: 'error', about: 'an endpoint that is not https' },
  'event-never-matches': {
    severity: 'error',
    about: 'a value that the events of this source never have',
  },
  'event-own-results': {
    severity: 'error',
    about: 'a trigger that waits for result events of Holdfast',
  },
  'event-pattern-invalid': {
    severity: 'error',
    about: 'an event pattern that EventBridge does not take',
  },
  'event-value-unknown': {
    severity: 'warning',
    about: 'a value that no event of this source is known to have',
  },
  'every-invalid': { severity: 'error', about: 'an interval that does not fit the clock' },
  'file-unreadable': { severity: 'error', about: 'a file or folder that cannot be read' },
  'guardrail-max-targets': { severity: 'error', about: 'more targets than the guardrails allow' },
  'guardrail-min-interval': {
    severity: 'error',
    about: 'starts closer together than the guardrails allow',
  },
  'guardrail-pause-until': {
    severity: 'error',
    about: 'a pause without an end where the guardrails ask for one',
  },
  'guardrail-replace': {
    severity: 'error',
    about: 'a running job that would be killed where the guardrails do not allow it',
  },
  'guardrail-rpo': { severity: 'error', about: 'no rpo where the guardrails ask for one' },
  'hot-minute': {
    severity: 'note',
    about: 'more starts in one minute than a CommCell drains in time',
  },
  'jitter-too-long': { severity: 'error', about: 'a jitter that outlasts startWithin' },
  'kind-unknown': { severity: 'error', about: 'kind is none that this version reads' },
  'level-option': {
    severity: 'error',
    about: 'a level or option that the application does not have',
  },
  'missing-key': { severity: 'error', about: 'a required key is not there' },
  'name-invalid': { severity: 'error', about: 'a name with characters that names do not have' },
  'name-too-long': { severity: 'error', about: 'a name longer than Scheduler takes' },
  'never-starts': { severity: 'warning', about: 'a schedule of which no start is left' },
  'no-documents': { severity: 'error', about: 'a file without a document' },
  'no-full-in-chain': { severity: 'warning', about: 'a chain of backups without its FULL' },
  'no-policies': { severity: 'error', about: 'no BackupPolicy anywhere' },
  'no-targets': { severity: 'error', about: 'a policy or selection that protects nothing' },
  'outside-window': { severity: 'error', about: 'starts that are due outside of their own window' },
  'pause-expired': { severity: 'warning', about: 'a pause that is over' },
  'pause-without-until': { severity: 'warning', about: 'a pause without an end' },
  'phrase-invalid': { severity: 'error', about: 'an "at" phrase that cannot be read' },
  'plan-log-schedule-overlap': {
    severity: 'note',
    about: 'log backups that a Commvault plan may make as well',
  },
  'reads-too-few': {
    severity: 'warning',
    about: 'a limit of reads that following jobs does not fit into',
  },
  'rpo-not-met': { severity: 'error', about: 'an rpo that the schedules do not keep' },
  'rpo-paused': { severity: 'warning', about: 'an rpo that is not kept while a pause lasts' },
  'schedule-time': { severity: 'error', about: 'not exactly one of at, every, cron, once' },
  'secret-in-policy': { severity: 'error', about: 'a secret, or what looks like one' },
  'spread-too-wide': { severity: 'error', about: 'a spread that the schedule has no room for' },
  'target-app': { severity: 'error', about: "a target of another application than the policy's" },
  'target-ids-missing': { severity: 'error', about: "a SQL Server target without Commvault's ids" },
  'target-unresolved': {
    severity: 'error',
    about: 'a SQL Server target whose names were not looked up yet',
  },
  'timezone-missing': { severity: 'error', about: 'a local time without a time zone' },
  'timezone-unknown': { severity: 'error', about: 'a time zone that does not exist' },
  'unknown-calendar': { severity: 'error', about: 'a blackout calendar that does not exist' },
  'unknown-channel': { severity: 'error', about: 'a channel that the environment does not have' },
  'unknown-commcell': { severity: 'error', about: 'a CommCell that the environment does not have' },
  'unknown-environment': { severity: 'error', about: 'an environment that does not exist' },
  'unknown-event': { severity: 'error', about: 'an event preset that does not exist' },
  'unknown-key': { severity: 'error', about: 'a key that means nothing here' },
  'unknown-list': { severity: 'error', about: 'a target list that does not exist' },
  'unknown-policy': { severity: 'error', about: 'a policy that does not exist' },
  'unknown-schedule': { severity: 'error', about: 'an override of a schedule that does not exist' },
  'unknown-target': { severity: 'error', about: 'a target that does not exist' },
  'unknown-trigger': { severity: 'error', about: 'an override of a trigger that does not exist' },
  'window-invalid': { severity: 'error', about: 'a window of the day that cannot be read' },
  'writes-over-limit': {
    severity: 'warning',
    about: 'more starts than the hourly limit of a CommCell lets through in time',
  },
  'wrong-type': { severity: 'error', about: 'a value of the wrong type' },
  'wrong-value': { severity: 'error', about: 'a value that is not allowed' },
  'yaml-alias': { severity: 'error', about: 'an anchor, an alias or a merge key' },
  'yaml-syntax': { severity: 'error', about: 'text that is not YAML, or YAML that we do not read' },
  'yaml-tag': { severity: 'error', about: 'an explicit YAML tag' },
} as const satisfies {
  readonly [code: string]: { readonly severity: Severity; readonly about: string }
}

export type DiagnosticCode = keyof typeof CODES

/** What is wrong with a value, before anybody knows where the value stands. */
export type Flaw = {
  readonly code: DiagnosticCode
  readonly message: string
  readonly fix?: string
  /** Characters of the value that are meant, when not all of it: first, and one past the last. */
  readonly span?: readonly [number, number]
}

/** A flaw at its place. */
export function diagnose(flaw: Flaw, place: Place): Diagnostic {
  const { code, message, fix } = flaw
  const { severity } = CODES[code]
  return { code, severity, place, message, ...(fix === undefined ? {} : { fix }) }
}
