// Secrets Manager on loopback with versions, stages and request tokens, spoken to by the real client: what a rotation relies
// on. AWS, "GetSecretValue" and "PutSecretValue".
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { Hono } from 'hono'
import { listen } from '../../lib/emulator/listen.ts'
import { LOOPBACK_CREDENTIALS } from './dynalite.ts'

type Stage = 'AWSCURRENT' | 'AWSPREVIOUS' | 'AWSPENDING'

export type Version = { readonly id: string; readonly text: string; stages: readonly Stage[] }

export type Vault = Awaited<ReturnType<typeof startVault>>

export async function startVault(secrets: { readonly [name: string]: string } = {}) {
  const versions = new Map<string, Version[]>()
  let calls: string[] = []
  let failing: { readonly call: string; readonly name: string } | undefined
  let made = 0

  /** A stage is on one version at a time; AWSCURRENT leaves AWSPREVIOUS where it was. */
  function label(all: readonly Version[], version: Version, stage: Stage): void {
    const holder = all.find(({ stages }) => stages.includes(stage))
    if (holder === version) return
    for (const other of all) other.stages = other.stages.filter(each => each !== stage)
    version.stages = [...version.stages, stage]
    if (stage === 'AWSCURRENT' && holder) label(all, holder, 'AWSPREVIOUS')
  }

  function write(name: string, text: string, put: Partial<Put> = {}): Version | undefined {
    const { ClientRequestToken: id = `v${++made}`, VersionStages = ['AWSCURRENT'] } = put
    const all = versions.get(name) ?? []
    const known = all.find(version => version.id === id)
    if (known) return known.text === text ? known : undefined
    const version: Version = { id, text, stages: [] }
    all.push(version)
    versions.set(name, all)
    for (const stage of VersionStages) label(all, version, stage)
    return version
  }

  function read({ SecretId, VersionStage = 'AWSCURRENT' }: Get): Version | undefined {
    return versions.get(SecretId)?.find(({ stages }) => stages.includes(VersionStage))
  }

  const app = new Hono()
  app.post('/', async c => {
    const call = c.req.header('x-amz-target')?.split('.')[1] ?? ''
    const input = (await c.req.json()) as Get & Put
    calls.push(`${call} ${input.VersionStage ?? input.VersionStages?.join() ?? 'AWSCURRENT'}`)
    c.header('Content-Type', 'application/x-amz-json-1.1')
    const fail = (name: string) => c.body(JSON.stringify({ __type: name, message: 'No.' }), 400)
    if (failing?.call === call) return fail(failing.name)
    const isPut = call === 'PutSecretValue'
    if (isPut && !versions.has(input.SecretId)) return fail('ResourceNotFoundException')
    const version = isPut ? write(input.SecretId, input.SecretString, input) : read(input)
    if (!version) return fail(isPut ? 'ResourceExistsException' : 'ResourceNotFoundException')
    const { id: VersionId, text: SecretString } = version
    return c.body(JSON.stringify({ Name: input.SecretId, VersionId, SecretString }))
  })

  for (const [name, text] of Object.entries(secrets)) write(name, text)
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  const client = new SecretsManagerClient({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: LOOPBACK_CREDENTIALS,
    maxAttempts: 1,
  })
  return {
    client,
    url: server.url,
    /** As a person does in the console. */
    put: (name: string, text: string) => write(name, text),
    read: (name: string, stage: Stage = 'AWSCURRENT') =>
      read({ SecretId: name, VersionStage: stage })?.text,
    versions: (name: string): readonly Version[] => versions.get(name) ?? [],
    /** Since it was last asked for: `GetSecretValue AWSPREVIOUS`. */
    calls: () => {
      const told = calls
      calls = []
      return told
    },
    fail: (call: 'GetSecretValue' | 'PutSecretValue', name = 'AccessDeniedException') => {
      failing = { call, name }
    },
    mend: () => {
      failing = undefined
    },
    stop: async () => {
      client.destroy()
      await server.close()
    },
  }
}

type Get = { readonly SecretId: string; readonly VersionStage?: Stage }

type Put = {
  readonly SecretId: string
  readonly SecretString: string
  readonly ClientRequestToken?: string
  readonly VersionStages?: readonly Stage[]
}
