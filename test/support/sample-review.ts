// Reviews as `holdfast plan` makes them, by hand: Saturday evening in Berlin, five policies, and what a pull request did to them.
import type { Finding } from '../../lib/review/check.ts'
import type { Grade } from '../../lib/review/grade.ts'
import type { SourceChange, SourceState, TermChange } from '../../lib/review/graded.ts'
import type { Ahead, Calendar, Collision, CommCellLoad } from '../../lib/review/outlook.ts'
import type { Review } from '../../lib/review/review.ts'
import type { Cover, TargetReview } from '../../lib/review/target-review.ts'

export const NOW = '2026-11-21T17:10:00Z'

/** Nothing but this: the log backups of erp-sql move from 15 to 30 minutes. */
export function weakeningReview(): Review {
  const texts = [
    'worst gap between recovery points 15m -> 30m',
    'its rpo is no longer kept',
    '672 -> 336 TRANSACTION_LOG backups a week',
  ]
  return {
    ...unchangedReview(),
    grade: 'weakens',
    totals: totals({ changed: 1, weakens: 1, longer: 2, before: 1373, after: 701, share: 0.489 }),
    changes: [
      changed(log('15m'), log('30m'), [
        { grade: 'weakens', text: '672 -> 336 starts a week' },
        { grade: 'weakens', text: 'worst gap 15m -> 30m' },
      ]),
    ],
    targets: [
      untouched('billing-prod', billing),
      erp('erp-core', texts),
      erp('erp-reporting', texts),
      untouched('ledger', ledger),
      never('scratch-01'),
    ],
    sources: sources(log('30m')),
    calendar: calendar(2),
    load: load(2),
    aws: {
      types: {
        'AWS::Events::Rule': { added: 0, changed: 0, removed: 0, unchanged: 1 },
        'AWS::Scheduler::Schedule': { added: 0, changed: 1, removed: 0, unchanged: 6 },
      },
      resources: [
        { kind: 'changed', type: 'AWS::Scheduler::Schedule', logicalId: 'ScheduleerpHsqlDlog' },
      ],
    },
    findings: { appeared: [rpoNotMet], standing: [dstSkipped], gone: [] },
    verdict: {
      passes: false,
      checks: [
        {
          check: 'mistakes',
          passes: false,
          message: '1 mistake in the policies: policies/erp-sql.yaml:12:6 [rpo-not-met]',
          fix: 'write every: 15m for erp-sql.log',
        },
        { check: 'fits-aws', passes: true, message: 'AWS takes what the policies add up to' },
        {
          check: 'weakens',
          passes: false,
          message:
            'This change weakens protection: erp-sql.log (672 -> 336 starts a week), target erp-core (worst gap between recovery points 15m -> 30m), target erp-reporting (worst gap between recovery points 15m -> 30m)',
          fix: 'add the label weakens-protection to the pull request, or have anna or ben approve it',
          standing: 'policies/defaults.yaml:9',
        },
        {
          check: 'maxRemovedStarts',
          passes: false,
          message: '48.9% of the backups a week are removed, and without consent 20% may be',
          fix: 'add the label mass-removal to the pull request',
          standing: 'policies/defaults.yaml:12',
        },
      ],
    },
  }
}

