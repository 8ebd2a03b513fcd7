// All that an emulated Command Center knows, so that it can be stopped and started again.
import type { JobControllerState } from './job-controller.ts'
import type { QuotaState } from './quota.ts'
import type { SignInState } from './sign-in.ts'

/** Plain JSON. */
export type CommandCenterState = {
  readonly jobs: JobControllerState
  readonly signIn: SignInState
  readonly denials: number
  readonly quota?: QuotaState
}
