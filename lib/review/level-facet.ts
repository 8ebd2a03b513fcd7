// Another level: whether what it makes now does for its targets what it made before.
import { isCopyOnly } from '../target.ts'
import { commonTargets, type Facet } from './facet.ts'
import { neutral, strengthens, weakens } from './grade.ts'
import { isKept } from './kept.ts'
import { isAsStrong } from './level-strength.ts'
import { isSchedule } from './seen.ts'

export const level: Facet = function* (pair) {
  const { before, after, made } = pair
  const [was, is] = [before.planned.backup, after.planned.backup]
  const text = `${before.state.level} -> ${after.state.level}`
  if (before.state.level === after.state.level) return
  if (isAsStrong(is, was)) {
    yield strengthens(text)
    return
  }
  const isMadeByOthers =
    isSchedule(before) && commonTargets(pair).every(name => isKept(made, name, before))
  if (isMadeByOthers) yield neutral(`${text}, and its targets keep their ${before.state.level}`)
  else if (isCopyOnly(is)) yield weakens(`${text}: no longer a base, nor a recovery point`)
  else yield weakens(text)
}