/** One added, one changed, one removed, and whatever else a change can bring: each list of the review has something. */
export function mixedReview(): Review {
  const weakening = weakeningReview()
  const legacy = 'in no policy any more: legacy-sql.full was its last source'
  return {
    ...weakening,
    totals: {
      ...totals({ changed: 1, weakens: 4, longer: 3, before: 1374, after: 702, share: 0.49 }),
      sources: { added: 1, changed: 1, removed: 1, unchanged: 6 },
      grades: { weakens: 4, neutral: 1, strengthens: 2 },
      targets: { gained: 1, lost: 1, replaced: 0, unprotected: 2, longer: 2, shorter: 0 },
    },
    changes: [
      {
        kind: 'removed',
        source: 'legacy-sql.full',
        grade: 'weakens',
        reasons: [
          { grade: 'weakens', text: 'legacy-03 is in no policy any more' },
          { grade: 'weakens', text: '1 -> 0 starts a week' },
        ],
        before: legacyFull,
        after: null,
        place: at('policies/legacy-sql.yaml', 9),
      },
      ...weakening.changes,
      {
        kind: 'added',
        source: 'crm-sql.weekly-full',
        grade: 'strengthens',
        reasons: [{ grade: 'strengthens', text: 'crm-main is backed up: 0 -> 1 start a week' }],
        before: null,
        after: crmFull,
        place: at('policies/crm-sql.yaml', 10),
      },
    ],
    terms,
    targets: [
      untouched('billing-prod', billing),
      {
        ...never('crm-main'),
        change: 'gained',
        grade: 'strengthens',
        reasons: [{ grade: 'strengthens', text: 'was in no policy' }],
        after: cover(['crm-sql'], { FULL: 1 }, { between: 604_800, promised: 691_200 }),
      },
      ...weakening.targets.slice(1, 4),
      {
        ...never('legacy-03'),
        change: 'lost',
        grade: 'weakens',
        reasons: [{ grade: 'weakens', text: legacy }],
        before: cover(['legacy-sql'], { FULL: 1 }, { between: 604_800, promised: null }),
      },
      never('scratch-01'),
    ],
    sources: [...sources(log('30m')), crmFull].toSorted(byName),
    ahead,
    collisions: { appeared: [collision('crm-main', 'weekly-full')], gone: [] },
    clients: [
      {
        commcell: 'main',
        client: 'ERPSQL01',
        maxInFlight: 2,
        busiest: {
          before: { at: '2026-11-22T00:00:00Z', starts: 12, minutes: 20 },
          after: { at: '2026-11-22T00:00:00Z', starts: 38, minutes: 150 },
        },
      },
    ],
    aws: {
      types: {
        'AWS::Events::Rule': { added: 0, changed: 0, removed: 0, unchanged: 1 },
        'AWS::Scheduler::Schedule': { added: 1, changed: 1, removed: 1, unchanged: 5 },
      },
      resources: [
        {
          kind: 'added',
          type: 'AWS::Scheduler::Schedule',
          logicalId: 'SchedulecrmHsqlDweeklyHfull',
        },
        { kind: 'changed', type: 'AWS::Scheduler::Schedule', logicalId: 'ScheduleerpHsqlDlog' },
        { kind: 'removed', type: 'AWS::Scheduler::Schedule', logicalId: 'SchedulelegacyHsqlDfull' },
      ],
    },
    findings: { ...weakening.findings, gone: [pauseExpired] },
  }
}

/** The other way round, from 30 to 15 minutes: the broken promise of the base holds again. */
export function strengtheningReview(): Review {
  const text = 'worst gap 30m -> 15m, rpo 15m is kept again'
  return {
    ...unchangedReview(),
    grade: 'strengthens',
    totals: totals({ changed: 1, strengthens: 1, shorter: 2, before: 701, after: 1373, share: 0 }),
    changes: [
      changed(log('30m'), log('15m'), [{ grade: 'strengthens', text: '336 -> 672 starts a week' }]),
    ],
    targets: [
      untouched('billing-prod', billing),
      ...(['erp-core', 'erp-reporting'] as const).map(name => ({
        ...untouched(name, erpCover(900)),
        grade: 'strengthens' as const,
        reasons: [{ grade: 'strengthens' as const, text }],
        before: erpCover(1800),
      })),
      untouched('ledger', ledger),
      never('scratch-01'),
    ],
    findings: { appeared: [], standing: [dstSkipped], gone: [rpoNotMet] },
    aws: weakeningReview().aws,
  }
}

/** A full backup half an hour later, and another owner. */
export function neutralReview(): Review {
  const later: SourceState = {
    ...erpFull,
    phrase: 'Sun 01:30',
    nextStarts: starts('Sun', 22, '01:30'),
  }
  return {
    ...unchangedReview(),
    totals: totals({ changed: 1, neutral: 2, before: 1373, after: 1373, share: 0 }),
    changes: [
      changed(erpFull, later, [
        { grade: 'neutral', text: 'starts at other times, as often as before' },
      ]),
    ],
    terms: terms.slice(-1),
    sources: sources(log('15m')).map(state => (state.source === later.source ? later : state)),
    aws: weakeningReview().aws,
  }
}

