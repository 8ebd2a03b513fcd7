// Mistakes that an author has acknowledged: nobody is told of them any more, now or when they come to be.
import { CODES } from '../policy/codes.ts'
import type { Facet } from './facet.ts'
import { type Reason, strengthens, weakens } from './grade.ts'

export const acknowledged: Facet = ({ before, after }) =>
  acknowledgedReasons(before.acknowledges, after.acknowledges)

export function* acknowledgedReasons(
  was: readonly string[],
  is: readonly string[],
): Generator<Reason> {
  for (const code of new Set(is)) {
    if (!was.includes(code)) {
      yield weakens(`${code} is acknowledged: ${aboutOf(code)} is no mistake any more`)
    }
  }
  for (const code of new Set(was)) {
    if (!is.includes(code)) {
      yield strengthens(`${code} is acknowledged no longer: ${aboutOf(code)} is a mistake again`)
    }
  }
}

const ABOUT: ReadonlyMap<string, string> = new Map(
  Object.entries(CODES).map(([code, { about }]) => [code, about]),
)

const aboutOf = (code: string) => ABOUT.get(code) ?? 'what it stands for'
