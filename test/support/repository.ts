// A git repository in a temporary folder, with policies that change from commit to commit.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from './holdfast.ts'

export type TestRepository = {
  readonly folder: string
  readonly git: (...args: readonly string[]) => string
  /** Writes files, `null` removes one; gives the id of the commit. */
  readonly commit: (files: { readonly [path: string]: string | Uint8Array | null }) => string
  readonly remove: () => void
}

/** Empty, or with the sample policies as its first commit. */
export function repository({ samples = false } = {}): TestRepository {
  // As git names it, where the folder for temporary files is reached by a link.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-repository-')))
  const git = (...args: readonly string[]) =>
    execFileSync('git', args, { cwd: folder, env: GIT_ENV, stdio: 'pipe' }).toString().trim()
  git('init', '--quiet', '--initial-branch=main')
  const commit: TestRepository['commit'] = files => {
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      if (content === null) rmSync(file)
      else writeFileSync(file, content)
    }
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message', 'change')
    return git('rev-parse', 'HEAD')
  }
  if (samples) cpSync(join(ROOT, 'policies'), join(folder, 'policies'), { recursive: true })
  commit({})
  return { folder, git, commit, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Whoever runs the tests may have hooks, a signing key, or no name at all, or be in a hook of git's, with its variables. */
export const GIT_ENV = {
  PATH: process.env.PATH,
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.com',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.com',
}
