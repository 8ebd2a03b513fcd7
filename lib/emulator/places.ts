// Where only one job at a time may run: who is there, who waits behind, and how many there have been.
import type { JobRecord } from './job-record.ts'

export type Places = {
  /** When the place is free; an instant that has passed, where nobody is there. */
  readonly freeAt: (place: string, now: number) => number
  /** Which one the next job at the place is, counted from 1. */
  readonly nth: (place: string) => number
  readonly enter: (place: string, job: JobRecord) => void
  /** Jobs at the place that have not ended, first come first. */
  readonly present: (place: string, now: number) => readonly JobRecord[]
}

export function createPlaces(): Places {
  const places = new Map<string, Place>()

  function present(place: string, now: number): readonly JobRecord[] {
    const known = places.get(place)
    if (known === undefined) return NOBODY
    if (known.jobs.some(job => job.endsAt <= now)) {
      known.jobs = known.jobs.filter(job => job.endsAt > now)
    }
    return known.jobs
  }

  function freeAt(place: string, now: number): number {
    let free = now
    for (const { endsAt } of present(place, now)) free = Math.max(free, endsAt)
    return free
  }

  return {
    present,
    freeAt,
    nth: place => (places.get(place)?.count ?? 0) + 1,
    enter(place, job) {
      const known = places.get(place) ?? { count: 0, jobs: [] }
      known.count += 1
      known.jobs.push(job)
      places.set(place, known)
    },
  }
}

const NOBODY: readonly JobRecord[] = []

type Place = { count: number; jobs: JobRecord[] }
