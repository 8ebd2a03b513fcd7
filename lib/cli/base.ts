// What a plan is compared with: the policies of a commit, of another folder, or of a file.
import { existsSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { Diagnostic } from '../policy/diagnostic.ts'
import { isPolicyFile, loadPolicies, type PolicyFile, policyFile } from '../policy/load.ts'
import { UsageError } from './failure.ts'
import { commitOf, filesAt, gitFolder } from './git.ts'

/** Files under the names that they have, or would have, in the folder that is compared with them. */
export type BaseFiles = {
  readonly name: string
  /** Full id, where it is one. */
  readonly commit?: string
  readonly files: readonly PolicyFile[]
  /** What could not be read. */
  readonly diagnostics: readonly Diagnostic[]
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
      : `--base ${name}: there is no such commit, file or folder here. A clone without history has to fetch it first (actions/checkout: fetch-depth: 0).`,
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
  return {
    name,
    commit,
    files: read.filter(each => 'text' in each),
    diagnostics: read.filter(each => 'code' in each),
  }
}

function ofPath(name: string, policies: string): BaseFiles {
  const { files, diagnostics } = loadPolicies(name)
  if (isFile(name)) return { name, files, diagnostics }
  const moved = (file: string) => relative('', join(policies, relative(name, file)))
  return {
    name,
    files: files.map(({ file, text }) => ({ file: moved(file), text })),
    diagnostics: diagnostics.map(each => ({
      ...each,
      place: { ...each.place, file: moved(each.place.file) },
    })),
  }
}

/** The folder of policies, or that of their only file. */
export const folderOf = (policies: string) => (isFile(policies) ? dirname(policies) : policies)

const isFile = (path: string) => existsSync(path) && statSync(path).isFile()
