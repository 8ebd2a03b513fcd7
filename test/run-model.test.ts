// The life of a run, walked through exhaustively: whatever is decided, answered, seen and left out, in whatever order, the
// laws hold for every single step.
import { expect, it } from 'vitest'
import {
  isClaimed,
  isEnded,
  isInDoubt,
  isInFlight,
  isSubmitted,
  isWaiting,
  jobIdsOf,
  type Run,
} from '../lib/run/run.ts'
import { decided, delivered } from '../lib/run/steps.ts'
import type { Instant } from '../lib/start.ts'
import { runsOf } from '../lib/submit/runs-of.ts'
import { movesOf, STOPS } from './support/run-moves.ts'
import { MINUTE, SUNDAY, startOf, withTerms } from './support/story.ts'

const policy = withTerms('erp-sql.weekly-full', {
  retry: { attempts: 2, backoffSeconds: 30 },
  startWithinSeconds: 1800,
})

/** A run on its way, with what the walker has seen for itself. */
type Walk = {
  readonly run: Run
  readonly now: Instant
  /** Readings that were late enough and showed nothing, of this doubt. */
  readonly readings: number
  /** A createTask of which nobody has proved that it started nothing. */
  readonly mayHaveJob: boolean
  readonly by?: Step
}

type Step = {
  readonly from: Walk
  readonly to: Walk
  readonly name: string
  readonly pause: number
}

function starts(): readonly Walk[] {
  const now = SUNDAY + 31_000
  const [origin] = runsOf(policy, startOf('erp-sql.weekly-full'), now)
  if (origin === undefined) throw new Error('no run')
  return [{ kind: 'start' } as const, ...STOPS].map(decision => ({
    run: published(decided(origin, decision, now)),
    now,
    readings: 0,
    mayHaveJob: false,
  }))
}

function nextOf(walk: Walk): readonly Step[] {
  return pausesBefore(walk.run).flatMap(pause => {
    const now = walk.now + pause
    return movesOf(walk.run, now).map(({ name, after: run }) => {
      const readings = readingsAfter(walk, run, { name, now })
      const mayHaveJob = mayHaveJobAfter(walk, run, name)
      return { from: walk, to: { run, now, readings, mayHaveJob }, name, pause }
    })
  })
}

/** At once, and on both sides of everything that is waited for: the first minute of a doubt, and five minutes. */
const pausesBefore = (run: Run) =>
  isInDoubt(run) ? [0, MINUTE, 6 * MINUTE] : [4 * MINUTE, 6 * MINUTE]

type At = { readonly name: string; readonly now: Instant }

function readingsAfter({ run, readings }: Walk, after: Run, { name, now }: At): number {
  const showsNone = /^list: (nothing|one of another)/.test(name)
  const isLate = isInDoubt(run) && now - run.status.since >= 5 * MINUTE
  if (isLate && showsNone) return Math.min(readings + 1, 2)
  return isInDoubt(after) && isInDoubt(run) ? readings : 0
}

function mayHaveJobAfter({ run, mayHaveJob }: Walk, after: Run, name: string): boolean {
  if (/^answer: (refused|not-sent)/.test(name)) return false
  if (isInDoubt(run) && isWaiting(after)) return false
  return mayHaveJob || isInDoubt(after) || isSubmitted(after)
}

/** What makes two walks go on alike: everything that a step goes by, and times only as far as anything waits for them. */
function keyOf({ run, now, readings, mayHaveJob }: Walk): string {
  const { status } = run
  const age = (at: Instant) => Math.min((now - at) / MINUTE, 10)
  const isLate = now >= run.startBy
  const common = [status.state, isLate, readings, mayHaveJob]
  if (isInDoubt(run)) {
    const { attempts, unlisted, since } = run.status
    return JSON.stringify([...common, attempts, unlisted, age(since)])
  }
  if (isSubmitted(run)) {
    const { jobIds, job, settled, told, absentSince, killing } = run.status
    const news = [told?.states, told && Math.min(age(told.at), 5), absentSince === undefined]
    const known = [jobIds, job?.status, settled?.jobIds, settled?.worst.status]
    return JSON.stringify([...common, ...news, ...known, killing === undefined])
  }
  return JSON.stringify([...common, attemptsOf(run)])
}

/** Every step that can ever be taken, until no new state is reached. */
function* everyStep(): Generator<Step> {
  let frontier = starts()
  const known = new Set(frontier.map(keyOf))
  while (frontier.length > 0) {
    const next: Walk[] = []
    for (const step of frontier.flatMap(nextOf)) {
      yield step
      if (isEnded(step.to.run)) continue
      const key = keyOf(step.to)
      if (known.has(key)) continue
      known.add(key)
      if (known.size > ENDLESS) throw new Error(`No end of states: ${trailOf(step)}`)
      next.push({ ...step.to, run: published(step.to.run), by: step })
    }
    frontier = next
  }
}

/** Something is counted without end. */
const ENDLESS = 20_000

const published = (run: Run) => delivered(run, new Set(run.outbox.map(({ eventId }) => eventId)))

/** How a step was come to, as a person reads it. */
function trailOf({ from, name, pause }: Step): string {
  const before = from.by ? `${trailOf(from.by)}, ` : ''
  return `${before}${pause / MINUTE} min: ${name}`
}

/** Whatever was told before is out. */
const newEvents = ({ to }: Step) => to.run.outbox
const stateEvents = (step: Step) =>
  newEvents(step).filter(({ detailType }) => /State Change|Skipped|Missed/.test(detailType))
const stateOf = ({ run }: Walk) => run.status.state
const attemptsOf = ({ status }: Run) => ('attempts' in status ? status.attempts : undefined)

