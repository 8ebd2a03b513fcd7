// An emulated Command Center over real HTTP, under a clock that tests move, and a caller that asks it for JSON.
import {
  type CommandCenterEmulator,
  type CommandCenterWorld,
  emulateCommandCenter,
} from '../../lib/emulator/command-center.ts'
import { type Listening, listen } from '../../lib/emulator/listen.ts'

export const NIGHT = Date.parse('2026-11-22T00:00:00Z')
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

type Headers = { readonly [name: string]: string }

export type Heard = {
  readonly status: number
  readonly header: (name: string) => string | null
  readonly text: string
  /** Undefined of anything else. */
  readonly json: ReturnType<typeof JSON.parse>
}

export type Emulated = CommandCenterEmulator & {
  readonly clock: { at: number }
  /** With the Authtoken `t0ken`, unless the headers say otherwise. */
  readonly get: (path: string, headers?: Headers) => Promise<Heard>
  readonly post: (path: string, body?: unknown, headers?: Headers) => Promise<Heard>
  readonly call: (method: string, path: string, sent?: Sent) => Promise<Heard>
}

type Sent = { readonly headers?: Headers; readonly body?: unknown }

const open: Listening[] = []

/** To be called after each test. */
export async function closeAll(): Promise<void> {
  await Promise.all(open.splice(0).map(server => server.close()))
}

export async function emulated(options: Partial<CommandCenterWorld> = {}): Promise<Emulated> {
  const clock = { at: NIGHT }
  const emulator = emulateCommandCenter({ now: () => clock.at, tokens: ['t0ken'], ...options })
  const server = await listen(emulator.app, { port: 0, host: '127.0.0.1' })
  open.push(server)

  async function call(method: string, path: string, sent: Sent = {}): Promise<Heard> {
    const { body } = sent
    const answer = await fetch(`${server.url}/commandcenter/api${path}`, {
      method,
      headers: { Accept: 'application/json', Authtoken: 't0ken', ...sent.headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      header: name => answer.headers.get(name),
      text,
      json: /^[[{]/.test(text) ? JSON.parse(text) : undefined,
    }
  }

  return {
    ...emulator,
    clock,
    call,
    get: (path, headers = {}) => call('GET', path, { headers }),
    post: (path, body, headers = {}) => call('POST', path, { body, headers }),
  }
}

/** The body of createTask for one entity. */
export function taskFor(entity: object, backupLevel?: string, commonOpts: object = {}) {
  const options = { backupOpts: { ...(backupLevel && { backupLevel }) }, commonOpts }
  const subTasks = [{ subTask: { subTaskType: 2, operationType: 2 }, options }]
  return { taskInfo: { task: { taskType: 1 }, associations: [entity], subTasks } }
}

export const ERP = { clientId: 2101, instanceId: 301, subclientId: 9101, appName: 'SQL Server' }
