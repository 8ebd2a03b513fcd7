// Each step takes the states that it may start from. The lines below the tests must not compile: `npm run types` fails when
// one of them does.
import { expect, it } from 'vitest'
import { concluded, unknown } from '../lib/run/doubt-steps.ts'
import { expired, killing, killRefused, reported } from '../lib/run/job-steps.ts'
import type {
  ClaimedRun,
  EndedRun,
  InDoubtRun,
  Run,
  RunOrigin,
  SubmittedRun,
  WaitingRun,
} from '../lib/run/run.ts'
import { abandoned, answered, claimed, decided, stopped } from '../lib/run/steps.ts'
import { runsOf } from '../lib/submit/runs-of.ts'
import { COMPLETED, erpSql, jobReport, startOf } from './support/story.ts'

const [first] = runsOf(erpSql, startOf('erp-sql.weekly-full'), 0)
if (first === undefined) throw new Error('no run')
const origin: RunOrigin = first

const accepted = { kind: 'accepted', jobIds: ['1'] } as const
const refused = { kind: 'refused', why: 'other', text: 'no' } as const
const notSent = { kind: 'not-sent', text: 'no route' } as const
const noAnswer = { kind: 'no-answer', text: 'cut' } as const
const wait = { kind: 'wait', text: 'later' } as const
const miss = { kind: 'miss', text: 'too late' } as const
const completed = { reports: [jobReport('1', COMPLETED)] }
const none = { kind: 'none' } as const

const WAITING: WaitingRun = {
  ...origin,
  version: 1,
  announced: 0,
  outbox: [],
  status: { state: 'waiting', why: '', notBefore: 0, attempts: 0 },
}
const CLAIMED: ClaimedRun = claimed(WAITING, 0)
const IN_DOUBT: InDoubtRun = abandoned(CLAIMED, 0)
const SUBMITTED: SubmittedRun = {
  ...WAITING,
  status: { state: 'submitted', jobIds: ['1'], submittedAt: 0, adopted: false },
}
const ENDED: EndedRun = expired(SUBMITTED, 'the job goes on', 0)

it.each<readonly [string, Run | undefined, Run['status']['state']]>([
  ['decided: start', decided(origin, { kind: 'start' }, 0), 'claimed'],
  ['decided: wait', decided(origin, wait, 0), 'waiting'],
  ['decided: miss', decided(origin, miss, 0), 'ended'],
  ['stopped: wait', stopped(CLAIMED, wait, 0), 'waiting'],
  ['stopped: miss', stopped(WAITING, miss, 0), 'ended'],
  ['claimed', CLAIMED, 'claimed'],
  ['accepted', answered(CLAIMED, accepted, 0), 'submitted'],
  ['accepted late', answered(IN_DOUBT, accepted, 0), 'submitted'],
  ['refused', answered(CLAIMED, refused, 0), 'ended'],
  ['refused late', answered(IN_DOUBT, refused, 0), 'ended'],
  ['not sent', answered(CLAIMED, notSent, 0), 'waiting'],
  ['not sent, told late', answered(IN_DOUBT, notSent, 0), 'waiting'],
  ['no answer', answered(CLAIMED, noAnswer, 0), 'in-doubt'],
  ['abandoned', IN_DOUBT, 'in-doubt'],
  ['found', concluded(IN_DOUBT, { kind: 'found', jobs: [jobReport('1')] }, 0), 'submitted'],
  ['not listed once', concluded(IN_DOUBT, none, 0), 'in-doubt'],
  ['unknown', unknown(IN_DOUBT, 'nobody knows', 0), 'ended'],
  ['killing', killing(SUBMITTED, 'why', 0), 'submitted'],
  ['kill refused', killRefused(killing(SUBMITTED, 'why', 0), 'no'), 'submitted'],
  ['reported', reported(SUBMITTED, completed, 0), 'ended'],
  ['expired', ENDED, 'ended'],
])('%s', (_, run, state) => {
  expect(run?.status.state).toBe(state)
})

/** Never called. */
void [
  // @ts-expect-error what is claimed already is not claimed again
  () => claimed(CLAIMED, 0),
  // @ts-expect-error a job may exist: no second createTask
  () => claimed(IN_DOUBT, 0),
  // @ts-expect-error a job exists: no second createTask
  () => claimed(SUBMITTED, 0),
  // @ts-expect-error it has ended
  () => claimed(ENDED, 0),
  // @ts-expect-error a job may exist: nobody may say that it was skipped
  () => stopped(IN_DOUBT, miss, 0),
  // @ts-expect-error a job exists
  () => stopped(SUBMITTED, miss, 0),
  // @ts-expect-error it has ended
  () => stopped(ENDED, miss, 0),
  // @ts-expect-error `start` is no way of stopping
  () => stopped(WAITING, { kind: 'start' }, 0),
  // @ts-expect-error nothing was asked, so nothing is answered
  () => answered(WAITING, accepted, 0),
  // @ts-expect-error its answer is known
  () => answered(SUBMITTED, noAnswer, 0),
  // @ts-expect-error it has ended
  () => answered(ENDED, accepted, 0),
  // @ts-expect-error only a claim can be left behind
  () => abandoned(WAITING, 0),
  // @ts-expect-error it has its job
  () => abandoned(SUBMITTED, 0),
  // @ts-expect-error nobody doubts it: createTask may still be under way
  () => concluded(CLAIMED, none, 0),
  // @ts-expect-error it has its job
  () => concluded(SUBMITTED, none, 0),
  // @ts-expect-error a found job has a report
  () => concluded(IN_DOUBT, { kind: 'found', jobs: [] }, 0),
  // @ts-expect-error it has ended
  () => unknown(ENDED, 'nobody knows', 0),
  // @ts-expect-error it has no job
  () => reported(IN_DOUBT, completed, 0),
  // @ts-expect-error it has ended
  () => reported(ENDED, completed, 0),
  // @ts-expect-error there is no job to kill
  () => killing(WAITING, 'why', 0),
  // @ts-expect-error nobody knows which job
  () => killing(IN_DOUBT, 'why', 0),
  // @ts-expect-error it has ended
  () => killing(ENDED, 'why', 0),
  // @ts-expect-error it has no job
  () => expired(CLAIMED, 'why', 0),
  // @ts-expect-error it has ended
  () => expired(ENDED, 'why', 0),
  // @ts-expect-error a job has at least one id
  () => answered(CLAIMED, { kind: 'accepted', jobIds: [] }, 0),
  // @ts-expect-error a state is stored and not edited
  () => Object.assign(SUBMITTED.status, {}).jobIds.push('2'),
]
