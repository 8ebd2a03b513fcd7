// Names of schedules and triggers within their policy: each once, none too long, and overrides of those that are there.

import { meant } from '../trigger/meant.ts'
import type { Flaw } from './codes.ts'
import { nameFlaw } from './field-laws.ts'
import { addedBy } from './merge.ts'
import type { Report } from './origin.ts'
import type { Path } from './places.ts'
import type { WrittenPolicy } from './repository.ts'
import { quote } from './wording.ts'
import { originIn } from './written.ts'

/**
 * Schedules and triggers of a policy share one namespace: `<policy>.<name>` is a source of starts, whatever it waits for.
 */
export function checkNames(policy: WrittenPolicy, report: Report): void {
  const { schedules, triggers, overrides = {} } = policy.value
  const own = new Map<string, Entry>()
  for (const entry of [...entriesOf('schedule', schedules), ...entriesOf('trigger', triggers)]) {
    checkName(entry, { policy, before: own, report })
    if (!own.has(entry.name)) own.set(entry.name, entry)
  }
  for (const [environment, override] of Object.entries(overrides)) {
    const path = ['overrides', environment]
    const added = [
      ...addedBy(override.schedules, schedules).map(([name]) => addedEntry('schedule', name, path)),
      ...addedBy(override.triggers, triggers).map(([name]) => addedEntry('trigger', name, path)),
    ]
    const here = new Map(own)
    for (const entry of added) {
      checkName(entry, { policy, before: here, report })
      here.set(entry.name, entry)
    }
  }
}

type Kind = 'schedule' | 'trigger'

type Entry = { readonly kind: Kind; readonly name: string; readonly path: Path }

function entriesOf(kind: Kind, list: readonly { readonly name: string }[] = []): readonly Entry[] {
  return list.map(({ name }, index) => ({ kind, name, path: [`${kind}s`, index, 'name'] }))
}

function addedEntry(kind: Kind, name: string, override: Path): Entry {
  return { kind, name, path: [...override, `${kind}s`, name] }
}

function checkName(
  { kind, name, path }: Entry,
  {
    policy,
    before,
    report,
  }: {
    readonly policy: WrittenPolicy
    readonly before: ReadonlyMap<string, Entry>
    readonly report: Report
  },
): void {
  const source = `${policy.value.name}.${name}`
  if (source.length > NAME_MAX) report(tooLong(source, kind), originIn(policy, path))
  const first = before.get(name)
  if (first !== undefined) report(twice(first), originIn(policy, path))
}

/** What an override changes must be there, and what it adds must be whole. */
export function checkOverridden(policy: WrittenPolicy, report: Report): void {
  const { schedules, triggers, overrides = {} } = policy.value
  for (const [environment, override] of Object.entries(overrides)) {
    const changed = [
      {
        kind: 'schedule',
        known: entriesOf('schedule', schedules),
        changes: Object.keys(override.schedules ?? {}),
        added: addedBy(override.schedules, schedules).map(([name]) => name),
      },
      {
        kind: 'trigger',
        known: entriesOf('trigger', triggers),
        changes: Object.keys(override.triggers ?? {}),
        added: addedBy(override.triggers, triggers).map(([name]) => name),
      },
    ] as const
    for (const { kind, known, changes, added } of changed) {
      const names = namesKnown(policy, kind, known)
      for (const name of names === undefined ? [] : changes) {
        const entry = addedEntry(kind, name, ['overrides', environment])
        const isTold = policy.mistakes.isAt(entry.path)
        if (names?.includes(name) || added.includes(name) || isTold) continue
        const isNull = override[`${kind}s`]?.[name] === null
        const flaw = isNull ? nothingToRemove(entry, names ?? []) : unknownEntry(entry, names ?? [])
        report(flaw, originIn(policy, entry.path))
      }
    }
  }
}

/** Those that could not be read included; undefined when one has no name that could be read. */
function namesKnown(
  { mistakes }: WrittenPolicy,
  kind: Kind,
  known: readonly Entry[],
): readonly string[] | undefined {
  const lost = mistakes.namesOutOf([`${kind}s`])
  const isUnknowable = lost.includes(undefined) || known.some(({ name }) => nameFlaw(name))
  if (isUnknowable) return undefined
  return [...known.map(({ name }) => name), ...lost.flatMap(name => name ?? [])]
}

const NAME_MAX = 64

function unknownEntry({ kind, name }: Entry, known: readonly string[]): Flaw {
  const [needed, example] = kind === 'schedule' ? ['a time', 'at:'] : ['an event', 'event:']
  const message = `The policy has no ${kind} ${quote(name)} to override, and a new one needs a level and ${needed}`
  const near = meant(name, known)
  const fix = near === undefined ? `add level: and ${example}` : `did you mean ${near}?`
  return { code: `unknown-${kind}`, message, fix }
}

function nothingToRemove({ kind, name }: Entry, known: readonly string[]): Flaw {
  const message = `The policy has no ${kind} ${quote(name)} that this override could remove`
  const near = meant(name, known)
  const fix = near === undefined ? 'remove this line' : `did you mean ${near}?`
  return { code: `unknown-${kind}`, message, fix }
}

/** Scheduler's names have 64 characters; a hash in place of the rest would rename, which is to delete and create. */
function tooLong(source: string, kind: Kind): Flaw {
  const message = `EventBridge Scheduler takes ${NAME_MAX} characters, and ${quote(source)} has ${source.length}`
  return { code: 'name-too-long', message, fix: `shorten the name of the ${kind} or of the policy` }
}

function twice({ kind, name }: Entry): Flaw {
  const message = `This policy already has a ${kind} ${quote(name)}`
  return { code: 'duplicate-name', message, fix: 'rename or remove one of them' }
}
