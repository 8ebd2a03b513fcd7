// Terms, targets, findings, and whether a change may pass.
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../lib/policy/diagnostic.ts'
import { targetsText } from '../lib/report/headline.ts'
import { reviewOf } from '../lib/review/compose.ts'
import { findingsOf } from '../lib/review/findings.ts'
import type { Review } from '../lib/review/review.ts'
import type { Side } from '../lib/review/side.ts'
import { readGolden } from './support/golden.ts'
import { NOW, type PolicyText, policyText } from './support/policy-text.ts'
import { sideOf, sideWith } from './support/review-side.ts'

const given = { environment: 'prod', now: NOW, labels: [], approvers: [] }
const base = { name: 'main', unreadable: 0 }

function review(before: Side, after: Side, more: Partial<typeof given> | object = {}): Review {
  return reviewOf({ before, after, base }, { ...given, ...more })
}

const FULL = 'name: full, level: FULL, at: Sun 01:00'
const LOG = 'name: log, level: TRANSACTION_LOG, every: 15m'
const SLOW = LOG.replace('15m', '30m')

const CHANNELLESS = 'region: eu-central-1'

const side = (...policies: readonly PolicyText[]) => sideWith(...policies.map(policyText))

const guarded = (guardrails: string, policy: PolicyText) =>
  sideWith(
    `apiVersion: holdfast/v1\nkind: Defaults\nguardrails:\n  ${guardrails}\n`,
    policyText(policy),
  )

/** The base of the tests with something replaced in it. */
function sideOfBase(replace: readonly (readonly [string, string])[], policy: PolicyText): Side {
  let text = readGolden('policy/base.yaml')
  for (const [from, to] of replace) {
    expect(text).toContain(from)
    text = text.replace(from, to)
  }
  return sideOf([
    { file: 'base.yaml', text },
    { file: 'policies.yaml', text: policyText(policy) },
  ])
}

