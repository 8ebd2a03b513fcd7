// A Command Center whose jobs end the moment they begin: where rules are tested, no job may be in the way of another.
import type { CommandCenter, JobReport } from '../run/ports.ts'
import type { Instant, PolicySources } from '../start.ts'
import type { BackupRequest } from '../target.ts'

export function jobsEndAtOnce(now: () => Instant): CommandCenter {
  // In the order in which they end, for time goes on only: a listing looks at its own jobs, and not at all of a year.
  const jobs: JobReport[] = []
  return {
    submit: async request => {
      const jobId = String(FIRST_JOB + jobs.length)
      jobs.push(ended(jobId, request, now()))
      return { kind: 'accepted', jobIds: [jobId] }
    },
    jobs: async since => jobs.slice(jobs.findLastIndex(({ endedAt = 0 }) => endedAt < since) + 1),
    job: async jobId => jobs[Number(jobId) - FIRST_JOB],
    description: async () => undefined,
    kill: async () => undefined,
  }
}

const FIRST_JOB = 1001

/** Two starts of one minute still are one after the other, and the second must not find the first. */
export function withoutOverlap(policy: PolicySources): PolicySources {
  const commcells = Object.entries(policy.commcells).map(([name, cell]) => [
    name,
    { ...cell, maxInFlight: Number.MAX_SAFE_INTEGER },
  ])
  return {
    ...policy,
    commcells: Object.fromEntries(commcells),
    sources: policy.sources.map(source => ({
      ...source,
      terms: { ...source.terms, overlap: 'allow' },
    })),
  }
}

function ended(jobId: string, { level }: BackupRequest, at: Instant): JobReport {
  return {
    jobId,
    status: 'Completed',
    progress: { ended: true, outcome: 'completed' },
    percentComplete: 100,
    actualLevel: level,
    startedAt: at,
    endedAt: at,
    subclient: {},
  }
}
