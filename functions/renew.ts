// The one renewer of token pairs, every five minutes. Nothing else renews or writes a secret.
import type { Handler } from 'aws-lambda'
import type { TokenWorld } from '../lib/token/ports.ts'
import { type Looked, renewAll } from '../lib/token/renew-all.ts'
import { entryOf } from './entry.ts'
import { openRenewer, type Renewer } from './renewer.ts'

export type RenewSummary = { readonly secrets: readonly Looked[] }

const look = async ({ world }: Renewer): Promise<RenewSummary> => ({
  secrets: await renewAll(world),
})

const renewerWith = (overrides: Partial<TokenWorld>) => () =>
  openRenewer({ env: process.env, beside: import.meta.dirname, overrides })

/** The same function in a world that differs in some ways: the local world brings its own clock and log. */
export const createHandler = (overrides: Partial<TokenWorld>) =>
  entryOf(look, renewerWith(overrides))

export const handler = entryOf(look, renewerWith({})) satisfies Handler<unknown, RenewSummary>
