// Who is told of which results of a policy: a channel that no longer hears of a state is one that misses it.

import { compare } from '../policy/order.ts'
import type { Notification, NotifyState, Policy } from '../policy/policy.ts'
import { listed } from '../policy/wording.ts'
import type { TermChange } from './review.ts'

type Term = Omit<TermChange, 'subject'>

export function* notifyTerms(was: Policy, is: Policy): Generator<Term> {
  const [before, after] = [channelsOf(was), channelsOf(is)]
  for (const name of [...new Set([...before.keys(), ...after.keys()])].toSorted(compare)) {
    yield* channelTerms(name, before.get(name), after.get(name))
  }
}

/** `dba is no longer told of FAILED, MISSED`: of who was told of one thing, and not of the other that comes instead. */
export function lostNotifications(was: Notifying, is: Notifying): readonly string[] {
  if (was.notify === is.notify) return []
  const after = channelsOf(is)
  return [...channelsOf(was)].flatMap(([name, { states }]) => {
    const lost = [...states].filter(state => !after.get(name)?.states.has(state))
    return lost.length === 0 ? [] : [lostText(name, lost)]
  })
}

type Notifying = { readonly notify: readonly Notification[] }

const lostText = (channel: string, lost: readonly NotifyState[]) =>
  `${channel} is no longer told of ${listed(lost)}`

type Channel = { readonly states: ReadonlySet<NotifyState>; readonly sns: string }

function* channelTerms(
  name: string,
  was: Channel | undefined,
  is: Channel | undefined,
): Generator<Term> {
  const [had, has] = [was, is].map(channel => channel?.states ?? new Set<NotifyState>())
  const lost = [...(had ?? [])].filter(state => !has?.has(state))
  const gained = [...(has ?? [])].filter(state => !had?.has(state))
  const both = { key: 'notify', before: textOf(name, was), after: textOf(name, is) }
  if (lost.length > 0) {
    yield { grade: 'weakens', ...both, text: lostText(name, lost) }
  }
  if (gained.length > 0) {
    yield { grade: 'strengthens', ...both, text: `${name} is told of ${listed(gained)}` }
  }
  if (was === undefined || is === undefined || was.sns === is.sns) return
  const text = `${name} is another topic: ${was.sns} -> ${is.sns}`
  yield { grade: 'neutral', key: 'notify', before: was.sns, after: is.sns, text }
}

function textOf(name: string, channel: Channel | undefined): string | null {
  return channel === undefined ? null : `${name}: ${[...channel.states].join(', ')}`
}

function channelsOf({ notify }: Notifying): ReadonlyMap<string, Channel> {
  const channels = new Map<string, { states: Set<NotifyState>; sns: string }>()
  for (const { channel, sns, when } of notify) {
    const known = channels.get(channel) ?? { states: new Set<NotifyState>(), sns }
    channels.set(channel, known)
    for (const state of when) known.states.add(state)
  }
  return channels
}
