// A run store that lives as long as the process: for `run --direct`, for simulations and for tests. The same contract
// test is told to it and to DynamoDB.
import type { Lock, RunStore } from './ports.ts'
import { isOpen, type Run } from './run.ts'

export function inMemoryRunStore(): RunStore {
  const runs = new Map<string, Run>()
  const openRuns = new Map<string, Run>()
  const idsOfTarget = new Map<string, string[]>()
  const locks = new Map<string, Lock>()

  const put = (run: Run) => {
    runs.set(run.id, run)
    if (isOpen(run)) openRuns.set(run.id, run)
    else openRuns.delete(run.id)
  }

  return {
    async claim(run) {
      const first = runs.get(run.id)
      if (first !== undefined) return first
      put(run)
      const { name } = run.request.target
      const ids = idsOfTarget.get(name)
      if (ids) ids.push(run.id)
      else idsOfTarget.set(name, [run.id])
      return undefined
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
      return (idsOfTarget.get(target) ?? [])
        .flatMap(id => runs.get(id) ?? [])
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

/** Ties in the order of the ids, so that both stores agree. */
function byScheduledTime(a: Run, b: Run): number {
  return a.scheduledTime - b.scheduledTime || (a.id < b.id ? -1 : 1)
}
