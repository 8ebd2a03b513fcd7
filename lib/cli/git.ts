// Reads from git what a commit has, and never touches the work tree or the index.
import { execFileSync } from 'node:child_process'
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
    return undefined
  }
}

/** @throws UsageError where there is no git; git's own failure otherwise. */
function git(cwd: string, args: readonly string[], input = ''): Buffer {
  try {
    return execFileSync('git', args, {
      cwd,
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
