// From files to effective policies: the whole pipeline of this room, in order, with every mistake on the way.
import type { Instant } from '../start.ts'
import { toldOnce } from './across-environments.ts'
import { readCalendars } from './calendars.ts'
import { diagnose, type Flaw } from './codes.ts'
import { checkCommCells } from './commcells.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type Inventory, inventoryOf } from './inventory.ts'
import type { PolicyFile } from './load.ts'
import { compare, sortedOnce } from './order.ts'
import { diagnoseAt, type Report } from './origin.ts'
import type { EnvironmentTerms, Policy } from './policy.ts'
import { checkTests } from './policy-tests.ts'
import { readEnvironment, termsOf } from './read-environment.ts'
import { checkReferences } from './references.ts'
import { documentsOf, KINDS, readRepository, topOf } from './repository.ts'
import { checkRules } from './rules.ts'
import { targetBook } from './targets.ts'
import type { PolicyTestDocument } from './test-schema.ts'
import type { Written } from './written.ts'
import { wrongDocuments } from './wrong-documents.ts'

export type PoliciesRead = {
  /** By name. */
  readonly environments: readonly EnvironmentTerms[]
  /** One for each policy and environment, by environment, then by policy. What has mistakes is left out. */
  readonly policies: readonly Policy[]
  /** By name; without those that have mistakes. */
  readonly tests: readonly Written<PolicyTestDocument>[]
  /** By environment. */
  readonly inventories: readonly Inventory[]
  /** Of all files, by file, line and column. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What is known of how the files were found. */
export type Loading = {
  /** Files and folders that could not be read: what is not found may be in there. */
  readonly unreadable?: readonly Diagnostic[]
  /** Where it was looked for policies. */
  readonly folder?: string
  /** Today, for warnings about dates that have passed; nothing else depends on it. */
  readonly now?: Instant
}

/** Never throws, whatever the files hold, and does not depend on their order. */
export function readPolicies(
  files: readonly PolicyFile[],
  { unreadable = [], folder = 'policies', now }: Loading = {},
): PoliciesRead {
  const ordered = files.toSorted((a, b) => compare(a.file, b.file))
  const { repository: whole, diagnostics } = readRepository(ordered)
  const repository = unreadable.length === 0 ? whole : { ...whole, lost: new Set(KINDS) }
  const named: Diagnostic[] = []
  const report: Report = (flaw, origin) => void named.push(diagnoseAt(flaw, origin))
  checkReferences(repository, report)
  checkCommCells(repository, report)
  checkTests(repository, report)
  const calendars = readCalendars(repository, report)
  const books = repository.environments.map(environment => targetBook(repository, environment))
  const read = books.map(book => readEnvironment(book, { repository, books, calendars, now }))
  const found = [
    ...unreadable,
    ...diagnostics,
    ...named,
    ...toldOnce([
      ...books.map(({ environment, diagnostics: found }) => ({
        environment: environment.value.name,
        diagnostics: found,
      })),
      ...read.map(({ context, diagnostics: found }) => ({
        environment: context.environment.name,
        diagnostics: found,
      })),
    ]),
    ...checkRules(read.map(({ context }) => context)),
  ]
  if (repository.policies.length === 0 && found.length === 0) {
    found.push(diagnose(NO_POLICIES, topOf(ordered[0]?.file ?? folder)))
  }
  const wrong = wrongDocuments(documentsOf(repository), found)
  return {
    environments: repository.environments
      .filter(({ text }) => !wrong.has(text))
      .map(({ value }) => termsOf(value))
      .toSorted((a, b) => compare(a.name, b.name)),
    policies: read
      .flatMap(({ right }) => right)
      .filter(({ madeOf }) => !madeOf.some(text => wrong.has(text)))
      .map(({ policy }) => policy)
      .toSorted(
        (a, b) => compare(a.environment.name, b.environment.name) || compare(a.name, b.name),
      ),
    tests: repository.tests
      .filter(({ text }) => !wrong.has(text))
      .toSorted((a, b) => compare(a.value.name, b.value.name)),
    inventories: books.map(inventoryOf).toSorted((a, b) => compare(a.environment, b.environment)),
    diagnostics: sortedOnce(found),
  }
}

const NO_POLICIES: Flaw = {
  code: 'no-policies',
  message: 'There is no BackupPolicy here, so nothing would be backed up',
  fix: 'write one, such as policies/erp-sql.yaml',
}
