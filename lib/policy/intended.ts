// What a word was meant to be, among a few that are possible: nearly spelled so, a part of it, or another word for it.
import { bare, meant } from '../trigger/meant.ts'

/** One of a few names: `Prd` and `production` mean `prod`, `dba` means `dba-oncall`. Nothing where two are as likely. */
export function intended(word: string, known: readonly string[]): string | undefined {
  return meant(word, known) ?? theOneAround(bare(word), known)
}

/** A value of a key. What is as likely to be its opposite is not guessed at. */
export function intendedValue(
  key: string,
  word: string,
  allowed: readonly string[],
): string | undefined {
  const said = OTHER_WORDS[key]?.find(({ words }) => words.includes(bare(word)))
  if (said !== undefined) return allowed.includes(said.mean) ? said.mean : undefined
  return intended(word, allowed)
}

/** The only one that has the word in it, or that is in the word. */
function theOneAround(word: string, known: readonly string[]): string | undefined {
  const around = known.filter(one => {
    const [short = '', long = ''] = [word, bare(one)].toSorted((a, b) => a.length - b.length)
    return short.length >= SHORTEST && long.includes(short)
  })
  return around.length === 1 ? around[0] : undefined
}

/** Fewer letters are part of too much. */
const SHORTEST = 3

type Words = { readonly mean: string; readonly words: readonly string[] }

/** The same in the words of other schedulers and databases, by key. */
const OTHER_WORDS: { readonly [key: string]: readonly Words[] | undefined } = {
  app: [{ mean: 'sqlserver', words: ['mssql', 'ms-sql'] }],
  kind: [{ mean: 'BackupPolicy', words: ['policy'] }],
  level: [{ mean: 'TRANSACTION_LOG', words: ['logs', 'tlog', 'tran'] }],
  onBlackout: [{ mean: 'defer', words: ['wait', 'delay', 'queue', 'postpone'] }],
  onMaxRun: [{ mean: 'cancel', words: ['kill', 'abort', 'stop'] }],
  overlap: [{ mean: 'buffer', words: ['wait', 'queue', 'defer'] }],
  when: [{ mean: 'COMPLETED', words: ['success', 'succeeded', 'successful', 'ok'] }],
}
