// The endpoints of AWS services as a function needs them, in the place of the SDK's rule engine, its rules and its list of
// regions: 17 KB of every bundle. test/slim.test.ts compares it with the SDK for every region there is.

export type Service = 'dynamodb' | 'events' | 'secretsmanager'

/** What the SDK knows when it asks. */
export type EndpointParameters = {
  readonly Region?: string
  /** AWS_ENDPOINT_URL and its like. */
  readonly Endpoint?: string
  /** AWS_USE_FIPS_ENDPOINT. */
  readonly UseFIPS?: boolean
  /** AWS_USE_DUALSTACK_ENDPOINT. */
  readonly UseDualStack?: boolean
}

export const endpointsOf =
  (service: Service) =>
  ({ Endpoint, Region = '', UseFIPS = false, UseDualStack = false }: EndpointParameters) => {
    const [suffix, dualStackSuffix] = suffixesOf(Region)
    // Secrets Manager answers both ways under its first name: in China without FIPS, and everywhere but the isolated regions.
    const isPublic = suffix === 'amazonaws.com' || (suffix === 'amazonaws.com.cn' && !UseFIPS)
    const isOneName = service === 'secretsmanager' && isPublic
    // Every endpoint of GovCloud is a FIPS endpoint, but some have a second name for it.
    const hasOtherName = service === 'secretsmanager' || (service === 'dynamodb' && UseDualStack)
    const isFipsAnyway = Region.startsWith('us-gov-') && !hasOtherName
    const host = UseFIPS && !isFipsAnyway ? `${service}-fips` : service
    const domain = UseDualStack && !isOneName ? dualStackSuffix : suffix
    const url = new URL(Endpoint ?? `https://${host}.${Region}.${domain}`)
    return { url, headers: {}, properties: {} }
  }

/** By partition, which the beginning of a region's name tells: for IPv4, and for both. */
function suffixesOf(region: string): readonly [string, string] {
  const partition = PARTITIONS.find(([start]) => region.startsWith(start))
  return [partition?.[1] ?? 'amazonaws.com', partition?.[2] ?? 'api.aws']
}

const PARTITIONS = [
  ['cn-', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  ['eusc-', 'amazonaws.eu', 'api.amazonwebservices.eu'],
  ['us-iso-', 'c2s.ic.gov', 'api.aws.ic.gov'],
  ['us-isob-', 'sc2s.sgov.gov', 'api.aws.scloud'],
  ['eu-isoe-', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  ['us-isof-', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
] as const
