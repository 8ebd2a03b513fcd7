// What somebody reads who finds a schedule in the AWS console: what it does and when, whose it is, why it stands still.
import type { PlannedSource } from './plan.ts'

/** One line of at most 512 characters, which is Scheduler's limit. */
export function scheduleDescription(source: PlannedSource): string {
  const text = [
    `${source.backup.level}, ${source.phrase}${spread(source)} ${source.timezone}.`,
    `Policy ${source.policy}, owner ${source.owner}.`,
    ...(source.pause === undefined ? [] : [paused(source.pause)]),
    ...(source.description === undefined ? [] : [source.description]),
  ].join(' ')
  return shortened(text.replaceAll(/\s+/g, ' ').trim(), 512)
}

/** The part of the expression that nobody wrote. */
function spread({ spreadSeconds }: PlannedSource): string {
  return spreadSeconds === 0 ? '' : ` +${Math.round(spreadSeconds / 60)}m`
}

function paused({ by, until, reason }: NonNullable<PlannedSource['pause']>): string {
  return `Paused by ${by}${until === undefined ? '' : ` until ${until}`}: ${reason.replace(/\.$/, '')}.`
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
