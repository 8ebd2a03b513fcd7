// Where this installation keeps what it ships: the same folder for the bundled command and for the sources.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder with our package.json. */
export const PROJECT = findProject(dirname(fileURLToPath(import.meta.url)))

/** The bundle of a function, as it is deployed. */
export function functionBundle(name: 'submit' | 'track'): string {
  return join(PROJECT, 'build', 'functions', name, 'index.mjs')
}

/** `0.1.0`. */
export function versionText(): string {
  return JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')).version
}

function findProject(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder) throw new Error('This holdfast stands outside of its own package.')
  return findProject(parent)
}
