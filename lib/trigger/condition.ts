// One entry of a pattern's list, read: what a value must be to satisfy it, and how a person says that.

import type { Wildcard } from './wildcard.ts'

/** A value that is no map and no list. EventBridge compares nothing else. */
export type Leaf = string | number | boolean | null

/** EventBridge's events and patterns are JSON, which has no infinite numbers. */
export function isLeaf(value: unknown): value is Leaf {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' || typeof value === 'boolean' || value === null
}

export type Condition = {
  readonly holds: (value: Leaf) => boolean
  /** Satisfied by a field that is not there. */
  readonly absent?: true
  /** Satisfied by whatever text is there, so that it narrows nothing. */
  readonly any?: true
  /** The exact value, if the entry is one. */
  readonly exact?: Leaf
  /** A value that satisfies it; none for a field that must be absent. */
  readonly sample?: Leaf
  /** What EventBridge weighs when it decides whether a rule is too complex. */
  readonly wildcards?: readonly Wildcard[]
  /** What is wanted, for people: `"SUCCESS"`, `text that starts with "arn:"`. */
  readonly words: string
}

/** An entry, or a field, that EventBridge refuses. */
export type Refusal = {
  readonly refused: string
  readonly fix: string
  /** From the entry to what is meant, when it is not all of it. */
  readonly within?: readonly (string | number)[]
}

export const isRefusal = <T extends object>(read: T | Refusal): read is Refusal => 'refused' in read

/** A condition on text: whatever is not text does not satisfy it. */
export function onText(text: {
  readonly words: string
  readonly sample: string
  readonly holds: (text: string) => boolean
}): Condition {
  return { ...text, holds: value => typeof value === 'string' && text.holds(value) }
}
