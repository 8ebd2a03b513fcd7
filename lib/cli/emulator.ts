// `holdfast emulator`: a Command Center on loopback, for trying policies, scripts and other clients against.
import { readFileSync } from 'node:fs'
import { emulateCommandCenter } from '../emulator/command-center.ts'
import { parseJobFaults } from '../emulator/faults.ts'
import { type Listening, listen } from '../emulator/listen.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { progress } from './output.ts'

export type EmulatorOptions = {
  readonly port: number
  readonly host: string
  readonly token: string
  readonly seed: number
  readonly faults?: string
  readonly speed: number
}

/** Serves until SIGINT or SIGTERM. */
export async function emulator(options: EmulatorOptions): Promise<ExitCode> {
  const { port, host, token, seed, speed } = options
  const faults = options.faults === undefined ? [] : readFaults(options.faults)
  const { app } = emulateCommandCenter({ now: Date.now, tokens: [token], seed, speed, faults })
  const server = await open(() => listen(app, { port, host }))
  // Before the line that says that we serve: whoever reads it may stop us at once.
  const stopped = stopSignal()
  process.stdout.write(`${JSON.stringify({ url: server.url })}\n`)
  progress(
    `A Command Center answers at ${server.url}/commandcenter/api; jobs run ${speed} times as fast as life. Ctrl-C stops it.`,
  )
  await stopped
  await server.close()
  return 0
}

export function readFaults(file: string) {
  try {
    return parseJobFaults(readFileSync(file, 'utf8'), file)
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
