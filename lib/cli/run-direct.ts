// `holdfast run --direct`: from a laptop to the environment's Command Center, without any AWS in between. The record of
// the run is in memory, the Authtoken comes from a variable, and the job is followed to its end.
import { setTimeout as sleep } from 'node:timers/promises'
import { httpExchange } from '../commvault/client.ts'
import { commandCenter } from '../commvault/command-center.ts'
import { inMemoryRunStore } from '../run/in-memory.ts'
import type { CommandCenter, Log, World } from '../run/ports.ts'
import { submit } from '../run/submit.ts'
import { track } from '../run/track.ts'
import {
  type CommCell,
  isoText,
  type PolicySources,
  parseStartEvent,
  type StartSource,
} from '../start.ts'
import { type AnnounceOptions, announcer } from './announcer.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { progress } from './output.ts'
import type { ByHand } from './run.ts'

/** A hosted Command Center allows 1,000 reads an hour; a job that has just begun is looked at more often. */
const SHORTEST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000

/** Somebody sits and waits: what cannot be sent within a minute is not tried for the hours that a schedule would. */
const LONGEST_WAIT_SECONDS = 60

export async function runDirect(start: ByHand, options: AnnounceOptions): Promise<ExitCode> {
  const authtoken = readAuthtoken()
  const announcing = announcer(options)
  const world = directWorld(start.policy.commcells, authtoken, async events => {
    events.forEach(announcing.tell)
    return new Set(events.map(event => event.eventId))
  })
  process.once('SIGINT', () => {
    progress('Stopped following. What Commvault has started goes on there.')
    process.exit(130)
  })
  await submit(world, impatient(start.policy), parseStartEvent(start.event))
  await followToTheEnd(world)
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

function impatient(policy: PolicySources): PolicySources {
  const shortened = (source: StartSource): StartSource => ({
    ...source,
    terms: {
      ...source.terms,
      startWithinSeconds: Math.min(source.terms.startWithinSeconds, LONGEST_WAIT_SECONDS),
    },
  })
  return { ...policy, sources: policy.sources.map(shortened) }
}

async function followToTheEnd(world: World): Promise<void> {
  let pause = SHORTEST_PAUSE_MS
  for (;;) {
    const { open } = await track(world)
    if (open === 0) return
    await sleep(pause)
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)
  }
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
    const text = why === undefined ? `${message} ${error}` : `${runId} waits: ${why}.`
    if ((why === undefined && error === undefined) || text === last) return
    last = text
    const again =
      notBefore === undefined ? '' : ' Nothing was sent; trying again for a minute, Ctrl-C stops.'
    progress(`${isoText(Date.now()).slice(11, 19)}Z  ${text}${again}`)
  }
}
