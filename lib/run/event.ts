// What we tell the world. Shapes follow AWS Backup's convention, so that a rule written for it ports by its source.
// https://docs.aws.amazon.com/aws-backup/latest/devguide/eventbridge.html

/** One announcement: what happened to one run. Stored with the state that it announces, then published. */
export type ResultEvent = {
  /** The same for every delivery of one announcement: `<run id>#<n>`. */
  readonly eventId: string
  /** ISO, UTC. */
  readonly time: string
  readonly detailType: DetailType
  /** JSON; never a token, never a header, never more than 1 KB of anybody else's text. */
  readonly detail: { readonly [field: string]: unknown }
}

export type DetailType =
  | 'Backup Job State Change'
  | 'Backup Run Skipped'
  | 'Backup Run Missed'
  | 'Backup Level Converted'

/** The `source` of our events; a trigger of ours never matches it. */
export const EVENT_SOURCE = 'holdfast'
