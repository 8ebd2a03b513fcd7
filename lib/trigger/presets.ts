// From a trigger as it is written to the events that start it: pattern, identity, phrase, and what is wrong with it.
import { readCustom } from './custom.ts'
import { meant } from './meant.ts'
import { PRESETS, STAGE_PRESET } from './preset-table.ts'
import { readPreset } from './read-preset.ts'
import type { TriggerReading, WrittenTrigger } from './trigger.ts'
import { oneOf, quote } from './wording.ts'

/** What `event` may be. */
export const EVENTS = [
  'codedeploy',
  'codepipeline',
  'cloudformation',
  'ecs',
  'codebuild',
  'github',
  'request',
  'custom',
] as const

/** `policy` is the name of the policy that the trigger stands in. */
export function triggerOf(written: WrittenTrigger, policy: string): TriggerReading {
  const { event, match, pattern } = written
  if (event === 'custom') return readCustom({ match, pattern })
  const preset = presetOf(event, match)
  if (preset === undefined) return unknownEvent(event)
  const reading = readPreset(preset, { event, match, policy })
  if (pattern === undefined) return reading
  const message = `${event} makes its own pattern`
  const fix = 'say what is meant in match, or write event: custom'
  const flaw = { code: 'unknown-key', message, fix, path: ['pattern'] } as const
  return { ...reading, flaws: [...reading.flaws, flaw] }
}

/** `stage` in a match of codepipeline means other events. */
function presetOf(event: string, match: WrittenTrigger['match']) {
  if (event === 'codepipeline' && match !== undefined && 'stage' in match) return STAGE_PRESET
  return isPreset(event) ? PRESETS[event] : undefined
}

const isPreset = (event: string): event is keyof typeof PRESETS => Object.hasOwn(PRESETS, event)

function unknownEvent(event: string): TriggerReading {
  const near = meant(event, EVENTS)
  const message = `There is no event ${quote(event)}`
  const fix = near === undefined ? `write ${oneOf(EVENTS)}` : `did you mean ${near}?`
  const flaw = { code: 'unknown-event', message, fix, path: ['event'] } as const
  return { pattern: {}, identity: ['id'], phrase: event, flaws: [flaw] }
}
