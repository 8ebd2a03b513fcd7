// Policies from the disk: the one file of this room that sees one.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'

export type PolicyFile = {
  /** As the person who called us would write it: relative to the working directory, with slashes. */
  readonly file: string
  readonly text: string
}

export type Loaded = {
  /** By name, whatever order the disk has. */
  readonly files: readonly PolicyFile[]
  /** What could not be read. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads files, and folders with all that is below them: `*.yaml` and `*.yml`. Never throws for what the disk says. */
export function loadPolicies(...paths: readonly string[]): Loaded {
  const files = new Map<string, PolicyFile>()
  const diagnostics: Diagnostic[] = []
  for (const path of paths) {
    for (const file of filesIn(path, diagnostics)) {
      const name = nameOf(file)
      const text = attempt(file, () => decode(readFileSync(file)), diagnostics)
      if (text !== undefined) files.set(name, { file: name, text })
    }
  }
  return { files: [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1)), diagnostics }
}

function filesIn(path: string, diagnostics: Diagnostic[]): readonly string[] {
  const isFolder = attempt(path, () => statSync(path).isDirectory(), diagnostics)
  if (isFolder === undefined) return []
  if (!isFolder) return [path]
  const entries = attempt(path, () => readdirSync(path, { withFileTypes: true }), diagnostics) ?? []
  return entries.flatMap(entry => {
    const inner = join(path, entry.name)
    if (entry.isDirectory()) return filesIn(inner, diagnostics)
    return /\.ya?ml$/i.test(entry.name) ? [inner] : []
  })
}

/** Whatever is not UTF-8 would become other text without a word. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

function attempt<T>(path: string, read: () => T, diagnostics: Diagnostic[]): T | undefined {
  try {
    return read()
  } catch (error) {
    const place = { file: nameOf(path), line: 1, column: 1, endLine: 1, endColumn: 1 }
    diagnostics.push(diagnose(unreadable(error), place))
    return undefined
  }
}

function unreadable(error: unknown): Flaw {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [message, fix] = REASONS[code] ?? [`This cannot be read (${code})`, 'look at the disk']
  return { code: 'file-unreadable', message, fix }
}

const REASONS: { readonly [code: string]: readonly [message: string, fix: string] } = {
  ENOENT: ['There is no such file or folder', 'correct the path'],
  EACCES: [
    'Permission denied: this may not be read',
    'give read permission to whoever runs holdfast',
  ],
  EISDIR: ['This is a folder under the name of a file', 'rename it'],
  ERR_ENCODING_INVALID_ENCODED_DATA: ['This is not UTF-8', 'save the file as UTF-8'],
}

function nameOf(path: string): string {
  return (relative('', path) || '.').split(sep).join('/')
}
