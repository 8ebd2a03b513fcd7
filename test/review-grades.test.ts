// What a change means for protection: a line of a policy before and after, the grade, and why.
import { describe, expect, it } from 'vitest'
import { reviewOf } from '../lib/review/compose.ts'
import type { Grade } from '../lib/review/grade.ts'
import type { Review } from '../lib/review/review.ts'
import type { Side } from '../lib/review/side.ts'
import { NOW, type PolicyText, policyText } from './support/policy-text.ts'
import { sideWith } from './support/review-side.ts'

function review(before: Side, after: Side): Review {
  const context = { environment: 'prod', now: NOW, labels: [], approvers: [] }
  return reviewOf({ before, after, base: { name: 'main', unreadable: 0 } }, context)
}

const side = (...policies: readonly PolicyText[]) => sideWith(...policies.map(policyText))

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const DIFF = 'name: diff, level: DIFFERENTIAL, at: Mon-Sat 01:00'
const LOG = 'name: log, level: TRANSACTION_LOG, every: 15m'
const ONCE = 'name: once, level: FULL, copyOnly: true, once: 2027-01-15T20:00'
const DEPLOY = 'name: deployed, level: FULL, copyOnly: true, event: codedeploy'
const AT_ERP = `${DEPLOY}, match: {application: erp}`
const CUSTOM = 'name: released, level: FULL, copyOnly: true, event: custom'

/** The reasons of the one source that is different. */
function reasonsOf({ changes }: Review): readonly string[] {
  return changes.flatMap(({ source, reasons }) =>
    reasons.map(({ grade, text }) => `${source} ${grade}: ${text}`),
  )
}

