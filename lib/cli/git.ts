// Reads from git what a commit has, and never touches the work tree or the index.
import { execFileSync } from 'node:child_process'
import { lstatSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { UsageError } from './failure.ts'

/** A commit, and a folder inside its repository. */
export type GitFolder = {
  /** Where git is run: the folder itself, or the one that its file is in. */
  readonly cwd: string
  /** From the top of the repository, with a slash at its end; empty for the top. */
  readonly prefix: string
}

export type GitFile = {
  /** From the folder that was asked for. */
  readonly path: string
  /** Undefined of a link that leads to no file of the commit. */
  readonly bytes: Uint8Array | undefined
}

/** Undefined where there is no repository. */
export function gitFolder(cwd: string): GitFolder | undefined {
  const prefix = attempt(cwd, ['rev-parse', '--show-prefix'])
  return prefix === undefined ? undefined : { cwd, prefix: prefix.replace(/\n$/, '') }
}

/**
 * A link on the way from the top of the repository to a folder: git would go where it leads, and read of an old commit what
 * the link of today means.
 */
export function linkOnTheWay(folder: string): string | undefined {
  const top = attempt(folder, ['rev-parse', '--show-toplevel'])?.replace(/\n$/, '')
  if (top === undefined) return undefined
  const isInside = (path: string) => `${realpathSync(path)}/`.startsWith(`${realpathSync(top)}/`)
  let at = resolve(folder)
  while (isInside(at) && at !== dirname(at)) {
    const isTop = realpathSync(at) === realpathSync(top) && !isInside(dirname(at))
    if (lstatSync(at).isSymbolicLink() && !isTop) return at
    at = dirname(at)
  }
  return undefined
}

/** The full id of the commit that a branch, tag, id or expression such as `HEAD~1` means; undefined where it means none. */
export function commitOf(cwd: string, name: string): string | undefined {
  const commit = `${name}^{commit}`
  return attempt(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', commit])?.trim()
}

/** The files of a commit below a folder whose path is wanted. Links count as what they lead to, where that is a file. */
export function filesAt(
  { cwd, prefix }: GitFolder,
  commit: string,
  isWanted: (path: string) => boolean,
): readonly GitFile[] {
  const all = ['ls-tree', '-r', '-z', '--full-tree', commit]
  const entries = git(cwd, prefix === '' ? all : [...all, '--', prefix])
    .toString()
    .split('\0')
    .filter(line => line !== '')
    .map(entryIn)
    .filter(({ type, path }) => type === 'blob' && isWanted(path.slice(prefix.length)))
  const objects = entries.map(({ mode, id, path }) => (mode === LINK ? `${commit}:${path}` : id))
  const contents = contentsOf(cwd, objects)
  return entries.map(({ path }, index) => ({
    path: path.slice(prefix.length),
    bytes: contents[index],
  }))
}

/** Policy files of a whole commit whose text has all of these words, from the top of its repository. */
export function filesWith(
  { cwd }: GitFolder,
  commit: string,
  words: readonly string[],
): readonly string[] {
  const patterns = words.flatMap(word => ['-e', word])
  // What an attribute calls binary is read here as well.
  const how = ['--no-color', '--full-name', '--text', '--fixed-strings', '--all-match', '-l', '-z']
  const where = [':(top,icase)*.yaml', ':(top,icase)*.yml']
  try {
    return git(cwd, ['grep', ...how, ...patterns, commit, '--', ...where])
      .toString()
      .split('\0')
      .filter(line => line !== '')
      .map(line => line.slice(commit.length + 1))
  } catch (error) {
    // "git-grep": it found nothing.
    if (error instanceof Error && 'status' in error && error.status === 1) return []
    throw error
  }
}

const LINK = '120000'

type Entry = {
  readonly mode: string
  readonly type: string
  readonly id: string
  readonly path: string
}

/** `100644 blob 3f9a…<tab>policies/erp-sql.yaml`: "git-ls-tree", Output Format. */
function entryIn(line: string): Entry {
  const tab = line.indexOf('\t')
  const [mode = '', type = '', id = ''] = line.slice(0, tab).split(' ')
  return { mode, type, id, path: line.slice(tab + 1) }
}

/** Of each object its bytes, in one process; undefined for what is no file. "git-cat-file", Batch Output. */
function contentsOf(cwd: string, objects: readonly string[]): readonly (Uint8Array | undefined)[] {
  if (objects.length === 0) return []
  // A path with a line break cannot be asked for.
  const asked = objects.map(object => (object.includes('\n') ? NO_OBJECT : object))
  const output = git(cwd, ['cat-file', '--batch', '--follow-symlinks'], `${asked.join('\n')}\n`)
  const contents: (Uint8Array | undefined)[] = []
  let at = 0
  while (contents.length < objects.length && at < output.length) {
    const end = output.indexOf('\n', at)
    const head = output.subarray(at, end).toString()
    const [first = '', second = '', third = ''] = head.split(' ')
    at = end + 1
    if (FOLLOWED_TO_NOTHING.has(first)) {
      contents.push(undefined)
      at += Number(second) + 1
    } else if (third === '') {
      contents.push(undefined)
    } else {
      const size = Number(third)
      contents.push(second === 'blob' ? output.subarray(at, at + size) : undefined)
      at += size + 1
    }
  }
  return contents
}

const NO_OBJECT = '0'.repeat(40)

/** A link out of the repository, to nothing, in a circle, or through a file. */
const FOLLOWED_TO_NOTHING = new Set(['symlink', 'dangling', 'loop', 'notdir'])

function attempt(cwd: string, args: readonly string[]): string | undefined {
  try {
    return git(cwd, args).toString()
  } catch (error) {
    if (error instanceof UsageError) throw error
    const refusal = OF_SOMEBODY_ELSE.exec(saidBy(error))
    if (refusal === null) return undefined
    throw new UsageError(
      `--base: ${cwd} is in a repository of another user, which git does not read. If you trust it: git config --global --add safe.directory ${refusal[1]}`,
    )
  }
}

/** "git-config", safe.directory: usual in containers, where the checkout is the host's. */
const OF_SOMEBODY_ELSE = /detected dubious ownership in repository at '([^']*)'/

const saidBy = (failure: unknown) =>
  failure instanceof Error && 'stderr' in failure ? String(failure.stderr) : ''

/** @throws UsageError where there is no git; git's own failure otherwise. */
function git(cwd: string, args: readonly string[], input = ''): Buffer {
  try {
    return execFileSync('git', args, {
      cwd,
      env: surroundings(),
      input,
      maxBuffer: Number.POSITIVE_INFINITY,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new UsageError('--base needs git, and there is no git on this machine.')
    }
    throw error
  }
}

/** A hook names the repository from where it runs, and its top in silence; git is run in the folder that is asked for. */
function surroundings(): NodeJS.ProcessEnv {
  // Its refusals are read, and would be in the language of the machine.
  const env = { ...process.env, LC_ALL: 'C' }
  const { GIT_DIR, GIT_WORK_TREE = '.' } = process.env
  if (!GIT_DIR) return env
  return { ...env, GIT_DIR: resolve(GIT_DIR), GIT_WORK_TREE: resolve(GIT_WORK_TREE) }
}
