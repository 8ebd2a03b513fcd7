// From files to effective policies: the whole pipeline of this room, in order, with every mistake on the way.
import type { Instant } from '../start.ts'
import { type Acknowledged, acknowledgedIn } from './acknowledged.ts'
import { toldOnce } from './across-environments.ts'
import { readCalendars } from './calendars.ts'
import { diagnose, type Flaw } from './codes.ts'
import { checkCommCells } from './commcells.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import type { EffectivePolicy } from './effective.ts'
import { type Guardrails, guardrailsOf } from './guardrails.ts'
import { type Inventory, inventoryOf } from './inventory.ts'
import type { PolicyFile } from './load.ts'
import { compare, sortedOnce } from './order.ts'
import { diagnoseAt, placeIn, type Report } from './origin.ts'
import type { DocumentText } from './places.ts'
import type { EnvironmentTerms, Policy } from './policy.ts'
import { checkTests } from './policy-tests.ts'
import { readEnvironment, termsOf } from './read-environment.ts'
import { checkReferences } from './references.ts'
import { documentsOf, KINDS, type Repository, readRepository, topOf } from './repository.ts'
import { checkRules } from './rules.ts'
import { checkScenarios } from './scenario-checks.ts'
import type { ScenarioDocument } from './scenario-schema.ts'
import { targetBook } from './targets.ts'
import type { PolicyTestDocument } from './test-schema.ts'
import { originIn, type Written } from './written.ts'
import { wrongDocuments } from './wrong-documents.ts'

export type PoliciesRead = {
  /** By name. */
  readonly environments: readonly EnvironmentTerms[]
  /** One for each policy and environment, by environment, then by policy. What has mistakes is left out. */
  readonly policies: readonly Policy[]
  /** The same, and those that say clearly what a rule forbids: what a review compares. */
  readonly readable: readonly Policy[]
  /** Mistakes by which policies are missing from the readable ones, too. */
  readonly unreadable: readonly Diagnostic[]
  /** What authors of readable policies mean to be so, and no rule tells. */
  readonly acknowledged: readonly Acknowledged[]
  readonly guardrails: Guardrails
  /** Mistakes that hide guardrails: there may be others than those, and stricter ones. */
  readonly guardrailsHiddenAt: readonly Place[]
  /** The Defaults document, in which guardrails stand. */
  readonly defaults: DocumentText | undefined
  /** Those of environments, by their name. */
  readonly environmentTexts: ReadonlyMap<string, DocumentText>
  /** By name; without those that have mistakes. */
  readonly tests: readonly Written<PolicyTestDocument>[]
  /** Names of those that are left out. */
  readonly brokenTests: readonly string[]
  /** By name; without those that have mistakes. */
  readonly scenarios: readonly Written<ScenarioDocument>[]
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
  const { repository: whole, diagnostics, hidingDefaults, ...others } = readRepository(ordered)
  const repository = unreadable.length === 0 ? whole : { ...whole, lost: new Set(KINDS) }
  const named: Diagnostic[] = []
  const report = into(named)
  checkReferences(repository, report)
  checkCommCells(repository, report)
  // Nothing refers to tests and scenarios: what is wrong with them takes no policy away.
  const apart: Diagnostic[] = [...others.apart]
  checkTests(repository, into(apart))
  checkScenarios(repository, into(apart))
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
  ]
  if (repository.policies.length === 0 && found.length + apart.length === 0) {
    apart.push(diagnose(NO_POLICIES, topOf(ordered[0]?.file ?? folder)))
  }
  const forbidden = checkRules(read.map(({ context }) => context))
  const all = [...found, ...apart, ...forbidden]
  const documents = documentsOf(repository)
  const wrong = wrongDocuments(documents, all)
  const right = read.flatMap(({ right }) => right)
  const [defaults] = repository.defaults
  return {
    environments: repository.environments
      .filter(({ text }) => !wrong.has(text))
      .map(({ value }) => termsOf(value))
      .toSorted((a, b) => compare(a.name, b.name)),
    policies: policiesWithout(wrong, right),
    readable: policiesWithout(wrongDocuments(documents, found), right),
    unreadable: sortedOnce(found.filter(({ severity }) => severity === 'error')),
    acknowledged: acknowledgedIn(right),
    guardrails: guardrailsOf(defaults),
    guardrailsHiddenAt: [
      ...sortedOnce([...unreadable, ...hidingDefaults])
        .filter(({ severity }) => severity === 'error')
        .map(({ place }) => place),
      ...hiddenIn(repository),
    ],
    defaults: defaults?.text,
    environmentTexts: new Map(
      repository.environments.map(({ value, text }) => [value.name, text] as const),
    ),
    tests: repository.tests
      .filter(({ text }) => !wrong.has(text))
      .toSorted((a, b) => compare(a.value.name, b.value.name)),
    brokenTests: repository.tests
      .filter(({ text }) => wrong.has(text))
      .map(({ value }) => value.name),
    scenarios: repository.scenarios
      .filter(({ text }) => !wrong.has(text))
      .toSorted((a, b) => compare(a.value.name, b.value.name)),
    inventories: books.map(inventoryOf).toSorted((a, b) => compare(a.environment, b.environment)),
    diagnostics: sortedOnce(all),
  }
}

/** Of several Defaults the first is read. */
function hiddenIn({ defaults: [first, ...others] }: Repository): readonly Place[] {
  const key = ['guardrails']
  const isMistaken = first?.mistakes.isAt(key)
  return [
    ...(first !== undefined && isMistaken ? [placeIn(originIn(first, key))] : []),
    ...others.map(other => placeIn(originIn(other, []))),
  ]
}

function into(diagnostics: Diagnostic[]): Report {
  return (flaw, origin) => void diagnostics.push(diagnoseAt(flaw, origin))
}

function policiesWithout(
  wrong: ReadonlySet<DocumentText>,
  all: readonly EffectivePolicy[],
): readonly Policy[] {
  return all
    .filter(({ madeOf }) => !madeOf.some(text => wrong.has(text)))
    .map(({ policy }) => policy)
    .toSorted((a, b) => compare(a.environment.name, b.environment.name) || compare(a.name, b.name))
}

const NO_POLICIES: Flaw = {
  code: 'no-policies',
  message: 'There is no BackupPolicy here, so nothing would be backed up',
  fix: 'write one, such as policies/erp-sql.yaml',
}
