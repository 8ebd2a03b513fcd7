// A container of the storm: the real functions' world, wired as functions/world.ts wires it, but that every call over the
// network goes through the life of the function that makes it. One call at a time, as in Lambda.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { authtokenReader } from '../lib/aws/authtoken.ts'
import { eventBus } from '../lib/aws/event-bus.ts'
import { dynamoNotes } from '../lib/aws/notes.ts'
import { dynamoRunStore } from '../lib/aws/run-store.ts'
import { secretStore } from '../lib/aws/secret-store.ts'
import { commandCenter } from '../lib/commvault/command-center.ts'
import type { Exchange, HttpRequest, NoReply } from '../lib/commvault/exchange.ts'
import { loginService } from '../lib/commvault/login.ts'
import { metered } from '../lib/commvault/metered.ts'
import { tokenService } from '../lib/commvault/token-service.ts'
import type { CommandCenter, Log, World } from '../lib/run/ports.ts'
import { spender } from '../lib/run/quota.ts'
import type { CommCell, PolicySources } from '../lib/start.ts'
import type { TokenHost, TokenWorld } from '../lib/token/ports.ts'
import { signIn } from '../lib/token/sign-in.ts'
import type { StormClock } from './storm-clock.ts'
import { type Effect, type Life, UNANSWERED } from './storm-life.ts'
import type { Lots } from './storm-lots.ts'

/** What all containers share: the network, and what befalls it. */
export type Network = {
  readonly clock: StormClock
  readonly lots: Lots
  readonly table: string
  readonly dynamo: DynamoDBClient
  readonly events: EventBridgeClient
  readonly secrets: SecretsManagerClient
  /** The wire to every Command Center. */
  readonly exchange: Exchange
  readonly log: Log
  /** Whether something cannot be reached for now: `bus`, `secrets`, or a CommCell by name. */
  readonly isDown: (what: string) => boolean
  /** Told of everything that is stored. */
  readonly onStored: (text: string) => void
  /** Told of every call to a Command Center, when it is made; `isFree`: it is made whatever the quota says. */
  readonly onCall: (commcell: string, method: HttpRequest['method'], isFree: boolean) => void
  /** Told of every call that the real clock has ended. */
  readonly onHung: () => void
}

export type Container = {
  readonly policies: readonly PolicySources[]
  readonly world: (life: Life, timeoutMs: number) => World
  readonly tokenWorld: (life: Life, timeoutMs: number) => TokenWorld
}

export function openContainer(network: Network, policies: readonly PolicySources[]): Container {
  let life: Life | undefined
  const effect: Life['effect'] = effect => {
    if (life === undefined) throw new Error('an effect outside of any function')
    return life.effect(effect)
  }
  const { clock, table, log } = network
  const now = clock.now
  const client = slowed(network.dynamo, storeEffects(network, effect))
  const events = slowed(network.events, plainEffects(network, effect, 'bus'))
  const secrets = slowed(network.secrets, plainEffects(network, effect, 'secrets'))
  const commcells: World['commcells'] = Object.assign({}, ...policies.map(one => one.commcells))

  const host: TokenHost = {
    now,
    notes: dynamoNotes({ client, table }),
    publish: eventBus({ client: events, busName: 'results', sleep: clock.sleep }),
    log,
  }
  const wireTo = wires({ network, effect, host, commcells })
  const centers = new Map<string, CommandCenter>()
  function centerOf(name: string): CommandCenter {
    const { commcell, exchange, first } = wireTo(name)
    const { endpoint, authSecret: secretName } = commcell
    const login = loginService({ exchange: first, endpoint })
    const authtoken = authtokenReader({
      client: secrets,
      secretName,
      now,
      signIn: (credentials, version) =>
        signIn({ ...host, commcell: name, login }, { secretName, version, credentials }),
    })
    const center = commandCenter({ exchange, authtoken, endpoint, now })
    centers.set(name, center)
    return center
  }

  const runs = dynamoRunStore({ client, table, log })
  const policyOf = (source: string) =>
    policies.find(({ sources }) => sources.some(({ name }) => name === source))
  return {
    policies,
    world(ofCall, timeoutMs) {
      life = ofCall
      const deadline = now() + timeoutMs
      const commandCenter = (name: string) => centers.get(name) ?? centerOf(name)
      return { ...host, commcells, commandCenter, policyOf, policies, runs, deadline }
    },
    tokenWorld(ofCall, timeoutMs) {
      life = ofCall
      const service: TokenWorld['service'] = name => {
        const { commcell, first } = wireTo(name)
        return tokenService({ exchange: first, endpoint: commcell.endpoint })
      }
      const deadline = now() + timeoutMs
      const store = secretStore(secrets)
      return { ...host, commcells, secrets: store, service, pause: clock.sleep, deadline }
    },
  }
}

// --- AWS ---

type Effects = Life['effect']
type Send = (command: object) => Promise<unknown>
type Slowed = (command: object, send: () => Promise<unknown>) => Promise<unknown>