export function unchangedReview(): Review {
  return {
    version: 1,
    environment: 'prod',
    now: NOW,
    timezone: 'Europe/Berlin',
    base: {
      name: 'origin/main',
      commit: '5f0c6f1d2a3b4c5d6e7f8091a2b3c4d5e6f70819',
      unreadable: 0,
    },
    grade: 'neutral',
    totals: totals({ before: 1373, after: 1373, share: 0 }),
    changes: [],
    terms: [],
    targets: [
      untouched('billing-prod', billing),
      untouched('erp-core', erpCover(900)),
      untouched('erp-reporting', erpCover(900)),
      untouched('ledger', ledger),
      never('scratch-01'),
    ],
    sources: sources(log('15m')),
    ahead: {
      ...ahead,
      blackouts: ahead.blackouts.map(blackout => ({ ...blackout, isNew: false })),
      pauses: ahead.pauses.map(pause => ({ ...pause, isNew: false })),
    },
    calendar: calendar(4),
    load: load(4),
    clients: [],
    collisions: { appeared: [], gone: [] },
    aws: {
      types: {
        'AWS::Events::Rule': { added: 0, changed: 0, removed: 0, unchanged: 1 },
        'AWS::Scheduler::Schedule': { added: 0, changed: 0, removed: 0, unchanged: 7 },
      },
      resources: [],
    },
    findings: { appeared: [], standing: [dstSkipped], gone: [] },
    verdict: {
      passes: true,
      checks: [
        { check: 'mistakes', passes: true, message: 'The policies are without mistakes' },
        { check: 'fits-aws', passes: true, message: 'AWS takes what the policies add up to' },
        { check: 'weakens', passes: true, message: 'Nothing weakens protection' },
        {
          check: 'maxRemovedStarts',
          passes: true,
          message: '0% of the backups a week are removed, and 20% may be',
        },
      ],
    },
  }
}

/** What is, compared with nothing. */
export function reviewWithoutBase(): Review {
  const review = unchangedReview()
  return {
    ...review,
    base: null,
    totals: { ...review.totals, sources: { added: 0, changed: 0, removed: 0, unchanged: 8 } },
    targets: review.targets.map(target => ({ ...target, before: null })),
    load: review.load.map(one => ({ ...one, busiest: { ...one.busiest, before: null } })),
    verdict: { passes: true, checks: review.verdict.checks.slice(0, 2) },
  }
}

/** So many changes of sources, a third of each grade, each with a target of its own; `wordOf` names them. */
export function largeReview(
  changes: number,
  wordOf: (number: number) => string = number => `store-${String(number).padStart(4, '0')}`,
): Review {
  const all = Array.from({ length: changes }, (_, number) => largePart(number, wordOf(number)))
  const of = (grade: Grade) => all.filter(({ change }) => change.grade === grade)
  const sorted = [...of('weakens'), ...of('neutral'), ...of('strengthens')]
  const findings = sorted.map(({ finding }) => finding)
  return {
    ...mixedReview(),
    totals: {
      ...mixedReview().totals,
      sources: {
        added: of('strengthens').length,
        changed: of('neutral').length,
        removed: of('weakens').length,
        unchanged: 0,
      },
      grades: {
        weakens: of('weakens').length,
        neutral: of('neutral').length,
        strengthens: of('strengthens').length,
      },
      backupsPerWeek: { before: 700 * changes, after: 500 * changes },
    },
    changes: sorted.map(({ change }) => change),
    terms: sorted.map(({ term }) => term),
    targets: all.map(({ target }) => target),
    sources: sorted.flatMap(({ change }) => change.after ?? []).toSorted(byName),
    findings: { appeared: findings, standing: findings.slice(0, 50), gone: findings.slice(0, 5) },
    aws: {
      types: {
        'AWS::Scheduler::Schedule': {
          added: of('strengthens').length,
          changed: of('neutral').length,
          removed: of('weakens').length,
          unchanged: 0,
        },
      },
      resources: sorted.map(({ change }) => ({
        kind: change.kind,
        type: 'AWS::Scheduler::Schedule',
        logicalId: `Schedule${change.source.replace(/[^A-Za-z0-9]/g, '')}`,
      })),
    },
  }
}