describe('a term', () => {
  const whole = { schedules: [FULL, LOG] }
  const keys = (...lines: readonly string[]): PolicyText => ({ ...whole, keys: lines })
  it.each([
    [keys('rpo: 15m'), keys('rpo: 30m'), 'weakens policy erp-sql rpo: rpo 15m -> 30m'],
    [keys('rpo: 15m'), keys(), 'weakens policy erp-sql rpo: rpo 15m -> none'],
    [keys(), keys('rpo: 15m'), 'strengthens policy erp-sql rpo: rpo none -> 15m'],
    [
      keys('description: a'),
      keys('description: b'),
      'neutral policy erp-sql description: another description',
    ],
    [keys(), keys('labels: {a: b}'), 'neutral policy erp-sql labels: labels none -> a: b'],
  ])('from %j to %j: %s', (before, after, expected) => {
    expect(termsOf(review(side(before), side(after)))).toEqual([expected])
  })

  it('stays with a policy that got another name', () => {
    const [before, after] = [
      side({ ...keys('rpo: 15m'), name: 'old' }),
      side({ ...keys(), name: 'new' }),
    ]
    expect(termsOf(review(before, after))).toEqual(['weakens policy new rpo: rpo 15m -> none'])
  })

  it.each([
    ['maxInFlight: 2', 'weakens CommCell main maxInFlight: maxInFlight 4 -> 2'],
    ['maxInFlight: 8', 'strengthens CommCell main maxInFlight: maxInFlight 4 -> 8'],
    [
      'maxInFlightPerClient: 1',
      'weakens CommCell main maxInFlightPerClient: maxInFlightPerClient none -> 1',
    ],
    [
      'limits: saas',
      'weakens CommCell main limits: limits none -> 1000 reads and 100 writes an hour',
    ],
    ['user: svc', 'neutral CommCell main user: user none -> svc'],
  ])('of a CommCell: %s', (key, expected) => {
    const secret = 'authSecret: backup/prod/commvault'
    const after = sideOfBase([[secret, `${secret}\n    ${key}`]], whole)
    expect(termsOf(review(side(whole), after))).toEqual([expected])
  })

  it('of notifications: who is no longer told of a state misses it', () => {
    const channels = 'region: eu-central-1\nchannels: {dba: {sns: alerts}, chat: {sns: talk}}'
    const told = (...notify: readonly string[]) =>
      sideOfBase([['region: eu-central-1', channels]], {
        ...whole,
        keys: ['environments: [prod]', 'notify:', ...notify.map(each => `  - {${each}}`)],
      })
    const before = told('when: [FAILED, MISSED], to: dba')
    const after = told('when: [FAILED], to: dba', 'when: [MISSED], to: chat')
    expect(termsOf(review(before, after))).toEqual([
      'weakens policy erp-sql notify: dba is no longer told of MISSED',
      'strengthens policy erp-sql notify: chat is told of MISSED',
    ])
  })

  it.each([
    [
      'another topic: who listens to the old one hears nothing',
      '{dba: {sns: alerts}}',
      '{dba: {sns: nobody}}',
      'dba',
      [
        'weakens policy erp-sql notify: dba as topic alerts is no longer told of FAILED',
        'strengthens policy erp-sql notify: dba as topic nobody is told of FAILED',
      ],
    ],
    [
      'another name for the topic',
      '{dba: {sns: alerts}}',
      '{oncall: {sns: alerts}}',
      'oncall',
      ['neutral policy erp-sql notify: dba is called oncall now'],
    ],
    [
      'another channel',
      '{dba: {sns: alerts}, chat: {sns: talk}}',
      '{dba: {sns: alerts}, chat: {sns: talk}}',
      'chat',
      [
        'weakens policy erp-sql notify: dba is no longer told of FAILED',
        'strengthens policy erp-sql notify: chat is told of FAILED',
      ],
    ],
  ])('of notifications: %s', (_, were, are, to, expected) => {
    const told = (channels: string, to: string) =>
      sideOfBase([['region: eu-central-1', `region: eu-central-1\nchannels: ${channels}`]], {
        ...whole,
        keys: ['environments: [prod]', `notify: [{when: [FAILED], to: ${to}}]`],
      })
    expect(termsOf(review(told(were, 'dba'), told(are, to)))).toEqual(expected)
  })

  it('is found where it is written, and what is gone where that stood', () => {
    const secret = 'authSecret: backup/prod/commvault'
    const more = `${secret}\n    maxInFlight: 2`
    const [plain, capped] = [sideOfBase([], whole), sideOfBase([[secret, more]], whole)]
    const placesOf = ({ terms }: Review) => terms.map(({ key, place }) => [key, place?.line])
    const line = readGolden('policy/base.yaml').split('\n').indexOf(`    ${secret}`) + 2
    expect(placesOf(review(plain, capped))).toEqual([['maxInFlight', line]])
    expect(placesOf(review(capped, plain))).toEqual([['maxInFlight', line]])
    const [share, none] = [guarded('maxRemovedStarts: 20%', whole), side(whole)]
    expect(placesOf(review(none, share))).toEqual([['maxRemovedStarts', 4]])
    expect(placesOf(review(share, none))).toEqual([['maxRemovedStarts', 4]])
    const told = side({ ...whole, keys: ['rpo: 15m'] })
    expect(placesOf(review(side(whole), told))).toEqual([['rpo', 8]])
  })

  it('of notifications: a schedule that moves takes those along who are told of it', () => {
    const channels = 'region: eu-central-1\nchannels: {dba: {sns: alerts}}'
    const prod = { keys: ['environments: [prod]'], targets: 'erp-core' }
    const told = { ...prod, keys: [...prod.keys, 'notify:', '  - {when: [FAILED], to: dba}'] }
    const side = (...policies: readonly PolicyText[]) =>
      sideOf([
        { file: 'base.yaml', text: readGolden('policy/base.yaml').replace(CHANNELLESS, channels) },
        { file: 'policies.yaml', text: policies.map(policyText).join('---\n') },
      ])
    const before = side({ ...told, name: 'a', schedules: [FULL, LOG] })
    const moved = side(
      { ...told, name: 'a', schedules: [FULL] },
      { ...prod, name: 'b', schedules: [LOG] },
    )
    expect(termsOf(review(before, moved))).toEqual([
      'weakens policy b notify: dba is no longer told of FAILED for what was of a',
    ])
    const changed = side({ ...prod, name: 'b', schedules: [`${FULL}, maxRun: 9h`, LOG] })
    expect(review(before, changed).changes.flatMap(({ reasons }) => reasons)).toContainEqual({
      grade: 'weakens',
      text: 'as many FULL backups, on worse terms: b.full has dba is no longer told of FAILED',
    })
  })

  it.each([
    ['commandcenter.example.com/commandcenter/api', 'elsewhere.example.com/api', 'weakens'],
    [
      'commandcenter.example.com/commandcenter/api',
      'commandcenter.example.com/commandcenter/api/',
      'neutral',
    ],
  ])('of where a CommCell is reached: %s to %s %s', (from, to, grade) => {
    expect(review(side(whole), sideOfBase([[from, to]], whole)).grade).toBe(grade)
  })

  it('tells two CommCells that changed places', () => {
    const more = (main: string, other: string): readonly (readonly [string, string])[] => [
      [
        'endpoint: https://commandcenter.example.com/commandcenter/api\n    authSecret: backup/prod/commvault',
        `endpoint: https://${main}/api\n    authSecret: a\n  other:\n    endpoint: https://${other}/api\n    authSecret: b`,
      ],
    ]
    const [before, after] = [
      sideOfBase(more('one.example.com', 'two.example.com'), whole),
      sideOfBase(more('two.example.com', 'one.example.com'), whole),
    ]
    const found = review(before, after)
    expect(found.grade).toBe('weakens')
    expect(found.targets.find(({ target }) => target === 'erp-core')?.grade).toBe('weakens')
  })

  it('tells a CommCell that got another name from one that is gone', () => {
    const other = [
      ['main:', 'first:'],
      ['main:', 'first:'],
      ['commcell: main', 'commcell: first'],
      ['commcell: main', 'commcell: first'],
    ] as const
    const renamed = review(side(whole), sideOfBase(other, whole))
    expect(termsOf(renamed)).toEqual(['neutral CommCell first commcells: it was called main'])
    expect(renamed.changes).toEqual([])
    expect(renamed.grade).toBe('neutral')
  })

  it.each([
    ['minInterval: 5m', 'minInterval: 3m', 'weakens', 'minInterval is loosened: 5m -> 3m'],
    [
      'maxTargetsPerPolicy: 5',
      'minInterval: 2m',
      'weakens',
      'maxTargetsPerPolicy is loosened: 5 -> none',
    ],
    [
      'requireRpo: [prod, staging]',
      'requireRpo: [prod]',
      'weakens',
      'requireRpo is loosened: prod, staging -> prod',
    ],
    [
      'pauseNeedsUntil: true',
      'pauseNeedsUntil: false',
      'weakens',
      'pauseNeedsUntil is loosened: true -> false',
    ],
    [
      'allowReplace: true',
      'allowReplace: false',
      'strengthens',
      'allowReplace is tightened: true -> false',
    ],
    [
      'weakens: {label: ok}',
      'weakens: {label: ok, approvers: [eve]}',
      'weakens',
      'weakens is loosened: allowed by label ok -> allowed by label ok or eve',
    ],
    [
      'maxRemovedStarts: 20%',
      'maxRemovedStarts: 50%',
      'weakens',
      'maxRemovedStarts is loosened: 20%, nothing allows more -> 50%',
    ],
    [
      'maxRemovedStarts: 20%',
      'maxRemovedStarts: 10%',
      'strengthens',
      'maxRemovedStarts is tightened',
    ],
  ])('of guardrails: %s to %s %s', (before, after, grade, text) => {
    const policy = { ...whole, keys: ['rpo: 15m'] }
    const [term, ...more] = review(guarded(before, policy), guarded(after, policy)).terms
    expect([term?.grade, more]).toEqual([grade, []])
    expect(term?.text).toContain(text)
  })
})

