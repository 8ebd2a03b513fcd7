// What a plan is compared with: the policies of a commit, of another folder, or of a file.
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, posix, relative } from 'node:path'
import type { Diagnostic } from '../policy/diagnostic.ts'
import { isPolicyFile, loadPolicies, type PolicyFile, policyFile } from '../policy/load.ts'
import type { WithoutPolicies } from '../review/base.ts'
import { UsageError } from './failure.ts'
import { commitOf, filesAt, filesWith, gitFolder, linkOnTheWay } from './git.ts'

/** Files under the names that they have, or would have, in the folder that is compared with them. */
export type BaseFiles = {
  readonly name: string
  /** Full id, where it is one. */
  readonly commit?: string
  readonly files: readonly PolicyFile[]
  /** What could not be read. */
  readonly diagnostics: readonly Diagnostic[]
  readonly withoutPolicies?: WithoutPolicies
  /** The folder that a single file is compared with. */
  readonly standsFor?: string
}

/** @throws UsageError for what is neither, and for what may be both. */
export function baseFiles(name: string, policies: string): BaseFiles {
  const isPath = existsSync(name)
  // What begins so is no name of a commit.
  if (/^(\.{0,2}\/|\.{1,2}$)/.test(name)) {
    if (isPath) return ofPath(name, policies)
    throw new UsageError(`--base ${name}: there is no such file or folder.`)
  }
  if (!existsSync(folderOf(policies))) {
    throw new UsageError(
      `--policies ${policies}: there is no such folder, so there is nothing to compare.`,
    )
  }
  const commit = commitOf(folderOf(policies), name)
  const link = commit === undefined ? undefined : linkOnTheWay(folderOf(policies))
  if (link !== undefined) {
    throw new UsageError(
      `--policies ${policies}: ${relative('', link)} is a link, and the policies of ${name} are read by the path that is written. Name the folder that it leads to.`,
    )
  }
  if (commit !== undefined && isPath) {
    throw new UsageError(
      `--base ${name} is a commit and a path here: write ./${name} for the path, or refs/heads/${name} for the branch.`,
    )
  }
  if (commit !== undefined) return ofCommit({ name, commit }, policies)
  if (isPath) return ofPath(name, policies)
  throw new UsageError(
    gitFolder(folderOf(policies)) === undefined
      ? `--base ${name}: ${policies} is in no git repository, and there is no file or folder of that name.`
      : `--base ${name}: there is no such commit (a branch, a tag, an id, HEAD~1), file or folder here. A clone without history has to fetch it first (actions/checkout: fetch-depth: 0).`,
  )
}

function ofCommit(
  { name, commit }: { readonly name: string; readonly commit: string },
  policies: string,
): BaseFiles {
  const place = gitFolder(folderOf(policies))
  if (place === undefined) throw new Error(`${policies} has a commit and no repository.`)
  const only = isFile(policies) ? basename(policies) : undefined
  const isWanted = (path: string) => (only === undefined ? isPolicyFile(path) : path === only)
  const read = filesAt(place, commit, isWanted).map(({ path, bytes }) =>
    policyFile(join(folderOf(policies), path), bytes),
  )
  const files = read.filter(each => 'text' in each)
  const diagnostics = read.filter(each => 'code' in each)
  const found = { name, commit, files, diagnostics }
  if (hasPolicies(found)) return found
  const elsewhere = foldersOf(filesWith(place, commit, ['holdfast/v1', POLICY]))
  return { ...found, withoutPolicies: { folder: policies, elsewhere } }
}

/** Of what cannot be read nobody knows. */
function hasPolicies({ files, diagnostics }: Pick<BaseFiles, 'files' | 'diagnostics'>): boolean {
  return diagnostics.length > 0 || files.some(({ text }) => text.includes(POLICY))
}

const POLICY = 'BackupPolicy'

/** Each once, without those below another one. */
function foldersOf(files: readonly string[]): readonly string[] {
  const folders = [...new Set(files.map(file => posix.dirname(file)))].toSorted()
  const isBelow = (folder: string, other: string) =>
    folder !== other && (other === '.' || folder.startsWith(`${other}/`))
  return folders.filter(folder => !folders.some(other => isBelow(folder, other)))
}

function ofPath(name: string, policies: string): BaseFiles {
  const { files, diagnostics } = loadPolicies(name)
  const without = hasPolicies({ files, diagnostics })
    ? {}
    : { withoutPolicies: { folder: name, elsewhere: [] } }
  if (isFile(name)) {
    const alone = isFile(policies) ? {} : { standsFor: policies }
    return { name, files, diagnostics, ...alone, ...without }
  }
  const moved = (file: string) => relative('', join(policies, relative(name, file)))
  return {
    name,
    files: files.map(({ file, text }) => ({ file: moved(file), text })),
    diagnostics: diagnostics.map(each => ({
      ...each,
      place: { ...each.place, file: moved(each.place.file) },
    })),
    ...without,
  }
}

/** The folder of policies, or that of their only file. */
export const folderOf = (policies: string) => (isFile(policies) ? dirname(policies) : policies)

const isFile = (path: string) => existsSync(path) && statSync(path).isFile()
