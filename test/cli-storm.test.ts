// The parts of a storm, each by itself: the mix of faults, functions that die, and the books that are compared at the end.
import { describe, expect, it } from 'vitest'
import { mishapsBy } from '../lib/cli/mishaps.ts'
import { Death, mortality } from '../lib/cli/mortality.ts'
import { stormReport } from '../lib/cli/storm-table.ts'
import { type Aftermath, findingsOf } from '../lib/cli/storm-verdict.ts'
import { parseFaults } from '../lib/emulator/fault-script.ts'
import { stormFaults } from '../lib/emulator/storm-faults.ts'
import { WIRE_KINDS } from '../lib/emulator/wire-fault.ts'
import { inMemoryRunStore } from '../lib/run/in-memory.ts'
import type { Outcome, Run } from '../lib/run/run.ts'
import { runsOf } from '../lib/submit/runs-of.ts'
import { erpSql, full, SUNDAY } from './support/story.ts'

const DAY = 86_400_000

describe('the mix of faults', () => {
  const span = { from: SUNDAY, to: SUNDAY + 7 * DAY }

  it('is the same for the same seed, another for another, and a script that may be written down', () => {
    const storm = stormFaults({ seed: 7, span })
    expect(stormFaults({ seed: 7, span })).toEqual(storm)
    expect(stormFaults({ seed: 8, span })).not.toEqual(storm)
    const text = JSON.stringify([...storm.jobs, ...storm.wire])
    expect(parseFaults(text, 'storm.json')).toEqual(storm)
  })

  it('has every kind, but those that it is told to leave out', () => {
    const kinds = (faults: ReturnType<typeof stormFaults>) =>
      new Set(faults.wire.map(({ wire }) => wire))
    expect(kinds(stormFaults({ seed: 1 }))).toEqual(new Set(WIRE_KINDS))
    const calm = kinds(stormFaults({ seed: 1, without: ['hang', 'empty'] }))
    expect(calm).toEqual(new Set(WIRE_KINDS.filter(kind => kind !== 'hang' && kind !== 'empty')))
  })

  it('is as dense as it is told to be', () => {
    const [weak, strong] = [0.5, 2].map(intensity =>
      stormFaults({ seed: 1, intensity, tasks: 4_000 }),
    )
    expect(strong?.jobs.length).toBeGreaterThan(3 * (weak?.jobs.length ?? 0))
    expect(stormFaults({ seed: 1, intensity: 0 }).jobs).toEqual([])
  })

  it('has its windows of maintenance inside the span', () => {
    const windows = stormFaults({ seed: 3, span }).wire.flatMap(({ during }) => during ?? [])
    expect(windows).toHaveLength(4)
    for (const { from } of windows) expect(Date.parse(from)).toBeGreaterThan(span.from)
  })
})

describe('a function that dies', () => {
  const core = run('erp-core', '1001')
  const reporting = run('erp-reporting', '1002')

  /** Of the first so many writes none is fatal, the next is. */
  function mortalAt(nth: number) {
    let writes = 0
    const notes: string[] = []
    const world = mortality({
      befalls: () => ++writes === nth,
      note: (_, what) => notes.push(what),
    })
    const runs = inMemoryRunStore()
    return { ...world, runs, mortal: world.aroundRuns(runs), notes }
  }

  it('is gone in the middle: its caller learns it, and nothing more happens', async () => {
    const { live, mortal, runs, notes } = mortalAt(2)
    let isPast = false
    const call = live('submit of erp-sql.log 00:15', async () => {
      await mortal.claim(core)
      await mortal.lock({ key: 'slot', runId: core.id, now: SUNDAY, expiresAt: SUNDAY + 1 })
      isPast = true
    })
    await expect(call).rejects.toThrow(Death)
    expect(await runs.get(core.id)).toBeDefined()
    expect(notes).toEqual(['submit of erp-sql.log 00:15'])
    expect(isPast).toBe(false)
  })

  it('dies now before its write and now after it', async () => {
    const world = mortality({ befalls: () => true, note: () => {} })
    const runs = inMemoryRunStore()
    const mortal = world.aroundRuns(runs)
    const die = (run: Run) => world.live('a sweep', () => mortal.claim(run))
    await expect(die(core)).rejects.toThrow(Death)
    await expect(die(reporting)).rejects.toThrow(Death)
    expect(await runs.get(core.id)).toBeUndefined()
    expect(await runs.get(reporting.id)).toBeDefined()
  })

  it('does not die outside of a life', async () => {
    const { mortal, runs } = mortalAt(1)
    await mortal.claim(core)
    expect(await runs.get(core.id)).toBeDefined()
  })
})

