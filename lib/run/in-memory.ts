// A run store that lives as long as the process: for `run --direct`, for simulations and for tests. The same contract
// test is told to it and to DynamoDB.
import type { Lock, RunStore } from './ports.ts'
import { isOpen, type Run } from './run.ts'

export function inMemoryRunStore(): RunStore {
  const runs = new Map<string, Run>()
  const openRuns = new Map<string, Run>()
  const byTarget = new Map<string, Map<string, Run>>()
  const locks = new Map<string, Lock>()

  const put = (run: Run) => {
    runs.set(run.id, run)
    within(byTarget, run.request.target.name).set(run.id, run)
    if (isOpen(run)) openRuns.set(run.id, run)
    else openRuns.delete(run.id)
  }

  return {
    async claim(run) {
      const first = runs.get(run.id)
      if (first === undefined) put(run)
      return first
    },
    async save(run) {
      if (runs.get(run.id)?.version !== run.version) return undefined
      const saved = { ...run, version: run.version + 1 }
      put(saved)
      return saved
    },
    async get(runId) {
      return runs.get(runId)
    },
    async open() {
      return [...openRuns.values()].toSorted(byScheduledTime)
    },
    async history(target, limit) {
      return [...within(byTarget, target).values()]
        .toSorted((a, b) => byScheduledTime(b, a))
        .slice(0, limit)
    },
    async lock(lock) {
      const held = locks.get(lock.key)
      const isFree = held === undefined || held.expiresAt <= lock.now || held.runId === lock.runId
      if (isFree) locks.set(lock.key, lock)
      return isFree ? lock.runId : held.runId
    },
    async unlock(key, runId) {
      if (locks.get(key)?.runId === runId) locks.delete(key)
    },
  }
}

function within(index: Map<string, Map<string, Run>>, key: string): Map<string, Run> {
  const found = index.get(key) ?? new Map<string, Run>()
  index.set(key, found)
  return found
}

/** Ties in the order of the ids, so that both stores agree. */
function byScheduledTime(a: Run, b: Run): number {
  return a.scheduledTime - b.scheduledTime || (a.id < b.id ? -1 : 1)
}
