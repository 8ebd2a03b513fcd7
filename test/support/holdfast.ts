// The built command as a user starts it: a process of its own, its streams and its exit code.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '..', '..')
const COMMAND = join(ROOT, 'build', 'holdfast.mjs')

export type Finished = {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

type Surroundings = { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv }

export function holdfast(
  args: readonly string[],
  surroundings: Surroundings = {},
): Promise<Finished> {
  const child = start(args, surroundings)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', chunk => {
    stdout += chunk
  })
  child.stderr?.on('data', chunk => {
    stderr += chunk
  })
  return new Promise(resolve => {
    child.on('close', exitCode => resolve({ stdout, stderr, exitCode }))
  })
}

type Serving = Surroundings & { readonly stream?: 'stdout' | 'stderr' }

/** A command that goes on until it is stopped: resolves with the first that it says. */
export async function serve(
  args: readonly string[],
  { stream = 'stdout', ...surroundings }: Serving = {},
) {
  const child = start(args, surroundings)
  const line = await new Promise<string>((resolve, reject) => {
    child[stream]?.once('data', chunk => resolve(String(chunk)))
    child.once('close', code => reject(new Error(`ended with ${code} before it served`)))
  })
  const closed = new Promise<number | null>(resolve => {
    child.once('close', code => resolve(code))
  })
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return closed
  }
  return { line, stop }
}

function start(args: readonly string[], { cwd = ROOT, env }: Surroundings): ChildProcess {
  return spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** A copy of the sample policies, with one text replaced by another in one file. */
export function samples(change?: { file: string; from: string; to: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-policies-'))
  cpSync(join(ROOT, 'policies'), join(folder, 'policies'), { recursive: true })
  if (change) {
    const file = join(folder, 'policies', change.file)
    const text = readFileSync(file, 'utf8')
    if (!text.includes(change.from)) throw new Error(`${change.file} has no ${change.from}`)
    writeFileSync(file, text.replace(change.from, change.to))
  }
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}
