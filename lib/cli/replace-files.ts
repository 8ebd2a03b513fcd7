// Files with another text, each either as it was or as it shall be, whatever happens meanwhile.
import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { UsageError } from './failure.ts'

export type Replacement = {
  readonly file: string
  /** As it was read. */
  readonly before: string
  readonly after: string
}

/**
 * All new texts are on the disk before the first of them takes its place.
 * @throws UsageError when one cannot be written, or its file was changed since it was read; then none is replaced
 */
export function replaceFiles(replacements: readonly Replacement[]): void {
  const prepared: { readonly file: string; readonly temporary: string }[] = []
  try {
    for (const replacement of replacements) prepared.push(prepare(replacement))
    for (const { file, temporary } of prepared) renameSync(temporary, file)
  } catch (error) {
    for (const { temporary } of prepared) rmSync(temporary, { force: true })
    if (error instanceof UsageError) throw error
    throw new UsageError(`cannot write: ${error instanceof Error ? error.message : error}`)
  }
}

/** Beside the file, because only within one file system a file takes the place of another at once. */
function prepare({ file: named, before, after }: Replacement) {
  // A link stays a link.
  const file = realpathSync(named)
  if (readFileSync(file, 'utf8') !== before) {
    throw new UsageError(`${named} was changed meanwhile, so nothing was written; try again.`)
  }
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  const descriptor = openSync(temporary, 'wx')
  try {
    fchmodSync(descriptor, statSync(file).mode)
    writeFileSync(descriptor, after)
    fsyncSync(descriptor)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  } finally {
    closeSync(descriptor)
  }
  return { file, temporary }
}
