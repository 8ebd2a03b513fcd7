// What stands in for the parts of the AWS SDK and of Powertools that a function in Lambda never uses: the little of them
// that it does use, or nothing. The build fails for an export that somebody still asks for; test/slim-calls.test.ts
// compares what goes over the wire.
import { join } from 'node:path'
import type { Service } from './sdk-endpoints.ts'

/** Modules of the SDK that something else stands in for, as their importers write them. */
export const MODULES: { readonly [specifier: string]: string } = {
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
  // A host of its own for every account: what stands in for DynamoDB's endpoints does not ask for it.
  '@aws-sdk/core/account-id-endpoint': `
    export const resolveAccountIdEndpointModeConfig = config => config
    export const NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS = { environmentVariableSelector: () => 'preferred' }`,
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

/** Likewise single files, by how their paths end. */
export const FILES: { readonly [pathEnd: string]: string } = {
  // A function has no ~/.aws; without this the first call of every client looks for two files.
  'config/shared-ini-file-loader/loadSharedConfigFiles.js': `
    export { CONFIG_PREFIX_SEPARATOR } from './constants'
    export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} })`,
  // The region is in the environment.
  'config/config-resolver/regionConfig/getInstanceMetadataRegion.js': `export const getInstanceMetadataRegion = async () => undefined`,
  // AWS_DEFAULTS_MODE chooses between timeouts, which we give to every client, and retries, which are standard in all modes.
  'config/defaults-mode/resolveDefaultsModeConfig.js': `export const resolveDefaultsModeConfig = () => async () => 'legacy'`,
  'smithy-client/defaults-mode.js': 'export const loadConfigsForDefaultMode = () => ({})',
  // The functions retry in the standard way (AWS_RETRY_MODE=adaptive changes nothing).
  'retry/util-retry/AdaptiveRetryStrategy.js': `export { StandardRetryStrategy as AdaptiveRetryStrategy } from './StandardRetryStrategy'`,
  // The second-best hash, for a Node that was built without crypto.
  'checksum/sha256/Sha256Js.js': `export const Sha256Js = undefined`,
  'client-dynamodb/dist-es/endpoint/endpointResolver.js': endpointsOf('dynamodb'),
  'client-eventbridge/dist-es/endpoint/endpointResolver.js': endpointsOf('events'),
  'client-secrets-manager/dist-es/endpoint/endpointResolver.js': endpointsOf('secretsmanager'),
  // What endpoint rules may call, and with it the list of all regions.
  'client/util-endpoints/aws.js': 'export const awsEndpointFunctions = undefined',
  // Asked for the endpoints that would be discovered.
  'client-dynamodb/dist-es/commands/DescribeEndpointsCommand.js':
    'export const DescribeEndpointsCommand = undefined',
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
  'httpAuthSchemes/aws_sdk/resolveAwsSdkSigV4AConfig.js':
    'export const resolveAwsSdkSigV4AConfig = undefined, NODE_SIGV4A_CONFIG_OPTIONS = {}',
  'httpAuthSchemes/aws_sdk/AwsSdkSigV4ASigner.js': 'export const AwsSdkSigV4ASigner = Object',
  'client-dynamodb/dist-es/runtimeExtensions.js': NO_EXTENSIONS,
  'client-eventbridge/dist-es/runtimeExtensions.js': NO_EXTENSIONS,
  'client-secrets-manager/dist-es/runtimeExtensions.js': NO_EXTENSIONS,
  // Signs the messages of event streams.
  'signature-v4/dist-es/HeaderFormatter.js': 'export const HeaderFormatter = Object',
  // For URLs that are signed to be passed on.
  'signature-v4/dist-es/moveHeadersToQuery.js': 'export const moveHeadersToQuery = undefined',
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
  // Keeps the numbers that no double can hold; no answer to a call of ours has any.
  'protocols/json/jsonReviver.js': 'export const jsonReviver = undefined',
  // Bytes that pass for a string, with a warning, before a middleware that takes a body for one. We have no middlewares.
  'json/codec-v2/JsonBytesStringAdapter.js': 'export const JsonBytesStringAdapter = Buffer',
  // Which features a program uses, for AWS's statistics.
  'middleware-user-agent/check-features.js': 'export const checkFeatures = async () => {}',
  // Lambda says which Node there is.
  'submodules/client/emitWarningIfUnsupportedVersion.js': `
    export const state = {}
    export const emitWarningIfUnsupportedVersion = () => {}`,
  'smithy-client/schemaLogFilter.js': 'export const schemaLogFilter = (_schema, data) => data',
  // Of Powertools: log lines that are held back until an error comes. Ours are printed at once.
  'logger/lib/esm/logBuffer.js': 'export const CircularMap = undefined',
}