const MINUTE = 60_000
const HOUR = 3_600_000
const berlin = 'Europe/Berlin'

function largePart(number: number, word: string) {
  const grade = (['weakens', 'neutral', 'strengthens'] as const)[number % 3] ?? 'neutral'
  const before: SourceState = {
    ...log('15m'),
    source: `${word}.log`,
    policy: word,
    targets: [word],
  }
  const later: SourceState = { ...log('15m'), ...before, phrase: 'every 15m, offset 5m' }
  const reasons = [{ grade, text: `what becomes of ${word}, said in one sentence` }]
  const place = at(`policies/${word}.yaml`, 21)
  const change: SourceChange = {
    source: before.source,
    grade,
    reasons,
    place,
    ...(grade === 'weakens'
      ? { kind: 'removed', before, after: null }
      : grade === 'neutral'
        ? { kind: 'changed', before, after: later }
        : { kind: 'added', before: null, after: later }),
  }
  const term: TermChange = {
    grade,
    subject: `policy ${word}`,
    key: 'rpo',
    before: '15m',
    after: '30m',
    text: `policy ${word} promises 15m -> 30m`,
    place,
  }
  const lost = { change: 'lost', before: erpCover(900), after: null } as const
  const gained = { change: 'gained', before: null, after: erpCover(900) } as const
  const kept = { change: 'kept', before: erpCover(900), after: erpCover(900) } as const
  const target: TargetReview = {
    ...untouched(word, erpCover(900)),
    grade,
    reasons,
    ...(grade === 'weakens' ? lost : grade === 'neutral' ? kept : gained),
  }
  const finding: Finding = { ...rpoNotMet, message: `This rpo is not kept for ${word}`, place }
  return { change, term, target, finding }
}

function totals(some: {
  readonly before: number
  readonly after: number
  readonly share: number
  readonly changed?: number
  readonly weakens?: number
  readonly neutral?: number
  readonly strengthens?: number
  readonly longer?: number
  readonly shorter?: number
}): Review['totals'] {
  const { changed = 0, weakens = 0, neutral = 0, strengthens = 0, longer = 0, shorter = 0 } = some
  return {
    sources: { added: 0, changed, removed: 0, unchanged: 8 - changed },
    backupsPerWeek: { before: some.before, after: some.after },
    removedShare: some.share,
    grades: { weakens, neutral, strengthens },
    targets: { gained: 0, lost: 0, replaced: 0, unprotected: 1, longer, shorter },
  }
}

function changed(
  before: SourceState,
  after: SourceState,
  reasons: SourceChange['reasons'],
): SourceChange {
  const place = at('policies/erp-sql.yaml', 21)
  const grade = reasons[0]?.grade ?? 'neutral'
  return { kind: 'changed', source: after.source, grade, reasons, before, after, place }
}

function state(
  source: string,
  level: string,
  some: Pick<
    SourceState,
    'phrase' | 'targets' | 'startsPerWeek' | 'worstGapSeconds' | 'nextStarts'
  >,
): SourceState {
  const [policy = ''] = source.split('.')
  const owner = 'dba-oncall@example.com'
  return { source, policy, owner, kind: 'schedule', level, timezone: berlin, ...some }
}

function log(every: '15m' | '30m'): SourceState {
  const step = every === '15m' ? 15 : 30
  const first = Date.parse(every === '15m' ? '2026-11-21T17:15:00Z' : '2026-11-21T17:30:00Z')
  return state('erp-sql.log', 'TRANSACTION_LOG', {
    phrase: `every ${every}`,
    targets: ['erp-core', 'erp-reporting'],
    startsPerWeek: 10_080 / step,
    worstGapSeconds: step * 60,
    nextStarts: [0, 1, 2, 3, 4].map(n => {
      const start = first + n * step * MINUTE
      const clock = isoMinute(start + HOUR).slice(11, 16)
      return { at: isoMinute(start), local: `Sat 2026-11-21 ${clock}` }
    }),
  })
}

