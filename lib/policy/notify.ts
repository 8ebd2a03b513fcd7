// Who is told of which results: the channels that a policy names, as topics of the environment.
import type { Flaw } from './codes.ts'
import { nameFlaw } from './field-laws.ts'
import { intended } from './intended.ts'
import type { MergedPolicy } from './merge.ts'
import type { Report } from './origin.ts'
import type { Notification } from './policy.ts'
import type { EnvironmentDocument } from './schema.ts'
import { quote } from './wording.ts'
import { originIn, type Written } from './written.ts'

/** In the order in which they are written; of a channel that the environment does not have, a report. */
export function notificationsOf(
  { values, originOf }: MergedPolicy,
  environment: Written<EnvironmentDocument>,
  report: Report,
): readonly Notification[] {
  const { channels = {} } = environment.value
  return (values.notify ?? []).flatMap(({ when, to }, index) => {
    const channel = Object.hasOwn(channels, to) ? channels[to] : undefined
    if (channel !== undefined) {
      checkRegion(channel.sns, { environment, to, report })
      return [{ when, channel: to, sns: channel.sns }]
    }
    const isTold = environment.mistakes.isAt(['channels', to]) || nameFlaw(to) !== undefined
    if (!isTold) report(unknownChannel(to, environment.value), originOf('notify', index, 'to'))
    return []
  })
}

/** A rule's targets are in its own Region. */
function checkRegion(
  sns: string,
  {
    environment,
    to,
    report,
  }: {
    readonly environment: Written<EnvironmentDocument>
    readonly to: string
    readonly report: Report
  },
): void {
  const { region } = environment.value
  const [, , , itsRegion] = sns.split(':')
  if (itsRegion === undefined || itsRegion === region || environment.mistakes.count > 0) return
  const message = `This topic is in ${itsRegion}, and the environment in ${region}: EventBridge delivers within a Region only`
  const flaw: Flaw = { code: 'wrong-value', message, fix: `write a topic in ${region}` }
  report(flaw, originIn(environment, ['channels', to, 'sns']))
}

function unknownChannel(
  name: string,
  { name: environment, channels = {} }: EnvironmentDocument,
): Flaw {
  const known = Object.keys(channels)
  const there = known.length === 0 ? 'it has none' : `there is ${known.join(', ')}`
  const near = intended(name, known)
  return {
    code: 'unknown-channel',
    message: `Environment ${quote(environment)} has no channel ${quote(name)}; ${there}`,
    fix: near === undefined ? `add it to channels of ${environment}` : `did you mean ${near}?`,
  }
}
