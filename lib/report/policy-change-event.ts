// What the bus is told when a change of the policies has been deployed, as a file for `aws events put-events --entries`.
import { serviceName } from '../plan/service.ts'
import type { Base } from '../review/base.ts'
import type { Verdict } from '../review/check.ts'
import type { Review } from '../review/review.ts'
import { EVENT_SOURCE } from '../start.ts'
import {
  backupsText,
  basePitfalls,
  countsText,
  environmentText,
  isCompared,
  isUnchanged,
} from './headline.ts'
import { type Remark, remarksOfGrade } from './remarks.ts'
import { cut, GRADE_WORDS } from './words.ts'

/** As PutEvents takes it: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html. */
export type PutEventsEntry = {
  readonly Time: string
  readonly Source: string
  readonly DetailType: string
  /** JSON. */
  readonly Detail: string
  readonly EventBusName: string
}

/** `commit` is the full id of what is deployed. No entry where nothing has changed: there is nothing to tell. */
export function policyChangeEntries(
  review: Review,
  { commit }: { readonly commit?: string },
): readonly PutEventsEntry[] {
  if (!isCompared(review) || isUnchanged(review)) return []
  return [
    {
      Time: review.now,
      Source: EVENT_SOURCE,
      DetailType: 'Backup Policy Change',
      Detail: JSON.stringify(detailOf(review, commit)),
      EventBusName: serviceName(review.environment),
    },
  ]
}

function detailOf(review: Review, commit: string | undefined) {
  const { environment, grade, totals, verdict, base, now } = review
  const weakening = remarksOfGrade(review, 'weakens').map(weakeningOf)
  const told = firstThatFit(weakening)
  const gone = review.environmentGone === undefined ? '' : `${environmentText(review)}. `
  const mind = base === null ? [] : mindTexts(base)
  return {
    eventId: `policy-change/${environment}/${now}`,
    schemaVersion: '1',
    environment,
    grade,
    commit: commit ?? null,
    baseCommit: base?.commit ?? null,
    sources: totals.sources,
    targets: totals.targets,
    backupsPerWeek: totals.backupsPerWeek,
    removedShare: totals.removedShare,
    guardrailsPassed: verdict.passes,
    weakens: told,
    moreWeakens: weakening.length - told.length,
    statusMessage: `${gone}${countsText(review)}: ${GRADE_WORDS[grade]}. ${backupsText(review)}.${mind.join('')}${stopText(verdict)}`,
  }
}

/** Who reads it in a mail knows commits, and no folder: the empty one of a first deployment says nothing to anybody there. */
function mindTexts(base: Base): readonly string[] {
  const isNothing = base.withoutPolicies !== undefined && base.commit === undefined
  if (isNothing) return [' No earlier deployment is known, so all of it counts as new.']
  return basePitfalls(base).map(text => ` Mind: ${text}.`)
}

/** A deployment is told of no consent: that was given to a pull request, and not to what several of them come to. */
function stopText({ checks }: Verdict): string {
  const failed = checks.filter(({ passes }) => !passes).map(({ check }) => check)
  return failed.length === 0 ? '' : ` By itself it does not pass: ${failed.join(', ')}.`
}

type Weakening = { readonly of: readonly string[]; readonly reason: string }

/** Long lists of targets, of which the same is said, are cut as well. */
function weakeningOf({ about, text }: Remark): Weakening {
  return { of: about.slice(0, 100).map(name => cut(name, 200)), reason: cut(text, 1000) }
}

/**
 * An entry has 256 KB at most ("Calculating PutEvents event entry size"), and its targets may have less: SNS and SQS count
 * the envelope, too.
 */
const MOST_BYTES = 200_000

function firstThatFit(all: readonly Weakening[]): readonly Weakening[] {
  let bytes = 0
  const tooMuch = all.findIndex(one => {
    bytes += Buffer.byteLength(JSON.stringify(one)) + 1
    return bytes > MOST_BYTES
  })
  return tooMuch === -1 ? all : all.slice(0, tooMuch)
}
