// Signing in from a laptop: the Authtoken from a variable, everything else from the environment of the policies. Without
// AWS no secret can be read.
import { httpExchange } from '../commvault/client.ts'
import type { Exchange } from '../commvault/exchange.ts'
import { metered } from '../commvault/metered.ts'
import type { Signing } from '../commvault/signed.ts'
import { inMemoryNotes } from '../run/in-memory-notes.ts'
import type { Notes } from '../run/ports.ts'
import { spender } from '../run/quota.ts'
import type { CommCell } from '../start.ts'
import { UsageError } from './failure.ts'

export type SignedIn = Signing & { readonly endpoint: string }

const VARIABLE = 'HOLDFAST_AUTHTOKEN'

/**
 * Signs in to all CommCells that a command talks to, by name, within their `limits` as far as this command uses them up.
 * One takes the token of HOLDFAST_AUTHTOKEN; several take one each, because a token of one Command Center is nothing that
 * another should see.
 * @throws UsageError for a token that is missing or unusable, and for a CA that only AWS could read; nothing is sent before
 */
export function signIn(
  commcells: readonly CommCell[],
  notes: Notes = inMemoryNotes(),
): ReadonlyMap<string, SignedIn> {
  const isOnly = commcells.length === 1
  return new Map(
    commcells.map(commcell => {
      const { name, endpoint, authHeader } = commcell
      const authtoken = readAuthtoken(commcell, isOnly)
      const signedIn = {
        endpoint,
        // There is no other token to be had: the variable is read once.
        authtoken: async () => authtoken,
        exchange: exchangeWith(commcell, notes),
        ...(authHeader === undefined ? {} : { authHeader }),
      }
      return [name, signedIn]
    }),
  )
}

function exchangeWith(commcell: CommCell, notes: Notes): Exchange {
  const { name, ca, limits } = commcell
  checkCa(commcell)
  const exchange = httpExchange({ env: process.env, ...(ca === undefined ? {} : { ca }) })
  if (limits === undefined) return exchange
  return metered(exchange, spender({ notes, now: Date.now, commcell: name, limits }))
}

function readAuthtoken({ name }: CommCell, isOnly: boolean): string {
  const own = `${VARIABLE}_${name.toUpperCase().replaceAll('-', '_')}`
  const variables = isOnly ? [own, VARIABLE] : [own]
  const variable = variables.find(each => process.env[each]?.trim()) ?? ''
  const authtoken = process.env[variable]?.trim()
  if (!authtoken) {
    const where = isOnly ? `${VARIABLE}; it is` : `${own}, because there are several; it is`
    throw new UsageError(
      `the Authtoken for CommCell ${name} comes from the variable ${where} not set.`,
    )
  }
  if (/^[\x20-\x7e]+$/.test(authtoken)) return authtoken
  throw new UsageError(
    `the Authtoken in ${variable} has a line break or another character that no header carries.`,
  )
}

/** Node trusts the certificates of this variable as well: https://nodejs.org/api/cli.html#node_extra_ca_certsfile */
function checkCa({ name, caSecret }: CommCell): void {
  if (caSecret === undefined || process.env.NODE_EXTRA_CA_CERTS) return
  throw new UsageError(
    `the CA of CommCell ${name} is in the secret ${caSecret}, which cannot be read without AWS; save its certificates to a file and name that in the variable NODE_EXTRA_CA_CERTS.`,
  )
}
