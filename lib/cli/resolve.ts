// `holdfast targets resolve`: looks the names of targets up in the Command Center and writes their ids into the lists,
// all of them or none, unless somebody says otherwise.
import { type LookUp, lookUp } from '../commvault/look-up.ts'
import { BackupError } from '../errors.ts'
import { editTargets, type TargetEdit } from '../policy/edit-targets.ts'
import type { PolicyFile } from '../policy/load.ts'
import { type SignedIn, signIn } from './direct-sign-in.ts'
import type { ExitCode } from './failure.ts'
import { counted, progress, writeResult } from './output.ts'
import { type Replacement, replaceFiles } from './replace-files.ts'
import {
  changesOf,
  isResolved,
  type Outcome,
  outcomeOf,
  unread,
  unwritable,
} from './resolve-outcome.ts'
import { type ResolveOptions, resolving, type Seeking } from './resolve-selection.ts'
import { exitCodeOf, reported, stateOf, summaryOf } from './resolve-text.ts'

export async function resolve(options: ResolveOptions): Promise<ExitCode> {
  const work = resolving(options)
  const found = await lookedUpOn(work.seeking, signIn(work.commcells))
  const { outcomes, replacements } = edited(found, work.files, options)
  const isWhole = outcomes.every(({ why }) => why === undefined)
  const isWritten = !options.check && (isWhole || options.partial === true)
  if (isWritten) replaceFiles(replacements)
  const told = outcomes.map(outcome => ({ outcome, state: stateOf(outcome, options, isWritten) }))
  const files = isWritten ? replacements.map(({ file }) => file) : []
  writeResult(reported(told, { ...work, files, format: options.format }), options.out)
  progress(summaryOf(told, { ...work, files, isCheck: options.check === true }))
  return exitCodeOf(told)
}

/** One CommCell after the other, and one call at a time: nobody waits for this, and quotas are shared with the backups. */
async function lookedUpOn(
  seeking: readonly Seeking[],
  signedIn: ReadonlyMap<string, SignedIn>,
): Promise<readonly Outcome[]> {
  // Without ids first: where a quota ends the work, what is left can wait.
  const ordered = seeking.toSorted(
    (a, b) => Number(isResolved(a.target)) - Number(isResolved(b.target)),
  )
  const outcomes = new Map<Seeking['target'], Outcome>()
  for (const [commcell, options] of signedIn) {
    const own = ordered.filter(({ target }) => target.commcell === commcell)
    for (const one of await lookedUp(own, lookUp(options), commcell)) outcomes.set(one.target, one)
  }
  return seeking.flatMap(({ target }) => outcomes.get(target) ?? [])
}

/** After so many targets somebody wants to see that it goes on. */
const TARGETS_A_LINE = 100

async function lookedUp(
  seeking: readonly Seeking[],
  names: LookUp,
  commcell: string,
): Promise<readonly Outcome[]> {
  // A list that cannot be read fails each of the look-ups, and there it is told.
  const size = await names.size().catch(() => undefined)
  const targets = counted(seeking.length, 'target')
  if (size !== undefined) {
    progress(`CommCell ${commcell} has ${counted(size, 'client')}; looking up ${targets} …`)
  }
  const ask = asking(names)
  const outcomes: Outcome[] = []
  for (const each of seeking) {
    outcomes.push(await ask(each))
    const isTime = outcomes.length % TARGETS_A_LINE === 0
    if (isTime) progress(`${outcomes.length.toLocaleString('en')} of them looked up`)
  }
  return outcomes
}

/** One client may not be readable; so many are a quota that is used up, or a network that is down. */
const MOST_FAILURES = 3

/** Asks until too much has failed; from then on the last failure is the answer to everything. */
function asking(names: LookUp): (seeking: Seeking) => Promise<Outcome> {
  const failures = new Set<string>()
  return async ({ target, sought }) => {
    const last = [...failures].at(-1)
    if (last !== undefined && failures.size >= MOST_FAILURES) return unread(target, last)
    try {
      return outcomeOf(target, sought, await names.find(sought))
    } catch (error) {
      if (!(error instanceof BackupError)) throw error
      failures.add(error.message)
      return unread(target, error.message)
    }
  }
}

function edited(
  outcomes: readonly Outcome[],
  files: readonly PolicyFile[],
  { update = false }: Pick<ResolveOptions, 'update'>,
): { readonly outcomes: readonly Outcome[]; readonly replacements: readonly Replacement[] } {
  const edits = outcomes.flatMap(outcome => {
    const keys = changesOf(outcome, update)
    return Object.keys(keys).length === 0 ? [] : [{ origin: outcome.target.origin, keys }]
  })
  const refused = new Set<TargetEdit['origin']>()
  const replacements = files.flatMap(file => {
    const own = edits.filter(({ origin }) => origin.text.file === file.file)
    if (own.length === 0) return []
    const { text, refused: some } = editTargets(file, own)
    for (const { origin } of some) refused.add(origin)
    return text === file.text ? [] : [{ file: file.file, before: file.text, after: text }]
  })
  return {
    outcomes: outcomes.map(outcome =>
      refused.has(outcome.target.origin) ? unwritable(outcome, update) : outcome,
    ),
    replacements,
  }
}
