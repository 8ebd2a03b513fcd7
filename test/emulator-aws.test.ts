// The emulated AWS calls through the real SDK clients over HTTP.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulateAws } from '../lib/emulator/aws.ts'
import type { BusEntry } from '../lib/emulator/event-bus.ts'
import { type Listening, listen } from '../lib/emulator/listen.ts'

const NIGHT = Date.parse('2026-11-22T00:00:00Z')

const took: BusEntry[][] = []
const { app, putSecret } = emulateAws({
  now: () => NIGHT,
  secrets: { 'backup/local/commvault': 't0ken', rotated: 'first' },
  onEvents: entries => took.push([...entries]),
  failEntry: entry =>
    entry.DetailType === 'Unlucky'
      ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' }
      : undefined,
})

let server: Listening
let secrets: SecretsManagerClient
let bus: EventBridgeClient

beforeAll(async () => {
  server = await listen(app, { port: 0, host: '127.0.0.1' })
  const config = {
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  }
  secrets = new SecretsManagerClient(config)
  bus = new EventBridgeClient(config)
})

afterAll(async () => {
  secrets.destroy()
  bus.destroy()
  await server.close()
})

describe('GetSecretValue', () => {
  const get = (SecretId: string, version: { VersionStage?: string; VersionId?: string } = {}) =>
    secrets.send(new GetSecretValueCommand({ SecretId, ...version }))

  it('gives a secret by its name, and by the ARN that it names, whole or without its suffix', async () => {
    const byName = await get('backup/local/commvault')
    expect(byName).toMatchObject({
      Name: 'backup/local/commvault',
      SecretString: 't0ken',
      VersionStages: ['AWSCURRENT'],
      CreatedDate: new Date(NIGHT),
    })
    const arn = byName.ARN ?? ''
    expect((await get(arn)).SecretString).toBe('t0ken')
    expect((await get(arn.slice(0, -7))).SecretString).toBe('t0ken')
  })

  it('keeps the version before the current one', async () => {
    await expect(get('rotated', { VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message:
        "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
    })
    const { VersionId = '' } = await get('rotated')
    putSecret('rotated', 'second')
    expect((await get('rotated')).SecretString).toBe('second')
    expect((await get('rotated', { VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('first')
    expect((await get('rotated', { VersionId })).SecretString).toBe('first')
    putSecret('rotated', 'third')
    await expect(get('rotated', { VersionId })).rejects.toThrow('for VersionId: ')
  })

  it('knows no other secrets until they are put', async () => {
    await expect(get('new')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
      $metadata: { httpStatusCode: 400 },
    })
    putSecret('new', '{"authtoken":"x"}')
    expect((await get('new')).SecretString).toBe('{"authtoken":"x"}')
  })
})

describe('PutEvents', () => {
  const entry = (more: object = {}) => ({
    Source: 'holdfast',
    DetailType: 'Backup Job State Change',
    Detail: '{"state":"COMPLETED"}',
    ...more,
  })
  const put = (...Entries: object[]) => bus.send(new PutEventsCommand({ Entries }))

  it('takes entries with an id each and hands them on as they were put', async () => {
    took.length = 0
    const answer = await put(
      entry({ EventBusName: 'holdfast-local', Time: new Date(NIGHT - 5_000), Resources: ['a'] }),
      entry({ Detail: '{"state":"FAILED"}' }),
    )
    expect(answer.FailedEntryCount).toBe(0)
    const ids = answer.Entries?.map(({ EventId }) => EventId) ?? []
    expect(new Set(ids).size).toBe(2)
    expect(took).toEqual([
      [
        {
          ...entry({ EventBusName: 'holdfast-local', Resources: ['a'] }),
          EventId: ids[0],
          Time: '2026-11-21T23:59:55.000Z',
        },
        {
          ...entry({ EventBusName: 'default', Resources: [], Detail: '{"state":"FAILED"}' }),
          EventId: ids[1],
          Time: '2026-11-22T00:00:00.000Z',
        },
      ],
    ])
  })

  it('refuses entries one by one and takes their neighbours', async () => {
    took.length = 0
    const answer = await put(
      entry({ DetailType: 'Unlucky' }),
      entry(),
      entry({ Detail: '{"state":' }),
      entry({ Detail: '[]' }),
      { Source: 'holdfast', Detail: '{}' },
      entry({ Source: 'aws.backup' }),
    )
    expect(answer.FailedEntryCount).toBe(5)
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      'ThrottlingException',
      undefined,
      'MalformedDetail',
      'MalformedDetail',
      'InvalidArgument',
      'NotAuthorizedForSourceException',
    ])
    expect(took.flat()).toHaveLength(1)
  })

  it('takes ten entries of 256 KB together and refuses the whole of more', async () => {
    took.length = 0
    const detail = (bytes: number) => JSON.stringify({ x: 'x'.repeat(bytes - 8) })
    const rest = 'holdfast'.length + 'Backup Job State Change'.length
    expect((await put(entry({ Detail: detail(262_144 - rest) }))).FailedEntryCount).toBe(0)
    await expect(put(entry({ Detail: detail(262_145 - rest) }))).rejects.toThrow(
      'Total size of the entries in the request is over the limit.',
    )
    const eleven = Array.from({ length: 11 }, () => entry())
    expect((await put(...eleven.slice(1))).FailedEntryCount).toBe(0)
    await expect(put(...eleven)).rejects.toMatchObject({ name: 'ValidationException' })
    await expect(put()).rejects.toMatchObject({ name: 'ValidationException' })
    expect(took.flat()).toHaveLength(11)
  })
})

it.each([
  ['DynamoDB_20120810.GetItem', '{}', 'UnknownOperationException'],
  ['toString', '{}', 'UnknownOperationException'],
  ['AWSEvents.PutEvents', '{', 'SerializationException'],
  ['AWSEvents.PutEvents', '{"Entries":[7]}', 'InvalidArgument'],
])('answers %s with the body %s as %s', async (target, body, name) => {
  const headers = { 'X-Amz-Target': target, 'Content-Type': 'application/x-amz-json-1.1' }
  const answer = await fetch(server.url, { method: 'POST', headers, body })
  expect(await answer.text()).toContain(name)
})
