// `holdfast plan`: what the policies come to, or what a change of them does to protection, and whether it may pass.
import { type PoliciesRead, readPolicies } from '../policy/read.ts'
import { reviewOf } from '../review/compose.ts'
import type { Base, Review } from '../review/review.ts'
import { type BaseFiles, baseFiles } from './base.ts'
import { type ExitCode, UsageError } from './failure.ts'
import { progress, writeResult } from './output.ts'
import { type PlanFormat, renderReview } from './plan-formats.ts'
import { environmentOf, policiesIn, type Selection } from './policies.ts'
import { emptied, sideIn } from './sides.ts'

export type PlanOptions = Selection & {
  /** A commit, a folder or a file. */
  readonly base?: string
  readonly label?: readonly string[]
  readonly approvedBy?: readonly string[]
  /** A file of result events, for the page. */
  readonly history?: string
  readonly format: PlanFormat
  readonly out?: string
}

/** The verdict is the exit code, whatever the format: 1 when a mistake or a guardrail stops the change. */
export async function plan(options: PlanOptions): Promise<ExitCode> {
  if (options.history !== undefined && options.format !== 'html') {
    throw new UsageError('--history is for the page: add --format html.')
  }
  const { review, plan } = reviewed(options)
  writeResult(await renderReview(review, { plan, ...options }), options.out)
  if (options.out !== undefined || options.format !== 'text') progress(verdictText(review))
  return review.verdict.passes ? 0 : 1
}

function reviewed(options: PlanOptions) {
  const now = options.now ?? Date.now()
  const after = policiesIn([options.policies], now)
  const files = options.base === undefined ? undefined : baseFiles(options.base, options.policies)
  const before = files && readPolicies(files.files, { unreadable: files.diagnostics, now })
  const environment = environmentIn(after, before, options.env)
  const side = sideIn(after, environment)
  const base = files && before ? asBase(files, before) : null
  const context = {
    environment,
    now,
    labels: options.label ?? [],
    approvers: options.approvedBy ?? [],
  }
  const unreadable = after.unreadable.length
  const review =
    unreadable === 0
      ? reviewOf({ before: before && sideIn(before, environment), after: side, base }, context)
      : // What cannot be read would look as if it were gone.
        {
          ...reviewOf({ before: undefined, after: emptied(side), base: null }, context),
          base,
          unreadable,
        }
  return { review, plan: side.plan }
}

/** An environment may be new, or gone. */
function environmentIn(
  after: PoliciesRead,
  before: PoliciesRead | undefined,
  wanted: string | undefined,
): string {
  const known = [after, ...(before === undefined ? [] : [before])].flatMap(read => [
    ...read.environments,
    ...read.readable.map(({ environment }) => environment),
  ])
  const names = [...new Map(known.map(each => [each.name, each])).values()]
  return environmentOf({ environments: names }, wanted)
}

function asBase({ name, commit }: BaseFiles, { unreadable }: PoliciesRead): Base {
  return { name, ...(commit === undefined ? {} : { commit }), unreadable: unreadable.length }
}

/** For whoever only sees stderr. */
function verdictText({ environment, verdict }: Review): string {
  const failed = verdict.checks.filter(({ passes }) => !passes)
  if (failed.length === 0) return `${environment}: passes.`
  return failed
    .map(({ check, message, fix }) => {
      const todo = fix === undefined ? '' : `\n   fix: ${fix}`
      return `${environment}: ${message} [${check}]${todo}`
    })
    .join('\n')
}
