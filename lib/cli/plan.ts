// `holdfast plan`: what the policies come to, or what a change of them does to protection, and whether it may pass.
import type { PolicyFile } from '../policy/load.ts'
import { type PoliciesRead, readPolicies } from '../policy/read.ts'
import { changedPlaces } from '../report/changed-place.ts'
import { shownOnOneLine } from '../report/wrapped.ts'
import { type Base, isElsewhere } from '../review/base.ts'
import { calendarOf, timezoneOf } from '../review/calendar.ts'
import { reviewOf } from '../review/compose.ts'
import type { Review } from '../review/review.ts'
import type { ReviewContext, Side } from '../review/side.ts'
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
  const { review, ...wanted } = reviewed(options)
  writeResult(await renderReview(review, { ...wanted, ...options }), options.out)
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
      ? reviewOf({ before: comparedSide(before, base, environment), after: side, base }, context)
      : { ...unread(side, before, context), base, unreadable }
  const written = (read: PoliciesRead | undefined, of: readonly PolicyFile[] = []) => ({
    policies: (read?.readable ?? []).filter(policy => policy.environment.name === environment),
    files: of,
  })
  const places = changedPlaces(written(before, files?.files), written(after, after.files))
  return { review, plan: side.plan, places }
}

/** Nothing where the base has its policies in another folder than ours: all of them would look new. */
function comparedSide(before: PoliciesRead | undefined, base: Base | null, environment: string) {
  if (before === undefined || base === null || isElsewhere(base)) return undefined
  return sideIn(before, environment)
}

/** What cannot be read would look as if it were gone, so nothing is compared. Its times are those of the base, which is whole. */
function unread(side: Side, before: PoliciesRead | undefined, context: ReviewContext): Review {
  const { environment, now } = context
  const nothing = emptied(side)
  const base = before && sideIn(before, environment)
  const timezone = timezoneOf(base === undefined || base.policies.length === 0 ? side : base)
  return {
    ...reviewOf({ before: undefined, after: nothing, base: null }, context),
    timezone,
    calendar: calendarOf(nothing, { now, timezone }),
  }
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

function asBase(files: BaseFiles, { unreadable }: PoliciesRead): Base {
  const { name, commit, standsFor, withoutPolicies } = files
  const [first] = unreadable
  return {
    name,
    ...(commit === undefined ? {} : { commit }),
    unreadable: unreadable.length,
    ...(first === undefined ? {} : { mistake: { place: first.place, message: first.message } }),
    ...(standsFor === undefined ? {} : { standsFor }),
    ...(withoutPolicies === undefined ? {} : { withoutPolicies }),
  }
}

/** For whoever only sees stderr. */
function verdictText({ environment, verdict }: Review): string {
  const failed = verdict.checks.filter(({ passes }) => !passes)
  if (failed.length === 0) return `${environment}: passes.`
  return failed
    .map(({ check, message, fix }) => {
      const todo = fix === undefined ? '' : `\n   fix: ${shownOnOneLine(fix)}`
      return `${environment}: ${shownOnOneLine(message)} [${check}]${todo}`
    })
    .join('\n')
}
