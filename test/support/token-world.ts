// A world to tell the life of a token pair in: a clock that stands until it is moved, a chain with real rotation, a secret with
// its versions, a bus that keeps what it got.
import { credentialsIn } from '../../lib/aws/secret.ts'
import { BackupError } from '../../lib/errors.ts'
import type { ResultEvent } from '../../lib/run/event.ts'
import { inMemoryNotes } from '../../lib/run/in-memory-notes.ts'
import type { Notes } from '../../lib/run/ports.ts'
import type { CommCell } from '../../lib/start.ts'
import { fieldsOfPair } from '../../lib/token/pair.ts'
import type { SecretStore, TokenWorld } from '../../lib/token/ports.ts'
import { SUNDAY } from './story.ts'
import { tokenChain } from './token-chain.ts'

export const SECRET = 'backup/prod/commvault'

const commcell = (name: string): CommCell => ({
  name,
  endpoint: `https://${name}.example.com/commandcenter/api`,
  authSecret: SECRET,
  maxInFlight: 4,
})

export type TokenStory = ReturnType<typeof tokenStory>

export function tokenStory({ life }: { readonly life?: number } = {}) {
  let now = SUNDAY
  const clock = () => now
  const chain = tokenChain({ now: clock, ...(life !== undefined && { life }) })
  const versions = [chain.secretText()]
  let isUnwritable = false
  let failingStores = 0
  let isBusDown = false
  const events: ResultEvent[] = []
  const lines: string[] = []
  const log: string[] = []
  const notes = recorded(inMemoryNotes(), text => log.push(text))

  const refuse = () => {
    throw new BackupError('secret-unwritable', `Secrets Manager did not take ${SECRET}: denied.`)
  }
  const secrets: SecretStore = {
    read: async name => credentialsIn(name, versions[0]),
    rehearse: async () => {
      if (isUnwritable) refuse()
    },
    store: async (_, pair, others) => {
      if (isUnwritable || failingStores-- > 0) refuse()
      const text = JSON.stringify({ ...others, ...fieldsOfPair(pair) })
      if (text !== versions[0]) versions.unshift(text)
    },
  }

  const world: TokenWorld = {
    now: clock,
    notes,
    log: (_level, message, fields) => lines.push(`${message} ${JSON.stringify(fields)}`),
    publish: async batch => {
      if (isBusDown) throw new BackupError('publish-failed', 'The bus is down.')
      events.push(...batch)
      return new Set(batch.map(({ eventId }) => eventId))
    },
    commcells: { main: commcell('main'), branch: commcell('branch') },
    secrets,
    service: () => chain.service,
    pause: async ms => {
      now += ms
    },
  }

  return {
    world,
    chain,
    lines,
    /** Every note that was ever written. */
    noted: log,
    secretText: () => versions[0] ?? '',
    versions: (): readonly string[] => versions,
    put: (text: string) => versions.unshift(text),
    pass: (ms: number) => {
      now += ms
    },
    now: clock,
    breakWrites: () => {
      isUnwritable = true
    },
    mendWrites: () => {
      isUnwritable = false
    },
    failStores: (times: number) => {
      failingStores = times
    },
    breakBus: () => {
      isBusDown = true
    },
    mendBus: () => {
      isBusDown = false
    },
    /** Each once, however often it was published. */
    events: () => [...new Map(events.map(event => [event.eventId, event])).values()],
    published: events,
    reasons: () =>
      [...new Map(events.map(event => [event.eventId, event.detail.reason])).values()].map(String),
    /** Whether backups can go on: the secret holds a token that Commvault accepts. */
    isSignedIn: async () => {
      const { accessToken } = JSON.parse(versions[0] ?? '{}')
      return (await chain.service.accepts(String(accessToken))) === true
    },
  }
}

function recorded(notes: Notes, record: (text: string) => void): Notes {
  return {
    read: notes.read,
    write: note => {
      record(JSON.stringify(note))
      return notes.write(note)
    },
  }
}