const LAWS: readonly (readonly [string, (step: Step) => boolean])[] = [
  ['an end is final', ({ from }) => !isEnded(from.run)],
  [
    'nothing is claimed while an earlier try may have started a job',
    ({ from, to }) => !(isClaimed(to.run) && !isClaimed(from.run) && from.mayHaveJob),
  ],
  [
    'a job that is known is never exchanged for another',
    ({ from, to }) => {
      const before = jobIdsOf(from.run)
      return before.length === 0 || before.join() === jobIdsOf(to.run).join()
    },
  ],
  [
    'tries are counted by their doubts; one that Commvault says it did not take is taken back',
    ({ from, to, name }) => {
      const [before, after] = [attemptsOf(from.run), attemptsOf(to.run)]
      if (before === undefined || after === undefined) return true
      if (isInDoubt(from.run) && name.startsWith('answer')) return after <= before
      return after === before + (isInDoubt(to.run) && !isInDoubt(from.run) ? 1 : 0)
    },
  ],
  [
    'there are no more tries than the policy allows',
    ({ to }) => (attemptsOf(to.run) ?? 0) <= to.run.terms.retry.attempts,
  ],
  [
    'a doubt ends in another try only after two late readings, or once nothing was sent',
    ({ from, to, name }) => {
      if (!isInDoubt(from.run) || !isWaiting(to.run)) return true
      return to.readings >= 2 || name === 'answer: not-sent'
    },
  ],
  [
    'nothing is concluded from a list in the first minute',
    ({ from, to, name }) => {
      if (!isInDoubt(from.run) || !name.startsWith('list')) return true
      return to.now - from.run.status.since >= MINUTE || to.run === from.run
    },
  ],
  [
    'between two that fit nothing is guessed',
    ({ to, name }) => name !== 'list: two that fit' || !isSubmitted(to.run),
  ],
  [
    'two jobs are adopted only where both say that they are ours',
    ({ from, to, name }) =>
      !isInDoubt(from.run) ||
      !name.startsWith('list') ||
      jobIdsOf(to.run).length < 2 ||
      name.endsWith('they are ours'),
  ],
  [
    'a change of state is told in exactly one event; waiting and claiming are no news',
    step => {
      if (stateOf(step.from) === stateOf(step.to)) return true
      const isSilent = isWaiting(step.to.run) || isClaimed(step.to.run)
      return stateEvents(step).length === (isSilent ? 0 : 1)
    },
  ],
  [
    'without a change of state nothing is told but the progress of a job, and a deferral',
    step => {
      if (stateOf(step.from) !== stateOf(step.to)) return true
      return (
        newEvents(step).length === 0 || isSubmitted(step.to.run) || step.name === 'decide: defer'
      )
    },
  ],
  [
    'every event has the next number',
    step =>
      newEvents(step).every(
        ({ eventId, detail }, n) =>
          eventId === `${step.to.run.id}#${step.from.run.announced + n + 1}` &&
          detail.eventId === eventId,
      ) && step.to.run.announced === step.from.run.announced + newEvents(step).length,
  ],
  [
    'the state before is the one that was told last',
    step => {
      const { run } = step.from
      if (!isSubmitted(run)) return true
      const told = run.status.told?.states.at(-1) ?? 'CREATED'
      return newEvents(step).every(
        ({ detail }) => !('previousState' in detail) || detail.previousState === told,
      )
    },
  ],
  [
    'progress that was told before is told five minutes later at the earliest',
    step => {
      const [event] = newEvents(step)
      const { run } = step.from
      if (!isSubmitted(run) || !isSubmitted(step.to.run) || event === undefined) return true
      const { told } = run.status
      if (!told?.states.some(state => state === event.detail.state)) return true
      return event.detail.state === 'ABORTING' || step.to.now - told.at >= 5 * MINUTE
    },
  ],
  [
    'a step writes no version: only the store does',
    ({ from, to }) => to.run.version === from.run.version,
  ],
  [
    'what the run is about does not change, and its time only grows',
    ({ from: { run }, to }) =>
      to.run.id === run.id &&
      to.run.request === run.request &&
      to.run.terms === run.terms &&
      to.run.scheduledTime === run.scheduledTime &&
      to.run.startBy >= run.startBy,
  ],
  [
    'a run in flight that has ended on our side alone says that nobody knows, or that it was let go',
    ({ from, to, name }) => {
      if (!isEnded(to.run) || !isInFlight(from.run) || !from.mayHaveJob) return true
      const { kind } = to.run.status.outcome
      return /^(job|answer: refused)/.test(name) || ['unknown', 'expired'].includes(kind)
    },
  ],
]

/** One walk for all: the laws that were broken, with the first way to where that was. */
function walkThrough() {
  const arrows = new Set<string>()
  const broken = new Map<string, string>()
  let steps = 0
  for (const step of everyStep()) {
    steps += 1
    if (stateOf(step.from) !== stateOf(step.to)) {
      arrows.add(`${stateOf(step.from)} → ${stateOf(step.to)}`)
    }
    for (const [law, holds] of LAWS) {
      if (!broken.has(law) && !holds(step)) broken.set(law, trailOf(step))
    }
  }
  return { steps, arrows, broken }
}

const walked = walkThrough()

it('goes over every arrow of the drawing in run.ts, and no other', () => {
  expect(walked.steps).toBeGreaterThan(100_000)
  expect([...walked.arrows].toSorted()).toEqual([
    'claimed → ended',
    'claimed → in-doubt',
    'claimed → submitted',
    'claimed → waiting',
    'in-doubt → ended',
    'in-doubt → submitted',
    'in-doubt → waiting',
    'submitted → ended',
    'waiting → claimed',
    'waiting → ended',
  ])
})

it.each(LAWS)('%s', law => {
  expect(walked.broken.get(law)).toBeUndefined()
})
