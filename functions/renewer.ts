// The world of the one renewer: the same CommCells and secrets as the other functions have, and nothing of runs.
import { setTimeout as sleep } from 'node:timers/promises'
import { readSecretWith } from '../lib/aws/get-secret.ts'
import { secretStore } from '../lib/aws/secret-store.ts'
import { tokenService } from '../lib/commvault/token-service.ts'
import type { TokenWorld } from '../lib/token/ports.ts'
import { openHost } from './host.ts'
import { readSettings, type Surroundings } from './settings.ts'
import { readSources } from './sources.ts'
import { wires } from './wires.ts'

export type Renewer = { readonly world: TokenWorld }

/** @throws BackupError `environment-incomplete`, `sources-unreadable` */
export function openRenewer({ env, beside, overrides }: Surroundings<TokenWorld>): Renewer {
  const settings = readSettings(env, beside)
  const { commcells } = readSources(settings.sources, settings.environment)
  const { host, secrets } = openHost(settings, overrides)
  const wireTo = wires({ ...host, commcells, env, readSecret: readSecretWith(secrets) })
  const world: TokenWorld = {
    ...host,
    commcells,
    secrets: secretStore(secrets),
    service: name => {
      const { commcell, first } = wireTo(name)
      const { endpoint, authHeader } = commcell
      return tokenService({ exchange: first, endpoint, ...(authHeader && { authHeader }) })
    },
    pause: sleep,
    ...overrides,
  }
  return { world }
}