/** One schedule beside a FULL and logs that stay as they are. */
const SCHEDULES: readonly (readonly [string, string, Grade, string])[] = [
  [LOG, LOG.replace('15m', '30m'), 'weakens', '672 -> 336 starts a week'],
  [LOG, LOG.replace('15m', '30m'), 'weakens', 'worst gap 15m -> 30m'],
  [LOG, LOG.replace('every: 15m', 'once: 2027-06-01T20:00'), 'weakens', 'worst gap 15m -> endless'],
  [LOG, LOG.replace('15m', '10m'), 'strengthens', '672 -> 1,008 starts a week'],
  [LOG, LOG.replace('15m', '10m'), 'strengthens', 'startWithin 7m30s -> 5m, which follows'],
  [LOG, `${LOG}, between: "06:00-22:00"`, 'weakens', '672 -> 448 starts a week'],
  [LOG, `${LOG}, offset: 5m`, 'neutral', 'every 15m -> every 15m offset 5m'],
  [LOG, `${LOG}, startWithin: 5m`, 'weakens', 'startWithin 7m30s -> 5m'],
  [`${LOG}, startWithin: 5m`, `${LOG}, startWithin: 10m`, 'strengthens', 'startWithin 5m -> 10m'],
  [FULL, FULL.replace('01:00', '04:00'), 'neutral', 'Sun 01:00 -> Sun 04:00'],
  // the clocks go over it once a year
  [FULL, FULL.replace('01:00', '02:00'), 'weakens', 'worst gap 169h -> 13d23h'],
  [
    FULL,
    FULL.replace('at: Sun 01:00', 'cron: 0 1 * * 0'),
    'neutral',
    'Sun 01:00 -> cron 0 1 * * 0',
  ],
  [FULL, FULL.replace('Sun 01:00', '"Sun,Wed 01:00"'), 'strengthens', '1 -> 2 starts a week'],
  [FULL, FULL.replace('Sun', 'first Sun'), 'weakens', '1 -> 0.23 starts a week'],
  [FULL, FULL.replace('FULL', 'DIFFERENTIAL'), 'weakens', 'FULL -> DIFFERENTIAL'],
  [FULL, `${FULL}, copyOnly: true`, 'weakens', 'FULL -> FULL copy-only: no longer a base'],
  [`${FULL}, copyOnly: true`, FULL, 'strengthens', 'FULL copy-only -> FULL'],
  [DIFF, DIFF.replace('DIFFERENTIAL', 'FULL'), 'strengthens', 'DIFFERENTIAL -> FULL'],
  [
    LOG,
    LOG.replace('TRANSACTION_LOG', 'DIFFERENTIAL'),
    'weakens',
    'TRANSACTION_LOG -> DIFFERENTIAL',
  ],
  [DIFF, `${DIFF}, spread: 30m`, 'neutral', 'moved by spread, 0m -> '],
  [DIFF, `${DIFF}, jitter: 10m`, 'weakens', 'worst gap 49h -> 49h10m'],
  [FULL, `${FULL}, overlap: buffer`, 'strengthens', 'overlap skip -> buffer'],
  [`${FULL}, overlap: buffer`, FULL, 'weakens', 'overlap buffer -> skip'],
  [
    FULL,
    `${FULL}, overlap: replace`,
    'weakens',
    'overlap skip -> replace, which kills a running job',
  ],
  [FULL, `${FULL}, overlap: allow`, 'strengthens', 'overlap skip -> allow'],
  [`${FULL}, overlap: buffer`, `${FULL}, overlap: allow`, 'neutral', 'overlap buffer -> allow'],
  [FULL, `${FULL}, retry: {attempts: 2}`, 'weakens', 'retry attempts 3 -> 2'],
  [FULL, `${FULL}, retry: {attempts: 5}`, 'strengthens', 'retry attempts 3 -> 5'],
  [FULL, `${FULL}, retry: {backoff: 90s}`, 'neutral', 'retry backoff 30s -> 1m30s'],
  // startWithin is 7m30s: the third try would be too late
  [
    LOG,
    `${LOG}, retry: {backoff: 4m}`,
    'weakens',
    'retry backoff 30s -> 4m: 2 tries instead of 3 come in time',
  ],
  [
    `${LOG}, retry: {backoff: 8m}`,
    `${LOG}, retry: {backoff: 1m}`,
    'strengthens',
    'retry backoff 8m -> 1m: 3 tries instead of 1 come in time',
  ],
  [
    LOG,
    `${LOG}, retry: {backoff: 8m}`,
    'weakens',
    'retry backoff 30s -> 8m: 1 try instead of 3 comes in time',
  ],
  [FULL, `${FULL}, maxRun: 2d`, 'weakens', 'maxRun 1d -> 2d: a job that hangs is told later'],
  [FULL, `${FULL}, maxRun: 8h`, 'strengthens', 'maxRun 1d -> 8h: a job that hangs is told sooner'],
  [FULL, `${FULL}, maxRun: 2d, onMaxRun: cancel`, 'weakens', 'maxRun 1d -> 2d'],
  [`${FULL}, maxRun: 8h, onMaxRun: cancel`, FULL, 'strengthens', 'maxRun 8h -> 1d'],
  [
    `${FULL}, onMaxRun: cancel`,
    `${FULL}, onMaxRun: cancel, maxRun: 2d`,
    'strengthens',
    'maxRun 1d -> 2d, then it is killed',
  ],
  [FULL, `${FULL}, onMaxRun: cancel`, 'weakens', 'onMaxRun flag -> cancel, after 1d'],
  [`${FULL}, onMaxRun: cancel`, FULL, 'strengthens', 'onMaxRun cancel -> flag'],
  [
    `${FULL}, onMaxRun: cancel`,
    `${FULL}, onMaxRun: cancel, maxRun: 8h`,
    'weakens',
    'maxRun 1d -> 8h, then it is killed',
  ],
  [FULL, `${FULL}, window: "00:00-05:00"`, 'weakens', 'window none -> 00:00-05:00 Europe/Berlin'],
  [
    `${FULL}, window: "00:00-05:00"`,
    `${FULL}, window: "00:00-03:00"`,
    'weakens',
    'window 00:00-05:00 Europe/Berlin -> 00:00-03:00 Europe/Berlin',
  ],
  [
    `${FULL}, window: "00:00-05:00"`,
    `${FULL}, window: "23:00-05:00"`,
    'strengthens',
    'window 00:00',
  ],
  [
    FULL,
    `${FULL}, pause: {reason: Storage move, by: j.doe}`,
    'weakens',
    'not paused -> paused for good by j.doe: Storage move',
  ],
  [
    `${FULL}, pause: {reason: r, by: b, until: 2026-12-01T00:00}`,
    `${FULL}, pause: {reason: r, by: b, until: 2026-12-24T00:00}`,
    'weakens',
    'paused until Tue 2026-12-01 00:00 -> paused until Thu 2026-12-24 00:00 by b: r',
  ],
  [`${FULL}, pause: {reason: r, by: b}`, FULL, 'strengthens', 'paused for good -> not paused'],
  [
    `${FULL}, pause: {reason: r, by: b}`,
    `${FULL}, pause: {reason: q, by: b}`,
    'neutral',
    'paused for good by b: q',
  ],
  [
    FULL,
    `${FULL}, startDate: 2027-01-01T00:00`,
    'weakens',
    'startDate none -> Fri 2027-01-01 00:00',
  ],
  [
    FULL,
    `${FULL}, startDate: 2026-01-01T00:00`,
    'neutral',
    'startDate none -> Thu 2026-01-01 00:00',
  ],
  [FULL, `${FULL}, endDate: 2027-06-01T00:00`, 'weakens', 'endDate none -> Tue 2027-06-01 00:00'],
  [
    `${FULL}, endDate: 2027-06-01T00:00`,
    FULL,
    'strengthens',
    'endDate Tue 2027-06-01 00:00 -> none',
  ],
  [
    FULL,
    `${FULL}, onBlackout: defer`,
    'neutral',
    'onBlackout skip -> defer, and it is under no blackout',
  ],
  [ONCE, ONCE.replace('01-15', '01-16'), 'neutral', 'once'],
  [ONCE, ONCE.replace('2027', '2026'), 'weakens', 'no start of it is left'],
]

