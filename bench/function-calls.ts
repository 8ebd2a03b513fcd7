// A start, the sweep that follows it and a look at the secret, each the first call of a process of its own.
import type { SweepReport } from '../lib/track/track.ts'
import type { FunctionName } from '../scripts/build.ts'
import type { FunctionBundles } from './bundles.ts'
import { reported, runNode } from './child.ts'
import { openLoopback, SOURCE } from './loopback.ts'

export type Call = {
  /** Loading the bundle until the handler is there. */
  readonly initMs: number
  readonly firstCallMs: number
  /** Node's own modules that are loaded after the call. */
  readonly nodeModules: readonly string[]
}

type Report = Call & { readonly summary: unknown }

type Caller = {
  readonly bundles: FunctionBundles
  /** The bundled call-function.ts. */
  readonly child: string
  readonly folder: string
}

/** `submit` starts a job, `track` finds it running, `renew` finds no pair; anything else and it throws. */
export async function startAndSweep({
  bundles,
  child,
  folder,
}: Caller): Promise<{ readonly [name in FunctionName]: Call }> {
  const loopback = await openLoopback(folder)
  const call = async (name: FunctionName, event: unknown): Promise<Report> =>
    reported(
      await runNode([child, bundles[name].file, JSON.stringify(event)], { env: loopback.env }),
    )
  try {
    const scheduledTime = new Date().toISOString()
    const submit = await call('submit', { version: 1, source: SOURCE, scheduledTime })
    const track = await call('track', {})
    const renew = await call('renew', {})
    check(submit, isStarted(submit.summary), 'submit did not start its job')
    check(track, isFollowed(track.summary), 'track did not follow the run')
    check(renew, hasNoPair(renew.summary), 'renew did not look at the secret')
    return { submit, track, renew }
  } finally {
    await loopback.close()
  }
}

const isStarted = (summary: unknown) =>
  (summary as { runs: { state: string }[] }).runs.map(({ state }) => state).join() === 'submitted'

const isFollowed = (summary: unknown) => {
  const { open, unsettled, ended, unreadable } = summary as SweepReport
  return open === 1 && unsettled === 0 && ended === 0 && unreadable.length === 0
}

const hasNoPair = (summary: unknown) =>
  (summary as { secrets: { outcome: string }[] }).secrets[0]?.outcome === 'no-pair'

function check({ summary }: Report, isRight: boolean, wrong: string): void {
  if (!isRight) throw new Error(`${wrong}: ${JSON.stringify(summary)}`)
}
