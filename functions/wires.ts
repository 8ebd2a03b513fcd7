// The wire to each CommCell: one for as long as the container lives, and with it the TLS session that is resumed.
import { httpExchange } from '../lib/commvault/client.ts'
import type { Exchange } from '../lib/commvault/exchange.ts'
import { metered } from '../lib/commvault/metered.ts'
import { BackupError } from '../lib/errors.ts'
import type { Notes, Spend, World } from '../lib/run/ports.ts'
import { spender } from '../lib/run/quota.ts'
import type { CommCell } from '../lib/start.ts'

export type Wire = {
  readonly commcell: CommCell
  /** Within the `limits` of the CommCell, where it has any. */
  readonly exchange: Exchange
  /** For signing in and renewing: counted like all else, and made even when the quota is used up; without it nothing works. */
  readonly first: Exchange
}

export type WireOptions = {
  readonly commcells: World['commcells']
  /** May name a proxy. */
  readonly env: NodeJS.ProcessEnv
  /** The text of a secret. */
  readonly readSecret: (secretName: string) => Promise<string>
  readonly notes: Notes
  readonly now: World['now']
}

/** Opened when it is first asked for. @throws BackupError `commcell-unknown` */
export function wires(options: WireOptions): (commcell: string) => Wire {
  const opened = new Map<string, Wire>()
  return name => {
    const wire = opened.get(name) ?? wireTo(options, name)
    opened.set(name, wire)
    return wire
  }
}

function wireTo(options: WireOptions, name: string): Wire {
  const { commcells, notes, now } = options
  const commcell = commcells[name]
  if (commcell === undefined) throw unknownCommCell(name, Object.keys(commcells))
  const { limits } = commcell
  const plain = trusting(commcell, options)
  if (limits === undefined) return { commcell, exchange: plain, first: plain }
  const spend = spender({ notes, now, commcell: name, limits })
  return { commcell, exchange: metered(plain, spend), first: counted(plain, spend) }
}

function counted(exchange: Exchange, spend: Spend): Exchange {
  return async request => {
    const kind = request.method === 'GET' ? 'read' : 'write'
    // Between the marker of a renewal and the renewal nothing may fail that does not have to.
    await spend(kind).catch(() => undefined)
    return exchange(request)
  }
}

/** A CA that lies in a secret is read before the first call; what failed is tried again by the next. */
function trusting({ ca, caSecret }: CommCell, { env, readSecret }: WireOptions): Exchange {
  if (caSecret === undefined) return httpExchange({ env, ...(ca !== undefined && { ca }) })
  let opening: Promise<Exchange> | undefined
  const open = async () => httpExchange({ env, ca: await readSecret(caSecret) })
  return async request => {
    opening ??= open()
    try {
      return await (await opening)(request)
    } catch (error) {
      opening = undefined
      throw error
    }
  }
}

function unknownCommCell(name: string, known: readonly string[]): BackupError {
  return new BackupError(
    'commcell-unknown',
    `CommCell ${name} is not in the compiled sources (they know ${known.join(', ')}): put it back into the environment until its runs have ended.`,
  )
}