const TRIGGERS: readonly (readonly [string, string, Grade, string])[] = [
  [
    `${DEPLOY}, match: {application: erp}`,
    `${DEPLOY}, match: {application: crm}`,
    'weakens',
    'some events that started it no longer do: codedeploy application erp',
  ],
  [
    `${DEPLOY}, match: {application: erp}`,
    `${DEPLOY}, match: {application: [erp, crm]}`,
    'strengthens',
    'more events start it',
  ],
  [
    `${DEPLOY}, match: {application: erp}`,
    `${DEPLOY}, match: {application: erp, deploymentGroup: prod}`,
    'weakens',
    'some events that started it no longer do',
  ],
  [
    `${CUSTOM}, pattern: {source: [a, b]}`,
    `${CUSTOM}, pattern: {source: [b, a]}`,
    'neutral',
    'the same events, written in another way',
  ],
  [
    `${CUSTOM}, pattern: {source: [{prefix: a.}]}`,
    `${CUSTOM}, pattern: {source: [{prefix: a.b.}]}`,
    'weakens',
    'some events that started it no longer do',
  ],
  [
    `${DEPLOY}, match: {application: erp}`,
    `${DEPLOY}, match: {application: erp}, cooldown: 2h`,
    'weakens',
    'cooldown 10m -> 2h',
  ],
  [
    `${DEPLOY}, match: {application: erp}`,
    `${DEPLOY}, match: {application: erp}, cooldown: 0m`,
    'strengthens',
    'cooldown 10m -> 0m',
  ],
  [
    `${DEPLOY}, match: {application: erp}`,
    `${DEPLOY}, match: {application: erp}, delay: 2m`,
    'weakens',
    'delay 0m -> 2m: the backup comes later',
  ],
  [
    `${DEPLOY}, match: {application: erp}, delay: 2h`,
    `${DEPLOY}, match: {application: erp}, delay: 2m`,
    'strengthens',
    'delay 2h -> 2m: the backup comes sooner',
  ],
  [
    `${DEPLOY}, match: {application: erp}`,
    `${DEPLOY}, match: {application: erp}, startWithin: 5m`,
    'weakens',
    'startWithin 1h -> 5m',
  ],
  [
    `${CUSTOM}, pattern: {source: [a]}`,
    `${CUSTOM}, pattern: {source: [a]}, targetFrom: $.detail.database`,
    'weakens',
    'an event backs up only the target that it names at detail.database',
  ],
  [
    `${DEPLOY}, match: {application: erp}, targets: [erp-core, erp-reporting]`,
    `${DEPLOY}, match: {application: erp}, targets: [erp-core]`,
    'weakens',
    'no longer starts erp-reporting',
  ],
]

const both = 'erp-core, erp-reporting'
const ACKNOWLEDGED = 'acknowledge: breaks-differential-base'
const NEXT = LOG.replace('name: log', 'name: next')
const UNTIL = 'endDate: 2026-12-01T00:00'
const FROM = 'startDate: 2026-12-01T00:00'
const PAUSED = 'pause: {reason: r, by: b, until: 2027-06-01T00:00}'

describe('a schedule', () => {
  it.each(SCHEDULES)('from {%s} to {%s} %s: %s', (before, after, grade, reason) => {
    const others = [FULL, LOG].filter(other => other.slice(0, 9) !== before.slice(0, 9))
    const found = review(
      side({ targets: both, schedules: [...others, before] }),
      side({ targets: both, schedules: [...others, after] }),
    )
    expect(found.changes.map(change => change.grade)).toEqual([grade])
    expect(reasonsOf(found).join('\n')).toContain(reason)
  })
})

describe('a trigger', () => {
  it.each(TRIGGERS)('from {%s} to {%s} %s: %s', (before, after, grade, reason) => {
    const found = review(
      side({ targets: both, schedules: [FULL], triggers: [before] }),
      side({ targets: both, schedules: [FULL], triggers: [after] }),
    )
    expect(found.changes.map(change => change.grade)).toEqual([grade])
    expect(reasonsOf(found).join('\n')).toContain(reason)
  })
})

