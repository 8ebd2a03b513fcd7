// The axes of a chart of lanes: days and hours in local time, and counts from zero to what there is at most.
import { numberText } from '../report/words.ts'
import { toLocal } from '../schedule/zone.ts'
import { hourTicks, isHourly, type Tick } from './chart-hours.ts'
import { ink } from './chart-ink.ts'
import { type Lane, type LaneRoom, type Lanes, mostOf } from './chart-lane.ts'
import { dayText } from './words.ts'

type Place = { readonly room: LaneRoom; readonly gridIndex: number }

/** A tick where a day begins, or fewer, of few days at hours as well; labels below the last lane. */
export function timeAxis(of: Lanes, { room, gridIndex }: Place) {
  const isHours = isHourly(of)
  const ticks = isHours ? hourTicks(of, room) : dayTicks(of, room)
  const customValues = ticks.map(({ at }) => at)
  return {
    type: 'value',
    gridIndex,
    min: of.slots[0] ?? 0,
    max: of.end,
    splitLine: { show: false },
    axisLine: { lineStyle: { color: ink('line') } },
    axisTick: { customValues, lineStyle: { color: ink('line') } },
    axisLabel: {
      show: gridIndex === of.lanes.length - 1,
      customValues,
      color: ink('quiet'),
      fontSize: room.fontSize,
      align: 'left',
      // The name of a day may reach below the next hour.
      hideOverlap: !isHours,
      formatter: (value: number) => ticks.find(({ at }) => at === value)?.text ?? '',
    },
  }
}

function dayTicks({ slots, end, timezone }: Lanes, room: LaneRoom): readonly Tick[] {
  const days = slots.filter((slot, index) =>
    beginsDay(slot, { before: slots[index - 1], timezone }),
  )
  const plot = room.width - room.left - room.right
  const every = Math.ceil(days.length / (plot / room.dayStep))
  const last = end - ((end - (slots[0] ?? 0)) * room.day) / plot
  const labelled = days.filter((day, index) => index % every === 0 && day < last)
  return labelled.map((at, index) => {
    const before = labelled[index - 1]
    return { at, text: room.isNarrow ? shortDay(at, { before, timezone }) : dayText(at, timezone) }
  })
}

export function countAxis(lane: Lane, { room, gridIndex }: Place) {
  const most = mostOf(lane)
  return {
    type: 'value',
    gridIndex,
    name: lane.label,
    nameLocation: 'end',
    nameTextStyle: {
      align: 'left',
      padding: [0, 0, 0, 4 - room.left],
      color: ink('ink'),
      fontWeight: 600,
    },
    min: 0,
    max: most,
    interval: most,
    axisLine: { lineStyle: { color: ink('line') } },
    axisTick: { lineStyle: { color: ink('line') } },
    axisLabel: {
      color: ink('quiet'),
      fontSize: room.fontSize,
      formatter: (count: number) => countText(count, room),
    },
    splitLine: { lineStyle: { color: ink('line') } },
  }
}

/** Of the top of a lane; the figures have it to the last digit. */
function countText(count: number, { letters }: LaneRoom): string {
  const text = numberText(count)
  return text.length > letters ? `${numberText(Math.round(count / 1000))}k` : text
}

type Day = { readonly before: number | undefined; readonly timezone: string }

/** Below each other, the month with the first and where there is another. */
function shortDay(day: number, { before, timezone }: Day): string {
  const [name, date, month] = dayText(day, timezone).split(' ')
  const isSame = before !== undefined && dayText(before, timezone).endsWith(` ${month}`)
  return [name, date, ...(isSame ? [] : [month])].join('\n')
}

export function beginsDay(slot: number, { before, timezone }: Day): boolean {
  const { day, hour } = toLocal(slot, timezone)
  return before === undefined ? hour === 0 : toLocal(before, timezone).day !== day
}
