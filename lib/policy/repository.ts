// All documents of a repository, by kind, before they are brought together.
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import type { PolicyFile } from './load.ts'
import { parse, split } from './parse.ts'
import type { DocumentText, Places } from './places.ts'
import { isPlainMap } from './plain.ts'
import type {
  DefaultsDocument,
  EnvironmentDocument,
  OracleList,
  PolicyDocument,
  Shaped,
  SqlServerList,
} from './schema.ts'
import { shape } from './shape.ts'
import { quote } from './wording.ts'

/** A document, its text and the place of its name. */
export type Written<T> = {
  readonly value: T
  readonly text: DocumentText
  readonly place: Place
}

export type WrittenPolicy = Written<PolicyDocument> & { readonly schedulePlaces: readonly Place[] }

export type Repository = {
  readonly policies: readonly WrittenPolicy[]
  readonly lists: readonly Written<SqlServerList | OracleList>[]
  readonly environments: readonly Written<EnvironmentDocument>[]
  readonly defaults: readonly Written<DefaultsDocument>[]
  /** False when a document beside the policies could not be read: a name that is not found may be in there. */
  readonly isWhole: boolean
}

/** Reads every document of every file. A syntax tree is many times its text, so only one is alive at a time. */
export function readRepository(files: readonly PolicyFile[]): {
  readonly repository: Repository
  readonly diagnostics: readonly Diagnostic[]
} {
  const kinds = {
    policies: [] as WrittenPolicy[],
    lists: [] as Written<SqlServerList | OracleList>[],
    environments: [] as Written<EnvironmentDocument>[],
    defaults: [] as Written<DefaultsDocument>[],
  }
  const diagnostics: Diagnostic[] = []
  let isWhole = true
  for (const file of files) {
    const texts = split(file)
    if (texts.length === 0) diagnostics.push(diagnose(NO_DOCUMENTS, topOf(file.file)))
    for (const text of texts) {
      const parsed = parse(text)
      const { shaped, diagnostics: found } = shape(parsed)
      diagnostics.push(...parsed.diagnostics, ...found)
      if (shaped !== undefined) keep(shaped, text, parsed.places)
      else if (!isPolicy(parsed.value)) isWhole = false
    }
  }
  return { repository: { ...kinds, isWhole }, diagnostics: [...diagnostics, ...twice(kinds)] }

  function keep(value: Shaped, text: DocumentText, places: Places): void {
    const written = { text, place: places.ofValue([]) }
    switch (value.kind) {
      case 'BackupPolicy': {
        const schedulePlaces = value.schedules.map((_, index) =>
          places.ofValue(['schedules', index]),
        )
        return void kinds.policies.push({ value, schedulePlaces, ...written })
      }
      case 'TargetList':
        return void kinds.lists.push({ value, ...written })
      case 'Environment':
        return void kinds.environments.push({ value, ...written })
      case 'Defaults':
        return void kinds.defaults.push({ value, ...written })
    }
  }
}

export function topOf(file: string): Place {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 }
}

const NO_DOCUMENTS: Flaw = {
  code: 'no-documents',
  message: 'This file holds no document',
  fix: 'write one, or remove the file',
}

function isPolicy(value: unknown): boolean {
  return isPlainMap(value) && value.kind === 'BackupPolicy'
}

/** A name means one thing; of a target list, one thing for each environment and one for all others. */
function* twice(kinds: Omit<Repository, 'isWhole'>): Generator<Diagnostic> {
  const { policies, lists, environments, defaults } = kinds
  yield* repeated('BackupPolicy', policies, ({ value }) => value.name)
  yield* repeated('Environment', environments, ({ value }) => value.name)
  yield* repeated('TargetList', lists, ({ value }) => `${value.name} ${value.environment ?? ''}`)
  yield* repeated('Defaults', defaults, () => '')
}

function* repeated<T extends { readonly name: string } | DefaultsDocument>(
  kind: string,
  documents: readonly Written<T>[],
  keyOf: (written: Written<T>) => string,
): Generator<Diagnostic> {
  const first = new Map<string, Place>()
  for (const written of documents) {
    const key = keyOf(written)
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, written.place)
      continue
    }
    const named =
      'name' in written.value ? `${kind} ${quote(written.value.name)}` : `${kind} document`
    const message = `There is already a ${named}, in ${before.file}:${before.line}`
    yield diagnose(
      { code: 'duplicate-name', message, fix: 'rename or remove one of them' },
      written.place,
    )
  }
}
