// Which secrets the functions of an environment may read: exactly those that its CommCells name.
import type { Plan } from './plan.ts'

/** An ARN for an IAM policy; what stands in for account and Region is filled in by CloudFormation. */
type Arn = string | { readonly 'Fn::Sub': string }

export function secretArns(plan: Plan): readonly Arn[] {
  const commcells = plan.policies.flatMap(policy => Object.values(policy.commcells))
  const secrets = new Set(
    commcells.flatMap(({ authSecret, caSecret }) =>
      caSecret === undefined ? authSecret : [authSecret, caSecret],
    ),
  )
  return [...secrets].toSorted().map(secretArn)
}

/**
 * Secrets Manager ends every ARN with a hyphen and six random characters, which nobody can know who writes down a name.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
 */
function secretArn(secret: string): Arn {
  if (secret.startsWith('arn:')) return secret
  const account = `arn:\${AWS::Partition}:secretsmanager:\${AWS::Region}:\${AWS::AccountId}`
  return { 'Fn::Sub': `${account}:secret:${secret}-??????` }
}