it('draws the same mishaps for the same seed', () => {
  const drawn = (seed: number) => {
    const { befalls } = mishapsBy({ seed, from: SUNDAY })
    return Array.from({ length: 500 }, () => befalls('start never delivered')).flatMap((hit, n) =>
      hit ? [n] : [],
    )
  }
  expect(drawn(1).length).toBeGreaterThan(2)
  expect(drawn(1)).toEqual(drawn(1))
  expect(drawn(2)).not.toEqual(drawn(1))
})

describe('the books', () => {
  const one = run('erp-core', '1001')
  const two = run('erp-reporting', '1002')
  const job = (jobId: string, jobDescription: string) => ({ jobId, jobDescription })
  const FINE: Aftermath = {
    jobs: [job('1001', one.id), job('1002', two.id)],
    runs: [one, two],
    due: [one.id, two.id],
    events: new Set([`${one.id}#1`, `${one.id}#2`, `${two.id}#1`, `${two.id}#2`]),
  }
  const NEXT = 'erp-sql.log/erp-core/2026-11-22T00:15Z'
  const unknown: Run = { ...one, status: ended({ kind: 'unknown', text: 'Nobody said.' }) }
  const waiting: Run = {
    ...one,
    status: { state: 'waiting', why: 'busy', notBefore: SUNDAY, attempts: 0 },
  }

  it.each<[string, Partial<Aftermath>, readonly string[]]>([
    ['agree', {}, []],
    [
      'show a run with two jobs, one of which nobody knows',
      { jobs: [...FINE.jobs, job('1003', one.id)] },
      [`twice: ${one.id} has jobs 1001, 1003`, `lost: job 1003 of ${one.id} is on no record`],
    ],
    [
      'show two runs with one job',
      { runs: [one, run('erp-reporting', '1001')], jobs: [job('1001', one.id)] },
      [`twice: job 1001 is on record for ${one.id} and ${two.id}`],
    ],
    ['allow the job of a run that says that it does not know', { runs: [unknown, two] }, []],
    [
      'show a job that never was',
      { jobs: [job('1001', one.id)] },
      ['lost: job 1002 is on record and was never started'],
    ],
    [
      'show a start that nobody decided',
      { due: [one.id, NEXT] },
      [`lost: ${NEXT} was due and is on no record`],
    ],
    [
      'show a run that has not ended',
      { runs: [waiting, two], jobs: [job('1002', two.id)] },
      [`lost: ${one.id} has not ended, it is waiting`],
    ],
    [
      'show an event that is not out',
      { events: new Set([...FINE.events].slice(1)) },
      [`lost: event ${one.id}#1 is not out`],
    ],
  ])('%s', (_, change, findings) => {
    const found = findingsOf({ ...FINE, ...change })
    expect(found.map(({ kind, text }) => `${kind}: ${text}`)).toEqual(findings)
  })

  it('are printed with the faults, the outcomes and every reason', () => {
    const faults = [
      { kind: 'wire: cut-after', worked: true },
      { kind: 'wire: cut-after', worked: true },
      { kind: 'start never delivered' },
    ]
    const { text, agrees } = stormReport({ ...FINE, runs: [unknown, two], due: [NEXT] }, faults)
    expect(agrees).toBe(false)
    expect(text).toBe(`FAULT                  TIMES  WORK DONE
start never delivered      1          -
wire: cut-after            2          2

OUTCOME    RUNS
completed     1
unknown       1

✗ 2 jobs really started, 1 on record; 2 runs, 4 events out
✗ duplicates 0, lost 1, unknown 1
  ✗ ${NEXT} was due and is on no record
  ? Nobody said. ${one.id}
`)
    expect(stormReport(FINE, faults).agrees).toBe(true)
  })
})

/** A run of Sunday's full that went well. */
function run(target: string, jobId: string): Run {
  const start = { version: 1, source: full.name, scheduledTime: SUNDAY } as const
  const origin = runsOf(erpSql, start, SUNDAY).find(({ request }) => request.target.name === target)
  if (origin === undefined) throw new Error(`the story has no target ${target}`)
  const submission = { jobIds: [jobId], submittedAt: SUNDAY, adopted: false } as const
  const status = { ...ended({ kind: 'completed' }), submission }
  return { ...origin, version: 3, announced: 2, outbox: [], status }
}

function ended(outcome: Outcome) {
  return { state: 'ended', endedAt: SUNDAY, outcome } as const
}
