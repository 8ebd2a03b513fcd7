// One exchange with a Command Center, as values: what goes out, and what came back, if anything did.

export type HttpRequest = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body?: string
  /** Milliseconds that the whole exchange may take. */
  readonly deadlineMs: number
}

export type HttpReply = {
  readonly status: number
  /** By lower-case name. */
  readonly headers: { readonly [name: string]: string | undefined }
  readonly body: string
}

/** Nothing came back. `sent: false` is a promise that no byte of the request left us; otherwise it may have arrived whole. */
export type NoReply = {
  readonly sent: false | 'unknown'
  readonly text: string
  /** A quota of our own is used up; it has room again after so long. */
  readonly retryAfterSeconds?: number
}

/**
 * The transport. A failure of the network is a value.
 * @throws BackupError `endpoint-invalid`, before anything is sent
 */
export type Exchange = (request: HttpRequest) => Promise<HttpReply | NoReply>

export const isSuccess = (status: number) => status >= 200 && status < 300

/** Joins a base URL and a path with exactly one slash, however either is written. */
export function joinUrl(base: string, path: string): string {
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}
