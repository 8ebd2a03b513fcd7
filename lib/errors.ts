// Our own infrastructure failing. What a policy author got wrong is a Diagnostic, what Commvault replied is an Answer.

/** The closed set of codes; each says who is asked to act. */
export const BACKUP_ERROR_CODES = {
  'start-event-invalid': 'what reached the function is not a start event of ours',
  'source-unknown': 'the start event names a source that is not deployed here',
  'target-unknown': 'the start names a target that the source does not protect',
  'sources-unreadable': 'the compiled sources beside the function cannot be read',
  'environment-incomplete': 'a variable that the function needs is not set',
  'secret-unreadable': 'Secrets Manager did not give the secret',
  'secret-unusable': 'the secret holds no Authtoken in a form that we know',
  'secret-unwritable': 'Secrets Manager did not take a renewed pair of tokens',
  'command-center-unreadable': 'the Command Center did not answer a read',
  'commcell-unknown': 'a run is of a CommCell that has left the environment',
  'store-failed': 'DynamoDB refused or did not answer',
  'publish-failed': 'EventBridge took none of the result events',
  'endpoint-invalid': 'a CommCell endpoint is not https, or not a URL',
} as const

export type BackupErrorCode = keyof typeof BACKUP_ERROR_CODES

/** Thrown; Lambda tries again, then the failure queue. The message names the thing and the way out, never a secret. */
export class BackupError extends Error {
  readonly code: BackupErrorCode

  constructor(code: BackupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'BackupError'
    this.code = code
  }
}

/**
 * What was found in place of what was expected, for a message: `"erp"`, `["a","b"]`, `a map`, `nothing`. It may be anybody's
 * text: its beginning tells what it is, and what is inside of a map is nobody's business.
 */
export function shown(found: unknown): string {
  if (Array.isArray(found)) return shortened(`[${found.slice(0, 10).map(shown).join(',')}]`)
  if (typeof found === 'object' && found !== null) return 'a map'
  return shortened(JSON.stringify(found) ?? 'nothing')
}

const LONGEST_SHOWN = 80

export function shortened(text: string): string {
  if (text.length <= LONGEST_SHOWN) return text
  // Half a surrogate pair at the cut is no character.
  return `${text.slice(0, LONGEST_SHOWN).replace(/[\uD800-\uDBFF]$/, '')}…`
}
