// Every mistake that we can name: the closed set of codes, how grave each is, and what it is about in one line.
// docs/diagnostics.md has a row for each; a test compares the two.
import type { Diagnostic, Place, Severity } from './diagnostic.ts'

export const CODES = {
  'api-version-unknown': { severity: 'error', about: 'apiVersion is not holdfast/v1' },
  'cron-both-days': { severity: 'error', about: 'day of month and day of week together' },
  'cron-impossible': { severity: 'error', about: 'a date that no year has' },
  'cron-invalid': { severity: 'error', about: 'a cron that cannot be read' },
  'cron-six-fields': { severity: 'error', about: 'a cron with six fields' },
  'date-invalid': {
    severity: 'error',
    about: 'a date and time that cannot be read, or that does not exist',
  },
  'dst-skipped-start': { severity: 'warning', about: 'a start that the clock change skips' },
  'duplicate-cover': { severity: 'error', about: 'two schedules that start the same backup' },
  'duplicate-key': { severity: 'error', about: 'a key written twice in one map' },
  'duplicate-name': { severity: 'error', about: 'two things of one kind with one name' },
  'duration-invalid': {
    severity: 'error',
    about: 'a duration that cannot be read or is out of range',
  },
  'endpoint-not-https': { severity: 'error', about: 'an endpoint that is not https' },
  'every-invalid': { severity: 'error', about: 'an interval that does not fit the clock' },
  'file-unreadable': { severity: 'error', about: 'a file or folder that cannot be read' },
  'kind-unknown': { severity: 'error', about: 'kind is none that this version reads' },
  'level-option': {
    severity: 'error',
    about: 'a level or option that the application does not have',
  },
  'missing-key': { severity: 'error', about: 'a required key is not there' },
  'name-invalid': { severity: 'error', about: 'a name with characters that names do not have' },
  'name-too-long': { severity: 'error', about: 'a name longer than Scheduler takes' },
  'no-documents': { severity: 'error', about: 'a file without a document' },
  'no-full-in-chain': { severity: 'warning', about: 'a chain of backups without its FULL' },
  'no-policies': { severity: 'error', about: 'no BackupPolicy anywhere' },
  'no-targets': { severity: 'error', about: 'a policy or selection that protects nothing' },
  'phrase-invalid': { severity: 'error', about: 'an "at" phrase that cannot be read' },
  'schedule-time': { severity: 'error', about: 'not exactly one of at, every, cron, once' },
  'secret-in-policy': { severity: 'error', about: 'a secret, or what looks like one' },
  'spread-too-wide': { severity: 'error', about: 'a spread that the schedule has no room for' },
  'target-app': { severity: 'error', about: "a target of another application than the policy's" },
  'target-ids-missing': { severity: 'error', about: "a SQL Server target without Commvault's ids" },
  'timezone-missing': { severity: 'error', about: 'a local time without a time zone' },
  'timezone-unknown': { severity: 'error', about: 'a time zone that does not exist' },
  'unknown-commcell': { severity: 'error', about: 'a CommCell that the environment does not have' },
  'unknown-environment': { severity: 'error', about: 'an environment that does not exist' },
  'unknown-key': { severity: 'error', about: 'a key that means nothing here' },
  'unknown-list': { severity: 'error', about: 'a target list that does not exist' },
  'unknown-schedule': { severity: 'error', about: 'an override of a schedule that does not exist' },
  'unknown-target': { severity: 'error', about: 'a target that does not exist' },
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
