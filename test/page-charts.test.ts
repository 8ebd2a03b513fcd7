// What charts draw for a phone: the same facts in other places.
import { expect, it } from 'vitest'
import { chartFigure } from '../lib/page/chart-draw.ts'
import { weeksOf } from '../lib/page/chart-fortnight.ts'
import { hourTicks, isHourly } from '../lib/page/chart-hours.ts'
import { DESK, type Lanes, mostOf, PHONE } from '../lib/page/chart-lane.ts'
import { type Promised, promiseRow } from '../lib/page/chart-promise-row.ts'
import { promisesChart } from '../lib/page/chart-promises.ts'
import { spanRows } from '../lib/page/chart-spans.ts'
import { plainSvg } from '../lib/page/chart-svg.ts'
import { raw } from '../lib/page/html.ts'
import { hoursOf } from '../lib/review/hours.ts'
import { DAY, HOUR } from '../lib/schedule/calendar.ts'

function fortnight(now: string, timezone: string): Lanes {
  const { begins, to } = hoursOf({ now: Date.parse(now), timezone })
  return {
    id: 'x',
    title: 'x',
    description: 'x',
    timezone,
    slots: begins,
    end: to,
    lanes: [
      {
        label: 'starts',
        values: begins.map((_, hour) => hour % 25),
        ink: 'accent',
        cap: { value: 30, label: 'cap' },
      },
      { label: 'none', values: begins.map(() => 0), ink: 'accent' },
    ],
    marks: [{ at: Date.parse(now), label: 'now', ink: 'quiet' }],
  }
}

it.each<[string, string, readonly number[]]>([
  ['UTC', '2026-11-21T17:10:00Z', [168, 168]],
  ['Asia/Kolkata', '2026-11-21T17:10:00Z', [168, 168]],
  // The clocks go back on the second day, and forward on the eighth.
  ['Europe/Berlin', '2026-10-24T12:00:00Z', [169, 168]],
  ['Europe/Berlin', '2027-03-21T12:00:00Z', [168, 167]],
  // By half an hour: the day has a slot more, which is shorter.
  ['Australia/Lord_Howe', '2027-04-03T12:00:00Z', [169, 168]],
])('divides fourteen days of %s from %s into weeks and loses nothing', (timezone, now, hours) => {
  const whole = fortnight(now, timezone)
  const weeks = weeksOf(whole)
  expect(weeks.map(({ slots }) => slots.length)).toEqual(hours)
  expect(weeks.flatMap(({ slots }) => slots)).toEqual(whole.slots)
  for (const [lane, { values }] of whole.lanes.entries())
    expect(weeks.flatMap(({ lanes }) => lanes[lane]?.values)).toEqual(values)
  expect(weeks.map(({ end }) => end)).toEqual([weeks[1]?.slots[0], whole.end])
  expect(weeks.flatMap(({ marks }) => marks)).toEqual(whole.marks)
})

it('draws both weeks on one scale', () => {
  const [quiet, busy] = [1, 40].map(count => Array.from({ length: 168 }, () => count))
  const whole = fortnight('2026-11-21T17:10:00Z', 'UTC')
  const lanes = [
    { label: 'x', values: [...(quiet ?? []), ...(busy ?? [])], ink: 'accent' } as const,
  ]
  const weeks = weeksOf({ ...whole, lanes })
  expect(weeks.map(week => week.lanes.map(mostOf))).toEqual([[40], [40]])
})

it('names a span whole on a phone, in as many lines as it takes', () => {
  const of = fortnight('2026-11-21T17:10:00Z', 'UTC')
  const name = `blackout of ${'long-'.repeat(12)}name (new)`
  const spans = [{ from: of.end - DAY, to: of.end + DAY, label: name, ink: 'quiet' } as const]
  const shown = { ...of, spans: spans.map(span => ({ ...span, isShaded: true })) }
  const [row] = spanRows(shown, { room: PHONE, top: 0 })
  const lines = row?.names.map(({ text }) => text) ?? []
  expect(lines.join('').replaceAll(' ', '')).toBe(name.replaceAll(' ', ''))
  expect(lines.map(line => line.length > 46)).toEqual([false, false, false])
  expect((row?.x ?? 0) + (row?.width ?? 0)).toBe(PHONE.width - PHONE.right)
})

it('leaves out spans of another time', () => {
  const of = fortnight('2026-11-21T17:10:00Z', 'UTC')
  const [begin = 0] = of.slots
  const span = (from: number, to: number) =>
    ({ from, to, label: 'x', ink: 'quiet', isShaded: true }) as const
  const spans = [span(begin - DAY, begin), span(begin, begin + HOUR), span(of.end, of.end + HOUR)]
  expect(spanRows({ ...of, spans }, { room: PHONE, top: 0 })).toHaveLength(1)
})

function span(from: string, hours: number, timezone = 'Europe/Berlin'): Lanes {
  const begin = Date.parse(from)
  const slots = Array.from({ length: hours }, (_, hour) => begin + hour * HOUR)
  return {
    ...fortnight(from, timezone),
    slots,
    end: begin + hours * HOUR,
    lanes: [{ label: 'starts', values: slots.map(() => 1), ink: 'accent' }],
  }
}

