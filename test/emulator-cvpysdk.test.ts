// Commvault's Python SDK (cvpysdk at 6094504) has once been run against the emulator: login, look-ups, backups of SQL
// Server, files and Oracle, pause, resume, kill, resubmit, tokens. What it called then is called again here, call by call,
// and every field that it reads must be there with the same value.
import { afterEach, expect, it } from 'vitest'
import { emulateCommandCenter } from '../lib/emulator/command-center.ts'
import { type Listening, listen } from '../lib/emulator/listen.ts'
import { expectGolden, readGolden } from './support/golden.ts'

type Step =
  /** Seconds that the SDK slept. */
  | { readonly wait: number }
  | {
      readonly call: string
      readonly authtoken?: string
      readonly body?: unknown
      readonly status: number
      /** By their path in the answer. */
      readonly told?: { readonly [path: string]: unknown }
      readonly text?: string
      /** Where the answer has a token, and what it is called from then on. */
      readonly gives?: { readonly [path: string]: string }
    }

const open: Listening[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map(server => server.close()))
})

it('answers everything that Commvault’s own Python SDK has asked it', async () => {
  let now = Date.parse('2026-11-22T00:00:00Z')
  const options = { tokens: ['t0ken'], speed: 60, seed: 7 }
  const server = await listen(emulateCommandCenter({ now: () => now, ...options }).app, {
    port: 0,
    host: '127.0.0.1',
  })
  open.push(server)
  const tokens = new Map<string, string>()
  const real = (text: string) => text.replace(/\{token \d\}/g, name => tokens.get(name) ?? name)
  const trace = JSON.parse(readGolden('emulator/cvpysdk.json')) as readonly Step[]

  const replayed: Step[] = []
  for (const step of trace) {
    if ('wait' in step) {
      replayed.push(step)
      now += step.wait * 1000
      continue
    }
    const [method = '', path = ''] = step.call.split(' ')
    const answer = await fetch(`${server.url}/commandcenter/api${path}`, {
      method,
      headers: {
        Accept: 'application/json',
        'Content-type': 'application/json',
        ...(step.authtoken && { Authtoken: real(step.authtoken) }),
      },
      ...(step.body !== undefined && { body: real(JSON.stringify(step.body)) }),
    })
    const text = await answer.text()
    const value = answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : {}
    const told = Object.keys(step.told ?? {}).map(field => [field, at(value, field)])
    replayed.push({
      ...step,
      status: answer.status,
      ...(step.told && { told: Object.fromEntries(told) }),
      ...(step.text !== undefined && { text }),
    })
    for (const [field, name] of Object.entries(step.gives ?? {})) {
      tokens.set(name, String(at(value, field)))
    }
  }
  const lines = replayed.map(step => JSON.stringify(step)).join(',\n')
  expectGolden('emulator/cvpysdk.json', `[\n${lines}\n]\n`)
  expect(trace.length).toBeGreaterThan(200)
  expect([...new Set(tokens.values())]).toHaveLength(tokens.size)
})

function at(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((part, key) => (part as { [key: string]: unknown } | undefined)?.[key], value)
}