describe('a blackout', () => {
  const calendarText = (window: string) =>
    [
      'apiVersion: holdfast/v1',
      'kind: BlackoutCalendar',
      'name: close',
      'timezone: Europe/Berlin',
      'windows:',
      `  - {name: year-end, ${window}}`,
      '',
    ].join('\n')
  const under = (window: string, more = '') =>
    sideWith(
      calendarText(window),
      policyText({ keys: ['blackouts: [close]'], schedules: [`${FULL}${more}`, LOG] }),
    )
  const none = side({ schedules: [FULL, LOG] })
  const SHORT = 'from: 2026-12-30T18:00, to: 2027-01-02T08:00'
  const LONG = 'from: 2026-12-30T18:00, to: 2027-01-04T08:00'
  const SUNDAYS = 'weekly: "Sun 00:00-03:00"'
  it.each([
    [
      none,
      under(LONG),
      'erp-sql.full weakens: blackout close.year-end (Wed 2026-12-30 18:00 to Mon 2027-01-04 08:00) is new, and takes 1 start',
    ],
    [
      none,
      under(LONG),
      'erp-sql.log weakens: blackout close.year-end (Wed 2026-12-30 18:00 to Mon 2027-01-04 08:00) is new, and takes 440 starts',
    ],
    [
      none,
      under(SHORT),
      'erp-sql.full neutral: blackout close.year-end (Wed 2026-12-30 18:00 to Sat 2027-01-02 08:00) is new, and takes no start',
    ],
    [
      under(SHORT),
      under(LONG),
      'erp-sql.log weakens: blackout close.year-end (Wed 2026-12-30 18:00 to Mon 2027-01-04 08:00) is another, and takes 192 starts',
    ],
    [
      under(LONG),
      none,
      'erp-sql.full strengthens: blackout close.year-end (Wed 2026-12-30 18:00 to Mon 2027-01-04 08:00) is gone, with 1 start in it',
    ],
    [none, under(SUNDAYS), 'erp-sql.full weakens: 1 -> 0 starts a week'],
    [
      under(SUNDAYS),
      under(SUNDAYS, ', onBlackout: defer'),
      'erp-sql.full strengthens: onBlackout skip -> defer',
    ],
  ])('case %#', (before, after, reason) => {
    expect(reasonsOf(review(before, after))).toContain(reason)
  })

  it.each([
    ['another name', SHORT, SHORT, 'other', 'neutral'],
    ['a shorter one', LONG, SHORT, 'year-end', 'strengthens'],
    ['a longer one', SHORT, LONG, 'year-end', 'weakens'],
    ['another name, weekly', SUNDAYS, SUNDAYS, 'other', 'neutral'],
    ['an hour less', SUNDAYS, SUNDAYS.replace('03:00', '02:00'), 'year-end', 'strengthens'],
    ['a day more', SUNDAYS, SUNDAYS.replace('Sun', 'Sun,Mon'), 'year-end', 'weakens'],
    ['past midnight', 'weekly: "Sun 22:00-02:00"', SUNDAYS, 'year-end', 'weakens'],
  ])('of a trigger, with %s', (_, before, after, name, grade) => {
    const triggers = [`${DEPLOY}, match: {application: erp}`]
    const policy = policyText({ keys: ['blackouts: [close]'], triggers })
    const was = sideWith(calendarText(before), policy)
    const is = sideWith(calendarText(after).replace('year-end', name), policy)
    expect(review(was, is).grade).toBe(grade)
  })

  it('is not blamed on a schedule that it leaves alone', () => {
    const found = review(none, under('weekly: "daily 22:00-23:00"'))
    expect(reasonsOf(found)).toEqual([
      'erp-sql.log weakens: 672 -> 644 starts a week',
      'erp-sql.log weakens: worst gap 15m -> 1h15m',
      'erp-sql.log neutral: blackout close.year-end is new, every week',
      'erp-sql.full neutral: blackout close.year-end is new, every week',
    ])
  })
})

