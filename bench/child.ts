// Fresh Node processes, started and timed one at a time.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

export type Finished = {
  /** From spawn to exit. */
  readonly ms: number
  readonly stdout: string
}

type Given = {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** The exit code that it is to end with; 0 without it. */
  readonly exitCode?: number
}

/**
 * Runs Node to its end with no environment but the one given: NODE_OPTIONS, NODE_EXTRA_CA_CERTS and the like cost a start
 * more than what is measured here. Throws where it exits with another code than it should.
 */
export async function runNode(args: readonly string[], given: Given = {}): Promise<Finished> {
  const { PATH = '', HOME = '' } = process.env
  const { exitCode = 0, ...where } = given
  const options = { ...where, env: { PATH, HOME, ...given.env } }
  const begin = performance.now()
  const stdout = await run(process.execPath, args, options).then(
    finished => {
      if (exitCode === 0) return finished.stdout
      throw new Error(`exit code 0, and not ${exitCode}: ${args.join(' ')}`)
    },
    error => {
      if (exitCode !== 0 && error.code === exitCode) return String(error.stdout)
      throw error
    },
  )
  return { ms: performance.now() - begin, stdout }
}

/** What a child of ours reports: JSON in the last line, whatever was logged before it. */
export function reported<T>({ stdout }: Finished): T {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}
