// `holdfast emulator`: a Command Center on loopback, for trying policies, scripts and other clients against.
import { readFileSync } from 'node:fs'
import { emulateCommandCenter } from '../emulator/command-center.ts'
import { type Faults, parseFaults } from '../emulator/fault-script.ts'
import { type Listening, listen } from '../emulator/listen.ts'
import { stormFaults } from '../emulator/storm-faults.ts'
import { withWireFaults } from '../emulator/wire-faults.ts'
import { readState, writeState } from './emulator-state.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { progress } from './output.ts'

export type EmulatorOptions = {
  readonly port: number
  readonly host: string
  readonly token: string
  readonly user: string
  readonly password: string
  /** Minutes that an access token lives. */
  readonly tokenMinutes: number
  readonly seed: number
  /** `storm`, or the file of a fault script. */
  readonly faults?: string
  readonly speed: number
  /** Kept over a restart. */
  readonly state?: string
  /** Counts calls as the hosted service does. */
  readonly saas?: boolean
  /** Seconds that the CommServe's clock is ahead. */
  readonly clockSkew: number
  /** A busy subclient queues another job in place of refusing it. */
  readonly queue?: boolean
  /** Jobs an hour that other people start. */
  readonly background: number
}

/** Serves until SIGINT or SIGTERM. */
export async function emulator(options: EmulatorOptions): Promise<ExitCode> {
  const { port, host, seed, speed } = options
  const { jobs, wire } = faultsOf(options)
  const commandCenter = emulateCommandCenter({ ...worldOf(options), faults: jobs })
  const wired = withWireFaults(commandCenter.app, wire, { now: Date.now, seed })
  const server = await open(() => listen(wired, { port, host }))
  // Before the line that says that we serve: whoever reads it may stop us at once.
  const stopped = stopSignal()
  process.stdout.write(`${JSON.stringify({ url: server.url })}\n`)
  progress(
    `A Command Center answers at ${server.url}/commandcenter/api; jobs run ${speed} times as fast as life. Ctrl-C stops it.`,
  )
  await stopped
  await server.close()
  if (options.state !== undefined) writeState(options.state, commandCenter.snapshot())
  return 0
}

/** As the hosted service counts unless support was asked for more: "API Rate Limits". */
const SAAS = { writesPerHour: 100, readsPerHour: 1_000 }

function worldOf(options: EmulatorOptions): Parameters<typeof emulateCommandCenter>[0] {
  const { token, seed, speed, user, password, tokenMinutes, clockSkew } = options
  const state = options.state === undefined ? undefined : readState(options.state)
  return {
    now: Date.now,
    tokens: [token],
    seed,
    speed,
    userName: user,
    users: [{ userName: user, password }],
    accessTokenMinutes: tokenMinutes,
    skewSeconds: clockSkew,
    queueWhenBusy: options.queue === true,
    backgroundJobsPerHour: options.background,
    ...(options.saas && { quota: SAAS }),
    ...(state && { state }),
  }
}

function faultsOf({ faults, seed }: EmulatorOptions): Faults {
  if (faults === undefined) return { jobs: [], wire: [] }
  return faults === 'storm' ? stormFaults({ seed }) : readFaults(faults)
}

/** @throws UsageError that says what is wrong with the file */
export function readFaults(file: string): Faults {
  try {
    return parseFaults(readFileSync(file, 'utf8'), file)
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (isMissing) throw new UsageError(`--faults ${file}: there is no such file.`)
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

async function open(start: () => Promise<Listening>): Promise<Listening> {
  try {
    return await start()
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function stopSignal(): Promise<void> {
  return new Promise(resolve => {
    process.once('SIGINT', () => resolve())
    process.once('SIGTERM', () => resolve())
    // npx does not pass a signal on: when the npx that started us is gone, nobody wants us any more.
    const parent = process.ppid
    const isGone = () => process.env.npm_command === 'exec' && process.ppid !== parent
    setInterval(() => isGone() && resolve(), 500).unref()
  })
}
