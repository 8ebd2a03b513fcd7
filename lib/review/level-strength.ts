// Which backup does for a target what another one does.
import type { Backup } from '../target.ts'
import { isCopyOnly } from '../target.ts'

/**
 * A FULL is as good as a differential or an incremental, and a cumulative incremental as good as one that needs all
 * before it. Log backups are not replaced by data backups nor the other way round: only logs restore to any moment. A
 * copy-only FULL is neither a base nor a recovery point that a promise rests on, so it stands in for itself alone.
 */
export function isAsStrong(one: Backup, other: Backup): boolean {
  if (one.app !== other.app) return false
  if (isCopyOnly(one) || isCopyOnly(other)) return isCopyOnly(other) && one.level === 'FULL'
  if (one.level === 'TRANSACTION_LOG' || other.level === 'TRANSACTION_LOG') {
    return one.level === other.level
  }
  if (one.level === 'FULL') return true
  if (other.level === 'FULL') return false
  return !('cumulative' in one && 'cumulative' in other) || one.cumulative || !other.cumulative
}