function termsOf({ terms }: Review): readonly string[] {
  return terms.map(({ grade, subject, key, text }) => `${grade} ${subject} ${key}: ${text}`)
}

describe('a target', () => {
  const policy = { schedules: [FULL, LOG] }
  const targetOf = ({ targets }: Review, name = 'erp-core') =>
    targets.find(({ target }) => target === name)

  it('weakens where its gap grows, across all policies', () => {
    const found = review(side(policy), side({ schedules: [FULL, SLOW] }))
    expect(targetOf(found)).toMatchObject({
      change: 'kept',
      grade: 'weakens',
      reasons: [
        { text: 'worst gap between recovery points 15m -> 30m' },
        { text: '672 -> 336 TRANSACTION_LOG backups a week' },
      ],
    })
    expect(targetOf(found, 'billing-prod')).toMatchObject({ change: 'never', grade: 'neutral' })
    expect(found.totals.targets).toEqual({
      gained: 0,
      lost: 0,
      replaced: 0,
      unprotected: 2,
      longer: 1,
      shorter: 0,
    })
  })

  it('is lost when no policy has it any more, and gained the other way round', () => {
    const both = { ...policy, targets: 'erp-core, erp-reporting' }
    const lost = review(side(both), side(policy))
    expect(targetOf(lost, 'erp-reporting')).toMatchObject({
      change: 'lost',
      grade: 'weakens',
      reasons: [{ text: 'it is in no policy any more' }],
    })
    const gained = review(side(policy), side(both))
    expect(targetOf(gained, 'erp-reporting')).toMatchObject({
      change: 'gained',
      grade: 'strengthens',
    })
    expect([lost.totals.removedShare, gained.totals.removedShare]).toEqual([0.5, 0])
  })

  it('is the same under another name', () => {
    const after = sideOfBase([['name: erp-core', 'name: erp-heart']], {
      ...policy,
      targets: 'erp-heart',
    })
    const found = review(side(policy), after)
    expect(found.changes.map(({ grade }) => grade)).toEqual(['neutral', 'neutral'])
    expect(targetOf(found)).toMatchObject({ change: 'lost', grade: 'neutral' })
    expect(targetOf(found, 'erp-heart')).toMatchObject({ change: 'gained', grade: 'neutral' })
    expect([found.grade, found.totals.removedShare]).toEqual(['neutral', 0])
    expect(found.totals.targets).toMatchObject({ gained: 0, lost: 0 })
  })

  it('weakens when createTask would ask for it in another way', () => {
    const after = sideOfBase(
      [['clientId: 2101, subclientId: 9101', 'clientId: 7, subclientId: 9101']],
      policy,
    )
    expect(targetOf(review(side(policy), after))?.reasons).toEqual([
      {
        grade: 'weakens',
        text: 'clientId 2101 -> 7: whether that is right, only the CommCell knows',
      },
    ])
  })

  it('weakens when another subclient has its name, and says which one is lost', () => {
    const after = sideOfBase([['subclientId: 9101', 'subclientId: 9999']], policy)
    const found = review(side(policy), after)
    expect(targetOf(found)?.reasons[0]).toEqual({
      grade: 'weakens',
      text: 'it means another subclient now: subclient 9101 of client 2101 on main -> subclient 9999 of client 2101 on main; the old one is in no policy any more',
    })
    expect(found.changes).toEqual([])
    expect([found.grade, found.totals.removedShare > 0.4]).toEqual(['weakens', true])
    expect(targetsText(found)).toBe('Targets: 1 means another subclient now, 2 in no policy')
  })

  it.each([
    ['one level', side({ schedules: [FULL, LOG] }), side({ schedules: [LOG] })],
    ['its promise', side({ ...policy, keys: ['rpo: 15m'] }), side(policy)],
  ])('is named in the head where it loses only %s', (_, before, after) => {
    expect(targetsText(review(before, after))).toBe('Targets: 1 less protected, 2 in no policy')
  })

  it('does not hide behind that name what else becomes of a schedule', () => {
    const slower = { ...policy, schedules: [FULL, SLOW] }
    const after = sideOfBase([['subclientId: 9101', 'subclientId: 9999']], slower)
    expect(review(side(policy), after).changes).toMatchObject([
      {
        source: 'erp-sql.log',
        grade: 'weakens',
        reasons: expect.arrayContaining([{ grade: 'weakens', text: '672 -> 336 starts a week' }]),
      },
    ])
  })
})

