// Policies from the disk: the one file of this room that sees one.
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs'
import { join, relative, sep } from 'node:path'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'

export type PolicyFile = {
  /** As the person who called us would write it: relative to the working directory, with slashes. */
  readonly file: string
  readonly text: string
}

type Loaded = {
  /** By name, whatever order the disk has. */
  readonly files: readonly PolicyFile[]
  /** What could not be read. */
  readonly diagnostics: readonly Diagnostic[]
}

/** Bytes: a thousand policies, or five thousand targets. The worst that a file of this size can be is read in seconds. */
export const LARGEST_FILE = 1024 * 1024

/** Reads files, and folders with all that is below them: `*.yaml` and `*.yml`. Never throws for what the disk says. */
export function loadPolicies(...paths: readonly string[]): Loaded {
  const files = new Map<string, PolicyFile>()
  const diagnostics: Diagnostic[] = []
  for (const path of paths) {
    for (const file of filesIn(path, diagnostics)) {
      const name = nameOf(file)
      const text = attempt(file, () => textOf(file), diagnostics)
      if (text !== undefined) files.set(name, { file: name, text })
    }
  }
  return { files: [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1)), diagnostics }
}

/** What was read elsewhere, such as from a commit, under the same law as what is read here; undefined for what is not there. */
export function policyFile(path: string, bytes: Uint8Array | undefined): PolicyFile | Diagnostic {
  const diagnostics: Diagnostic[] = []
  const text = attempt(path, () => textIn(bytes), diagnostics)
  const [diagnostic] = diagnostics
  return diagnostic ?? { file: nameOf(path), text: text ?? '' }
}

/** Whether a folder's file is read as policies. */
export const isPolicyFile = (name: string) => /\.ya?ml$/i.test(name)

function filesIn(path: string, diagnostics: Diagnostic[]): readonly string[] {
  const isFolder = attempt(path, () => statSync(path).isDirectory(), diagnostics)
  if (isFolder === undefined) return []
  return isFolder ? filesBelow(path, diagnostics) : [path]
}

function filesBelow(folder: string, diagnostics: Diagnostic[]): readonly string[] {
  const list = () => readdirSync(folder, { withFileTypes: true })
  const entries = attempt(folder, list, diagnostics) ?? []
  return entries.flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return filesBelow(path, diagnostics)
    if (entry.isSymbolicLink() && isFolder(path)) {
      refuse(path, refusal('LINKED_FOLDER'), diagnostics)
      return []
    }
    return isPolicyFile(entry.name) ? [path] : []
  })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false
  }
}

/** Opened without waiting, and looked at before it is read: a pipe would wait for ever, a device would never end. */
function textOf(file: string): string {
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) throw refusal('NOT_A_FILE')
    if (stat.size > LARGEST_FILE) throw refusal('TOO_LARGE')
    return decode(readFileSync(descriptor))
  } finally {
    closeSync(descriptor)
  }
}

function textIn(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) throw refusal('ENOENT')
  if (bytes.length > LARGEST_FILE) throw refusal('TOO_LARGE')
  return decode(bytes)
}

/** Whatever is not UTF-8 would become other text without a word. */
function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

function attempt<T>(path: string, read: () => T, diagnostics: Diagnostic[]): T | undefined {
  try {
    return read()
  } catch (error) {
    refuse(path, error, diagnostics)
    return undefined
  }
}

function refuse(path: string, why: unknown, diagnostics: Diagnostic[]): void {
  const place = { file: nameOf(path), line: 1, column: 1, endLine: 1, endColumn: 1 }
  diagnostics.push(diagnose(unreadable(why), place))
}

function unreadable(error: unknown): Flaw {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const [message, fix] = REASONS[code] ?? [`This cannot be read (${code})`, 'look at the disk']
  return { code: 'file-unreadable', message, fix }
}

/** An error as the disk makes them. */
function refusal(code: keyof typeof OUR_REASONS | 'ENOENT'): Error {
  return Object.assign(new Error(code), { code })
}

type Reasons = { readonly [code: string]: readonly [message: string, fix: string] }

const OUR_REASONS = {
  LINKED_FOLDER: [
    'This is a link to a folder, and what is behind such a link is not read',
    'move the folder here, or name it in the command',
  ],
  NOT_A_FILE: ['This is a pipe or a device, and no file', 'remove it, or rename it'],
  TOO_LARGE: [
    `A file has at most ${LARGEST_FILE / 1024 / 1024} MB, and this one is larger`,
    'divide it into several files',
  ],
} as const satisfies Reasons

const REASONS: Reasons = {
  ...OUR_REASONS,
  ENOENT: ['There is no such file or folder', 'correct the path'],
  EACCES: [
    'Permission denied: this may not be read',
    'give read permission to whoever runs holdfast',
  ],
  ELOOP: ['This is a link that leads back to itself', 'remove it'],
  ENXIO: ['This is a socket, and no file', 'remove it, or rename it'],
  ERR_ENCODING_INVALID_ENCODED_DATA: ['This is not UTF-8', 'save the file as UTF-8'],
}

function nameOf(path: string): string {
  return (relative('', path) || '.').split(sep).join('/')
}
