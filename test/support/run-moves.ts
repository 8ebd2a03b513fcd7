// Everything that can happen to a run: each decision, each answer, each thing that a sweep may see, at the times that matter.
import type { Decision } from '../../lib/run/decision.ts'
import { concluded, unknown } from '../../lib/run/doubt-steps.ts'
import type { Sighting } from '../../lib/run/job-steps.ts'
import { expired, killing, killRefused, reported } from '../../lib/run/job-steps.ts'
import type { Answer, JobReport } from '../../lib/run/ports.ts'
import {
  type ClaimedRun,
  type InDoubtRun,
  isClaimed,
  isInDoubt,
  isSubmitted,
  isWaiting,
  type Run,
  type SubmittedRun,
} from '../../lib/run/run.ts'
import { abandoned, answered, claimed, stopped } from '../../lib/run/steps.ts'
import type { Instant } from '../../lib/start.ts'
import { findJob } from '../../lib/track/adopt.ts'
import { COMPLETED, jobReport, KILLED, MINUTE, SUNDAY } from './story.ts'

export type Move = {
  /** `answer: no-answer`, `list: nothing`. */
  readonly name: string
  /** The run as it is then; the same one when nothing follows. */
  readonly after: Run
}

type Stop = Exclude<Decision, { kind: 'start' }>

export const STOPS: readonly Stop[] = [
  { kind: 'wait', text: 'a slot' },
  { kind: 'wait', text: 'its delay', until: SUNDAY + 10 * MINUTE },
  { kind: 'skip', reason: 'OVERLAP', text: 'busy' },
  { kind: 'miss', text: 'too late' },
  {
    kind: 'defer',
    until: SUNDAY + 10 * MINUTE,
    blackout: {
      calendar: 'close',
      name: 'year-end',
      span: { kind: 'dated', from: '2026-11-22T00:00:00Z', to: '2026-11-22T00:10:00Z' },
    },
    text: 'Blackout year-end.',
  },
]

export const ANSWERS: readonly Answer[] = [
  { kind: 'accepted', taskId: 401, jobIds: ['1001'] },
  { kind: 'accepted', jobIds: ['1001', '1002'] },
  { kind: 'refused', why: 'already-running', text: 'Another backup is running' },
  { kind: 'not-sent', text: 'no route' },
  { kind: 'not-sent', text: '429', retryAfterSeconds: 600 },
  { kind: 'no-answer', text: 'cut' },
]

/** What may happen next, at this moment. */
export function movesOf(run: Run, now: Instant): readonly Move[] {
  if (isWaiting(run)) {
    return [move('claim', claimed(run, now)), ...stops(run, now)]
  }
  if (isClaimed(run)) return [...stops(run, now), ...answers(run, now), left(run, now)]
  if (isInDoubt(run)) return [...answers(run, now), ...readings(run, now)]
  return isSubmitted(run) ? ofTheJob(run, now) : []
}

const move = (name: string, after: Run): Move => ({ name, after })

const stops = (run: Parameters<typeof stopped>[0], now: Instant) =>
  STOPS.map(stop => move(`decide: ${stop.kind}`, stopped(run, stop, now)))

const answers = (run: ClaimedRun | InDoubtRun, now: Instant) =>
  ANSWERS.map(answer => move(`answer: ${answer.kind}`, answered(run, answer, now)))

const left = (run: ClaimedRun, now: Instant) => move('nobody lived', abandoned(run, now))

// --- in doubt ---

function readings(run: InDoubtRun, now: Instant): readonly Move[] {
  const near = { startedAt: run.status.askedAt + 1000, actualLevel: run.request.level }
  const [one, two] = [jobReport('77', near), jobReport('78', near)]
  const lists: Readonly<Record<string, readonly JobReport[]>> = {
    nothing: [],
    'one that fits': [one],
    'two that fit': [one, two],
    'one of another subclient': [jobReport('79', { ...near, subclient: { subclientId: 999 } })],
    'one that says nothing': [jobReport('80', { subclient: {} })],
  }
  const read = (jobs: readonly JobReport[], said: ReadonlyMap<string, string> = new Map()) => {
    const sightings = { jobs, readAt: now, since: 0, others: [] }
    const finding = findJob(run, sightings, { said, isIncomplete: false })
    return concluded(run, finding, now) ?? run
  }
  const listed = Object.entries(lists).map(([name, jobs]) => move(`list: ${name}`, read(jobs)))
  return [
    ...listed,
    move(
      'list: two, one of them says that it is ours',
      read([one, two], new Map([['78', run.id]])),
    ),
    move('list: two that say that they are ours', read([one, two], new Map(both(run.id)))),
    move('list: one of another run', read([one], new Map([['77', 'a.b/c/2026-11-22T00:00Z']]))),
    move('unreadable until maxRun', unknown(run, 'unreadable', now)),
  ]
}

const both = (id: string): [string, string][] => [
  ['77', id],
  ['78', id],
]

// --- submitted ---

const SIGHTS: Readonly<Record<string, Partial<JobReport>>> = {
  waits: { status: 'Waiting', progress: { ended: false, state: 'PENDING' } },
  runs: {},
  'is being killed': { status: 'Kill Pending', progress: { ended: false, state: 'ABORTING' } },
  'does what nobody knows': { status: 'Contemplating', progress: undefined },
  completed: COMPLETED,
  'completed at another level': { ...COMPLETED, actualLevel: 'DIFFERENTIAL' },
  'was killed': KILLED,
  'was not run': { status: 'No Run', progress: { ended: true, outcome: 'no-run' } },
}

function ofTheJob(run: SubmittedRun, now: Instant): readonly Move[] {
  const { jobIds, settled } = run.status
  const see = (sighting: Sighting) => reported(run, sighting, now) ?? run
  const open = jobIds.filter(jobId => !settled?.jobIds.includes(jobId))
  const all = Object.entries(SIGHTS).map(([name, sight]) =>
    move(`job ${name}`, see({ reports: open.map(jobId => jobReport(jobId, sight)) })),
  )
  // Of two jobs, one: the other one cannot be seen.
  const one = [COMPLETED, KILLED].map(sight =>
    move('one job ends', see({ reports: [jobReport('1001', sight)], missing: 'unasked' })),
  )
  return [
    ...all,
    ...(open.length > 1 ? one : []),
    move('job is absent', see({ reports: [], missing: 'absent' })),
    move('job is not asked for', see({ reports: [], missing: 'unasked' })),
    move('kill', killing(run, 'maxRun', now)),
    move('kill refused', killRefused(run, 'no')),
    move('maxRun', expired(run, 'the job goes on', now)),
  ]
}
