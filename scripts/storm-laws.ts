// What must hold when a chapter is over, whatever befell it: each law by its name, with everything that breaks it.

import type { Books } from './storm-books.ts'
import { jobsLaw, ownersLaw, truthLaw } from './storm-law-jobs.ts'
import { callsLaw, capsLaw } from './storm-law-limits.ts'
import { endLaw, promisesLaw, toldLaw } from './storm-law-runs.ts'
import { decidedLaw, turnLaw } from './storm-law-starts.ts'
import { MARKER } from './storm-tokens.ts'

/** Something that breaks a law: where to look. */
export type Breach = { readonly law: LawName; readonly text: string }

/** Returns a line for each thing that breaks it. */
export type Law = (books: Books) => readonly string[]

const LAWS = {
  'at most one job a run': jobsLaw,
  'every job of ours is on record': ownersLaw,
  'every start is decided': decidedLaw,
  'every state is told': toldLaw,
  'everything ends': endLaw,
  'never more jobs than the caps allow': capsLaw,
  'never more calls than the limits allow': callsLaw,
  'no token anywhere': secretsLaw,
  'an outcome is what the job came to': truthLaw,
  'promises break and hold in turn': promisesLaw,
  'nothing starts out of turn': turnLaw,
  'nothing is thrown that is no failure of ours': ({ bugs }) => [...bugs],
} as const satisfies { readonly [name: string]: Law }

export type LawName = keyof typeof LAWS

export const LAW_NAMES = Object.keys(LAWS) as readonly LawName[]

export function breaches(books: Books): readonly Breach[] {
  return LAW_NAMES.flatMap(law => LAWS[law](books).map(text => ({ law, text })))
}

function secretsLaw({ texts, events, tokens }: Books): readonly string[] {
  const short = new Set(tokens.map(token => token.replace(/^QSDK /, '')))
  const all = [...texts, ...events.map(({ Detail }) => Detail)]
  return all
    .filter(text => text.includes(MARKER) || (text.match(HEX) ?? []).some(hex => short.has(hex)))
    .map(text => `a token in: ${text.slice(0, 300)}`)
}

/** The emulator's own tokens are hexadecimal, of 64 digits or 96. */
const HEX = /[0-9a-f]{64,96}/g
