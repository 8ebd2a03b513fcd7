// What a sweep asks of a Command Center while 1,000 jobs are in flight, against asking after each job: where the pages of
// the job list are as large as we want them, and where 100 entries are the most.

import { commandCenter } from '../lib/commvault/command-center.ts'
import type { Exchange } from '../lib/commvault/exchange.ts'
import { inMemoryRunStore } from '../lib/run/in-memory.ts'
import { inMemoryNotes } from '../lib/run/in-memory-notes.ts'
import type { World } from '../lib/run/ports.ts'
import type { SubmittedRun } from '../lib/run/run.ts'
import { track } from '../lib/track/track.ts'
import type { Figure, Row } from './figure.ts'

const JOBS = 1_000
const NOW = Date.parse('2026-11-22T01:00:00Z')

export const sweepReads: Figure = async () => [
  await row('Command Center reads a sweep, pages as large as asked', { page: JOBS, atMost: 1 }),
  await row('Command Center reads a sweep, pages of 100', { page: 100, atMost: 11 }),
]

async function row(
  measure: string,
  { page, atMost }: { page: number; atMost: number },
): Promise<Row> {
  const reads = await readsOfASweep(page)
  const ratio = reads / JOBS
  return {
    measure: `${measure} / one look-up a job`,
    unit: 'calls',
    ours: reads,
    baseline: JOBS,
    ratio: { median: ratio, p10: ratio, p90: ratio },
    rounds: 1,
    goal: { of: 'ours', atMost },
  }
}

async function readsOfASweep(largestPage: number): Promise<number> {
  let reads = 0
  const exchange: Exchange = async ({ headers }) => {
    reads += 1
    const offset = Number(headers.offset)
    const end = Math.min(offset + Math.min(Number(headers.limit), largestPage), JOBS)
    const jobs = Array.from({ length: Math.max(0, end - offset) }, (_, n) => running(offset + n))
    const body = JSON.stringify({ totalRecordsWithoutPaging: JOBS, jobs })
    return { status: 200, headers: {}, body }
  }
  const world = worldOf(exchange)
  for (let n = 0; n < JOBS; n++) await world.runs.claim(submitted(n))
  await track(world)
  for (const run of await world.runs.open()) {
    const isSeen = run.status.state === 'submitted' && run.status.job?.status === 'Running'
    if (!isSeen) throw new Error(`the sweep learned nothing of ${run.id}`)
  }
  return reads
}

const jobIdOf = (n: number) => 150_000 + n

function running(n: number) {
  const jobSummary = {
    jobId: jobIdOf(n),
    status: 'Running',
    percentComplete: 40,
    backupLevelName: 'Full',
    jobStartTime: NOW / 1_000 - 600,
    subclient: { subclientId: n + 1 },
  }
  return { jobSummary }
}

function worldOf(exchange: Exchange): World {
  const endpoint = 'https://commandcenter.example.com/commandcenter/api'
  const now = () => NOW
  const center = commandCenter({ exchange, authtoken: async () => 'token', endpoint, now })
  return {
    now,
    commcells: { main: { name: 'main', endpoint, authSecret: 'commvault', maxInFlight: JOBS } },
    commandCenter: () => center,
    runs: inMemoryRunStore(),
    notes: inMemoryNotes(),
    publish: async events => new Set(events.map(({ eventId }) => eventId)),
    log: () => {},
  }
}

function submitted(n: number): SubmittedRun {
  const target = {
    app: 'sqlserver',
    name: `db-${n}`,
    commcell: 'main',
    clientId: n + 1,
    instanceId: n + 1,
    subclientId: n + 1,
    entityInfo: { companyId: 0, companyName: 'Commcell', multiCommcellId: 0 },
  } as const
  return {
    id: `bench.full/db-${n}/2026-11-22T00:45Z`,
    environment: 'bench',
    policy: 'bench',
    policyHash: '0',
    source: 'bench.full',
    request: { target, level: 'FULL', copyOnly: false },
    terms: {
      startWithinSeconds: 3_600,
      overlap: 'skip',
      maxRunSeconds: 86_400,
      onMaxRun: 'flag',
      blackouts: [],
      onBlackout: 'skip',
      retry: { attempts: 1, backoffSeconds: 30 },
    },
    cause: 'SCHEDULE',
    scheduledTime: NOW - 900_000,
    createdAt: NOW - 900_000,
    startBy: NOW + 3_600_000,
    version: 1,
    announced: 0,
    outbox: [],
    status: {
      state: 'submitted',
      jobIds: [String(jobIdOf(n))],
      submittedAt: NOW - 600_000,
      adopted: false,
    },
  }
}
