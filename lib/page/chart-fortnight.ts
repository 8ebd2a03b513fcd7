// Fourteen days on a phone: a week, and below it the next one, on the same scale.
import { beginsDay } from './chart-axes.ts'
import { type Lanes, mostOf } from './chart-lane.ts'

/** Days that a phone has room for beside each other. */
const WEEK = 7

export function weeksOf(of: Lanes): readonly Lanes[] {
  const { slots, timezone } = of
  const days = slots.flatMap((slot, index) =>
    index > 0 && beginsDay(slot, { before: slots[index - 1], timezone }) ? [index] : [],
  )
  const begins = [0, ...days].filter((_, day) => day % WEEK === 0)
  return begins.map((begin, week) => between(of, begin, begins[week + 1] ?? slots.length))
}

function between(of: Lanes, first: number, next: number): Lanes {
  const { slots, lanes, marks = [] } = of
  const from = slots[first] ?? 0
  const end = slots[next] ?? of.end
  return {
    ...of,
    slots: slots.slice(first, next),
    end,
    lanes: lanes.map(lane => ({
      ...lane,
      values: lane.values.slice(first, next),
      most: mostOf(lane),
    })),
    marks: marks.filter(({ at }) => at >= from && at < end),
  }
}
