// What the life of a run needs from outside: a clock, Command Centers, a store, a bus, a log. A World is an object
// literal of these; the deployed one, the local one and a test's own differ in nothing else.
import type { CommCell, Instant, PolicySources } from '../start.ts'
import type { BackupRequest, Level } from '../target.ts'
import type { ResultEvent } from './event.ts'
import type { Run } from './run.ts'

export type World = {
  readonly now: () => Instant
  readonly commandCenter: (commcell: string) => CommandCenter
  readonly commcells: { readonly [name: string]: CommCell }
  readonly runs: RunStore
  readonly notes: Notes
  readonly publish: Publish
  readonly log: Log
  /**
   * The policy of a source as it is deployed now; undefined when it has that source no more. A world without this port
   * goes by what the run itself carries.
   */
  readonly policyOf?: (source: string) => PolicySources | undefined
  /**
   * All that is deployed: the sweep holds its schedules against the starts on record, and its promises (`rpo`) against the
   * recovery points. A world without this port checks neither.
   */
  readonly policies?: readonly PolicySources[]
  /** When this function's time is over; a createTask that could not be answered before then is not begun. */
  readonly deadline?: Instant
}

/** One Command Center, signed in. */
export type CommandCenter = {
  /**
   * Posts one createTask; the run id goes along as the job's description. What came back is a value, a failure of the
   * network included; it never throws for either.
   */
  readonly submit: (request: BackupRequest, runId: string) => Promise<Answer>
  /**
   * Our window on the job list: every job that is active or ended after `since`, each once. Its instants are by our clock:
   * what the Command Center's own differs is taken off.
   * @throws BackupError `command-center-unreadable`, `secret-unreadable`, `secret-unusable`, `endpoint-invalid`
   */
  readonly jobs: (since: Instant) => Promise<readonly JobReport[]>
  /**
   * One job; undefined while the Command Center does not list it (a fresh job may take minutes to appear).
   * @throws BackupError `command-center-unreadable`
   */
  readonly job: (jobId: string) => Promise<JobReport | undefined>
  /**
   * The description that a job was started with: the run id of one of ours. Undefined where the Command Center does not tell,
   * which proves nothing.
   * @throws BackupError `command-center-unreadable`
   */
  readonly description: (jobId: string) => Promise<string | undefined>
  /**
   * Asks Commvault to kill a job, which it does in its own time (Kill Pending, then Killed). Returns why it would not;
   * undefined when it will.
   * @throws BackupError `command-center-unreadable`
   */
  readonly kill: (jobId: string) => Promise<string | undefined>
}

/** What createTask came back with. The question that it settles is: may a job exist now? */
export type Answer =
  /** A job exists; more than one id is an unexpected fan-out. */
  | {
      readonly kind: 'accepted'
      readonly taskId?: number
      readonly jobIds: readonly [string, ...string[]]
    }
  /** No job exists: Commvault said why, or we did not ask. */
  | {
      readonly kind: 'refused'
      readonly why: Refusal
      /** Commvault's own words where it had any, shortened to 1,000 characters. */
      readonly text: string
      readonly errorCode?: number
    }
  /**
   * The request never reached Commvault's job manager: no job exists, and asking again is safe. With `retryAfterSeconds` a
   * quota is used up, Commvault's own or the CommCell's `limits`: until then it would stop every call.
   */
  | { readonly kind: 'not-sent'; readonly text: string; readonly retryAfterSeconds?: number }
  /** A job may or may not exist. */
  | { readonly kind: 'no-answer'; readonly text: string }

export type Refusal =
  | 'already-running'
  | 'no-eligible-subclient'
  | 'unauthorized'
  | 'malformed'
  | 'other'

