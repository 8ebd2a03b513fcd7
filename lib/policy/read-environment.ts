// The policies of one environment: each merged and resolved, and what the rules want to know of them together.
import type { Instant } from '../start.ts'
import type { Calendars } from './calendars.ts'
import { commCellsOf } from './commcells.ts'
import type { Diagnostic } from './diagnostic.ts'
import { type EffectivePolicy, effectivePolicy } from './effective.ts'
import { guardrailsOf } from './guardrails.ts'
import { compare } from './order.ts'
import type { EnvironmentTerms } from './policy.ts'
import { environmentsOf } from './references.ts'
import type { Repository, WrittenPolicy } from './repository.ts'
import type { RuleContext } from './rule.ts'
import type { EnvironmentDocument } from './schema.ts'
import type { TargetBook } from './targets.ts'

export type World = {
  readonly repository: Repository
  /** Of all environments. */
  readonly books: readonly TargetBook[]
  readonly calendars: Calendars
  readonly now: Instant | undefined
}

type EnvironmentRead = {
  /** The policies without a mistake of their own. */
  readonly right: readonly EffectivePolicy[]
  /** What rules look at: of the other policies, what is right about them. */
  readonly context: RuleContext
  readonly diagnostics: readonly Diagnostic[]
}

export function readEnvironment(book: TargetBook, world: World): EnvironmentRead {
  const { repository, now } = world
  const [defaults] = repository.defaults
  const terms = termsOf(book.environment.value)
  const surroundings = surroundingsOf(book, world)
  const deployed = deployedTo(terms.name, world)
  const read = deployed.map(({ policy, books }) =>
    effectivePolicy(
      { policy, environment: book.environment, defaults, terms },
      { ...surroundings, books },
    ),
  )
  const isWhole = [...repository.lost].every(kind => kind === 'PolicyTest' || kind === 'Scenario')
  return {
    right: read.flatMap(({ isRight, effective }) => (isRight && effective ? [effective] : [])),
    context: {
      environment: terms,
      policies: read
        .flatMap(({ effective }) => effective ?? [])
        .sort((a, b) => compare(a.policy.name, b.policy.name)),
      isComplete: isWhole && read.every(({ isRight }) => isRight),
      guardrails: guardrailsOf(defaults),
      defaults: defaults?.text,
      ...(now === undefined ? {} : { now }),
    },
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  }
}

export function termsOf(environment: EnvironmentDocument): EnvironmentTerms {
  const { name, region } = environment
  return { name, region, commcells: commCellsOf(environment) }
}

function surroundingsOf(book: TargetBook, { repository, books, calendars }: World) {
  const commcells = books.flatMap(({ environment }) => Object.keys(environment.value.commcells))
  return { book, lost: repository.lost, commcells: new Set(commcells), calendars }
}

type Deployed = {
  readonly policy: WrittenPolicy
  /** Of all environments that it is deployed to. */
  readonly books: readonly TargetBook[]
}

function deployedTo(name: string, { repository, books }: World): readonly Deployed[] {
  const all = books.map(({ environment }) => environment.value.name)
  return repository.policies.flatMap(policy => {
    const own = environmentsOf(policy, all)
    if (!own.includes(name)) return []
    return [{ policy, books: books.filter(book => own.includes(book.environment.value.name)) }]
  })
}
