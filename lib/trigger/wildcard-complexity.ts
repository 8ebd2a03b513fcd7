// How complex the wildcards of one field are together, as aws/event-ruler's MachineComplexityEvaluator measures it: the
// most beginnings of wildcards that one text can match at the same time.
import type { Wildcard } from './wildcard.ts'

/**
 * EventBridge's own limit ("Rule is too complex") is not published. `*:*:*:*:*:event-bus/*` measures 11 and is refused, as
 * are four wildcards like `*:stack/NAME/*` (12); three of them (9) are taken.
 */
export const TOO_COMPLEX = 11

/** Enough for every pattern that people write; what needs more is not judged. */
const MOST_TEXTS = 2000

/** The measure, or TOO_COMPLEX as soon as it is reached. */
export function complexityOf(wildcards: readonly Wildcard[]): number {
  const tokens = wildcards.map(tokensOf)
  const start = withStars(
    tokens,
    tokens.map((_, wildcard) => ({ wildcard, length: 0 })),
  )
  const seen = new Set<string>()
  const open = [start]
  let most = 0
  for (let beginnings = open.pop(); beginnings; beginnings = open.pop()) {
    most = Math.max(most, beginnings.filter(({ length }) => length > 0).length)
    if (most >= TOO_COMPLEX) return TOO_COMPLEX
    for (const letter of lettersAfter(tokens, beginnings)) {
      const next = afterLetter(tokens, beginnings, letter)
      const key = next.map(({ wildcard, length }) => `${wildcard}.${length}`).join()
      if (seen.has(key) || seen.size >= MOST_TEXTS) continue
      seen.add(key)
      open.push(next)
    }
  }
  return most
}

/** The first `length` tokens of a wildcard. */
type Beginning = { readonly wildcard: number; readonly length: number }

type Tokens = readonly (readonly string[])[]

const STAR = '*'

/** Letters and stars; a literal asterisk is told from a star by its backslash. The quotes of the JSON text count, too. */
function tokensOf(wildcard: Wildcard): readonly string[] {
  const texts = wildcard.map(text => [...text].map(letter => (letter === STAR ? '\\*' : letter)))
  return ['"', ...texts.flatMap((text, n) => (n === 0 ? text : [STAR, ...text])), '"']
}

/** A star may stand for nothing, so what ends before it has also passed it. */
function withStars(tokens: Tokens, beginnings: readonly Beginning[]): readonly Beginning[] {
  const all = new Map<string, Beginning>()
  for (const { wildcard, length } of beginnings) {
    all.set(`${wildcard}.${length}`, { wildcard, length })
    if (tokens[wildcard]?.[length] !== STAR) continue
    all.set(`${wildcard}.${length + 1}`, { wildcard, length: length + 1 })
  }
  return [...all.values()].toSorted((a, b) => a.wildcard - b.wildcard || a.length - b.length)
}

/** Letters that make a difference here, and one that makes none. */
function lettersAfter(tokens: Tokens, beginnings: readonly Beginning[]): ReadonlySet<string> {
  const letters = beginnings.map(({ wildcard, length }) => tokens[wildcard]?.[length] ?? '')
  return new Set([...letters.filter(letter => letter !== STAR && letter !== ''), 'any other'])
}

function afterLetter(tokens: Tokens, beginnings: readonly Beginning[], letter: string) {
  const next = beginnings.flatMap(({ wildcard, length }) => {
    const stays = tokens[wildcard]?.[length - 1] === STAR ? [{ wildcard, length }] : []
    const goes = tokens[wildcard]?.[length] === letter ? [{ wildcard, length: length + 1 }] : []
    return [...stays, ...goes]
  })
  return withStars(tokens, next)
}
