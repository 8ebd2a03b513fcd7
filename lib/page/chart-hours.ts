// The names below a chart of few days: hours, and where a day begins its name.
import { DAY, HOUR, MINUTE } from '../schedule/calendar.ts'
import { toLocal } from '../schedule/zone.ts'
import type { LaneRoom, Lanes } from './chart-lane.ts'
import { dayText } from './words.ts'

/** Of more, the names of the days are enough. */
const FEW_DAYS = 3 * DAY

/** Hours from one name to the next: whole parts of a day. */
const STEPS = [1, 2, 3, 6, 12]

export type Tick = { readonly at: number; readonly text: string }

export function isHourly({ slots, end }: Lanes): boolean {
  return end - (slots[0] ?? end) <= FEW_DAYS
}

/** The hour, and below it the day if it is another than before, and if there is room for its name. */
export function hourTicks(of: Lanes, room: LaneRoom): readonly Tick[] {
  const { slots, end, timezone } = of
  const begin = slots[0] ?? end
  const pixels = (room.width - room.left - room.right) / (end - begin)
  const fits = (step: number) => step * HOUR * pixels >= room.hourStep
  const step = STEPS.find(fits) ?? STEPS.at(-1) ?? 1
  const hours = wholeHours(of).filter(
    at => toLocal(at, timezone).hour % step === 0 && (end - at) * pixels >= room.hour,
  )
  const dayOf = (at: number) => toLocal(at, timezone).day
  const days = hours.filter((at, index) => {
    const before = hours[index - 1]
    return before === undefined || dayOf(before) !== dayOf(at)
  })
  return hours.map(at => {
    const day = days.indexOf(at)
    const isNamed = day >= 0 && ((days[day + 1] ?? end) - at) * pixels >= room.dayName
    const hour = hourText(at, timezone)
    return { at, text: isNamed ? `${hour}\n${dayText(at, timezone)}` : hour }
  })
}

/** Of the zone's clocks, which may differ from others by quarters of an hour. */
function wholeHours({ slots, end, timezone }: Lanes): readonly number[] {
  const first = Math.ceil((slots[0] ?? end) / QUARTER) * QUARTER
  const count = Math.max(0, Math.ceil((end - first) / QUARTER))
  return Array.from({ length: count }, (_, index) => first + index * QUARTER).filter(
    at => toLocal(at, timezone).minute === 0,
  )
}

const QUARTER = 15 * MINUTE

function hourText(at: number, timezone: string): string {
  return `${String(toLocal(at, timezone).hour).padStart(2, '0')}:00`
}