/** From a day of November on at the same time of the day: `count` times, seven days or so apart. */
function starts(day: string, date: number, clock: string, apart = 7): SourceState['nextStarts'] {
  return [0, 1, 2, 3, 4].map(n => {
    const local = new Date(Date.parse(`2026-11-${date}T${clock}:00Z`) + n * apart * 24 * HOUR)
    const text = local.toISOString().slice(0, 16).replace('T', ' ')
    return { at: isoMinute(local.getTime() - HOUR), local: `${day} ${text}` }
  })
}

function isoMinute(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}

const erpFull = state('erp-sql.weekly-full', 'FULL', {
  phrase: 'Sun 01:00',
  targets: ['erp-core', 'erp-reporting'],
  startsPerWeek: 1,
  worstGapSeconds: 604_800 + 3600,
  nextStarts: starts('Sun', 22, '01:00'),
})
const crmFull = state('crm-sql.weekly-full', 'FULL', {
  phrase: 'Sat 23:00 +7m',
  targets: ['crm-main'],
  startsPerWeek: 1,
  worstGapSeconds: 604_800 + 3600,
  nextStarts: starts('Sat', 21, '23:07'),
})
const legacyFull = state('legacy-sql.full', 'FULL', {
  phrase: 'Sat 20:00',
  targets: ['legacy-03'],
  startsPerWeek: 1,
  worstGapSeconds: 604_800,
  nextStarts: starts('Sat', 21, '20:00'),
})

function sources(logs: SourceState): readonly SourceState[] {
  const oracle = { timezone: 'America/New_York', targets: ['billing-prod'] }
  return [
    {
      ...state('billing-oracle.nightly-incremental', 'INCREMENTAL cumulative', {
        phrase: 'Mon-Sat 22:30 +4m',
        targets: oracle.targets,
        startsPerWeek: 6,
        worstGapSeconds: 48 * 3600,
        nextStarts: [
          { at: '2026-11-22T03:34:00Z', local: 'Sat 2026-11-21 22:34' },
          { at: '2026-11-24T03:34:00Z', local: 'Mon 2026-11-23 22:34' },
        ],
      }),
      ...oracle,
    },
    {
      ...state('billing-oracle.weekly-full', 'FULL', {
        phrase: 'Sun 22:30',
        targets: oracle.targets,
        startsPerWeek: 1,
        worstGapSeconds: 604_800 + 3600,
        nextStarts: [{ at: '2026-11-23T03:30:00Z', local: 'Sun 2026-11-22 22:30' }],
      }),
      ...oracle,
    },
    {
      ...state('erp-after-deploy.app-deployed', 'FULL copy-only', {
        phrase: 'codedeploy application erp',
        targets: ['erp-core'],
        startsPerWeek: null,
        worstGapSeconds: null,
        nextStarts: [],
      }),
      kind: 'trigger',
      timezone: null,
    },
    state('erp-sql.daily-diff', 'DIFFERENTIAL', {
      phrase: 'Mon-Sat 01:00',
      targets: ['erp-core', 'erp-reporting'],
      startsPerWeek: 6,
      worstGapSeconds: 48 * 3600,
      nextStarts: starts('Mon', 23, '01:00').slice(0, 1),
    }),
    logs,
    erpFull,
    {
      ...state('ledger-sql.daily-diff', 'DIFFERENTIAL', {
        phrase: 'daily 02:30',
        targets: ['ledger'],
        startsPerWeek: 7,
        worstGapSeconds: 48 * 3600,
        nextStarts: starts('Sun', 22, '02:30').slice(0, 1),
      }),
      pause: {
        reason: 'storage migration, change 4711',
        by: 'dba-lead',
        until: '2026-11-25T08:00:00Z',
      },
    },
    state('ledger-sql.weekly-full', 'FULL', {
      phrase: 'Sun 04:00',
      targets: ['ledger'],
      startsPerWeek: 1,
      worstGapSeconds: 604_800 + 3600,
      nextStarts: starts('Sun', 22, '04:00'),
    }),
  ]
}

