// Which targets `holdfast targets resolve` looks up. Their policies may be wrong, as they are while ids are missing; their
// lists and the environment must be right.
import type { Sought } from '../commvault/sought.ts'
import type { Diagnostic } from '../policy/diagnostic.ts'
import type { Inventory, InventoryTarget } from '../policy/inventory.ts'
import type { PolicyFile } from '../policy/load.ts'
import { split } from '../policy/parse.ts'
import { renderText } from '../policy/render.ts'
import type { CommCell } from '../start.ts'
import { colorsFor } from './colors.ts'
import { PolicyMistakes, UsageError } from './failure.ts'
import { environmentOf, type PoliciesHere, policiesIn, type Selection } from './policies.ts'
import { soughtOf } from './resolve-outcome.ts'

export type ResolveOptions = Selection & {
  readonly list?: string
  readonly commcell?: string
  /** Writes nothing. */
  readonly check?: boolean
  /** Writes what is different in place of what is there. */
  readonly update?: boolean
  /** Writes what was found, although something was not. */
  readonly partial?: boolean
  readonly format: 'text' | 'json'
  readonly out?: string
}

export type Seeking = { readonly target: InventoryTarget; readonly sought: Sought }

export type Resolving = {
  readonly environment: string
  readonly files: readonly PolicyFile[]
  /** Those that are asked, by name. */
  readonly commcells: readonly CommCell[]
  readonly seeking: readonly Seeking[]
  /** How many are known by ids alone, so that there is nothing to look up. */
  readonly nameless: number
}

/** @throws PolicyMistakes, UsageError */
export function resolving(options: ResolveOptions): Resolving {
  const here = policiesIn([options.policies], options.now)
  throwMistakes(here)
  const environment = environmentOf(here, options.env)
  const commcells = here.environments.find(({ name }) => name === environment)?.commcells ?? {}
  const inventory = here.inventories.find(each => each.environment === environment)
  const targets = chosen(inventory?.targets ?? [], { ...options, environment }).filter(
    ({ commcell }) => commcells[commcell] !== undefined,
  )
  const seeking = targets.flatMap(target => {
    const sought = soughtOf(target)
    return sought === undefined ? [] : [{ target, sought }]
  })
  const asked = new Set(seeking.map(({ target }) => target.commcell))
  return {
    environment,
    files: here.files,
    commcells: Object.values(commcells).filter(({ name }) => asked.has(name)),
    seeking,
    nameless: targets.length - seeking.length,
  }
}

type Choice = Pick<ResolveOptions, 'list' | 'commcell'> & Pick<Inventory, 'environment'>

function chosen(
  targets: readonly InventoryTarget[],
  { list, commcell, environment }: Choice,
): readonly InventoryTarget[] {
  checkName(list, { noun: 'target list', environment, known: targets.map(each => each.list) })
  checkName(commcell, { noun: 'CommCell', environment, known: targets.map(each => each.commcell) })
  return targets.filter(
    target =>
      (list === undefined || target.list === list) &&
      (commcell === undefined || target.commcell === commcell),
  )
}

function checkName(
  name: string | undefined,
  { noun, environment, known }: { noun: string; environment: string; known: readonly string[] },
): void {
  if (name === undefined || known.includes(name)) return
  const names = [...new Set(known)].toSorted().join(', ')
  throw new UsageError(
    `${environment} has no ${noun} ${name} with targets; there are ${names || 'none'}.`,
  )
}

/** Whatever is wrong with a list or an environment; and with what nobody can tell. */
function throwMistakes({ diagnostics, files }: PoliciesHere): void {
  const texts = new Map(files.map(file => [file.file, split(file)]))
  const concerns = ({ severity, code, place }: Diagnostic) => {
    if (severity !== 'error' || UNRESOLVED.has(code)) return false
    const document = texts.get(place.file)?.findLast(({ line }) => line <= place.line)
    return document === undefined || !OTHERS.test(document.text)
  }
  const mistakes = diagnostics.filter(concerns)
  if (mistakes.length === 0) return
  const color = colorsFor(process.stderr).isColorSupported
  throw new PolicyMistakes(renderText(mistakes, files, { color }))
}

/** Why somebody comes here; and ids may be looked up before there is a policy. */
const UNRESOLVED: ReadonlySet<string> = new Set(['target-unresolved', 'no-policies'])

const OTHERS = /^kind: *["']?(?:BackupPolicy|PolicyTest|BlackoutCalendar|Scenario|Defaults)\b/m
