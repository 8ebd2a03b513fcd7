// `holdfast run --direct`: from a laptop to the environment's Command Center, without any AWS in between. The record of
// the run is in memory, the Authtoken comes from a variable, and the job is followed to its end.
import { setTimeout as sleep } from 'node:timers/promises'
import { httpExchange } from '../commvault/client.ts'
import { commandCenter } from '../commvault/command-center.ts'
import { inMemoryRunStore } from '../run/in-memory.ts'
import type { CommandCenter, Log, World } from '../run/ports.ts'
import { submit } from '../run/submit.ts'
import { type CommCell, isoText } from '../start.ts'
import { type AnnounceOptions, announcer } from './announcer.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { followToTheEnd } from './follow-to-the-end.ts'
import { progress } from './output.ts'
import type { ByHand } from './run.ts'

export async function runDirect(
  { policy, start }: ByHand,
  options: AnnounceOptions,
): Promise<ExitCode> {
  const authtoken = readAuthtoken()
  const announcing = announcer(options)
  const world = directWorld(policy.commcells, authtoken, async events => {
    events.forEach(announcing.tell)
    return new Set(events.map(event => event.eventId))
  })
  process.once('SIGINT', () => {
    progress('Stopped following. What Commvault has started goes on there.')
    process.exit(130)
  })
  await submit(world, policy, start)
  await followToTheEnd(world, sleep)
  return announcing.finish()
}

function readAuthtoken(): string {
  const authtoken = process.env.HOLDFAST_AUTHTOKEN?.trim()
  if (!authtoken) {
    throw new UsageError(
      '--direct takes the Authtoken from the variable HOLDFAST_AUTHTOKEN; it is not set.',
    )
  }
  if (/^[\x20-\x7e]+$/.test(authtoken)) return authtoken
  throw new UsageError(
    'the Authtoken in HOLDFAST_AUTHTOKEN has a line break or another character that no header carries.',
  )
}

function directWorld(
  commcells: World['commcells'],
  authtoken: string,
  publish: World['publish'],
): World {
  const centers = new Map<string, CommandCenter>()
  return {
    now: Date.now,
    commcells,
    commandCenter: name => {
      const center = centers.get(name) ?? opened(commcells[name], authtoken)
      centers.set(name, center)
      return center
    },
    runs: inMemoryRunStore(),
    publish,
    log: toldOnce(),
  }
}

function opened(commcell: CommCell | undefined, authtoken: string): CommandCenter {
  if (commcell === undefined)
    throw new Error('A target names a CommCell that its environment lacks.')
  const exchange = httpExchange(commcell.ca === undefined ? {} : { ca: commcell.ca })
  // There is no other token to be had: the variable is read once.
  return commandCenter({
    exchange,
    authtoken: async () => authtoken,
    endpoint: commcell.endpoint,
    now: Date.now,
  })
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
