// `npm run storm`, short: one chapter in this process, whose books are then doctored law by law, and one by the command.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type EndedRun, isEnded, type Outcome, type Run } from '../lib/run/run.ts'
import type { Books } from '../scripts/storm-books.ts'
import { playChapter } from '../scripts/storm-chapter.ts'
import { breaches, type LawName } from '../scripts/storm-laws.ts'

const ROOT = join(import.meta.dirname, '..')

/** As Node runs it, and not the test runner. */
function storm(...args: readonly string[]) {
  const child = spawn(process.execPath, ['scripts/storm.ts', ...args], { cwd: ROOT })
  let stdout = ''
  child.stdout.on('data', chunk => {
    stdout += chunk
  })
  return new Promise<{ readonly status: number | null; readonly stdout: string }>(resolve => {
    child.on('close', status => resolve({ status, stdout }))
  })
}

let commanded: ReturnType<typeof storm>
let books: Books

beforeAll(async () => {
  commanded = storm('--seed', '11', '--runs', '150', '--workers', '1')
  books = await playChapter({ seed: 7, number: 1, runs: 150, lagSeconds: 220 }, () => {})
})

it('starts nothing twice and loses nothing, whatever befalls', () => {
  expect(breaches(books)).toEqual([])
  expect(books.runs.length).toBeGreaterThan(100)
  expect(books.injected.length).toBeGreaterThan(10)
  expect(books.jobs.length).toBeGreaterThan(80)
})

it('says so, and what it went through', async () => {
  const { status, stdout } = await commanded
  expect(stdout).toMatch(/^FAULT +TIMES +WORK DONE\n/)
  expect(stdout).toMatch(/^wire: cut-after +\d+ +\d+$/m)
  expect(stdout).toMatch(/^completed +\d+$/m)
  expect(stdout).toMatch(/^✓ duplicates 0, lost 0, unknown \d+ /m)
  expect(stdout).not.toContain('✗')
  expect(status).toBe(0)
})

it('refuses counts that are none', async () => {
  expect((await storm('--runs', 'many')).status).toBe(2)
})

