// The esbuild plugins behind small bundles that start fast. What a Lambda function never uses of the AWS SDK is replaced
// by the little that it does use; test/bundle.test.ts holds the result to its bytes and modules.
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import type { Plugin } from 'esbuild'
import type { Service } from './sdk-endpoints.ts'

/**
 * Node's own modules through `process.getBuiltinModule`, each loaded whole and only when its importer runs. A static
 * import of `node:http` from ESM evaluates every lazy getter of it and so loads undici: 20 ms and more of each start
 * (nodejs/node issue 59686).
 */
export const builtinsOnUse: Plugin = builtins(() => '')

/** The same for a bundle that is split: what several parts shared would be a file of its own, one more to open. */
export const builtinsOnUseUnshared: Plugin = builtins(importer => `?${importer}`)

function builtins(suffixFor: (importer: string) => string): Plugin {
  return {
    name: 'builtins-on-use',
    setup(build) {
      build.onResolve({ filter: /^[a-z_:/]+$/ }, ({ path, importer }) =>
        isBuiltin(path)
          ? {
              path: path.replace(/^node:/, ''),
              namespace: 'builtin',
              suffix: suffixFor(importer),
              sideEffects: false,
            }
          : undefined,
      )
      build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule('node:${path}')`,
      }))
    },
  }
}

/** What commander names of Node and uses seldom or never. Node evaluates a public module's every getter when it is first asked for. */
const SELDOM: { readonly [module: string]: string } = {
  // Opens stdin, stdout and stderr.
  process: 'module.exports = process',
  // For subcommands in executables of their own, which we have none of.
  child_process: `module.exports = { get spawn() { return process.getBuiltinModule('node:child_process').spawn } }`,
  util: `exports.stripVTControlCharacters = text => process.getBuiltinModule('node:util').stripVTControlCharacters(text)`,
}

/** `holdfast --help` in half the time. */
export const lightCommander: Plugin = {
  name: 'light-commander',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, importer }) => {
      const name = path.slice('node:'.length)
      const isSeldom = importer.includes('/commander/') && name in SELDOM
      return isSeldom ? { path: name, namespace: 'seldom', sideEffects: false } : undefined
    })
    build.onLoad({ filter: /./, namespace: 'seldom' }, ({ path }) => ({
      contents: SELDOM[path] ?? '',
    }))
  },
}

/** Modules of the SDK that something else stands in for, as their importers write them. */
const MODULES: { readonly [specifier: string]: string } = {
  // Lambda gives credentials in the environment. The chain's other links (profiles, SSO, STS, instance metadata) are a
  // third of the bytes.
  '@aws-sdk/credential-provider-node': `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'`,
  // Signing for several regions at once is for global endpoints, which we do not call.
  '@aws-sdk/signature-v4-multi-region': `export { SignatureV4 as SignatureV4MultiRegion } from '@smithy/signature-v4'`,
  // No call of ours streams events.
  '@smithy/core/event-streams': `export const EventStreamSerde = undefined, eventStreamSerdeProvider = undefined`,
  // DynamoDB's endpoints follow from the region; nothing is discovered.
  '@aws-sdk/middleware-endpoint-discovery': `
    export const resolveEndpointDiscoveryConfig = config => config
    export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
      environmentVariableSelector: () => false, configFileSelector: () => false, default: false,
    }`,
  // For containers that serve several calls at once, which ours do not; the trace id is in the environment as well.
  '@aws/lambda-invoke-store': `export const InvokeStore = { getInstanceAsync: async () => undefined }`,
}

const ENDPOINTS = join(import.meta.dirname, 'sdk-endpoints.ts')

/** A service's endpoint rules are a decision diagram for every partition and option. */
const endpointsOf = (service: Service) => `
  import { endpointsOf } from ${JSON.stringify(ENDPOINTS)}
  export const defaultEndpointResolver = endpointsOf('${service}')`

/** We give a client no extensions. */
const NO_EXTENSIONS = 'export const resolveRuntimeExtensions = config => config'

/** Likewise single files of the SDK, by how their paths end. */
const FILES: { readonly [pathEnd: string]: string } = {
  // A function has no ~/.aws; without this the first call of every client looks for two files.
  'config/shared-ini-file-loader/loadSharedConfigFiles.js': `
    export { CONFIG_PREFIX_SEPARATOR } from './constants'
    export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })`,
  // The region is in the environment.
  'config/config-resolver/regionConfig/getInstanceMetadataRegion.js': `export const getInstanceMetadataRegion = async () => undefined`,
  // The functions retry in the standard way (AWS_RETRY_MODE=adaptive changes nothing).
  'retry/util-retry/AdaptiveRetryStrategy.js': `export { StandardRetryStrategy as AdaptiveRetryStrategy } from './StandardRetryStrategy'`,
  // The second-best hash, for a Node that was built without crypto.
  'checksum/sha256/Sha256Js.js': `export const Sha256Js = undefined`,
  'client-dynamodb/dist-es/endpoint/endpointResolver.js': endpointsOf('dynamodb'),
  'client-eventbridge/dist-es/endpoint/endpointResolver.js': endpointsOf('events'),
  'client-secrets-manager/dist-es/endpoint/endpointResolver.js': endpointsOf('secretsmanager'),
  // The list of regions; the user agent asks the same module for a prefix.
  'util-endpoints/lib/aws/partitions.js': 'export const partitionsInfo = { partitions: [] }',
  // Of S3's endpoints.
  'middleware-endpoint/service-customizations/index.js':
    'export const resolveParamsForS3 = undefined',
  // EventBridge's global endpoints are signed for several regions; without them it is signed as every service is.
  'client-eventbridge/dist-es/auth/httpAuthSchemeProvider.js': `
    import { resolveAwsSdkSigV4Config } from '@aws-sdk/core/httpAuthSchemes'
    import { getSmithyContext, normalizeProvider } from '@smithy/core/client'
    export const defaultEventBridgeHttpAuthSchemeParametersProvider = async (config, context) => ({
      operation: getSmithyContext(context).operation,
      region: await config.region(),
    })
    export const defaultEventBridgeHttpAuthSchemeProvider = ({ region }) => [{
      schemeId: 'aws.auth#sigv4',
      signingProperties: { name: 'events', region },
      propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
    }]
    export const resolveHttpAuthSchemeConfig = config => Object.assign(resolveAwsSdkSigV4Config(config), {
      authSchemePreference: normalizeProvider(config.authSchemePreference ?? []),
    })`,
  'httpAuthSchemes/aws_sdk/AwsSdkSigV4ASigner.js': 'export const AwsSdkSigV4ASigner = Object',
  'client-dynamodb/dist-es/runtimeExtensions.js': NO_EXTENSIONS,
  'client-eventbridge/dist-es/runtimeExtensions.js': NO_EXTENSIONS,
  'client-secrets-manager/dist-es/runtimeExtensions.js': NO_EXTENSIONS,
  // Signs the messages of event streams.
  'signature-v4/dist-es/HeaderFormatter.js': 'export const HeaderFormatter = Object',
  // Tells a logger, of which the clients have none, of every call, without the secrets in it.
  'middleware-logger/loggerMiddleware.js': `
    export const loggerMiddleware = undefined, loggerMiddlewareOptions = undefined
    export const getLoggerPlugin = () => ({ applyToStack: () => {} })`,
  // The protocol that all three services speak (AWS JSON 1.0 and 1.1) writes every time in epoch seconds.
  'serde/date-utils.js': `
    const dateOf = value => new Date(value)
    export { dateOf as parseRfc3339DateTime, dateOf as parseRfc3339DateTimeWithOffset, dateOf as parseRfc7231DateTime }
    export const parseEpochTimestamp = value => value == null ? undefined : new Date(Math.round(Number(value) * 1000))
    export const dateToUtcString = date => date.toUTCString()`,
  // Likewise it binds nothing to a URL or a header, and no call of ours has a host of its own.
  'protocols/HttpBindingNormalizedSchema.js': `
    export const HttpBindingNormalizedSchema = undefined
    export const getHttpOperationBindings = () => []`,
  // Which features a program uses, for AWS's statistics.
  'middleware-user-agent/check-features.js': 'export const checkFeatures = async () => {}',
  // Lambda says which Node there is.
  'submodules/client/emitWarningIfUnsupportedVersion.js': `
    export const state = {}
    export const emitWarningIfUnsupportedVersion = () => {}`,
  'smithy-client/schemaLogFilter.js': 'export const schemaLogFilter = (_schema, data) => data',
}

const MODELLED_ERRORS =
  /^(?:n0_registry\.registerError\((?!ConditionalCheckFailedException\b).*|export var (?!ConditionalCheckFailedException\b)\w+\$ = \[-3, n0,[^;]*;)\n/gm

export const slimSdk: Plugin = {
  name: 'slim-sdk',
  setup(build) {
    build.onResolve({ filter: /^@(aws|aws-sdk|smithy)\// }, ({ path, resolveDir }) =>
      path in MODULES
        ? { path, namespace: 'slim', pluginData: { resolveDir }, sideEffects: false }
        : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'slim' }, ({ path, pluginData }) => ({
      contents: MODULES[path] ?? '',
      resolveDir: pluginData.resolveDir,
    }))
    build.onLoad({ filter: /@(aws-sdk|smithy)[\\/].*\.js$/ }, ({ path }) => {
      const end = Object.keys(FILES).find(end => path.replaceAll('\\', '/').endsWith(`/${end}`))
      return end === undefined ? undefined : { contents: FILES[end] ?? '' }
    })
    // Errors that no code of ours tells apart by class keep their name and message without one.
    build.onLoad(
      { filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(MODELLED_ERRORS, ''),
      }),
    )
    // The clients read nothing but their version from it.
    build.onLoad({ filter: /@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}
