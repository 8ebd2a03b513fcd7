// `holdfast run --direct`: from a laptop to the environment's Command Center, without any AWS in between. The record of
// the run is in memory, the Authtoken comes from a variable, and the job is followed to its end.
import { setTimeout as sleep } from 'node:timers/promises'
import { commandCenter } from '../commvault/command-center.ts'
import { inMemoryRunStore } from '../run/in-memory.ts'
import { inMemoryNotes } from '../run/in-memory-notes.ts'
import type { CommandCenter, Log, World } from '../run/ports.ts'
import { isoText, type PolicySources, type SourceStart } from '../start.ts'
import { submit } from '../submit/submit.ts'
import { type AnnounceOptions, announcer } from './announcer.ts'
import { type SignedIn, signIn } from './direct-sign-in.ts'
import type { ExitCode } from './failure.ts'
import { followToTheEnd } from './follow-to-the-end.ts'
import { progress } from './output.ts'
import type { ByHand } from './run.ts'

export async function runDirect(
  { policy, start }: ByHand,
  options: AnnounceOptions,
): Promise<ExitCode> {
  const notes = inMemoryNotes()
  const commcells = commcellsOf(policy, start)
  const centers = centersOf(signIn(Object.values(commcells), notes))
  const announcing = announcer(options)
  const world: World = {
    now: Date.now,
    commcells,
    commandCenter: centers,
    runs: inMemoryRunStore(),
    notes,
    publish: async events => {
      events.forEach(announcing.tell)
      return new Set(events.map(event => event.eventId))
    },
    log: toldOnce(),
  }
  process.once('SIGINT', () => {
    progress('Stopped following. What Commvault has started goes on there.')
    process.exit(130)
  })
  await submit(world, policy, start)
  await followToTheEnd(world, sleep)
  return announcing.finish()
}

/**
 * Those that a start reaches, by name. Their `user` is left out: the token is of whoever sits here, and jobs of theirs must
 * not look like somebody else's.
 */
function commcellsOf(
  { commcells, targets }: PolicySources,
  { targets: named }: SourceStart,
): World['commcells'] {
  const reached = new Set((named ?? Object.keys(targets)).map(name => targets[name]?.commcell))
  return Object.fromEntries(
    Object.entries(commcells)
      .filter(([name]) => reached.has(name))
      .map(([name, { user: _, ...commcell }]) => [name, commcell]),
  )
}

/** Each opened once. */
function centersOf(signedIn: ReadonlyMap<string, SignedIn>): (name: string) => CommandCenter {
  const centers = new Map(
    [...signedIn].map(([name, signing]) => [name, commandCenter({ ...signing, now: Date.now })]),
  )
  return name => {
    const center = centers.get(name)
    if (center === undefined)
      throw new Error('A target names a CommCell that its environment lacks.')
    return center
  }
}

/** States are told by their events. What has none is why a run waits and what could not be read: each once, with the time. */
function toldOnce(): Log {
  let last = ''
  return (_level, message, { runId, why, notBefore, error }) => {
    // Only a run that waits has a moment before which it is not tried; one in doubt is told by its event.
    if (notBefore === undefined && error === undefined) return
    const text =
      notBefore === undefined
        ? `${message} ${error}`
        : `${runId} waits: ${String(why).replace(/\.$/, '')}. It is not started yet; Ctrl-C stops.`
    if (text === last) return
    last = text
    progress(`${isoText(Date.now()).slice(11, 19)}Z  ${text}`)
  }
}
