// What somebody reads who finds a schedule or a rule in the AWS console: what it does and when, whose it is, why it stands
// still. One line of at most 512 characters, which is the limit of EventBridge and of its Scheduler.
import type { Plan, PlannedNotification, PlannedRule, PlannedSchedule } from './plan.ts'

export function scheduleDescription(source: PlannedSchedule): string {
  return oneLine([
    `${source.backup.level}, ${source.phrase}${spread(source)} ${source.timezone}.`,
    `Policy ${source.policy}, owner ${source.owner}.`,
    ...(source.pause === undefined ? [] : [paused(source.pause)]),
    ...(source.description === undefined ? [] : [source.description]),
  ])
}

export function ruleDescription({ sources }: Plan, rule: PlannedRule): string {
  const names = new Set(rule.sources)
  const waiting = sources.filter(({ name }) => names.has(name))
  const [first] = waiting
  const starts = waiting.map(
    ({ name, backup, owner }) => `${name} (${backup.level}, owner ${owner})`,
  )
  return oneLine([`On ${first?.phrase}`, `starts ${starts.join(', ')}.`])
}

export function notificationDescription({ policy, channel, when }: PlannedNotification): string {
  return oneLine([`Tells ${channel} of results of policy ${policy}: ${when.join(', ')}.`])
}

/** The part of the expression that nobody wrote. */
function spread({ spreadSeconds }: PlannedSchedule): string {
  return spreadSeconds === 0 ? '' : ` +${Math.round(spreadSeconds / 60)}m`
}

function paused({ by, until, reason }: NonNullable<PlannedSchedule['pause']>): string {
  return `Paused by ${by}${until === undefined ? '' : ` until ${until}`}: ${reason.replace(/\.$/, '')}.`
}

function oneLine(parts: readonly string[]): string {
  return shortened(parts.join(' ').replaceAll(/\s+/g, ' ').trim(), 512)
}

function shortened(text: string, most: number): string {
  if (text.length <= most) return text
  // By code points, so that no character is cut in half; counted in UTF-16, which is never less than what AWS counts.
  let kept = ''
  for (const character of text) {
    if (kept.length + character.length > most - 1) break
    kept += character
  }
  return `${kept}…`
}
