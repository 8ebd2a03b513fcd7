// Fits the fields of a pattern to an event: nested maps, lists in events, and fields that must be absent.
//
// A list in an event stands for any of its elements, but fields below it must match in one and the same element ("JSON
// array matching" in aws/event-ruler). What its README leaves open is done as its matcher does it: fields are compared in
// the order of their paths, and the first one that a list has at all chooses the element; a field before that must be
// absent from the whole list, a field after it from that element only.
import { isLeaf } from './condition.ts'
import { isMap } from './pattern.ts'
import type { Alternative, PatternField } from './read-pattern.ts'

export type FieldTree = {
  readonly field?: PatternField & { readonly rank: number }
  readonly children: ReadonlyMap<string, FieldTree>
}

/** `rank` is the place of a field in the order of the paths. */
export function treeOf(fields: Alternative): FieldTree {
  const paths = [...fields.keys()].toSorted()
  const ranked = paths.map((path, rank) => ({
    names: path.split('.'),
    field: { ...(fields.get(path) ?? { conditions: [], at: [] }), rank },
  }))
  return growTree(ranked, 0)
}

export const fits = (tree: FieldTree, event: unknown): boolean =>
  fitChildren(tree, event) !== undefined

/** The values of one field, through whatever lists there are. */
export function fieldsOf(event: unknown, path: string): readonly unknown[] {
  let values: readonly unknown[] = [event]
  for (const name of path.split('.')) {
    values = values.flatMap(value => elementsOf(value)).map(value => memberOf(value, name))
    values = values.filter(value => value !== undefined)
  }
  return values
}

/** The rank of the first field that was found; NONE when all are absent, and may be; undefined when it does not fit. */
type Fit = number | undefined

const NONE = Number.POSITIVE_INFINITY

function fitNode(tree: FieldTree, value: unknown): Fit {
  const own = fitField(tree, value)
  if (own === undefined || tree.children.size === 0) return own
  const below = Array.isArray(value)
    ? fitElement(tree, elementsOf(value))
    : fitChildren(tree, value)
  return below === undefined ? undefined : Math.min(own, below)
}

function fitField({ field }: FieldTree, value: unknown): Fit {
  if (field === undefined) return NONE
  const leaves = elementsOf(value).filter(isLeaf)
  if (leaves.length === 0) return field.conditions.some(({ absent }) => absent) ? NONE : undefined
  return leaves.some(leaf => field.conditions.some(({ holds }) => holds(leaf)))
    ? field.rank
    : undefined
}

function fitChildren(tree: FieldTree, value: unknown): Fit {
  let first = NONE
  for (const [name, child] of tree.children) {
    const found = fitNode(child, memberOf(value, name))
    if (found === undefined) return undefined
    first = Math.min(first, found)
  }
  return first
}

function fitElement(tree: FieldTree, elements: readonly unknown[]): Fit {
  let chooser = NONE
  for (const element of elements) chooser = Math.min(chooser, firstPresent(tree, element))
  if (chooser === NONE) return fitChildren(tree, undefined)
  return elements.some(element => fitChildren(tree, element) === chooser) ? chooser : undefined
}

/** The lowest rank of the fields below that have any value at all here. */
function firstPresent(tree: FieldTree, value: unknown): number {
  let first = NONE
  for (const [name, child] of tree.children) {
    for (const element of elementsOf(memberOf(value, name))) {
      if (child.field !== undefined && isLeaf(element)) first = Math.min(first, child.field.rank)
      first = Math.min(first, firstPresent(child, element))
    }
  }
  return first
}

/** A list of lists is one list; what is no list is a list of itself. Without recursion: lists may nest without end. */
function elementsOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) return [value]
  const elements: unknown[] = []
  const open: unknown[] = [value]
  while (open.length > 0) {
    const next = open.pop()
    if (!Array.isArray(next)) elements.push(next)
    else for (let n = next.length - 1; n >= 0; n--) open.push(next[n])
  }
  return elements
}

/** A field by name; `{"a.b": 1}` has the field `a` with the field `b` in it, as if it were `{"a": {"b": 1}}`. */
function memberOf(value: unknown, name: string): unknown {
  if (!isMap(value)) return undefined
  const own = Object.hasOwn(value, name) ? value[name] : undefined
  const start = `${name}.`
  const dotted = Object.keys(value).filter(key => key.startsWith(start))
  if (dotted.length === 0) return own
  const rest = Object.fromEntries(dotted.map(key => [key.slice(start.length), value[key]]))
  if (own === undefined) return rest
  return isMap(own) ? { ...own, ...rest } : [own, rest]
}

type Ranked = {
  readonly names: readonly string[]
  readonly field: PatternField & { readonly rank: number }
}

function growTree(fields: readonly Ranked[], depth: number): FieldTree {
  const own = fields.find(({ names }) => names.length === depth)
  const children = new Map<string, Ranked[]>()
  for (const each of fields) {
    const name = each.names[depth]
    if (name === undefined) continue
    const some = children.get(name)
    if (some === undefined) children.set(name, [each])
    else some.push(each)
  }
  const grown = new Map([...children].map(([name, some]) => [name, growTree(some, depth + 1)]))
  return own === undefined ? { children: grown } : { field: own.field, children: grown }
}