function cover(
  policies: readonly string[],
  startsPerWeek: Cover['startsPerWeek'],
  { between, promised }: { readonly between: number; readonly promised: number | null },
): Cover {
  const from = '2027-01-01T00:00:00Z'
  const source = `${policies[0]}.log`
  return {
    policies,
    startsPerWeek,
    promisedSeconds: promised,
    proved: {
      kind: 'between',
      seconds: between,
      from,
      to: isoMinute(Date.parse(from) + between * 1000),
      earlier: source,
      later: source,
    },
    kept: promised === null ? null : between <= promised,
  }
}

function erpCover(seconds: 900 | 1800): Cover {
  const levels = { DIFFERENTIAL: 6, FULL: 1, TRANSACTION_LOG: (7 * 86_400) / seconds }
  return cover(['erp-sql'], levels, { between: seconds, promised: 900 })
}

const billing = cover(
  ['billing-oracle'],
  { FULL: 1, 'INCREMENTAL cumulative': 6 },
  { between: 89_760, promised: 90_000 },
)
const ledger = cover(
  ['ledger-sql'],
  { DIFFERENTIAL: 7, FULL: 1 },
  { between: 172_800, promised: null },
)

function untouched(target: string, covered: Cover): TargetReview {
  const isOracle = target.startsWith('billing')
  return {
    target,
    app: isOracle ? 'oracle' : 'sqlserver',
    commcell: 'main',
    client: isOracle ? 'billing-db01' : 'ERPSQL01',
    change: 'kept',
    grade: 'neutral',
    reasons: [],
    before: covered,
    after: covered,
  }
}

function erp(target: string, texts: readonly string[]): TargetReview {
  return {
    ...untouched(target, erpCover(1800)),
    grade: 'weakens',
    reasons: texts.map(text => ({ grade: 'weakens', text })),
    before: erpCover(900),
  }
}

function never(target: string): TargetReview {
  const nothing = { change: 'never', grade: 'neutral', before: null, after: null } as const
  return { target, app: 'sqlserver', commcell: 'main', client: '2107', reasons: [], ...nothing }
}

const terms: readonly TermChange[] = [
  {
    grade: 'weakens',
    subject: 'policy ledger-sql',
    key: 'rpo',
    before: '48h',
    after: null,
    text: 'rpo 48h -> none',
    place: at('policies/ledger-sql.yaml', 4),
  },
  {
    grade: 'weakens',
    subject: 'policy ledger-sql',
    key: 'notify',
    before: 'FAILED, MISSED to dba-oncall',
    after: 'FAILED to dba-oncall',
    text: 'dba-oncall is no longer told of MISSED',
    place: at('policies/ledger-sql.yaml', 22),
  },
  {
    grade: 'strengthens',
    subject: 'CommCell main',
    key: 'maxInFlight',
    before: '4',
    after: '6',
    text: 'maxInFlight 4 -> 6',
    place: at('policies/environments/prod.yaml', 10),
  },
  {
    grade: 'neutral',
    subject: 'policy erp-sql',
    key: 'owner',
    before: 'dba-oncall@example.com',
    after: 'erp-dba@example.com',
    text: 'owner dba-oncall@example.com -> erp-dba@example.com',
    place: at('policies/erp-sql.yaml', 5),
  },
]

const ahead: Ahead = {
  clockChanges: [
    {
      timezone: berlin,
      at: '2027-03-28T01:00:00Z',
      direction: 'forward',
      from: '2027-03-28 02:00',
      to: '2027-03-28 03:00',
      skipped: [{ source: 'ledger-sql.daily-diff', local: 'Sun 2027-03-28 02:30' }],
    },
    {
      timezone: berlin,
      at: '2027-10-31T01:00:00Z',
      direction: 'back',
      from: '2027-10-31 03:00',
      to: '2027-10-31 02:00',
      skipped: [],
    },
  ],
  blackouts: [
    {
      calendar: 'month-end',
      name: 'close-2026-11',
      reason: 'Ledger close',
      from: '2026-11-29T17:00:00Z',
      to: '2026-12-01T05:00:00Z',
      skipped: 2,
      deferred: 1,
      sources: ['ledger-sql.daily-diff', 'ledger-sql.weekly-full'],
      isNew: true,
    },
  ],
  pauses: [
    {
      source: 'ledger-sql.daily-diff',
      reason: 'storage migration, change 4711',
      by: 'dba-lead',
      until: '2026-11-25T08:00:00Z',
      skipped: 4,
      isNew: true,
    },
  ],
}