it.each<[string, Lanes, typeof DESK, readonly string[]]>([
  [
    'a day on a desk',
    span('2026-11-23T11:00:00Z', 24),
    DESK,
    [
      ...['12:00 Mon 23 Nov', '14:00', '16:00', '18:00', '20:00', '22:00'],
      ...['00:00 Tue 24 Nov', '02:00', '04:00', '06:00', '08:00', '10:00'],
    ],
  ],
  [
    'a day on a phone',
    span('2026-11-23T11:00:00Z', 24),
    PHONE,
    ['12:00 Mon 23 Nov', '18:00', '00:00 Tue 24 Nov', '06:00'],
  ],
  ['an hour', span('2026-11-23T11:00:00Z', 1), PHONE, ['12:00 Mon 23 Nov']],
  // So close before midnight there is no room for the name of the day.
  [
    'a night on a phone',
    span('2026-11-23T21:00:00Z', 10),
    PHONE,
    ['22:00', '00:00 Tue 24 Nov', '02:00', '04:00', '06:00'],
  ],
  [
    'three days on a phone',
    span('2026-11-22T23:00:00Z', 72),
    PHONE,
    ['00:00 Mon 23 Nov', '12:00', '00:00 Tue 24 Nov', '12:00', '00:00 Wed 25 Nov', '12:00'],
  ],
  // At two the clocks go back to one.
  [
    'a night in which clocks change',
    span('2026-11-01T04:00:00Z', 4, 'America/New_York'),
    DESK,
    ['00:00 Sun 1 Nov', '01:00', '01:00', '02:00'],
  ],
  // By half an hour beside all others.
  [
    'a morning in Kolkata',
    span('2026-11-23T00:00:00Z', 3, 'Asia/Kolkata'),
    DESK,
    ['06:00 Mon 23 Nov', '07:00', '08:00'],
  ],
])('names the hours of %s', (_, of, room, texts) => {
  const ticks = hourTicks(of, room)
  expect(isHourly(of)).toBe(true)
  expect(ticks.map(({ text }) => text.replace('\n', ' '))).toEqual(texts)
})

it('names the days alone where there are more than three', () => {
  expect(isHourly(span('2026-11-23T11:00:00Z', 73))).toBe(false)
})

const promise: Promised = {
  target: 'erp-core',
  promised: 900,
  isKept: true,
  before: null,
  after: 900,
  observed: null,
  isOpen: false,
  seen: 'kept',
}

type Shape = { readonly type: string; readonly shape?: unknown }

/** Of all that is drawn but bars and lines, how many corners each has. */
function cornersOf(row: Promised, isNarrow: boolean): readonly number[] {
  const drawn = promiseRow([row], { left: 10, pixels: 250, row: 30, isNarrow })(
    { dataIndex: 0 },
    { coord: () => [0, 15] },
  )
  const shapes: readonly Shape[] = drawn?.children ?? []
  return shapes
    .filter(({ type }) => type === 'polygon')
    .map(({ shape }) => (shape as { readonly points: readonly unknown[] }).points.length)
}

it.each<[string, Partial<Promised>, readonly number[], string]>([
  ['as far as the axis goes', { observed: 2250 }, [4], ''],
  [
    'beyond the axis',
    { observed: 11_700, seen: 'broken' },
    [3],
    'beyond 250 % an arrow takes the place of the rhombus',
  ],
  ['a bar beyond it', { after: 3600, isKept: false }, [4], 'beyond 250 % a bar is interrupted'],
  [
    'a bar without end',
    { after: Number.POSITIVE_INFINITY, before: 900, isKept: false, observed: 3600, seen: 'broken' },
    [4, 3],
    'beyond 250 % a bar is interrupted, and an arrow takes the place of the rhombus',
  ],
])('shows where the axis of promises is cut: %s', (_, some, corners, words) => {
  const row = { ...promise, ...some }
  const chart = promisesChart([row], 'in fact')
  expect([cornersOf(row, false), cornersOf(row, true)]).toEqual([corners, corners])
  expect(/beyond 250 % [\w ,]+/.exec(chart.description)?.[0] ?? '').toBe(words)
  const { html } = chartFigure(chart, raw(''))
  expect(html.match(/>250 %[^<]*</g)).toEqual(
    words === '' ? ['>250 %<', '>250 %<'] : ['>250 % and more<', '>250 % and more<'],
  )
})

it('says how many promises are not judged', () => {
  const unjudged = { ...promise, observed: 300, isOpen: true, seen: 'not judged' } as const
  const { description } = promisesChart([promise, unjudged], 'in fact')
  expect(description).toContain('; none was broken in fact, 1 is not judged.')
})

it.each([
  ['M0 1L5 1L5 7.5', 'M0 1H5V7.5'],
  ['M0 1L5 2L5 3Z', 'M0 1L5 2V3Z'],
  ['M0 1l5 0L5 7', 'M0 1l5 0L5 7'],
  ['M5 1M0 0L0 1', 'M5 1M0 0V1'],
])('draws the path %s as it was', (path, shorter) => {
  expect(plainSvg(`<svg><path d="${path}"></path></svg>`, 'x')).toBe(`<path d="${shorter}"/>`)
})