describe('what is new or gone', () => {
  const cases: readonly (readonly [
    string,
    readonly PolicyText[],
    readonly PolicyText[],
    Grade,
    readonly string[],
  ])[] = [
    [
      'a schedule is gone',
      [{ schedules: [FULL, LOG] }],
      [{ schedules: [FULL] }],
      'weakens',
      ['erp-sql.log weakens: 672 -> 0 starts a week'],
    ],
    [
      'a schedule is new',
      [{ schedules: [FULL] }],
      [{ schedules: [FULL, LOG] }],
      'strengthens',
      ['erp-sql.log strengthens: 0 -> 672 starts a week'],
    ],
    [
      'a schedule is new and paused',
      [{ schedules: [FULL] }],
      [{ schedules: [FULL, `${LOG}, pause: {reason: r, by: b}`] }],
      'neutral',
      ['erp-sql.log neutral: it is paused'],
    ],
    [
      'a policy has another name',
      [{ name: 'old', schedules: [FULL, LOG] }],
      [{ name: 'new', schedules: [FULL, LOG] }],
      'neutral',
      [
        'new.full neutral: only its name is new: it was old.full',
        'new.log neutral: only its name is new: it was old.log',
        'old.full neutral: only its name is new: new.full',
        'old.log neutral: only its name is new: new.log',
      ],
    ],
    [
      'a policy is divided',
      [{ name: 'both', targets: both, schedules: [LOG] }],
      [
        { name: 'a', targets: 'erp-core', schedules: [LOG] },
        { name: 'b', targets: 'erp-reporting', schedules: [LOG] },
      ],
      'neutral',
      [
        'a.log neutral: only its name is new: it was both.log',
        'b.log neutral: only its name is new: it was both.log',
        'both.log neutral: only its name is new: a.log, b.log',
      ],
    ],
    [
      'another policy makes the backups',
      [
        { name: 'a', schedules: [FULL] },
        { name: 'b', schedules: [LOG] },
      ],
      [{ name: 'a', schedules: [FULL, `${LOG}, startWithin: 14m`] }],
      'strengthens',
      [
        'a.log strengthens: 672 starts a week, in place of what other schedules did on worse terms',
        'b.log neutral: its targets keep 672 TRANSACTION_LOG backups a week from a.log',
      ],
    ],
    [
      'another policy makes them, but paused',
      [{ name: 'a', schedules: [FULL, LOG] }],
      [
        { name: 'a', schedules: [FULL] },
        { name: 'b', schedules: [`${LOG}, pause: {reason: r, by: b}`] },
      ],
      'weakens',
      ['a.log weakens: 672 -> 0 starts a week', 'b.log neutral: it is paused'],
    ],
    [
      'another policy makes them, from next year on',
      [{ name: 'a', schedules: [FULL, LOG] }],
      [
        { name: 'a', schedules: [FULL] },
        { name: 'b', schedules: [`${LOG}, startDate: 2027-06-01T00:00`] },
      ],
      'weakens',
      [
        'a.log weakens: 672 -> 0 starts a week',
        'b.log neutral: 672 starts a week, from Tue 2027-06-01 00:00 on',
      ],
    ],
    [
      'what is added waits, and replaces nothing',
      [{ schedules: [FULL] }],
      [{ schedules: [FULL, `${DIFF}, startDate: 2027-06-01T00:00`] }],
      'neutral',
      ['erp-sql.diff neutral: 6 starts a week, from Tue 2027-06-01 01:00 on'],
    ],
    [
      'another name comes with worse terms',
      [{ schedules: [FULL, LOG] }],
      [
        {
          schedules: [
            FULL,
            `${LOG.replace('name: log', 'name: logs')}, startWithin: 1m, retry: {attempts: 1}`,
          ],
        },
      ],
      'weakens',
      [
        'erp-sql.log weakens: as many TRANSACTION_LOG backups, on worse terms: erp-sql.logs has retry attempts 3 -> 1, startWithin 7m30s -> 1m',
        'erp-sql.logs neutral: 672 starts a week, in place of what other schedules did',
      ],
    ],
    [
      'a target moves to a policy with worse terms',
      [{ name: 'a', targets: both, schedules: [FULL] }],
      [
        { name: 'a', targets: 'erp-core', schedules: [FULL] },
        { name: 'b', targets: 'erp-reporting', schedules: [`${FULL}, onMaxRun: cancel`] },
      ],
      'weakens',
      ['a.full weakens: no longer starts erp-reporting'],
    ],
    [
      'the twin that is left is paused',
      [
        { name: 'a', schedules: [FULL, LOG] },
        { name: 'b', schedules: [`${LOG}, ${PAUSED}`] },
      ],
      [
        { name: 'a', schedules: [FULL] },
        { name: 'b', schedules: [`${LOG}, ${PAUSED}`] },
      ],
      'weakens',
      ['a.log weakens: 672 -> 0 starts a week'],
    ],
    [
      'what is paused becomes more frequent than what is gone was',
      [
        { name: 'a', schedules: [FULL, LOG] },
        { name: 'b', schedules: [`${LOG.replace('15m', '12h')}, ${PAUSED}`] },
      ],
      [
        { name: 'a', schedules: [FULL] },
        { name: 'b', schedules: [`${LOG.replace('15m', '5m')}, ${PAUSED}`] },
      ],
      'weakens',
      ['a.log weakens: 672 -> 0 starts a week'],
    ],
    [
      'another name of a trigger comes with worse terms',
      [{ schedules: [FULL], triggers: [AT_ERP] }],
      [
        {
          schedules: [FULL],
          triggers: [
            `${DEPLOY.replace('deployed', 'shipped')}, match: {application: erp}, startWithin: 1m`,
          ],
        },
      ],
      'weakens',
      ['erp-sql.deployed weakens: no event starts it any more'],
    ],
    [
      'a target is gone from a policy, and another policy has it',
      [{ name: 'a', targets: both, schedules: [FULL] }],
      [
        { name: 'a', targets: 'erp-core', schedules: [FULL] },
        { name: 'b', targets: 'erp-reporting', schedules: [FULL] },
      ],
      'neutral',
      ['a.full neutral: no longer starts erp-reporting, which b.full backs up as often'],
    ],
    [
      'a target is gone from a policy',
      [{ targets: both, schedules: [FULL] }],
      [{ targets: 'erp-core', schedules: [FULL] }],
      'weakens',
      ['erp-sql.full weakens: no longer starts erp-reporting'],
    ],
    [
      'a target is new in a policy',
      [{ targets: 'erp-core', schedules: [FULL] }],
      [{ targets: both, schedules: [FULL] }],
      'strengthens',
      ['erp-sql.full strengthens: starts erp-reporting as well'],
    ],
    [
      'differentials are replaced by fulls',
      [{ schedules: [FULL, DIFF] }],
      [{ schedules: [FULL.replace('Sun', 'daily')] }],
      'strengthens',
      ['erp-sql.diff neutral: its targets keep 7 DIFFERENTIAL backups a week from erp-sql.full'],
    ],
    [
      'a single start is gone',
      [{ schedules: [FULL, ONCE] }],
      [{ schedules: [FULL] }],
      'weakens',
      ['erp-sql.once weakens: it would have started at Fri 2027-01-15 20:00'],
    ],
    [
      'a single start is gone that was made',
      [{ schedules: [FULL, ONCE.replace('2027', '2026')] }],
      [{ schedules: [FULL] }],
      'neutral',
      ['erp-sql.once neutral: it was without a start that is still to come'],
    ],
    [
      'a trigger is gone',
      [{ schedules: [FULL], triggers: [AT_ERP] }],
      [{ schedules: [FULL] }],
      'weakens',
      ['erp-sql.deployed weakens: no event starts it any more'],
    ],
    [
      'another name of a trigger comes with a longer delay',
      [{ schedules: [FULL], triggers: [AT_ERP] }],
      [
        {
          schedules: [FULL],
          triggers: [
            `${DEPLOY.replace('deployed', 'later')}, match: {application: erp}, delay: 6h`,
          ],
        },
      ],
      'weakens',
      ['erp-sql.deployed weakens: no event starts it any more'],
    ],
    [
      'a schedule ends where the next begins',
      [{ schedules: [FULL, LOG] }],
      [{ schedules: [FULL, `${LOG}, ${UNTIL}`, `${NEXT}, ${FROM}`] }],
      'neutral',
      ['erp-sql.log neutral: endDate none -> Tue 2026-12-01 00:00, and others go on from there'],
    ],
    [
      'a schedule ends an hour before the next begins',
      [{ schedules: [FULL, LOG] }],
      [{ schedules: [FULL, `${LOG}, ${UNTIL}`, `${NEXT}, ${FROM.replace('T00', 'T01')}`] }],
      'weakens',
      ['erp-sql.log weakens: endDate none -> Tue 2026-12-01 00:00'],
    ],
    [
      'a schedule ends where a slower one begins',
      [{ schedules: [FULL, LOG] }],
      [{ schedules: [FULL, `${LOG}, ${UNTIL}`, `${NEXT.replace('15m', '30m')}, ${FROM}`] }],
      'weakens',
      ['erp-sql.log weakens: endDate none -> Tue 2026-12-01 00:00'],
    ],
    [
      'a schedule ends where one begins that is as far apart at worst, and not as often',
      [{ schedules: [FULL, `${LOG}, between: 06:00-22:00`] }],
      [
        {
          schedules: [
            FULL,
            `${LOG}, between: 06:00-22:00, ${UNTIL}`,
            `${NEXT.replace('15m', '8h')}, ${FROM}`,
          ],
        },
      ],
      'weakens',
      ['erp-sql.log weakens: endDate none -> Tue 2026-12-01 00:00'],
    ],
    [
      'a schedule ends where one on worse terms begins',
      [{ schedules: [FULL, LOG] }],
      [{ schedules: [FULL, `${LOG}, ${UNTIL}`, `${NEXT}, ${FROM}, retry: {attempts: 1}`] }],
      'weakens',
      ['erp-sql.log weakens: endDate none -> Tue 2026-12-01 00:00'],
    ],
    [
      'a schedule ends where the next begins, for one of its targets',
      [{ targets: both, schedules: [FULL, LOG] }],
      [
        { targets: both, schedules: [FULL, `${LOG}, ${UNTIL}`] },
        { name: 'b', schedules: [`${NEXT}, ${FROM}`] },
      ],
      'weakens',
      ['erp-sql.log weakens: endDate none -> Tue 2026-12-01 00:00'],
    ],
    [
      'an end comes sooner',
      [{ schedules: [FULL, `${LOG}, ${UNTIL.replace('2026', '2027')}`] }],
      [{ schedules: [FULL, `${LOG}, ${UNTIL}`] }],
      'weakens',
      ['erp-sql.log weakens: endDate Wed 2027-12-01 00:00 -> Tue 2026-12-01 00:00'],
    ],
    [
      'a target of a trigger is started by another one',
      [{ name: 'a', targets: both, schedules: [FULL], triggers: [AT_ERP] }],
      [
        { name: 'a', targets: 'erp-core', schedules: [FULL], triggers: [AT_ERP] },
        { name: 'b', targets: 'erp-reporting', schedules: [FULL], triggers: [AT_ERP] },
      ],
      'neutral',
      ['a.deployed neutral: no longer starts erp-reporting, which b.deployed starts at its events'],
    ],
    [
      'a target of a trigger comes from another one',
      [
        { name: 'a', targets: 'erp-core', schedules: [FULL], triggers: [AT_ERP] },
        { name: 'b', targets: 'erp-reporting', schedules: [FULL], triggers: [AT_ERP] },
      ],
      [{ name: 'a', targets: both, schedules: [FULL], triggers: [AT_ERP] }],
      'neutral',
      ['a.deployed neutral: starts erp-reporting as well, which others did before'],
    ],
    [
      'a target of a trigger is started by another one, later',
      [{ name: 'a', targets: both, schedules: [FULL], triggers: [AT_ERP] }],
      [
        { name: 'a', targets: 'erp-core', schedules: [FULL], triggers: [AT_ERP] },
        {
          name: 'b',
          targets: 'erp-reporting',
          schedules: [FULL],
          triggers: [`${AT_ERP}, delay: 1h`],
        },
      ],
      'weakens',
      ['a.deployed weakens: no longer starts erp-reporting'],
    ],
    [
      'a trigger is gone, and another waits for more',
      [{ schedules: [FULL], triggers: [AT_ERP] }],
      [
        {
          schedules: [FULL],
          triggers: [`${DEPLOY.replace('deployed', 'any')}, match: {application: [erp, crm]}`],
        },
      ],
      'strengthens',
      ['erp-sql.deployed neutral: erp-sql.any starts the same backups at its events'],
    ],
  ]

  it.each(cases)('%s', (_, before, after, grade, reasons) => {
    const found = review(side(...before), side(...after))
    for (const reason of reasons) {
      expect(reasonsOf(found)).toContainEqual(expect.stringContaining(reason))
    }
    expect(found.grade).toBe(grade)
  })

  const WEEK = `${FULL}, endDate: 2026-11-22T00:00`
  const YEAR = `${FULL}, endDate: 2027-06-01T00:00`
  const LATER = 'name: later, level: FULL, at: Sun 02:00, startDate: 2027-06-01T00:00'
  const ENDS = 'Tue 2027-06-01 00:00'

  it.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ['has no start left', [FULL, LOG], [WEEK, LOG], ['weakens: 1 -> 0 FULL backups a week']],
    ['has starts again', [WEEK, LOG], [FULL, LOG], ['strengthens: 0 -> 1 FULL backups a week']],
    ['ends', [FULL, LOG], [YEAR, LOG], [`weakens: FULL backups end: never -> ${ENDS}`]],
    ['ends no more', [YEAR, LOG], [FULL, LOG], [`strengthens: FULL backups end: ${ENDS} -> never`]],
    ['ends where another goes on', [FULL, LOG], [YEAR, LATER.replace('02:00', '01:00'), LOG], []],
    [
      'ends, of a level that a stronger one makes less often',
      [FULL, DIFF, LOG],
      [FULL, `${DIFF}, endDate: 2027-06-01T00:00`, LOG],
      [`weakens: DIFFERENTIAL backups end: never -> ${ENDS}`],
    ],
  ])('tells a target of a schedule that %s', (_, before, after, expected) => {
    const found = review(side({ schedules: before }), side({ schedules: after }))
    const core = found.targets.find(({ target }) => target === 'erp-core')
    expect(core?.reasons.map(({ grade, text }) => `${grade}: ${text}`)).toEqual(expected)
    const [change] = found.changes
    const isLeft = (change?.after?.nextStarts.length ?? 1) > 0
    expect(change?.after?.startsPerWeek === 0).toBe(!isLeft)
  })

  it('calls nothing lost or won that a schedule does not start any more', () => {
    const over = `${FULL}, endDate: 2026-11-01T00:00`
    const [few, many] = ['erp-core', both].map(targets =>
      side(
        { name: 'a', targets: both, schedules: [LOG] },
        { name: 'b', targets, schedules: [over] },
      ),
    )
    if (few === undefined || many === undefined) throw new Error('there are two sides')
    expect([review(few, many).grade, review(many, few).grade]).toEqual(['neutral', 'neutral'])
  })

  it('does not call new what others make as well, in the same minute', () => {
    const twin = DIFF.replace('name: diff', 'name: twin')
    const found = review(side({ schedules: [FULL, DIFF] }), side({ schedules: [FULL, DIFF, twin] }))
    expect(reasonsOf(found)).toEqual([
      'erp-sql.twin neutral: 6 starts a week, and its targets have as many from erp-sql.diff, erp-sql.full already',
    ])
    expect(found.targets.flatMap(({ reasons }) => reasons)).toEqual([])
  })

  it('tells a target nothing of a schedule and its successor, which start it as often', () => {
    const { targets } = review(
      side({ schedules: [FULL, LOG] }),
      side({ schedules: [FULL, `${LOG}, ${UNTIL}`, `${NEXT}, ${FROM}`] }),
    )
    expect(targets.flatMap(({ reasons }) => reasons)).toEqual([])
    const core = targets.find(({ target }) => target === 'erp-core')
    expect(core?.after?.startsPerWeek).toEqual({ FULL: 1, TRANSACTION_LOG: 672 })
  })

  it('says where a source moved to and came from', () => {
    const found = review(
      side({ name: 'old', schedules: [FULL] }),
      side({ name: 'new', schedules: [FULL] }),
    )
    expect(found.changes).toMatchObject([
      { kind: 'added', source: 'new.full', movedFrom: 'old.full' },
      { kind: 'removed', source: 'old.full', movedTo: 'new.full' },
    ])
    expect(found.totals.removedShare).toBe(0)
  })
})