function calendar(logsAnHour: number): Calendar {
  const begin = Date.parse('2026-11-20T23:00:00Z')
  const hours = Array.from({ length: 14 * 24 }, (_, n) => begin + n * HOUR)
  const each = (count: (weekday: number, hour: number) => number) =>
    hours.map(hour => {
      const local = new Date(hour + HOUR)
      return count(local.getUTCDay(), local.getUTCHours())
    })
  return {
    from: isoMinute(begin),
    to: isoMinute(begin + 14 * 24 * HOUR),
    hours: hours.map(isoMinute),
    levels: {
      DIFFERENTIAL: each((day, hour) => (hour === 1 && day !== 0 ? 2 : 0) + (hour === 2 ? 1 : 0)),
      FULL: each((day, hour) => (day !== 0 ? 0 : hour === 1 ? 2 : hour === 4 ? 1 : 0)),
      'INCREMENTAL cumulative': each((day, hour) => (hour === 4 && day > 1 ? 1 : 0)),
      TRANSACTION_LOG: each(() => logsAnHour * 2),
    },
  }
}

function load(logsAnHour: number): readonly CommCellLoad[] {
  const { levels, hours } = calendar(logsAnHour)
  const sum = (count: (level: string, starts: number) => number) =>
    hours.map((_, n) => {
      const all = Object.entries(levels).map(([level, starts]) => count(level, starts[n] ?? 0))
      return all.reduce((a, b) => a + b, 0)
    })
  const busiest = (logs: number) => ({
    at: '2026-11-22T00:00:00Z',
    starts: 2 * logs + 2,
    minutes: 2 * logs + 10,
  })
  return [
    {
      commcell: 'main',
      caps: { maxInFlight: 4, maxInFlightPerClient: 2 },
      starts: sum((_, starts) => starts),
      minutes: sum((level, starts) => (level === 'TRANSACTION_LOG' ? 1 : 5) * starts),
      busiest: { before: busiest(4), after: busiest(logsAnHour) },
    },
  ]
}

function collision(target: string, schedule: string): Collision {
  return {
    target,
    sources: [`crm-sql.${schedule}`, 'erp-sql.weekly-full'],
    at: '2026-11-22T00:00:00Z',
    local: 'Sun 2026-11-22 01:00',
  }
}

function at(file: string, line: number, column = 5) {
  return { file, line, column, endLine: line, endColumn: column + 4 }
}

const rpoNotMet: Finding = {
  code: 'rpo-not-met',
  severity: 'error',
  message:
    'This rpo is not kept for erp-core, erp-reporting: 30m pass between two starts of erp-sql.log, for example Fri 2027-01-01 01:00 and Fri 2027-01-01 01:30 (Europe/Berlin)',
  fix: 'write every: 15m for erp-sql.log',
  place: { file: 'policies/erp-sql.yaml', line: 12, column: 6, endLine: 12, endColumn: 9 },
}

const dstSkipped: Finding = {
  code: 'dst-skipped-start',
  severity: 'warning',
  message: 'The start at 02:30 is skipped on 2027-03-28, when the clocks go forward',
  fix: 'choose a time outside of 02:00-03:00, such as daily 03:30',
  place: at('policies/ledger-sql.yaml', 11, 9),
}

const pauseExpired: Finding = {
  code: 'pause-expired',
  severity: 'warning',
  message: 'The pause ended on 2026-11-01T08:00:00Z',
  fix: 'remove pause',
  place: at('policies/crm-sql.yaml', 8, 3),
}

function byName(a: SourceState, b: SourceState): number {
  return a.source < b.source ? -1 : 1
}
