// How the Authtokens of a CommCell live: a token that somebody replaces by hand, a pair that is renewed, or a user who signs
// in. Whatever needs a human gets one, an hour later.
import { MINUTE, type Span } from '../lib/schedule/calendar.ts'
import type { StormClock } from './storm-clock.ts'
import type { Lots } from './storm-lots.ts'
import type { Cell, CellOptions, Site } from './storm-site.ts'

export type TokenKind = 'text' | 'json' | 'pair' | 'login'

export const TOKEN_KINDS: readonly [TokenKind, ...TokenKind[]] = ['text', 'json', 'pair', 'login']

/** In every token and password that is made up here; those of the emulator are known by themselves. */
export const MARKER = 'm4rk3r'

const HOUR = 60 * MINUTE

export const secretOf = (commcell: string) => `commvault/${commcell}`

const tokenOf = (commcell: string, number: number) => `${MARKER}-${commcell}-${number}-0f5c81`
const passwordOf = (commcell: string) => `${MARKER}-pass-${commcell}`
const USER = 'svc-backup'

export function tokenOptions(lots: Lots, commcell: string): Partial<CellOptions> {
  return {
    userName: USER,
    tokens: [tokenOf(commcell, 1)],
    users: [{ userName: USER, password: passwordOf(commcell) }],
    accessTokenMinutes: lots.one('life of a token', [360, 720]),
    oldTokenSeconds: lots.one('life of an old token', [0, 60]),
  }
}

/** Before there is a server, a pair cannot be made: it is put into the secret by `keepTokens`. */
export function firstSecret(kind: TokenKind, commcell: string): string {
  if (kind === 'login') return loginText(commcell)
  return kind === 'json' ? jsonText(tokenOf(commcell, 1)) : tokenOf(commcell, 1)
}

const jsonText = (authtoken: string) => JSON.stringify({ authtoken, owner: 'dba' })

const loginText = (commcell: string) =>
  JSON.stringify({ username: USER, password: passwordOf(commcell) })

type Keeping = {
  readonly clock: StormClock
  readonly lots: Lots
  readonly site: Site
  readonly span: Span
  readonly kinds: ReadonlyMap<string, TokenKind>
}

/** Everything that is done to tokens by hand. `mend` is for whoever hears that a human is needed. */
export function keepTokens(keeping: Keeping): { readonly mend: (commcell: string) => void } {
  const { clock, lots, site, kinds } = keeping
  const mend = (cell: Cell) => {
    const kind = kinds.get(cell.name)
    if (kind === 'pair')
      site.putSecret(secretOf(cell.name), JSON.stringify(cell.createAccessToken()))
    if (kind === 'login') site.putSecret(secretOf(cell.name), loginText(cell.name))
  }
  for (const cell of site.cells) {
    const kind = kinds.get(cell.name)
    if (kind === 'pair') mend(cell)
    if (kind === 'text' || kind === 'json') rotateNowAndThen(keeping, cell, kind)
  }
  return {
    mend: commcell => {
      const cell = site.cells.find(({ name }) => name === commcell)
      lots.count('token: a human is called')
      if (cell) clock.at(clock.now() + HOUR, () => mend(cell))
    },
  }
}

/** Now the secret comes first and now the Command Center; in between one of them does not know the other's token. */
function rotateNowAndThen({ clock, lots, site, span }: Keeping, cell: Cell, kind: TokenKind): void {
  let number = 1
  const often = 30 * HOUR
  for (let at = span.from + lots.between('rotation', HOUR, often); at < span.to; ) {
    number += 1
    const token = tokenOf(cell.name, number)
    const text = kind === 'json' ? jsonText(token) : token
    const first = at
    const second = at + lots.one('gap of a rotation', [0, 20_000, 3 * MINUTE])
    const isSecretFirst = lots.draw('order of a rotation') < 0.5
    clock.at(isSecretFirst ? first : second, () => site.putSecret(secretOf(cell.name), text))
    clock.at(isSecretFirst ? second : first, () => {
      lots.count('token: replaced by hand')
      cell.setTokens([token])
    })
    at += lots.between('rotation', HOUR, often)
  }
}
