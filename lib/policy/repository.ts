// All documents of a repository, by kind, before they are brought together.
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import type { PolicyFile } from './load.ts'
import { diagnoseAt, placeIn } from './origin.ts'
import { parse, split } from './parse.ts'
import type { DocumentText } from './places.ts'
import type { PolicyDocument } from './policy-schema.ts'
import type { ScenarioDocument } from './scenario-schema.ts'
import {
  type CalendarDocument,
  type DefaultsDocument,
  type EnvironmentDocument,
  SCHEMAS,
  type Shaped,
} from './schema.ts'
import { shape } from './shape.ts'
import type { OracleList, SqlServerList } from './target-schema.ts'
import type { PolicyTestDocument } from './test-schema.ts'
import { quote } from './wording.ts'
import { originIn, type Written } from './written.ts'

export type WrittenPolicy = Written<PolicyDocument>

export type WrittenList = Written<SqlServerList | OracleList>

export type Repository = {
  readonly policies: readonly WrittenPolicy[]
  readonly lists: readonly WrittenList[]
  readonly calendars: readonly Written<CalendarDocument>[]
  readonly environments: readonly Written<EnvironmentDocument>[]
  readonly defaults: readonly Written<DefaultsDocument>[]
  readonly tests: readonly Written<PolicyTestDocument>[]
  readonly scenarios: readonly Written<ScenarioDocument>[]
  /** Kinds of which a document could not be read, or not by name: what is not found may be in there. */
  readonly lost: ReadonlySet<Kind>
}

export type Kind = keyof typeof SCHEMAS

export const KINDS = Object.keys(SCHEMAS) as readonly Kind[]

/** Reads every document of every file. A syntax tree is many times its text, so only one is alive at a time. */
export function readRepository(files: readonly PolicyFile[]): {
  readonly repository: Repository
  readonly diagnostics: readonly Diagnostic[]
  /** Of documents that are surely tests or scenarios, to which nothing refers. */
  readonly apart: readonly Diagnostic[]
  /** Of documents that could not be read, and are the Defaults, or may be. */
  readonly hidingDefaults: readonly Diagnostic[]
} {
  const kinds = {
    policies: [] as WrittenPolicy[],
    lists: [] as WrittenList[],
    calendars: [] as Written<CalendarDocument>[],
    environments: [] as Written<EnvironmentDocument>[],
    defaults: [] as Written<DefaultsDocument>[],
    tests: [] as Written<PolicyTestDocument>[],
    scenarios: [] as Written<ScenarioDocument>[],
  }
  const diagnostics: (readonly Diagnostic[])[] = []
  const apart: (readonly Diagnostic[])[] = []
  const hidingDefaults: Diagnostic[] = []
  const lost = new Set<Kind>()
  for (const file of files) {
    const texts = split(file)
    if (texts.length === 0) diagnostics.push([diagnose(NO_DOCUMENTS, topOf(file.file))])
    for (const text of texts) {
      const parsed = parse(text)
      const { shaped, mistakes, diagnostics: found } = shape(parsed)
      const saidApart = kindsOf(text).every(kind => APART.has(kind))
      const isApart = saidApart && (shaped === undefined || APART.has(shaped.kind))
      const those = isApart ? apart : diagnostics
      those.push(parsed.diagnostics, found)
      if (shaped !== undefined) keep(shaped, { text, mistakes })
      if (shaped === undefined) {
        const kinds = kindsOf(text)
        for (const kind of kinds) lost.add(kind)
        if (kinds.includes('Defaults')) hidingDefaults.push(...parsed.diagnostics, ...found)
      } else if (mistakes.isAt(['name']) || mistakes.isAt(['environment'])) lost.add(shaped.kind)
    }
  }
  const repository = { ...kinds, lost }
  return {
    repository,
    diagnostics: [...diagnostics.flat(), ...twice(repository)],
    apart: [...apart.flat(), ...twiceApart(repository)],
    hidingDefaults,
  }

  function keep(value: Shaped, source: Pick<Written<unknown>, 'text' | 'mistakes'>): void {
    switch (value.kind) {
      case 'BackupPolicy':
        return void kinds.policies.push({ value, ...source })
      case 'TargetList':
        return void kinds.lists.push({ value, ...source })
      case 'BlackoutCalendar':
        return void kinds.calendars.push({ value, ...source })
      case 'Environment':
        return void kinds.environments.push({ value, ...source })
      case 'Defaults':
        return void kinds.defaults.push({ value, ...source })
      case 'PolicyTest':
        return void kinds.tests.push({ value, ...source })
      case 'Scenario':
        return void kinds.scenarios.push({ value, ...source })
    }
  }
}

export function documentsOf(repository: Repository): readonly DocumentText[] {
  const { policies, lists, calendars, environments, defaults, tests, scenarios } = repository
  return [policies, lists, calendars, environments, defaults, tests, scenarios].flatMap(documents =>
    documents.map(({ text }) => text),
  )
}

/** What a document may be that cannot be read: what it says, or anything. Two of them without a border say two things. */
function kindsOf({ text }: DocumentText): readonly Kind[] {
  const said = [...text.matchAll(/^["']?kind["']? *: *["']?([^\s"']*)/gm)].map(([, kind]) => kind)
  const kinds = KINDS.filter(kind => said.includes(kind))
  return kinds.length > 0 && kinds.length === new Set(said).size ? kinds : KINDS
}

const APART: ReadonlySet<Kind> = new Set(['PolicyTest', 'Scenario'])

export function topOf(file: string): Place {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 }
}

const NO_DOCUMENTS: Flaw = {
  code: 'no-documents',
  message: 'This file holds no document',
  fix: 'write one, or remove the file',
}

/** A name means one thing; of a target list, one thing for each environment and one for all others. */
function* twice(repository: Repository): Generator<Diagnostic> {
  const { policies, lists, calendars, environments, defaults } = repository
  yield* repeated('BackupPolicy', policies, ({ name }) => name)
  yield* repeated('TargetList', lists, ({ name, environment }) => `${name} ${environment ?? ''}`)
  yield* repeated('BlackoutCalendar', calendars, ({ name }) => name)
  yield* repeated('Environment', environments, ({ name }) => name)
  yield* repeated('Defaults', defaults, () => '')
}

function* twiceApart({ tests, scenarios }: Repository): Generator<Diagnostic> {
  yield* repeated('PolicyTest', tests, ({ name }) => name)
  yield* repeated('Scenario', scenarios, ({ name }) => name)
}

function* repeated<T extends object>(
  kind: string,
  documents: readonly Written<T>[],
  keyOf: (value: T) => string,
): Generator<Diagnostic> {
  const first = new Map<string, Written<T>>()
  for (const written of documents) {
    const name = nameOf(written.value)
    // A name that cannot be read is nobody's.
    if (name === '') continue
    const key = keyOf(written.value)
    const before = first.get(key)
    if (before === undefined) {
      first.set(key, written)
      continue
    }
    const { file, line } = placeIn(originIn(before, []))
    const named = name === undefined ? `${kind} document` : `${kind} ${quote(name)}`
    const message = `There is already ${article(named)} ${named}, in ${file}:${line}`
    const flaw: Flaw = { code: 'duplicate-name', message, fix: 'rename or remove one of them' }
    yield diagnoseAt(flaw, originIn(written, []))
  }
}

function article(noun: string): string {
  return /^[AEIOU]/.test(noun) ? 'an' : 'a'
}

/** Undefined for what has none. */
function nameOf(value: object): string | undefined {
  return 'name' in value && typeof value.name === 'string' ? value.name : undefined
}
