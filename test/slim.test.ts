// What stands in for a part of the AWS SDK does what that part does, as far as a function can tell.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EndpointParameters, endpointsOf } from '../scripts/sdk-endpoints.ts'

type TheSdk = {
  readonly partitionsInfo: {
    readonly partitions: readonly { readonly regions: { readonly [name: string]: unknown } }[]
  }
} & { readonly [client: string]: (parameters: EndpointParameters) => { readonly url: URL } }

const SDK = join(import.meta.dirname, '..', 'node_modules', '@aws-sdk')
const resolver = (client: string) =>
  `export { defaultEndpointResolver as ${client.replace('-', '')} } from '${SDK}/client-${client}/dist-es/endpoint/endpointResolver.js'`

let folder: string
let sdk: TheSdk
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-slim-'))
  const outfile = join(folder, 'sdk.mjs')
  const partitions = `${SDK}/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js`
  const contents = [
    ...['dynamodb', 'eventbridge', 'secrets-manager'].map(resolver),
    `export { partitionsInfo } from '${partitions}'`,
  ].join('\n')
  const stdin = { contents, resolveDir: SDK }
  await build({ stdin, outfile, bundle: true, format: 'esm', platform: 'node' })
  sdk = await import(pathToFileURL(outfile).href)
})
afterAll(() => rmSync(folder, { recursive: true }))

const BOTH = [false, true]

describe.each([
  ['dynamodb', 'dynamodb'],
  ['events', 'eventbridge'],
  ['secretsmanager', 'secretsmanager'],
] as const)('the endpoint of %s', (service, client) => {
  it('is the one of the SDK in every region, with FIPS and dual stack and without', () => {
    const regions = sdk.partitionsInfo.partitions.flatMap(({ regions }) => Object.keys(regions))
    expect(regions.length).toBeGreaterThan(40)
    const cases = regions
      .filter(region => !region.includes('global'))
      .flatMap(Region =>
        BOTH.flatMap(UseFIPS => BOTH.map(UseDualStack => ({ Region, UseFIPS, UseDualStack }))),
      )
    const urls = (of: (parameters: EndpointParameters) => { readonly url: URL }) =>
      cases.map(parameters => ({ ...parameters, url: of(parameters).url.href }))
    expect(urls(endpointsOf(service))).toEqual(urls(sdk[client] ?? endpointsOf(service)))
  })

  it('is the one that is given, if one is', () => {
    const given = { Endpoint: 'http://127.0.0.1:8000', Region: 'eu-central-1' }
    expect(endpointsOf(service)(given)).toEqual({ ...sdk[client]?.(given) })
  })
})
