// On what terms a source starts: how late, beside what runs, how long, how often it is tried.
import type { Terms } from '../start.ts'
import type { Backup } from '../target.ts'
import { durationText } from './change-words.ts'
import type { TermFacet } from './facet.ts'
import { lessIsBetter, moreIsBetter, neutral, type Reason } from './grade.ts'

export const startWithin: TermFacet = function* (pair) {
  const [was, is] = termsOf(pair)
  const [from, to] = [was.startWithinSeconds, is.startWithinSeconds]
  if (from === to) return
  yield {
    grade: moreIsBetter(from, to),
    text: `startWithin ${durationText(from)} -> ${durationText(to)}`,
  }
}

/**
 * `buffer` and `allow` lose no start, `skip` loses the one that comes while another runs, and `replace` loses what has
 * run already.
 */
const LOSES_LESS = { replace: 0, skip: 1, buffer: 2, allow: 2 } as const

export const overlap: TermFacet = function* (pair) {
  const [was, is] = termsOf(pair)
  if (was.overlap === is.overlap) return
  const kills = is.overlap === 'replace' ? ', which kills a running job' : ''
  yield {
    grade: moreIsBetter(LOSES_LESS[was.overlap], LOSES_LESS[is.overlap]),
    text: `overlap ${was.overlap} -> ${is.overlap}${kills}`,
  }
}

/** A longer pause between tries matters where fewer of them come before it is too late to start. */
export const retry: TermFacet = function* (pair) {
  const [was, is] = termsOf(pair)
  if (was.retry.attempts !== is.retry.attempts) {
    const grade = moreIsBetter(was.retry.attempts, is.retry.attempts)
    yield { grade, text: `retry attempts ${was.retry.attempts} -> ${is.retry.attempts}` }
  }
  if (was.retry.backoffSeconds === is.retry.backoffSeconds) return
  const [from, to] = [was, is].map(({ retry }) => durationText(retry.backoffSeconds))
  const text = `retry backoff ${from} -> ${to}`
  const [tries, triesNow] = [inTime(was, was), inTime(was, is)]
  const grade = moreIsBetter(tries, triesNow)
  if (grade === 'neutral') yield neutral(text)
  else {
    const [noun, verb] = triesNow === 1 ? ['try', 'comes'] : ['tries', 'come']
    yield { grade, text: `${text}: ${triesNow} ${noun} instead of ${tries} ${verb} in time` }
  }
}

/** How many tries there are within the startWithin of one source with the backoff of another: other changes are told apart. */
function inTime(
  { retry, startWithinSeconds }: Terms,
  { retry: { backoffSeconds } }: Terms,
): number {
  return Math.min(retry.attempts, 1 + Math.floor(startWithinSeconds / Math.max(1, backoffSeconds)))
}

/** Where the job is killed then, one that takes longer is lost; where it is not, one that hangs is told. */
export const maxRun: TermFacet = function* (pair) {
  const [was, is] = termsOf(pair)
  if (was.onMaxRun !== is.onMaxRun) {
    yield {
      grade: is.onMaxRun === 'cancel' ? 'weakens' : 'strengthens',
      text: `onMaxRun ${was.onMaxRun} -> ${is.onMaxRun}, after ${durationText(is.maxRunSeconds)}`,
    }
  }
  if (was.maxRunSeconds === is.maxRunSeconds) return
  yield longestRun(pair)
}

function longestRun(pair: Parameters<TermFacet>[0]): Reason {
  const [was, is] = termsOf(pair)
  const [from, to] = [was.maxRunSeconds, is.maxRunSeconds]
  const text = `maxRun ${durationText(from)} -> ${durationText(to)}`
  if (was.onMaxRun !== is.onMaxRun) return neutral(text)
  if (is.onMaxRun === 'cancel') {
    return { grade: moreIsBetter(from, to), text: `${text}, then it is killed` }
  }
  // Data and logs have defaults of their own: it follows the level, which is graded by itself.
  const [before, after] = [pair.before, pair.after].map(({ planned }) => isLog(planned.backup))
  if (before !== after) return neutral(text)
  const when = to > from ? 'later' : 'sooner'
  return { grade: lessIsBetter(from, to), text: `${text}: a job that hangs is told ${when}` }
}

const isLog = ({ level }: Backup) => level === 'TRANSACTION_LOG'

/** Of a trigger. */
export const cooldown: TermFacet = function* (pair) {
  const [was, is] = termsOf(pair).map(({ cooldownSeconds = 0 }) => cooldownSeconds)
  if (was === undefined || is === undefined || was === is) return
  yield {
    grade: lessIsBetter(was, is),
    text: `cooldown ${durationText(was)} -> ${durationText(is)}`,
  }
}

function termsOf({ before, after }: Parameters<TermFacet>[0]): readonly [Terms, Terms] {
  return [before.planned.terms, after.planned.terms]
}
