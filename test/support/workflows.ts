// The workflows as GitHub would read them, and their parts as a test wants to run them.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { commandLine } from '../../lib/cli/command-line.ts'
import { GIT_ENV } from './repository.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export type Step = {
  readonly name?: string
  readonly id?: string
  readonly if?: string
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

type Concurrency = {
  readonly group: string
  /** Perhaps an expression. */
  readonly 'cancel-in-progress': unknown
  readonly queue?: string
}

export type Job = {
  readonly name?: string
  readonly needs?: string | readonly string[]
  readonly if?: string
  readonly uses?: string
  readonly with?: Readonly<Record<string, string>>
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly environment?: string
  readonly concurrency?: Concurrency
  readonly steps?: readonly Step[]
}

export type Workflow = {
  readonly file: string
  readonly text: string
  readonly on: Readonly<Record<string, unknown>>
  readonly permissions?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly concurrency?: Concurrency
  readonly defaults?: { readonly run: { readonly shell: string } }
  readonly jobs: Readonly<Record<string, Job>>
}

export const workflows: readonly Workflow[] = globSync('.github/workflows/*.{yml,yaml}', {
  cwd: ROOT,
})
  .toSorted()
  .map(path => {
    const text = readFileSync(join(ROOT, path), 'utf8')
    return { ...(parse(text) as Omit<Workflow, 'file' | 'text'>), file: basename(path), text }
  })

export type JobHere = { readonly at: string; readonly workflow: Workflow; readonly job: Job }
export type StepHere = JobHere & { readonly step: Step }

/** Of all workflows, `policy-review.yml review`. */
export const jobs: readonly JobHere[] = workflows.flatMap(workflow =>
  Object.entries(workflow.jobs).map(([id, job]) => ({
    at: `${workflow.file} ${id}`,
    workflow,
    job,
  })),
)

/** Of all jobs, `policy-review.yml review 3`. */
export const steps: readonly StepHere[] = jobs.flatMap(here =>
  (here.job.steps ?? []).map((step, index) => ({ ...here, at: `${here.at} ${index + 1}`, step })),
)

/** The script of a step, by its job and a word of its name or id; without one, of the only step that has a script. */
export function scriptOf(at: string, word?: string): string {
  const scripts = steps
    .filter(here => here.at.replace(/ \d+$/, '') === at)
    .filter(({ step }) => word === undefined || (step.id ?? step.name ?? '').includes(word))
    .map(({ step }) => step.run ?? step.with?.script)
    .filter(script => typeof script === 'string')
  const [script, ...more] = scripts
  if (script === undefined || more.length > 0) throw new Error(`${at}: ${scripts.length} scripts`)
  return script
}

/** The script of a job of the .gitlab-ci.yml that the guide shows. */
export function gitLabScriptOf(job: string): string {
  const [, text = ''] =
    /```yaml\n(# \.gitlab-ci\.yml[\s\S]*?)```/.exec(read('docs/pull-requests.md')) ?? []
  const jobs = parse(text) as Record<string, { readonly script?: readonly string[] }>
  const { script } = jobs[job] ?? {}
  if (script === undefined) throw new Error(`.gitlab-ci.yml has no job ${job}`)
  return script.join('\n')
}

/** A folder of the test's own, with `bin` for stand-ins. */
export function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-workflow-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'bin'))
  return folder
}

export function write(folder: string, path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), content)
}

export const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

type Shell = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> }

export type Ran = { readonly code: number | null; readonly out: string; readonly err: string }

/** As the runner starts it, with `cwd/bin` before the path. */
export function bash(script: string, { cwd, env = {} }: Shell): Ran {
  const args = ['-euo', 'pipefail', scriptFile(cwd, script)]
  const { status, stdout, stderr } = spawnSync('bash', args, {
    cwd,
    env: environmentIn(cwd, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

/** As GitLab's runner starts it, for a script that calls a server of this process. */
export async function bashWhileServing(script: string, { cwd, env = {} }: Shell): Promise<Ran> {
  const child = spawn('bash', [scriptFile(cwd, script)], {
    cwd,
    env: environmentIn(cwd, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { code, out, err }
}

function scriptFile(cwd: string, script: string): string {
  const file = join(cwd, 'bin', 'script')
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, script)
  return file
}

const environmentIn = (cwd: string, env: Readonly<Record<string, string>>) => ({
  PATH: `${join(cwd, 'bin')}:${process.env.PATH}`,
  HOME: cwd,
  LC_ALL: 'C.UTF-8',
  ...env,
})

/** A program of the test's own, for a name that the script calls. */
export function standIn(folder: string, name: string, script: string): void {
  const file = join(folder, name)
  writeFileSync(file, `#!/usr/bin/env bash\nset -euo pipefail\n${script}`)
  chmodSync(file, 0o755)
}

/** What bash thinks of a script; nothing if it can be read. */
export function syntaxErrorOf(script: string): string {
  return spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' }).stderr
}

export const hasProgram = (name: string) => spawnSync('which', [name]).status === 0

export function git(cwd: string, ...args: readonly string[]): string {
  const quiet = ['-c', 'advice.detachedHead=false']
  return execFileSync('git', [...quiet, ...args], { cwd, env: GIT_ENV, encoding: 'utf8' }).trim()
}

/** What the command line would not know of such a call, verb or options. */
export function unknownIn([name = '', ...args]: readonly string[]): readonly string[] {
  const verb = commandLine(() => {}).commands.find(command => command.name() === name)
  return verb === undefined ? [name] : verb.parseOptions(args).unknown
}
