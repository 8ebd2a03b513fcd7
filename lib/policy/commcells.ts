// What the CommCells of an environment mean, and which of their keys do not go together.
import type { CallLimits, CommCell } from '../start.ts'
import type { Flaw } from './codes.ts'
import type { WrittenCommCell } from './commcell-schema.ts'
import type { Report } from './origin.ts'
import type { Repository } from './repository.ts'
import type { EnvironmentDocument } from './schema.ts'
import { originIn } from './written.ts'

/** What an hour of Commvault's hosted service has unless more was agreed: "Rate Limits", documentation.commvault.com/saas. */
export const SAAS: CallLimits = { readsPerHour: 1000, writesPerHour: 100 }

const MAX_IN_FLIGHT = 4

export function commCellsOf({ commcells }: EnvironmentDocument): {
  readonly [name: string]: CommCell
} {
  return Object.fromEntries(
    Object.entries(commcells).map(([name, written]) => [name, commCellOf(name, written)]),
  )
}

function commCellOf(name: string, written: WrittenCommCell): CommCell {
  const { authHeader, limits, maxInFlight = MAX_IN_FLIGHT, ...said } = written
  return {
    name,
    ...given(said),
    maxInFlight,
    ...(limits === undefined ? {} : { limits: limits === 'saas' ? SAAS : limits }),
    ...(authHeader === undefined ? {} : { authHeader: headerOf(authHeader) }),
  }
}

/** One space stands between a prefix and the token (RFC 9110, 11.4), whether or not it is written. */
function headerOf({
  name,
  prefix,
}: NonNullable<WrittenCommCell['authHeader']>): NonNullable<CommCell['authHeader']> {
  return prefix === undefined ? { name } : { name, prefix: prefix.trim() }
}

/** Reports what the shape of a CommCell cannot say. */
export function checkCommCells({ environments }: Repository, report: Report): void {
  for (const environment of environments) {
    for (const [name, commcell] of Object.entries(environment.value.commcells)) {
      const path = ['commcells', name]
      for (const { key, ...flaw } of flawsOf(commcell)) {
        report(flaw, originIn(environment, [...path, ...key]))
      }
    }
  }
}

type KeyFlaw = Flaw & { readonly key: readonly string[] }

function* flawsOf(commcell: WrittenCommCell): Generator<KeyFlaw> {
  const { ca, caSecret, maxInFlight = MAX_IN_FLIGHT, maxInFlightPerClient, limits } = commcell
  if (ca !== undefined && caSecret !== undefined) yield { key: ['caSecret'], ...TWO_CAS }
  if (maxInFlightPerClient !== undefined && maxInFlightPerClient > maxInFlight) {
    yield { key: ['maxInFlightPerClient'], ...neverReached(maxInFlightPerClient, maxInFlight) }
  }
  if (typeof limits === 'object' && limits.readsPerHour < FEWEST_READS) {
    yield { key: ['limits', 'readsPerHour'], ...tooFew(limits.readsPerHour) }
  }
}

const TWO_CAS: Flaw = {
  code: 'wrong-value',
  message:
    '"ca" holds the certificates and "caSecret" names a secret that does: one of them would be ignored',
  fix: 'keep one of them',
}

function neverReached(perClient: number, all: number): Flaw {
  return {
    code: 'wrong-value',
    message: `No client ever has ${perClient} jobs at once (maxInFlightPerClient) where the whole CommCell has ${all} (maxInFlight)`,
    fix: `write maxInFlightPerClient: ${all} or less, or raise maxInFlight`,
  }
}

/** The sweep lists the jobs once a minute; as many reads again are for single jobs and for longer lists. */
const FEWEST_READS = 120

function tooFew(reads: number): Flaw {
  const message =
    reads < FEWEST_READS / 2
      ? `The list of jobs is read once a minute, 60 times an hour, and ${reads} reads (readsPerHour) do not suffice for that`
      : `The list of jobs is read once a minute, 60 times an hour; ${reads} reads (readsPerHour) leave little for looking after single jobs`
  return {
    code: 'reads-too-few',
    message: `${message}: what becomes of backups would be known late`,
    fix: `write readsPerHour: ${FEWEST_READS} or more, as many as were agreed with Commvault`,
  }
}

type Given<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys that nobody wrote. */
function given<T extends object>(keys: T): Given<T> {
  return Object.fromEntries(
    Object.entries(keys).filter(([, value]) => value !== undefined),
  ) as Given<T>
}