describe('a mistake that is acknowledged', () => {
  const EXTRA = 'name: extra, level: FULL, at: Wed 01:00'
  const MEANT = `${EXTRA}, ${ACKNOWLEDGED}`
  const RELEASED = `${AT_ERP.replace(', copyOnly: true', '')}, ${ACKNOWLEDGED}`
  const PLANNED = { name: 'a', schedules: [FULL, DIFF] }
  const FOR_GOOD = 'pause: {reason: r, by: b}'
  const extra = (schedule: string) => ({ name: 'b', schedules: [schedule] })
  const IS = 'breaks-differential-base is acknowledged'
  const WHAT = 'an extra FULL that would take the base from the differentials'

  it.each<[string, PolicyText, PolicyText, Grade, string]>([
    [
      'of a schedule',
      extra(EXTRA),
      extra(MEANT),
      'weakens',
      `b.extra weakens: ${IS}: ${WHAT} is no mistake any more`,
    ],
    [
      'no longer',
      extra(MEANT),
      extra(EXTRA),
      'strengthens',
      `b.extra strengthens: ${IS} no longer: ${WHAT} is a mistake again`,
    ],
    ['in a list', extra(MEANT), extra(MEANT.replace(/breaks.*/, '[$&]')), 'neutral', ''],
    [
      'of a new schedule',
      extra(LOG),
      { ...extra(LOG), schedules: [LOG, MEANT] },
      'weakens',
      `b.extra weakens: ${IS}`,
    ],
    [
      'of a new schedule that is paused for good',
      extra(LOG),
      { ...extra(LOG), schedules: [LOG, `${MEANT}, ${FOR_GOOD}`] },
      'weakens',
      `b.extra weakens: ${IS}`,
    ],
    [
      'of a new trigger',
      extra(LOG),
      { ...extra(LOG), triggers: [RELEASED] },
      'weakens',
      `b.deployed weakens: ${IS}`,
    ],
    [
      'of a schedule that gets another name',
      extra(EXTRA),
      { ...extra(MEANT), name: 'c' },
      'weakens',
      `c.extra weakens: ${IS}`,
    ],
    [
      'under another name, as it was before',
      extra(MEANT),
      { ...extra(MEANT), name: 'c' },
      'neutral',
      'c.extra neutral: only its name is new: it was b.extra',
    ],
  ])('%s', (_, before, after, grade, reason) => {
    const found = review(side(PLANNED, before), side(PLANNED, after))
    expect(found.grade).toBe(grade)
    expect(reasonsOf(found).join('\n')).toContain(reason)
  })

  it('for one environment alone is told there alone', () => {
    const override =
      'overrides: {prod: {schedules: {extra: {acknowledge: breaks-differential-base}}}}'
    const after = side(PLANNED, { ...extra(EXTRA), keys: [override] })
    expect(reasonsOf(review(side(PLANNED, extra(EXTRA)), after))).toEqual([
      `b.extra weakens: ${IS}: ${WHAT} is no mistake any more`,
    ])
  })
})