/** A job as a Command Center reports it, in our types. */
export type JobReport = {
  readonly jobId: string
  /** Commvault's status, verbatim. */
  readonly status: string
  /** What the status means: how the job goes on or how it ended; undefined for a status that we do not know, which is never an end. */
  readonly progress: JobProgress | undefined
  readonly percentComplete: number
  /** The level that really ran; Commvault converts levels on its own. */
  readonly actualLevel?: Level
  /** Commvault's name of the level, verbatim. */
  readonly levelName?: string
  readonly startedAt?: Instant
  readonly endedAt?: Instant
  readonly sizeBytes?: number
  readonly transferredBytes?: number
  /** Why it waits or failed, in Commvault's words, shortened to 1,000 characters. */
  readonly reason?: string
  readonly subclient: {
    readonly subclientId?: number
    readonly clientName?: string
    readonly instanceName?: string
    readonly subclientName?: string
  }
  readonly userName?: string
}

export type JobProgress =
  | { readonly ended: false; readonly state: 'PENDING' | 'RUNNING' | 'ABORTING' }
  | { readonly ended: true; readonly outcome: JobOutcome }

/** How Commvault says that a job ended. `no-run`: it decided not to run it. */
export type JobOutcome =
  | 'completed'
  | 'completed-with-warnings'
  | 'partial'
  | 'failed'
  | 'killed'
  | 'no-run'

/**
 * Where runs are kept. Every write is conditional, so that two submits, two sweeps, or one of each may overlap.
 * All methods throw BackupError `store-failed` where the store itself fails.
 */
export type RunStore = {
  /** Stores a new run; undefined when it is ours, else the run that was there first. */
  readonly claim: (run: Run) => Promise<Run | undefined>
  /** Replaces a run if nobody wrote it since it was read (same `version`); returns it as stored, or undefined. */
  readonly save: <R extends Run>(run: R) => Promise<R | undefined>
  readonly get: (runId: string) => Promise<Run | undefined>
  /**
   * Runs that have not ended or whose last event is not out, oldest scheduled time first. Of every CommCell: a run whose
   * CommCell has left the environment is still somebody's backup. May lag a second behind.
   */
  readonly open: () => Promise<readonly Run[]>
  /** The newest runs of a target by scheduled time, newest first. */
  readonly history: (target: string, limit: number) => Promise<readonly Run[]>
  /** Takes a lock until an instant; returns the run that holds it (ours when it is ours). */
  readonly lock: (lock: Lock) => Promise<string>
  /** Gives the lock back if this run holds it. */
  readonly unlock: (key: string, runId: string) => Promise<void>
}

export type Lock = {
  /**
   * What one run at a time may have: `target/family` and `commcell/slot/3` in flight, `source/target/cooldown` after a start.
   */
  readonly key: string
  readonly runId: string
  readonly now: Instant
  /** After this a lock left behind by a crash is void. */
  readonly expiresAt: Instant
}

/**
 * Small JSON documents beside the runs: what is left of a quota, since when a schedule is watched, the last recovery points.
 * Every write is conditional on what was read.
 * All methods throw BackupError `store-failed` where the store itself fails.
 */
export type Notes = {
  readonly read: <Value>(key: string) => Promise<Note<Value> | undefined>
  /**
   * Writes the note that was read, with another value; or the first of its key. False when somebody wrote in between.
   * One with `expiresAt` may be dropped after that instant.
   */
  readonly write: <Value>(note: {
    readonly key: string
    readonly value: Value
    /** Of the note that was read; 0 when there was none. */
    readonly version: number
    readonly expiresAt?: Instant
  }) => Promise<boolean>
}

export type Note<Value> = { readonly value: Value; readonly version: number }

/** Counts one call to a Command Center; where the hour's quota is used up, the seconds until it has room again. */
export type Spend = (kind: 'read' | 'write') => Promise<number | undefined>

/** Puts result events on the bus; returns the ids of those that the bus took. What it did not take is tried again by the next sweep. */
export type Publish = (events: readonly ResultEvent[]) => Promise<ReadonlySet<string>>

/** One structured line. `runId` in the fields is the correlation id from start to job. */
export type Log = (level: 'info' | 'warn' | 'error', message: string, fields: LogFields) => void

export type LogFields = { readonly runId?: string; readonly [field: string]: unknown }
