// Documents as nobody would write them, made from documents as people do. The same seed makes the same document.
import { randomFrom } from '../lib/emulator/random.ts'

type Chance = {
  readonly below: (limit: number) => number
  readonly one: <T>(of: readonly [T, ...T[]]) => T
}

export function chanceOf(seed: string): Chance {
  const random = randomFrom(seed)
  const below = (limit: number) => Math.floor(random() * limit)
  return { below, one: of => of[below(of.length)] ?? of[0] }
}

/** A sample after one to four changes, each small enough that most of it still means something. */
export function mutate(samples: readonly [string, ...string[]], chance: Chance): string {
  let text = chance.one(samples)
  for (let left = chance.one([1, 1, 2, 3, 4]); left > 0; left--) {
    text = chance.one(CHANGES)(text, chance, samples)
  }
  return text
}

type Change = (text: string, chance: Chance, samples: readonly [string, ...string[]]) => string

const insertPiece: Change = (text, chance) => {
  const at = chance.below(text.length + 1)
  return text.slice(0, at) + chance.one(PIECES) + text.slice(at + chance.one([0, 0, 1, 1, 2, 8]))
}

const insertCharacter: Change = (text, chance) => {
  const at = chance.below(text.length + 1)
  const character = String.fromCodePoint(chance.below(chance.one([0x80, 0x80, 0x300, 0x11_0000])))
  return text.slice(0, at) + character + text.slice(at)
}

const swapValue: Change = (text, chance) =>
  changeLine(text, chance, line =>
    line.replace(/(: +|- +).*$/, (_, before) => before + chance.one(VALUES)),
  )

const swapKey: Change = (text, chance) =>
  changeLine(text, chance, line => line.replace(/[\w-]+(?=:)/, () => chance.one(KEYS)))

const indent: Change = (text, chance) =>
  changeLine(text, chance, line => ' '.repeat(chance.one([1, 2, 2, 4])) + line)

const dedent: Change = (text, chance) =>
  changeLine(text, chance, line => line.replace(chance.one([/^ /, /^ {2}/, /^ +/]), ''))

const doubleLine: Change = (text, chance) => changeLine(text, chance, line => `${line}\n${line}`)

const dropLine: Change = (text, chance) => {
  const lines = text.split('\n')
  return lines.toSpliced(chance.below(lines.length), chance.one([1, 1, 2, 5])).join('\n')
}

/** A line of another document, as it stands there. */
const borrowLine: Change = (text, chance, samples) => {
  const lines = text.split('\n')
  const others = chance.one(samples).split('\n')
  const line = others[chance.below(others.length)] ?? ''
  return lines.toSpliced(chance.below(lines.length + 1), chance.below(2), line).join('\n')
}

const CHANGES: readonly [Change, ...Change[]] = [
  insertPiece,
  insertPiece,
  insertCharacter,
  swapValue,
  swapValue,
  swapKey,
  indent,
  dedent,
  doubleLine,
  dropLine,
  borrowLine,
]

function changeLine(text: string, chance: Chance, change: (line: string) => string): string {
  const lines = text.split('\n')
  const at = chance.below(lines.length)
  return lines.with(at, change(lines[at] ?? '')).join('\n')
}

/** Signs of YAML's, and of ours. */
const PIECES = words(`
  : | :| |  |# | #|-|- |? |,|[|]|{|}|"|'|\\|&a |*a|!!str |!x |<<: |%|@|~|=|
  ---|...|
--- |
---
|
...
|
|
- |
  |\t|\r|
# x
|null|'' |"\\u0041"|[a, b]|{a: b}|[a: b]|every: 15m|at: |__proto__: |constructor: |overrides:
  prod:
|schedules: |\u0000|2026-02-31T01:00`)

/** Scalars on the border between text, numbers and nothing, and what is no scalar at all. */
const VALUES = words(
  `~|null|Null|NULL|nUll|true|True|TRUE|tRue|yes|no|on|off|0|-0|+0|00|017|0o17|0o18|0x1F|0x1g|1|-1|+1|--1|1_000|1.|.5|-.5|.|..|...|1.5|1.5.2|1e3|1e|e3|1E-3|.5e+1|.inf|-.Inf|+.INF|.iNf|.nan|.NaN|-.nan|9007199254740993|123456789012345|1234567890123456|` +
    `2026-11-21|2026-11-21T10:00|10:00|1:2|15m|1d|1e1d|0b11|"a"|'a'|""|''|'a''b'|"a\\"b"|"a"b|"a" # c|'a'# c|"|'|a # c|a# c|a #c|#a|a:|a: b|a :b|a:b|:a|: a|?a|? a|-a|- a|-|a-|a, b|a]|a}|[a|{a|[a]|[a, b]|[a,b]|[ a , b ]|[a, ]|[,]|[]|[ ]|[[a], [b, c]]|[a] b|[a]# c|[a] # c|[a # c]|[a: b]|["a", 'b']|["a":b]|{}|{ }|{a: b}|{a: b, c: 1}|{a: b,c: d}|{a:b}|{a: }|{a}|{a: b, a: c}|{a: {b: [c]}}|{"a": b}|{a: "b"}|{a: b}c|{a: b: c}|{a: 1, b: ~}|[-1, - 1]|[a:]|[?a]|[a b  c]|[a#b, a #b]|[1, .5, 0x1F]|{true: 1}|{1: 1}|{constructor: 1}|` +
    `&a b|*a|!a b|!!int 1|<<|=|%a|@a|\`a\`|>|>-||||-|\\|a\\nb|ä|ä b # ü|日本|😀|\u00a0a|a\u00a0|a\u2003b|\u202ea|\ufeffa|a  b|a |constructor|__proto__|` +
    `aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7b|QSDK 3a1f5be0c7d94e02a1b83a1f|https://a:b@example.com|https://example.com/a#b|{prefix: "a"}|[{exists: true}]`,
)

const KEYS = words(
  `a|name|a.b/c|a-b|null|Null|true|TRUE|~|1|1a|.5|e1|"a"|'a'|a b|__proto__|constructor|prototype|toString|hasOwnProperty|valueOf|password|token|authSecret|<<|[a]|{a: b}|? a|-|- a|&a b|*a|!a b|ä|a: b|a:|# a|kind|schedules|overrides|labels|targets|environments`,
)

/** Between bars; a bar with a backslash before it is one itself. */
function words(text: string): readonly [string, ...string[]] {
  const [first = '', ...rest] = text.split(/(?<!\\)\|/).map(word => word.replaceAll('\\|', '|'))
  return [first, ...rest]
}
