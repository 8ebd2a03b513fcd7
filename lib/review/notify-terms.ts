// Who is told of which results of a policy: whoever listens to a topic misses what it no longer hears of. What the
// channel is called is nothing to them.

import { compare } from '../policy/order.ts'
import type { Notification, NotifyState, Policy } from '../policy/policy.ts'
import { listed } from '../policy/wording.ts'
import type { TermChange } from './graded.ts'

type Term = Omit<TermChange, 'subject'>

export function* notifyTerms(was: Policy, is: Policy): Generator<Term> {
  const [before, after] = [topicsOf(was), topicsOf(is)]
  for (const sns of [...new Set([...before.keys(), ...after.keys()])].toSorted(compare)) {
    const [old, now] = [before.get(sns), after.get(sns)]
    const both = { key: 'notify', before: textOf(old), after: textOf(now) }
    const [lost, gained] = [missing(old, now), missing(now, old)]
    if (old !== undefined && lost.length > 0) {
      yield { grade: 'weakens', ...both, text: lostText(old, { lost, after }) }
    }
    if (now !== undefined && gained.length > 0) {
      yield {
        grade: 'strengthens',
        ...both,
        text: `${whoText(now, before)} is told of ${listed(gained)}`,
      }
    }
    if (old !== undefined && now !== undefined && old.name !== now.name) {
      yield { grade: 'neutral', ...both, text: `${old.name} is called ${now.name} now` }
    }
  }
}

/** `dba is no longer told of FAILED, MISSED`: of who was told of one thing, and not of the other that comes instead. */
export function lostNotifications(was: Notifying, is: Notifying): readonly string[] {
  if (was.notify === is.notify) return []
  const after = topicsOf(is)
  return [...topicsOf(was).values()].flatMap(topic => {
    const lost = missing(topic, after.get(topic.sns))
    return lost.length === 0 ? [] : [lostText(topic, { lost, after })]
  })
}

type Notifying = { readonly notify: readonly Notification[] }

type Topic = {
  readonly sns: string
  /** Of the channel, or of the first of several for one topic. */
  readonly name: string
  readonly states: ReadonlySet<NotifyState>
}

type Topics = ReadonlyMap<string, Topic>

function missing(some: Topic | undefined, others: Topic | undefined): readonly NotifyState[] {
  return [...(some?.states ?? [])].filter(state => !others?.states.has(state))
}

function lostText(
  topic: Topic,
  { lost, after }: { readonly lost: readonly NotifyState[]; readonly after: Topics },
): string {
  return `${whoText(topic, after)} is no longer told of ${listed(lost)}`
}

/** A channel by its name; with its topic, where the other side has another one by that name. */
function whoText({ name, sns }: Topic, others: Topics): string {
  const isOther = [...others.values()].some(other => other.name === name && other.sns !== sns)
  return isOther ? `${name} as topic ${sns}` : name
}

function textOf(topic: Topic | undefined): string | null {
  return topic === undefined ? null : `${topic.name}: ${[...topic.states].join(', ')}`
}

function topicsOf({ notify }: Notifying): Topics {
  const topics = new Map<string, Topic & { readonly states: Set<NotifyState> }>()
  for (const { channel, sns, when } of notify) {
    const known = topics.get(sns) ?? { sns, name: channel, states: new Set<NotifyState>() }
    topics.set(sns, known)
    for (const state of when) known.states.add(state)
  }
  return topics
}