describe('findings', () => {
  const finding = (line: number, message: string): Diagnostic => ({
    code: 'hot-minute',
    severity: 'note',
    message,
    place: { file: 'a.yaml', line, column: 1, endLine: line, endColumn: 2 },
  })
  const lines = (list: readonly { readonly place: { readonly line: number } }[]) =>
    list.map(({ place }) => place.line)

  it.each([
    ['one that moved stands', [1], [5], [[], [5], []]],
    ['one more of the same has appeared', [1], [1, 9], [[9], [1], []]],
    ['of two that are the same one is gone', [1, 9], [9], [[], [9], [1]]],
    ['twice at one place is twice', [1, 1], [1, 1, 1], [[1], [1, 1], []]],
  ] as const)('%s', (_, before, after, [appeared, standing, gone]) => {
    const found = findingsOf(
      before.map(line => finding(line, `see b.yaml:${line}`)),
      after.map(line => finding(line, `see b.yaml:${line}:3`)),
    )
    expect([found.appeared, found.standing, found.gone].map(lines)).toEqual([
      appeared,
      standing,
      gone,
    ])
  })

  it('of another file, code or message are others', () => {
    const [a, b] = [finding(1, 'a'), finding(1, 'b')]
    expect(findingsOf([a], [b])).toMatchObject({
      appeared: [{ message: 'b' }],
      gone: [{ message: 'a' }],
    })
  })

  it('stand where there is no base', () => {
    expect(findingsOf(undefined, [finding(1, 'a')])).toMatchObject({ appeared: [], gone: [] })
  })
})