describe('the books of a storm are not believed when', () => {
  const cases: readonly (readonly [string, LawName, (books: Books) => Books])[] = [
    [
      'a run has two jobs',
      'at most one job a run',
      ({ jobs, ...rest }) => ({
        ...rest,
        jobs: [...jobs, { ...oursOf(jobs), jobId: '9', taskId: 9 }],
      }),
    ],
    [
      'two runs have one job',
      'at most one job a run',
      withRuns(runs => {
        const done = doneOf(runs)
        return [...runs, { ...done, id: `${done.id}-again`, announced: 0 }]
      }),
    ],
    [
      'a job is on no record',
      'every job of ours is on record',
      withRuns(runs => runs.filter(run => run !== doneOf(runs))),
    ],
    [
      'a job on record is of another run',
      'every job of ours is on record',
      ({ jobs, ...rest }) => ({
        ...rest,
        jobs: jobs.map(job => (job === oursOf(jobs) ? { ...job, jobDescription: 'a.b/c/d' } : job)),
      }),
    ],
    [
      'a start is on no record',
      'every start is decided',
      withRuns(runs => runs.filter(run => run !== doneOf(runs))),
    ],
    [
      'an event is missing',
      'every state is told',
      ({ events, ...rest }) => ({ ...rest, events: events.slice(1) }),
    ],
    [
      'an event was never announced',
      'every state is told',
      withRuns(runs => runs.map(run => (run === doneOf(runs) ? { ...run, announced: 1 } : run))),
    ],
    [
      'a run has not told its end',
      'every state is told',
      withRuns(runs =>
        runs.map(run =>
          run === doneOf(runs) ? ending(run, { kind: 'expired', text: 'Nobody knows.' }) : run,
        ),
      ),
    ],
    [
      'a run waits for ever',
      'everything ends',
      withRuns(runs =>
        runs.map(run =>
          run === doneOf(runs)
            ? { ...doneOf(runs), status: { state: 'claimed', claimedAt: 0, attempts: 0 } }
            : run,
        ),
      ),
    ],
    [
      'more jobs ran than the cap allows',
      'never more jobs than the caps allow',
      ({ commcells, ...rest }) => ({
        ...rest,
        commcells: Object.fromEntries(
          Object.entries(commcells).map(([name, cell]) => [name, { ...cell, maxInFlight: 1 }]),
        ),
      }),
    ],
    [
      'more calls were made than the limits allow',
      'never more calls than the limits allow',
      ({ commcells, ...rest }) => ({
        ...rest,
        commcells: Object.fromEntries(
          Object.entries(commcells).map(([name, cell]) => [
            name,
            { ...cell, limits: { readsPerHour: 2, writesPerHour: 2 } },
          ]),
        ),
      }),
    ],
    [
      'a token stands in a log line',
      'no token anywhere',
      ({ texts, ...rest }) => ({
        ...rest,
        texts: [...texts, `log: info {"x":"${rest.tokens[0]}"}`],
      }),
    ],
    [
      'a run says that its job failed, and it did not',
      'an outcome is what the job came to',
      withRuns(runs =>
        runs.map(run => (run === doneOf(runs) ? ending(run, { kind: 'failed' }) : run)),
      ),
    ],
    [
      'a run says that it started nothing, and it did',
      'an outcome is what the job came to',
      withRuns(runs =>
        runs.map(run =>
          run === doneOf(runs)
            ? {
                ...doneOf(runs),
                status: {
                  state: 'ended',
                  endedAt: 0,
                  outcome: { kind: 'missed', text: 'Too late.' },
                },
              }
            : run,
        ),
      ),
    ],
    [
      'a promise is broken twice in a row',
      'promises break and hold in turn',
      ({ events, ...rest }) => ({
        ...rest,
        events: [...events, ...[1, 2].map(number => breach(number))],
      }),
    ],
    [
      'a run starts that was never due',
      'nothing starts out of turn',
      withRuns(runs => [...runs, { ...doneOf(runs), id: 'core.log/sql-1/2020-01-01T00:00Z' }]),
    ],
    [
      'a start of before the deployment is caught up',
      'nothing starts out of turn',
      withRuns(runs =>
        runs.map(run => (run === doneOf(runs) ? { ...run, cause: 'CATCH_UP', createdAt: 0 } : run)),
      ),
    ],
    [
      'a function throws what it should not',
      'nothing is thrown that is no failure of ours',
      rest => ({ ...rest, bugs: new Set(['TypeError']) }),
    ],
  ]

  it.each(cases)('%s', (_, law, doctored) => {
    expect(breaches(doctored(books)).map(breach => breach.law)).toContain(law)
  })
})

function withRuns(change: (runs: readonly Run[]) => readonly Run[]): (books: Books) => Books {
  return ({ runs, ...rest }) => ({ ...rest, runs: change(runs) })
}

/** A scheduled run whose job went well. */
function doneOf(runs: readonly Run[]): EndedRun {
  const done = runs
    .filter(isEnded)
    .find(
      run => !run.isTrigger && run.cause === 'SCHEDULE' && run.status.outcome.kind === 'completed',
    )
  if (done === undefined) throw new Error('nothing went well in this storm')
  return done
}

function ending(run: Run, outcome: Outcome): Run {
  return isEnded(run) ? { ...run, status: { ...run.status, outcome } } : run
}

function oursOf(jobs: Books['jobs']): Books['jobs'][number] {
  const ours = jobs.find(job => !job.isBackground && !job.lost && job.ending === 'Completed')
  if (ours === undefined) throw new Error('no job of ours in this storm')
  return ours
}

function breach(number: number): Books['events'][number] {
  const eventId = `rpo/core/nobody#${number}`
  return {
    EventId: `${number}`,
    Time: '2026-10-20T00:00:00Z',
    Source: 'holdfast',
    DetailType: 'Backup RPO Breached',
    Detail: JSON.stringify({ eventId }),
    EventBusName: 'results',
    Resources: [],
  }
}
