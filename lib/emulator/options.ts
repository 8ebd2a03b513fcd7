// What an emulated Command Center can be told: plain JSON but for one function, with a default for everything.
import type { ClientSpec } from './commcell.ts'
import type { JobFault, TaskFaults } from './faults.ts'
import type { Level } from './level.ts'

export type CommandCenterOptions = {
  /** The same seed gives every job of a subclient the same life. */
  readonly seed: number
  /** Times as fast as life: how long jobs take, not what clients are told. */
  readonly speed: number
  /** How far the CommServe's clock is ahead of ours, in seconds: in the `Date` header and in every time it tells. */
  readonly skewSeconds: number
  readonly faults: readonly JobFault[]
  /** Faults that are decided when a task comes. */
  readonly faultOf?: TaskFaults

  /** Authtokens that are good for ever, as before 11.38. */
  readonly tokens: readonly string[]
  /** Whose they are. */
  readonly userName: string
  /** Who may sign in with a password. */
  readonly users: readonly Account[]
  /** In which forms an access token is taken; the field disagrees about every one of them. */
  readonly tokenForms: readonly TokenForm[]
  /** 30 by the pages of 11.38 to 11.42, 120 by that of 11.44. */
  readonly accessTokenMinutes: number
  /** How long an access token is still taken after it was renewed. */
  readonly oldTokenSeconds: number

  /** The clients of the CommCell, in place of those it has by default. */
  readonly clients?: readonly ClientSpec[]
  /** `invent`: a subclient that nobody has heard of exists as soon as a task names it. */
  readonly unknownTargets: 'invent' | 'refuse'
  /** "Queue jobs if conflicting jobs are active". */
  readonly queueWhenBusy: boolean
  /** How a task on a busy subclient is refused. */
  readonly busyAnswer: BusyAnswer | 'by-seed'
  /** The rule "convert to full" of the SQL Server agent, which runs a full where there is no base yet. */
  readonly convertFirst: boolean
  readonly blackouts: readonly Blackout[]
  /** Jobs an hour that Commvault or other people start. */
  readonly backgroundJobsPerHour: number

  /** The most jobs on a page, whatever is asked for. */
  readonly pageCap?: number
  /** How long an ended job is still listed as active; five minutes by an old FAQ. */
  readonly lingerSeconds: number
  /** What `GET /Job/{id}/TaskDetails` tells; no page promises that a job's description is among it. */
  readonly taskDetails: 'full' | 'without-description' | 'refused'
  /** As Commvault's hosted gateway counts. */
  readonly quota?: Quota
}

export type Account = {
  readonly userName: string
  readonly password: string
  readonly domain?: string
}

/** Authtoken bare, `QSDK …` or `Bearer …`; or `Authorization: Bearer …`. */
export type TokenForm = 'authtoken' | 'authtoken-qsdk' | 'authtoken-bearer' | 'authorization-bearer'

/** HTTP 500 or 200 with errorCode 2, or 409. */
export type BusyAnswer = 500 | 200 | 409

/** Every day between two times of UTC, `HH:MM`; past midnight where `to` is not after `from`. */
export type Blackout = {
  readonly from: string
  readonly to: string
  /** Without it, all. */
  readonly levels?: readonly Level[]
}

export type Quota = { readonly writesPerHour: number; readonly readsPerHour: number }

export const COMMAND_CENTER_DEFAULTS = {
  seed: 1,
  speed: 1,
  skewSeconds: 0,
  faults: [],
  tokens: [],
  userName: 'svc-backup',
  users: [{ userName: 'svc-backup', password: 'local-password' }],
  tokenForms: ['authtoken', 'authtoken-qsdk', 'authtoken-bearer', 'authorization-bearer'],
  accessTokenMinutes: 30,
  oldTokenSeconds: 0,
  unknownTargets: 'invent',
  queueWhenBusy: false,
  busyAnswer: 500,
  convertFirst: false,
  blackouts: [],
  backgroundJobsPerHour: 0,
  lingerSeconds: 0,
  taskDetails: 'full',
} as const satisfies CommandCenterOptions