describe('the verdict', () => {
  const fast = { schedules: [FULL, LOG] }
  const slow = { schedules: [FULL, SLOW] }
  const GUARD = 'weakens: {label: weakens-protection, approvers: [anna, ben]}'
  const checkOf = ({ verdict }: Review, name: string) =>
    verdict.checks.find(({ check }) => check === name)

  it('passes a change that nobody guards against', () => {
    const { verdict } = review(side(fast), side(slow))
    expect(verdict).toMatchObject({
      passes: true,
      checks: [{ check: 'mistakes' }, { check: 'fits-aws' }],
    })
  })

  it('stops what weakens, and says exactly what to do', () => {
    const found = review(guarded(GUARD, fast), guarded(GUARD, slow))
    expect(found.verdict.passes).toBe(false)
    expect(checkOf(found, 'weakens')).toEqual({
      check: 'weakens',
      passes: false,
      message:
        'This change weakens protection: erp-sql.log (672 -> 336 starts a week), target erp-core (worst gap between recovery points 15m -> 30m)',
      fix: 'add the label weakens-protection to the pull request, or have anna or ben approve it',
      standing: 'policies.yaml:4',
    })
  })

  it.each([
    [{ labels: ['bug', 'Weakens-Protection'] }, true, 'the label weakens-protection allows it'],
    [{ approvers: ['BEN'] }, true, 'ben has approved it'],
    [{ approvers: ['eve'], labels: ['weakens'] }, false, ''],
  ])('with %j passes: %j', (consent, passes, said) => {
    const found = review(guarded(GUARD, fast), guarded(GUARD, slow), consent)
    expect(found.verdict.passes).toBe(passes)
    expect(checkOf(found, 'weakens')?.message).toContain(said)
  })

  it('asks for what the base asks for: no change takes away its own guard', () => {
    const gone = review(guarded(GUARD, fast), side(slow))
    expect([gone.verdict.passes, checkOf(gone, 'weakens')?.standing]).toEqual([
      false,
      'policies.yaml:4',
    ])
    const eve = { approvers: ['eve'] }
    const widened = review(guarded(GUARD, fast), guarded('weakens: {approvers: [eve]}', slow), eve)
    expect(checkOf(widened, 'weakens')?.fix).toBe(
      'add the label weakens-protection to the pull request, or have anna or ben approve it',
    )
    const alone = review(guarded(GUARD, fast), side(fast))
    expect(checkOf(alone, 'weakens')?.message).toContain('guardrails (weakens is loosened')
  })

  it.each([
    ['maxRemovedStarts: 20%', false, 'remove less: 20% of the backups a week at most'],
    [
      'maxRemovedStarts: {share: 20%, label: mass-removal}',
      false,
      'add the label mass-removal to the pull request',
    ],
    ['maxRemovedStarts: 50%', true, undefined],
  ])('brakes the removal of backups: %s', (guardrail, passes, fix) => {
    const found = review(guarded(guardrail, fast), guarded(guardrail, slow))
    expect(found.totals.removedShare).toBeCloseTo(336 / 673)
    expect(checkOf(found, 'maxRemovedStarts')).toMatchObject({ passes })
    expect(checkOf(found, 'maxRemovedStarts')?.fix).toBe(fix)
    expect(checkOf(found, 'maxRemovedStarts')?.message).toContain(
      '50% of the backups a week are removed',
    )
  })

  it.each([
    ['without an end', '', 672 / 673],
    ['with an end', ', until: 2026-12-01T00:00', 0],
  ])('brakes a pause %s as it is', (_, until, share) => {
    const paused = `${LOG}, pause: {reason: no space, by: anna${until}}`
    const found = review(side(fast), side({ schedules: [FULL, paused] }))
    expect(found.totals.removedShare).toBeCloseTo(share)
  })

  it('leaves a long pause that ends to the guardrail of what weakens', () => {
    const until = 'pause: {reason: no space, by: anna, until: 2027-10-20T00:00}'
    const paused = { schedules: [FULL, `${LOG}, ${until}`] }
    const guards = `maxRemovedStarts: 20%\n  ${GUARD}`
    const found = review(guarded(guards, fast), guarded(guards, paused))
    expect(checkOf(found, 'maxRemovedStarts')?.passes).toBe(true)
    expect(checkOf(found, 'weakens')).toMatchObject({
      passes: false,
      message:
        'This change weakens protection: erp-sql.log (not paused -> paused until Wed 2027-10-20 00:00 by anna: no space)',
    })
  })

  it('does not let the brake be taken off where nothing else guards it', () => {
    const brake = (share: string) =>
      guarded(`maxRemovedStarts: {share: ${share}, approvers: [anna]}`, fast)
    const loosened = [brake('20%'), brake('100%')] as const
    expect(checkOf(review(...loosened), 'maxRemovedStarts')).toMatchObject({
      passes: false,
      fix: 'have anna approve it',
    })
    expect(review(...loosened, { approvers: ['anna'] }).verdict.passes).toBe(true)
  })

  it('asks for consent where mistakes of the base hide what it protects', () => {
    const sides = { before: guarded(GUARD, fast), after: guarded(GUARD, fast) }
    const hidden = { ...sides, base: { name: 'main', unreadable: 2 } }
    expect(checkOf(reviewOf(hidden, given), 'weakens')).toMatchObject({
      passes: false,
      message: 'What the base protects is not known: main has mistakes that hide policies',
    })
    expect(reviewOf(hidden, { ...given, approvers: ['anna'] }).verdict.passes).toBe(true)
  })

  describe('where the guardrails of the base cannot be read', () => {
    const DEFAULTS = `apiVersion: holdfast/v1\nkind: Defaults\nguardrails:\n  ${GUARD}\n`
    const TWICE = `apiVersion: holdfast/v1\nkind: Defaults\nowner: dba\n---\n${DEFAULTS}`
    const mended = guarded(GUARD, fast)
    const compared = (broken: string, after: Side, labels: readonly string[] = []) => {
      const before = sideWith(policyText(fast), broken)
      const sides = { before, after, base: { name: 'main', unreadable: 1 } }
      return checkOf(reviewOf(sides, { ...given, labels }), 'weakens')
    }

    it.each([
      ['a mistake in the YAML', `${DEFAULTS}  bad: [\n`],
      ['a document that may be the Defaults', 'apiVersion: holdfast/v1\na: [\n'],
      ['a guardrail with a mistake', DEFAULTS.replace('{label', '[{label').replace(']}', ']}]')],
      ['guardrails that are none', 'apiVersion: holdfast/v1\nkind: Defaults\nguardrails: 3\n'],
      ['two Defaults', TWICE],
    ])('by %s, it asks for the consent of the head', (_, broken) => {
      expect(compared(broken, mended)).toMatchObject({
        passes: false,
        message: expect.stringMatching(
          /^The guardrails of main are not known, because policies\.yaml:\d+:\d+ cannot be read$/,
        ),
        fix: 'add the label weakens-protection to the pull request, or have anna or ben approve it',
      })
      expect(compared(broken, mended, ['weakens-protection'])?.passes).toBe(true)
    })

    it.each([
      ['without a guardrail', `${DEFAULTS}  bad: [\n`, side(fast)],
      ['where nobody may consent', `${DEFAULTS}  bad: [\n`, guarded('weakens: {}', fast)],
    ])('and the head has none, it fails and says how to go on: %s', (_, broken, after) => {
      expect(compared(broken, after, ['weakens-protection'])).toMatchObject({
        passes: false,
        fix: 'correct policies.yaml first, in a pull request that changes nothing else and has a weakens guardrail with a label, which then allows it; or compare with the last commit that can be read',
      })
    })

    it('tells what weakens as well', () => {
      expect(compared(TWICE, side(slow))?.message).toMatch(
        /^The guardrails of main are not known, .*, and this change weakens protection: erp-sql\.log/,
      )
    })

    it('is not said of a mistake that hides no guardrail', () => {
      const broken = `${DEFAULTS.replace('guardrails', 'owner: 3\nguardrails')}`
      expect(compared(broken, mended)?.message).toMatch(/^What the base protects is not known/)
      expect(compared('apiVersion: holdfast/v1\nkind: BackupPolicy\na: [\n', side(fast))).toBe(
        undefined,
      )
    })
  })

  describe('where the base has its policies in another folder', () => {
    const moved = (
      after: Side,
      labels: readonly string[] = [],
      elsewhere = ['policies', 'old'],
    ) => {
      const base = { name: 'main', unreadable: 0, withoutPolicies: { folder: 'pol', elsewhere } }
      const before = elsewhere.length > 0 ? undefined : sideOf([])
      return checkOf(reviewOf({ before, after, base }, { ...given, labels }), 'weakens')
    }

    it('takes the consent of nobody whom only the head names', () => {
      const refused = {
        passes: false,
        message: 'main has policies in policies, old and none in pol, so nothing is compared',
        fix: 'compare with those as the head of the plan says; if they have moved, an administrator has to let that pass',
      }
      expect(moved(guarded(GUARD, fast))).toMatchObject(refused)
      expect(moved(guarded(GUARD, fast), ['weakens-protection'])).toMatchObject(refused)
      expect(moved(side(fast))).toMatchObject(refused)
    })

    it('and passes where it has none at all: those are the first', () => {
      expect(moved(guarded(GUARD, fast), [], [])?.passes).toBe(true)
      expect(moved(side(fast), [], [])).toBe(undefined)
    })
  })

  it('stops mistakes with their places, also those of the base', () => {
    const wrong = { ...slow, keys: ['rpo: 15m'] }
    const found = review(side(wrong), side(wrong))
    expect(checkOf(found, 'mistakes')).toMatchObject({
      passes: false,
      message: expect.stringMatching(
        /^1 mistake in the policies: policies\.yaml:\d+:\d+ \[rpo-not-met\]$/,
      ),
    })
  })

  it('without a base is about mistakes and AWS alone', () => {
    const found = reviewOf({ before: undefined, after: guarded(GUARD, slow), base: null }, given)
    expect(found.verdict.checks.map(({ check }) => check)).toEqual(['mistakes', 'fits-aws'])
    expect([found.grade, found.changes, found.terms]).toEqual(['neutral', [], []])
    expect(found.totals.sources).toEqual({ added: 0, changed: 0, removed: 0, unchanged: 2 })
    expect(new Set(found.targets.map(({ change }) => change))).toEqual(new Set(['kept', 'never']))
  })

  it('counts what CloudFormation would do', () => {
    const { aws } = review(
      side(fast),
      side({ schedules: [FULL, 'name: diff, level: DIFFERENTIAL, at: Mon 01:00'] }),
    )
    expect(aws.types['AWS::Scheduler::Schedule']).toEqual({
      added: 1,
      changed: 0,
      removed: 1,
      unchanged: 1,
    })
    expect(aws.resources.map(({ kind }) => kind).toSorted()).toEqual(['added', 'removed'])
  })
})
