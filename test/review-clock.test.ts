// By whose clock a review tells the time: one for the whole, and whatever lives in another zone says so.
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../lib/report/markdown.ts'
import { renderText } from '../lib/report/text.ts'
import { reviewOf } from '../lib/review/compose.ts'
import type { Side } from '../lib/review/side.ts'
import { NOW, type PolicyText, policyText } from './support/policy-text.ts'
import { sideWith } from './support/review-side.ts'

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const DIFF = 'name: diff, level: DIFFERENTIAL, at: Mon-Sat 01:00'
const DAILY = 'name: copy, level: FULL, copyOnly: true, at: daily 01:00'
const LOG = 'name: log, level: TRANSACTION_LOG, every: 15m'
const DEPLOYED = 'name: deployed, level: FULL, copyOnly: true, event: codedeploy'

const side = (...policies: readonly PolicyText[]) => sideWith(...policies.map(policyText))

function review(before: Side | undefined, after: Side) {
  const context = { environment: 'prod', now: NOW, labels: [], approvers: [] }
  const base = before === undefined ? null : { name: 'main', unreadable: 0 }
  return reviewOf({ before, after, base }, context)
}

const BERLIN = { schedules: [FULL, DIFF] }
const NEW_YORK = { name: 'ny', targets: 'erp-reporting', timezone: 'America/New_York' }

describe('the zone of a review', () => {
  const before = side(BERLIN, { ...NEW_YORK, schedules: [FULL] })

  it.each<[string, readonly PolicyText[]]>([
    [
      'as many schedules live elsewhere',
      [{ schedules: [FULL] }, { ...NEW_YORK, schedules: [FULL] }],
    ],
    ['all others are gone', [{ ...NEW_YORK, schedules: [FULL] }]],
    ['nothing is left', []],
  ])('stays that of the base where %s', (_, after) => {
    expect(review(before, side(...after)).timezone).toBe('Europe/Berlin')
  })

  it('is that of the change where the base has no policies, or there is no base', () => {
    const after = side({ ...NEW_YORK, schedules: [FULL] })
    expect(review(side(), after).timezone).toBe('America/New_York')
    expect(review(undefined, after).timezone).toBe('America/New_York')
  })
})

describe('what lives in another zone', () => {
  it.each(['UTC', 'Etc/UTC', 'Asia/Tokyo'])('says so in its row: %s', timezone => {
    const after = side(BERLIN, { ...NEW_YORK, timezone, schedules: [DAILY] })
    const row = new RegExp(`daily 01:00 .* 01:00 ${timezone}( |$)`, 'm')
    const changed = review(side(BERLIN), after)
    expect(renderText(changed, { color: false, width: 100 }).replace(/\n {6}/g, ' ')).toMatch(row)
    expect(renderMarkdown(changed)).toMatch(row)
    expect(renderMarkdown(review(undefined, after))).toMatch(row)
  })

  const UNTIL = '2027-01-31T00:00'
  const PAUSE = `pause: {reason: r, by: b, until: ${UNTIL}}`
  const HERE = 'Sun 2027-01-31 00:00'
  const THERE = `${HERE} America/New_York`
  const IN_BERLIN = 'Sun 2027-01-31 06:00'

  it.each<[string, string, string]>([
    [DAILY, `endDate: ${UNTIL}`, `endDate none -> ${THERE}`],
    [DAILY, `startDate: ${UNTIL}`, `startDate none -> ${THERE}`],
    [DAILY, PAUSE, `paused until ${THERE}`],
    // an interval goes by no clock of its own, and neither does an event
    [LOG, PAUSE, `paused until ${IN_BERLIN} by`],
  ])('says so in what is told of it: %s, %s', (schedule, more, text) => {
    const others = { ...NEW_YORK, schedules: [schedule] }
    const later = { ...NEW_YORK, schedules: [`${schedule}, ${more}`] }
    const { changes } = review(side(BERLIN, others), side(BERLIN, later))
    expect(changes[0]?.reasons.map(reason => reason.text).join('; ')).toContain(text)
    const ofBerlin = (schedules: readonly string[]) => ({
      ...others,
      timezone: 'Europe/Berlin',
      schedules,
    })
    const here = review(
      side(BERLIN, ofBerlin([schedule])),
      side(BERLIN, ofBerlin([`${schedule}, ${more}`])),
    )
    const reasons = here.changes[0]?.reasons.map(reason => reason.text).join('; ')
    expect(reasons).toContain(HERE)
    expect(reasons).not.toContain('Europe/Berlin')
  })

  it('but for events, which have no clock', () => {
    const of = (trigger: string) =>
      side(BERLIN, { ...NEW_YORK, schedules: [FULL], triggers: [trigger] })
    const match = 'match: {application: erp}'
    const { changes } = review(of(`${DEPLOYED}, ${match}`), of(`${DEPLOYED}, ${match}, ${PAUSE}`))
    expect(changes[0]?.reasons[0]?.text).toContain(`paused until ${IN_BERLIN} by`)
  })

  it('meets another one at a time by the clock of the review', () => {
    const copies = {
      ...NEW_YORK,
      targets: 'erp-core',
      schedules: [DAILY.replace('daily 01:00', 'Sat 19:00')],
    }
    const { collisions } = review(side(BERLIN), side(BERLIN, copies))
    expect(collisions.appeared).toMatchObject([{ local: 'Sun 2026-11-22 01:00' }])
  })
})
