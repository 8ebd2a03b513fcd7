// What a scenario lets go wrong, in words, for the page.

import type { Outage, Scenario, Whose } from '../policy/scenario.ts'
import { timeText } from '../policy/wording.ts'
import type { ScenarioTold, Trouble } from '../report/history.ts'
import type { Span } from '../schedule/calendar.ts'
import { isoText } from '../start.ts'
import { counted } from './output.ts'

/** `file` as it was given. */
export function scenarioTold(scenario: Scenario, file: string, span: Span): ScenarioTold {
  const { name, description, outages, slow, fails, missed } = scenario
  const troubles = [
    ...outages.map(each => ({ ...each, label: outageText(each) })),
    ...slow.map(each => ({ ...each, label: `${jobsOf(each)} ${paceText(each)}` })),
    ...fails.map(each => ({
      ...each,
      label: `${each.every === 1 ? '' : `one in ${each.every} of `}${jobsOf(each)} fail: ${each.reason}`,
    })),
    ...missed.map(each => ({ ...each, label: `starts of ${each.source ?? 'all'} never arrive` })),
  ]
  return {
    name,
    description: description ?? null,
    file,
    troubles: troubles.flatMap(each => within(each, span)),
    terms: termsOf(scenario),
  }
}

function within({ label, from, to }: Span & { readonly label: string }, span: Span): Trouble[] {
  const begin = Math.max(from, span.from)
  const end = Math.min(to, span.to)
  return begin < end ? [{ label, from: isoText(begin), to: isoText(end) }] : []
}

const ANSWERS = {
  unreachable: 'cannot be reached',
  silent: 'does not answer',
  maintenance: 'answers with a maintenance page',
} as const satisfies Record<Outage['answer'], string>

function outageText({ commcell, answer }: Outage): string {
  return `${commcell === undefined ? 'every CommCell' : `CommCell ${commcell}`} ${ANSWERS[answer]}`
}

function jobsOf({ source, target, level }: Whose): string {
  const whose = [
    level === undefined ? '' : `${level} jobs`,
    source === undefined ? '' : `of ${source}`,
    target === undefined ? '' : `on ${target}`,
  ].filter(Boolean)
  if (whose.length === 0) return 'all jobs'
  return level === undefined ? `jobs ${whose.join(' ')}` : whose.join(' ')
}

function paceText({ factor, takesSeconds }: Scenario['slow'][number]): string {
  if (takesSeconds !== undefined) return `take ${timeText(takesSeconds)}`
  return `take ${factor ?? 1} times as long`
}

function termsOf({ caps, events, background }: Scenario): readonly string[] {
  const capped = Object.entries(caps).map(([commcell, { limits, ...cap }]) => {
    const texts = Object.entries(cap).map(([key, value]) => `${key} ${value}`)
    if (limits === null) texts.push('no call limits')
    if (limits) texts.push('other call limits')
    return `CommCell ${commcell} has ${texts.join(', ')}`
  })
  return [
    ...capped,
    ...(background === 0 ? [] : [`other people start ${counted(background, 'job')} an hour`]),
    ...events.map(({ at, file }) => `${file} happens at ${isoText(at)}`),
  ]
}
