// The axes of a chart of lanes: days in local time, and counts from zero to what there is at most.
import { numberText } from '../report/words.ts'
import { toLocal } from '../schedule/zone.ts'
import { ink } from './chart-ink.ts'
import { type Lane, type Lanes, LEFT, widthOf } from './chart-lane.ts'
import { dayText } from './words.ts'

/** Pixels that a day's name takes. */
const LABEL = 60

/** A tick where a day begins, or fewer; labels below the last lane. */
export function timeAxis(of: Lanes, gridIndex: number) {
  const { slots, end, timezone, lanes } = of
  const days = slots.filter((slot, index) =>
    beginsDay(slot, { before: slots[index - 1], timezone }),
  )
  const every = Math.ceil(days.length / (widthOf(of) / (LABEL + 16)))
  const room = ((end - (slots[0] ?? 0)) * LABEL) / widthOf(of)
  const labelled = days.filter((day, index) => index % every === 0 && day < end - room)
  return {
    type: 'value',
    gridIndex,
    min: slots[0] ?? 0,
    max: end,
    splitLine: { show: false },
    axisLine: { lineStyle: { color: ink('line') } },
    axisTick: { customValues: labelled, lineStyle: { color: ink('line') } },
    axisLabel: {
      show: gridIndex === lanes.length - 1,
      customValues: labelled,
      color: ink('quiet'),
      fontSize: 11,
      align: 'left',
      hideOverlap: true,
      formatter: (value: number) => dayText(value, timezone),
    },
  }
}

export function countAxis({ label, values, cap }: Lane, gridIndex: number) {
  const most = Math.max(1, cap?.value ?? 0, ...values)
  return {
    type: 'value',
    gridIndex,
    name: label,
    nameLocation: 'end',
    nameGap: 10,
    nameTextStyle: {
      align: 'left',
      padding: [0, 0, 0, 4 - LEFT],
      color: ink('ink'),
      fontWeight: 600,
    },
    min: 0,
    max: most,
    interval: most,
    axisLabel: { color: ink('quiet'), fontSize: 11, formatter: numberText },
    splitLine: { lineStyle: { color: ink('line') } },
  }
}

function beginsDay(
  slot: number,
  { before, timezone }: { readonly before: number | undefined; readonly timezone: string },
): boolean {
  const { day, hour } = toLocal(slot, timezone)
  return before === undefined ? hour === 0 : toLocal(before, timezone).day !== day
}
