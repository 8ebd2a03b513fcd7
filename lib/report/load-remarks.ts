// What a change asks of CommCells, of their clients and of AWS, as remarks.
import type { BeforeAfter, Count } from '../review/figures.ts'
import type { BusiestHour, Caps } from '../review/outlook.ts'
import type { Review } from '../review/review.ts'
import type { Remark } from './remarks.ts'
import { clockText, counted, fromTo, lengthText, numberText } from './words.ts'

/** Of the busiest hour of the next 14 days, against what the caps let through in an hour. */
export function loadRemarks(review: Review): readonly Remark[] {
  const load = review.load.map(one => ({ about: `CommCell ${one.commcell}`, ...one }))
  const clients = review.clients.map(({ client, commcell, maxInFlight, busiest }) => ({
    about: `client ${client} (${commcell})`,
    caps: { maxInFlight },
    busiest,
  }))
  return [...load, ...clients].flatMap(({ about, caps, busiest }) => {
    const text = busiestText(busiest, caps, review.timezone)
    if (text === undefined) return []
    return [{ sign: isOver(busiest.after, caps) ? '!' : 'i', about: [about], text }]
  })
}

/** `schedules +1 ~1 -1`: types of which something changes. */
export function awsText({ aws }: Review): string {
  const parts = Object.entries(aws.types).flatMap(([type, count]) => {
    const signs = signsText(count)
    return signs === '' ? [] : [`${TYPE_WORDS[type] ?? type} ${signs}`]
  })
  return parts.length === 0 ? 'unchanged' : parts.join(', ')
}

export function awsRemarks({ aws }: Review): readonly Remark[] {
  return aws.resources.map(({ kind, type, logicalId }) => ({
    sign: ({ added: '+', changed: '~', removed: '-' } as const)[kind],
    about: [logicalId],
    text: `${type} ${kind}`,
  }))
}

const TYPE_WORDS: { readonly [type: string]: string } = {
  'AWS::Events::Rule': 'rules',
  'AWS::Lambda::Permission': 'permissions',
  'AWS::SQS::QueuePolicy': 'queue policies',
  'AWS::Scheduler::Schedule': 'schedules',
}

function signsText({ added, changed, removed }: Count): string {
  const signs = { '+': added, '~': changed, '-': removed }
  const parts = Object.entries(signs).filter(([, number]) => number > 0)
  return parts.map(([sign, number]) => sign + number).join(' ')
}

/** Whether an hour asks for more than its caps let through. */
export function isOver(hour: BusiestHour | null, caps: Caps): boolean {
  if (hour === null) return false
  return hour.minutes > 60 * caps.maxInFlight || hour.starts > (caps.writesPerHour ?? Infinity)
}

function busiestText(
  { before, after }: BeforeAfter<BusiestHour | null>,
  caps: Caps,
  timezone: string,
): string | undefined {
  const hour = after ?? before
  if (hour === null) return undefined
  // Without a base there is no before.
  const pair = (of: (hour: BusiestHour) => string) => fromTo(of(before ?? hour), of(hour))
  const when = clockText(hour.at, timezone)
  if (after === null)
    return `nothing starts any more; it had ${counted(hour.starts, 'start')} an hour`
  const starts = `${pair(one => numberText(one.starts))} ${hour.starts === 1 ? 'start' : 'starts'}`
  const work = `at least ${pair(one => lengthText(one.minutes * 60))} of work`
  const room = `maxInFlight ${caps.maxInFlight} has room for ${lengthText(caps.maxInFlight * 3600)}`
  const calls =
    caps.writesPerHour === undefined ? '' : `, and ${counted(caps.writesPerHour, 'write')}`
  return `busiest hour ${when}: ${starts}, ${work}; ${room}${calls}`
}