describe('a pause that ends in eleven months', () => {
  const LONG = 'pause: {reason: r, by: b, until: 2027-10-20T00:00}'
  const SHORT = LONG.replace('2027-10-20', '2026-12-01')
  it.each<[string, PolicyText, PolicyText]>([
    ['of a schedule', { schedules: [FULL, LOG] }, { schedules: [FULL, `${LOG}, ${LONG}`] }],
    ['of a policy', { schedules: [FULL, LOG] }, { schedules: [FULL, LOG], keys: [LONG] }],
    [
      'in place of one that ends soon',
      { schedules: [FULL, `${LOG}, ${SHORT}`] },
      { schedules: [FULL, `${LOG}, ${LONG}`] },
    ],
    [
      'in place of one that ends soon, under another name',
      { schedules: [FULL, `${LOG}, ${SHORT}`] },
      { schedules: [FULL, `${NEXT}, ${LONG}`] },
    ],
    [
      'of a policy with another name',
      { name: 'a', schedules: [FULL, LOG] },
      { name: 'b', schedules: [FULL, LOG], keys: [LONG] },
    ],
    ['of a trigger', { triggers: [AT_ERP] }, { triggers: [`${AT_ERP}, ${LONG}`] }],
    [
      'of a trigger with another name',
      { triggers: [AT_ERP] },
      { triggers: [`${AT_ERP.replace('deployed', 'later')}, ${LONG}`] },
    ],
  ])('%s weakens', (_, before, after) => {
    const found = review(side(before), side(after))
    expect([found.grade, found.totals.removedShare]).toEqual(['weakens', 0])
  })
})

