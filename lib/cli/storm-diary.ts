// A day of a storm in a few short notes: one line for each kind of trouble, however often it came.
import type { InjectedFault } from '../emulator/wire-faults.ts'
import { type Announced, subjectOf } from '../report/result-events.ts'
import { DAY } from '../schedule/calendar.ts'
import type { Instant } from '../start.ts'
import { MISHAPS, type Mishap, type MishapKind } from './mishaps.ts'
import { asList } from './output.ts'
import { time } from './timeline.ts'

type Sources = {
  readonly wireFaults: () => readonly InjectedFault[]
  readonly mishaps: () => readonly Mishap[]
  readonly tell: (at: Instant, text: string) => void
}

/** Tells of each day when it is over. */
export function stormDiary({ wireFaults, mishaps, tell }: Sources) {
  const caughtUp: Entry[] = []
  const breaches: Entry[] = []
  let day: number | undefined

  const today = <E extends Entry>(entries: readonly E[]) =>
    entries.filter(({ at }) => dayOf(at) === day)
  const tellOf = (entries: readonly Entry[], text: string, items = whatOf(entries)) => {
    if (entries[0]) tell(entries[0].at, asList(text, items))
  }
  const tellDay = () => {
    const faults = today(wireFaults())
    const count = counted(faults.length, 'fault', 'faults')
    tellOf(faults, `${count} on the wire: `, kindsOf(faults))
    for (const kind of MISHAPS) {
      const ours = today(mishaps()).filter(mishap => mishap.kind === kind)
      tellOf(ours, TEXTS[kind](ours.length))
    }
    tellOf(today(caughtUp), 'the sweep started what nobody had delivered: ')
    const broken = today(breaches)
    tellOf(broken, `an RPO was broken ${counted(broken.length, 'time', 'times')}`, [])
  }

  return {
    /** A result event: it says of a run that only the sweep has found it, and of a promise that it is broken. */
    hear: ({ time: iso, detailType, detail }: Announced) => {
      const at = Date.parse(iso)
      const { createdBy, eventId } = detail as Partial<Detail>
      if (detailType === 'Backup RPO Breached') breaches.push({ at })
      const isFirst = detailType === 'Backup Job State Change' && eventId?.endsWith('#1')
      if (!isFirst || createdBy?.cause !== 'CATCH_UP') return
      const { source, target } = subjectOf(detail)
      const due = Date.parse(String(detail.scheduledTime))
      caughtUp.push({ at, what: `${source} ${target} ${time(due)}` })
    },
    reach: (at: Instant) => {
      if (dayOf(at) === day) return
      tellDay()
      day = dayOf(at)
    },
    end: tellDay,
  }
}

type Entry = { readonly at: Instant; readonly what?: string }

type Detail = {
  readonly createdBy: { readonly cause?: string }
  readonly eventId: string
}

const whatOf = (entries: readonly Entry[]): readonly string[] =>
  entries.flatMap(({ what }) => what || [])

const dayOf = (at: Instant) => Math.floor(at / DAY)

const TEXTS: { readonly [kind in MishapKind]: (count: number) => string } = {
  'start never delivered': count =>
    `${counted(count, 'start was', 'starts were')} never delivered: `,
  'start delivered twice': count => `${counted(count, 'start', 'starts')} came twice: `,
  'function died half-way': count => `${counted(count, 'function', 'functions')} died half-way: `,
  'event refused by the bus': count =>
    `the bus refused events ${counted(count, 'time', 'times')}, and got them later`,
  'Authtoken rotated': count =>
    `the Authtoken was rotated ${counted(count, 'time', 'times')}, while functions held the old one`,
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`

/** `9 cut-after`, `4 slow`: the most frequent first. */
function kindsOf(faults: readonly InjectedFault[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { wire } of faults) counts.set(wire, (counts.get(wire) ?? 0) + 1)
  const sorted = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
  return sorted.map(([kind, count]) => `${count} ${kind}`)
}
