// What a backup is, in the words of a review.
import type { Backup } from '../target.ts'

/** `FULL`, `FULL copy-only`, `INCREMENTAL`, `INCREMENTAL cumulative`, `DIFFERENTIAL`, `TRANSACTION_LOG`. */
export function levelText(backup: Backup): string {
  if ('copyOnly' in backup && backup.copyOnly) return `${backup.level} copy-only`
  if ('cumulative' in backup && backup.cumulative) return `${backup.level} cumulative`
  return backup.level
}
