// From files to effective policies: the whole pipeline of this room, in order, with every mistake on the way.
import type { CommCell } from '../start.ts'
import { diagnose, type Flaw } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type EffectivePolicy, effectivePolicy } from './effective.ts'
import type { PolicyFile } from './load.ts'
import { compare, sortedOnce } from './order.ts'
import { diagnoseAt, type Report } from './origin.ts'
import type { DocumentText } from './places.ts'
import type { EnvironmentTerms, Policy } from './policy.ts'
import { checkReferences, environmentsOf } from './references.ts'
import { type Repository, readRepository, topOf } from './repository.ts'
import { RULES } from './rules.ts'
import type { EnvironmentDocument } from './schema.ts'
import { type TargetBook, targetBook } from './targets.ts'

export type PoliciesRead = {
  /** By name. */
  readonly environments: readonly EnvironmentTerms[]
  /** One for each policy and environment, by environment, then by policy. What has mistakes is left out. */
  readonly policies: readonly Policy[]
  /** Of all files, by file, line and column. */
  readonly diagnostics: readonly Diagnostic[]
}

/** What is known of how the files were found. */
export type Loading = {
  /** Files and folders that could not be read: what is not found may be in there. */
  readonly unreadable?: readonly Diagnostic[]
  /** Where it was looked for policies. */
  readonly folder?: string
}

/** Never throws, whatever the files hold, and does not depend on their order. */
export function readPolicies(
  files: readonly PolicyFile[],
  { unreadable = [], folder = 'policies' }: Loading = {},
): PoliciesRead {
  const ordered = files.toSorted((a, b) => compare(a.file, b.file))
  const { repository: read, diagnostics } = readRepository(ordered)
  const repository = { ...read, isWhole: read.isWhole && unreadable.length === 0 }
  const found = [...unreadable, ...diagnostics]
  const report: Report = (flaw, origin) => void found.push(diagnoseAt(flaw, origin))
  checkReferences(repository, report)
  const books = repository.environments.map(environment => targetBook(repository, environment))
  const effective: EffectivePolicy[] = []
  for (const book of books) {
    found.push(...book.diagnostics)
    const ofEnvironment = readEnvironment(book, { repository, books })
    found.push(...ofEnvironment.diagnostics)
    effective.push(...ofEnvironment.effective)
  }
  if (repository.policies.length === 0 && found.length === 0) {
    found.push(diagnose(NO_POLICIES, topOf(ordered[0]?.file ?? folder)))
  }
  const wrong = wrongDocuments(repository, found)
  return {
    environments: repository.environments
      .filter(({ text }) => !wrong.has(text))
      .map(({ value }) => termsOf(value))
      .toSorted((a, b) => compare(a.name, b.name)),
    policies: effective
      .filter(({ madeOf }) => !madeOf.some(text => wrong.has(text)))
      .map(({ policy }) => policy)
      .toSorted(
        (a, b) => compare(a.environment.name, b.environment.name) || compare(a.name, b.name),
      ),
    diagnostics: sortedOnce(found),
  }
}

/** The documents that an error stands in: nothing that they have a part in is handed on. */
function wrongDocuments(
  { policies, lists, environments, defaults }: Repository,
  diagnostics: readonly Diagnostic[],
): ReadonlySet<DocumentText> {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return new Set()
  const texts = new Map<string, DocumentText[]>()
  for (const { text } of [...policies, ...lists, ...environments, ...defaults]) {
    const ofFile = texts.get(text.file)
    if (ofFile === undefined) texts.set(text.file, [text])
    else ofFile.push(text)
  }
  const wrong = new Set<DocumentText>()
  for (const { place } of errors) {
    const above = texts.get(place.file)?.filter(({ line }) => line <= place.line) ?? []
    const [nearest] = above.toSorted((a, b) => b.line - a.line)
    if (nearest !== undefined) wrong.add(nearest)
  }
  return wrong
}

const NO_POLICIES: Flaw = {
  code: 'no-policies',
  message: 'There is no BackupPolicy here, so nothing would be backed up',
  fix: 'write one, such as policies/erp-sql.yaml',
}

function readEnvironment(
  book: TargetBook,
  { repository, books }: { readonly repository: Repository; readonly books: readonly TargetBook[] },
): { readonly effective: readonly EffectivePolicy[]; readonly diagnostics: readonly Diagnostic[] } {
  const { environment } = book
  const [defaults] = repository.defaults
  const terms = termsOf(environment.value)
  const all = books.map(bookOf => bookOf.environment.value.name)
  const effective: EffectivePolicy[] = []
  const diagnostics: Diagnostic[] = []
  let isComplete = repository.isWhole
  for (const policy of repository.policies) {
    const own = environmentsOf(policy, all)
    if (!own.includes(terms.name)) continue
    const ofPolicy = books.filter(other => own.includes(other.environment.value.name))
    const references = { book, books: ofPolicy, isWhole: repository.isWhole }
    const read = effectivePolicy({ policy, environment, defaults, terms }, references)
    diagnostics.push(...read.diagnostics)
    if (read.effective === undefined) isComplete = false
    else effective.push(read.effective)
  }
  for (const rule of RULES) diagnostics.push(...rule({ policies: effective, isComplete }))
  return { effective, diagnostics }
}

function termsOf({ name, region, commcells }: EnvironmentDocument): EnvironmentTerms {
  const entries = Object.entries(commcells).map(([cell, written]): [string, CommCell] => {
    const { endpoint, authSecret, maxInFlight = 4, ca } = written
    return [
      cell,
      { name: cell, endpoint, authSecret, maxInFlight, ...(ca === undefined ? {} : { ca }) },
    ]
  })
  return { name, region, commcells: Object.fromEntries(entries) }
}