describe('two data backups of a target in one minute', () => {
  const NOON = 'name: noon, level: DIFFERENTIAL, at: daily 12:00'
  const MEETS = NOON.replace('12:00', '01:00')
  const NIGHTLY = 'name: diff, level: DIFFERENTIAL, at: daily 01:00'
  const WEEKLY = { name: 'a', schedules: [FULL] }
  const buffered = (schedule: string) => `${schedule}, overlap: buffer`
  const of = (...schedules: readonly string[]) => ({ name: 'b', schedules })
  const lost = (names: string) =>
    `weakens: ${names} start in the same minute, Sun 2026-11-22 01:00: one of the two is lost`

  it.each<[string, readonly PolicyText[], readonly PolicyText[], readonly string[]]>([
    ['one is moved', [WEEKLY, of(NOON)], [WEEKLY, of(MEETS)], [lost('a.full and b.noon')]],
    ['a weaker one is new', [WEEKLY], [WEEKLY, of(MEETS)], [lost('a.full and b.noon')]],
    [
      'a stronger one is new, and does as well',
      [of(NIGHTLY)],
      [of(NIGHTLY), { name: 'a', schedules: [`${FULL}, ${ACKNOWLEDGED}`] }],
      [],
    ],
    [
      'both may wait',
      [{ name: 'a', schedules: [buffered(FULL)] }, of(buffered(NOON))],
      [{ name: 'a', schedules: [buffered(FULL)] }, of(buffered(MEETS))],
      [],
    ],
    [
      'the one that may wait is as strong as the other',
      [{ name: 'a', schedules: [buffered(FULL)] }],
      [{ name: 'a', schedules: [buffered(FULL)] }, of(MEETS)],
      [],
    ],
    [
      'they are divided, so that none gives way any more',
      [of(FULL, NIGHTLY)],
      [of(NIGHTLY), { name: 'a', schedules: [`${FULL}, ${ACKNOWLEDGED}`] }],
      [lost('a.full and b.diff')],
    ],
    [
      'they did so before, under other names',
      [WEEKLY, of(MEETS)],
      [
        { ...WEEKLY, name: 'c' },
        { ...of(MEETS), name: 'd' },
      ],
      [],
    ],
    [
      'they do so no longer',
      [WEEKLY, of(MEETS)],
      [WEEKLY, of(NOON)],
      [
        'strengthens: a.full and b.noon start in the same minute no longer: none of the two is lost',
      ],
    ],
  ])('%s', (_, before, after, expected) => {
    const { targets, collisions } = review(side(...before), side(...after))
    const reasons = targets.flatMap(target => target.reasons)
    const told = reasons.filter(({ text }) => text.includes('the same minute'))
    expect(told.map(({ grade, text }) => `${grade}: ${text}`)).toEqual(expected)
    if (expected.length > 0) {
      expect(collisions.appeared.length + collisions.gone.length).toBeGreaterThan(0)
    }
  })
})
