// Sweeping in real time for somebody who sits and waits, until every run of a start by hand has ended.
import type { World } from '../run/ports.ts'
import { publishAll, record } from '../run/record.ts'
import { isWaiting, type WaitingRun } from '../run/run.ts'
import { stopped } from '../run/steps.ts'
import { isoText } from '../start.ts'
import { track } from '../track/track.ts'

/** A hosted Command Center allows 1,000 reads an hour; a job that has just begun is looked at more often. */
const SHORTEST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 30_000

/** What cannot be sent for so long is not tried for the hours that a schedule would. */
const PATIENCE_MS = 60_000

export async function followToTheEnd(
  world: World,
  sleep: (ms: number) => Promise<unknown>,
): Promise<void> {
  let pause = SHORTEST_PAUSE_MS
  let lastBusy = world.now()
  for (;;) {
    const { open } = await track(world)
    if (open === 0) return
    const waiting = (await world.runs.open()).filter(isWaiting)
    const asleep = waiting.filter(({ status }) => status.notBefore > world.now() + PATIENCE_MS)
    if (asleep.length > 0) {
      await giveUp(world, asleep, tooLong)
      continue
    }
    // Beside a job that runs, or may run, the others wait for its slot and not for the network.
    if (waiting.length < open) lastBusy = world.now()
    if (world.now() - lastBusy > PATIENCE_MS) return giveUp(world, waiting, unsent)
    await sleep(pause)
    pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)
  }
}

async function giveUp(
  world: World,
  runs: readonly WaitingRun[],
  whyOf: (run: WaitingRun) => string,
): Promise<void> {
  for (const run of runs) {
    const missed = await record(
      world,
      stopped(run, { kind: 'miss', text: whyOf(run) }, world.now()),
    )
    if (missed) await publishAll(world, [missed])
  }
}

function unsent({ status }: WaitingRun): string {
  return `Nothing could be sent for a minute: ${status.why}`
}

/** The end of a blackout, or a pause between two tries that a policy makes long. */
function tooLong({ status }: WaitingRun): string {
  return `It could not start before ${isoText(status.notBefore)}, and nobody waits here for so long: ${status.why}`
}
