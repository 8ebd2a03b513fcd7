// A call through the slim SDK is a call through the whole one: the same is sent, and the same is made of the answer.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { builtinsOnUse, slimSdk } from '../scripts/slim.ts'
import { CALL_NAMES } from './support/sdk-calls.ts'

type Calls = typeof import('./support/sdk-calls.ts')

const CALLS = join(import.meta.dirname, 'support', 'sdk-calls.ts')
const CORE = join(import.meta.dirname, '..', 'node_modules', '@smithy', 'core', 'dist-es')
const NEEDS_REVIVER = join(CORE, 'submodules', 'protocols', 'json', 'needsReviver.js')

let folder: string
let whole: Calls & { readonly needsReviver: (schema: unknown) => boolean }
let slim: Calls
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-slim-calls-'))
  whole = await bundled('whole', [CALLS, NEEDS_REVIVER])
  slim = await bundled('slim', [CALLS], slimSdk)
})
afterAll(() => rmSync(folder, { recursive: true }))

async function bundled(name: string, modules: readonly string[], ...plugins: readonly Plugin[]) {
  const outfile = join(folder, `${name}.mjs`)
  const contents = modules.map(path => `export * from ${JSON.stringify(path)}`).join('\n')
  await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    plugins: [builtinsOnUse, ...plugins],
  })
  return import(pathToFileURL(outfile).href)
}

const ITEM_FOUND = '{"Item":{"pk":{"S":"run#ß"},"version":{"N":"9007199254740993"}}}'

type Answer = { readonly status: number; readonly body: string }

type Sent = {
  readonly line: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

describe('a call', () => {
  let server: Server
  let endpoint: string
  let answer: Answer
  let sent: Sent[]
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request.setEncoding('latin1')) body += chunk
      sent.push({
        line: `${request.method} ${request.url}`,
        headers: comparable(request.headers),
        body,
      })
      response.writeHead(answer.status, { 'x-amzn-requestid': 'r' }).end(answer.body)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => new Promise(resolve => server.close(resolve)))

  const both = async (name: (typeof CALL_NAMES)[number], given: Answer) => {
    answer = given
    const exchanges = []
    for (const { outcomeOf } of [slim, whole]) {
      sent = []
      exchanges.push({ outcome: await outcomeOf(name, endpoint), sent })
    }
    return exchanges
  }

  it.each(CALL_NAMES)('%s sends what the whole SDK sends', async name => {
    const [ours, theirs] = await both(name, { status: 200, body: '{}' })
    expect(ours).toEqual(theirs)
    expect(ours?.sent).toHaveLength(1)
  })

  it.each([
    ['GetItem', ITEM_FOUND],
    ['Query', `{"Items":[${ITEM_FOUND}],"Count":1,"ScannedCount":1e3}`],
    ['GetSecretValue', '{"Name":"s","SecretString":"{}","CreatedDate":1.7953056001235E9}'],
    ['PutEvents', '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"InternalFailure"},{}]}'],
  ] as const)('%s reads an answer as the whole SDK does', async (name, body) => {
    const [ours, theirs] = await both(name, { status: 200, body })
    expect(ours).toEqual(theirs)
    expect(ours?.outcome).toHaveProperty('output')
  })

  it.each([
    [400, `{"__type":"a.b#ConditionalCheckFailedException","message":"no",${ITEM_FOUND.slice(1)}`],
    [400, '{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"not you"}'],
    [400, '{"__type":"ThrottlingException","message":"slow","number":0.10}'],
    [413, '<html>too large</html>'],
    [500, '{"__type":"InternalServerError"}'],
    [503, ''],
  ])('that fails with status %i and %s fails as with the whole SDK', async (status, body) => {
    const [ours, theirs] = await both('PutItem on a condition', { status, body })
    expect(ours).toEqual(theirs)
    expect(ours?.outcome).toHaveProperty('isConditional', body.includes('Conditional'))
  })
})

/** Without what differs from one call to the next, and the statistics that the user agent carries. */
function comparable({ authorization = '', ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'amz-sdk-invocation-id': _, 'x-amz-date': __, ...kept } = headers
  const signed = authorization.replace(/\/\d{8}\//, '/day/').replace(/Signature=.*/, '')
  return {
    ...kept,
    authorization: signed,
    'user-agent': headers['user-agent']?.replace(/ m\/\S*/, ''),
  }
}

it('keeps no number that a double cannot hold, because no answer has one', () => {
  const [input, output] = [4, 5]
  const shapes = whole.OPERATIONS.flatMap(operation => [operation[input], operation[output]])
  expect(shapes).toHaveLength(14)
  expect(shapes.filter(shape => whole.needsReviver(shape))).toEqual([])
})

it.each(['legacy', 'standard', 'in-region', 'cross-region', 'mobile'] as const)(
  'tries again as it does in the defaults mode %s',
  async mode => {
    expect(await slim.retriesOf(mode)).toEqual(await whole.retriesOf(mode))
  },
)