/** The same client, every call of it an effect. */
function slowed<Client extends { readonly send: unknown }>(client: Client, by: Slowed): Client {
  const send = (client.send as Send).bind(client)
  return Object.assign(Object.create(client), {
    send: (command: object) => by(command, () => send(command)),
  })
}

const plainEffects =
  ({ lots, isDown }: Network, effect: Effects, what: 'bus' | 'secrets'): Slowed =>
  (_, send) => {
    const perform = async () => {
      if (!isDown(what)) return send()
      lots.count(`AWS: no answer of the ${what}`)
      throw new Error('InternalServiceError: try again')
    }
    return effect({ ...ofMilliseconds(lots), perform })
  }

/** A store that is too busy, and one whose answer is lost: then the SDK asks the same again. */
function storeEffects({ lots, onStored }: Network, effect: Effects): Slowed {
  return (command, send) => {
    const { input = {} } = command as { readonly input?: { readonly Item?: object } }
    if (input.Item) onStored(JSON.stringify(input.Item))
    const isBusy = lots.befalls('store: too busy', 0.0004)
    const isAskedAgain = !isBusy && lots.befalls('store: answer lost, asked again', 0.002)
    const perform = async () => {
      if (isBusy) throw new Error('ThrottlingException: Rate exceeded')
      if (isAskedAgain) await send().catch(() => undefined)
      return send()
    }
    return effect({ ...ofMilliseconds(lots), perform })
  }
}

const ofMilliseconds = (lots: Lots): Pick<Effect<unknown>, 'thereMs' | 'backMs'> => ({
  thereMs: lots.between('way to AWS', 1, 8),
  backMs: lots.between('way from AWS', 1, 8),
})

// --- Command Centers ---

type Wired = {
  readonly network: Network
  readonly effect: Effects
  readonly host: TokenHost
  readonly commcells: World['commcells']
}

type Wire = { readonly commcell: CommCell; readonly exchange: Exchange; readonly first: Exchange }

function wires({ network, effect, host, commcells }: Wired): (name: string) => Wire {
  const { clock, onCall } = network
  return name => {
    const plain = overTheWire(network, effect, name)
    const commcell = commcells[name]
    if (commcell === undefined) throw new Error(`no CommCell ${name}`)
    const { limits } = commcell
    const counting =
      (isFree: boolean): Exchange =>
      request => {
        onCall(name, request.method, isFree)
        return plain(request)
      }
    if (limits === undefined) return { commcell, exchange: counting(false), first: counting(true) }
    const spend = spender({ notes: host.notes, now: clock.now, commcell: name, limits })
    return {
      commcell,
      exchange: metered(counting(false), spend),
      first: async request => {
        await spend(request.method === 'GET' ? 'read' : 'write')
        return counting(true)(request)
      },
    }
  }
}

/** In real time a call has this long: what hangs shall not cost what it costs in virtual time. */
const REAL_MS = 400

/** A port that no program is given. */
const NOBODY_LISTENS = 'http://127.0.0.1:1/'

/** Most calls take a part of a second. A few take long, and some of these longer than anybody waits for them. */
function overTheWire(
  { lots, exchange, isDown, onHung }: Network,
  effect: Effects,
  name: string,
): Exchange {
  return request => {
    const { method, deadlineMs } = request
    const way = () => waysOf(lots, method === 'GET' ? 'read' : 'write', deadlineMs)
    const noReply = (): NoReply => ({
      sent: 'unknown',
      text: `${new URL(request.url).host} did not answer in ${deadlineMs} ms`,
    })
    const [thereMs, backMs] = way()
    const patience = { ms: deadlineMs, instead: noReply }
    const perform = async () => {
      if (isDown(name)) lots.count('network: no connection to the Command Center')
      const url = isDown(name) ? NOBODY_LISTENS : request.url
      const asked = performance.now()
      const reply = await exchange({ ...request, url, deadlineMs: REAL_MS })
      const isHung = 'sent' in reply && performance.now() - asked >= REAL_MS - 20
      if (!isHung) return reply
      // It is the client's patience that ends it, in virtual time.
      onHung()
      return UNANSWERED
    }
    return effect({ thereMs, backMs, patience, perform })
  }
}

/** A request that waits somewhere on its way is done at last, when nobody waits for it any more: within a minute. */
const LATE_MS = 60_000

function waysOf(lots: Lots, kind: 'read' | 'write', deadlineMs: number): [number, number] {
  const there = lots.between(`${kind} on its way`, 10, 200)
  const back = lots.between(`${kind} on its way back`, 10, 900)
  if (lots.befalls(`network: ${kind} took long`, 0.01)) {
    return [there, lots.between('long way back', 1_000, deadlineMs * 0.95)]
  }
  if (lots.befalls(`network: ${kind} done when nobody waited any more`, 0.003)) {
    return [deadlineMs + lots.between('late', 0, LATE_MS), back]
  }
  return [there, back]
}
