// What a reviewer sees between the lines of the diff on GitHub: where it stands, how much of it, and that no name gets out.
import { describe, expect, it } from 'vitest'
import { sideIn } from '../lib/cli/sides.ts'
import { loadPolicies, type PolicyFile } from '../lib/policy/load.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderAnnotations } from '../lib/report/annotations.ts'
import { changedPlaces } from '../lib/report/changed-place.ts'
import { reviewOf } from '../lib/review/compose.ts'
import type { SourceChange } from '../lib/review/graded.ts'
import type { Review } from '../lib/review/review.ts'
import { expectGolden } from './support/golden.ts'
import { hostileReview } from './support/hostile-review.ts'
import {
  largeReview,
  mixedReview,
  neutralReview,
  reviewWithoutBase,
  strengtheningReview,
  unchangedReview,
  weakeningReview,
} from './support/sample-review.ts'

const AS_THEY_STAND = {
  ofSource: ({ place }: Pick<SourceChange, 'place'>) => place,
  ofTerm: ({ place }: Pick<Review['terms'][number], 'place'>) => place,
  ofTarget: () => undefined,
}

const annotations = (review: Review) => renderAnnotations(review, AS_THEY_STAND)
const linesOf = (text: string) => text.split('\n').slice(0, -1)

it.each([
  ['log-15m-to-30m', weakeningReview()],
  ['everything-at-once', mixedReview()],
])('reads like test/golden/review/%s.github', (name, review) => {
  expectGolden(`review/${name}.github`, annotations(review))
})

describe('an annotation', () => {
  const allowed = (review: Review): Review => ({
    ...review,
    verdict: { ...review.verdict, checks: [] },
  })

  it.each([
    ['an error where a guardrail stops the change', weakeningReview(), ['::error']],
    ['a warning where it may pass', allowed(weakeningReview()), ['::warning']],
    ['a notice of what strengthens', strengtheningReview(), ['::notice']],
    ['not made of what is neutral', neutralReview(), []],
    ['not made where nothing changes', unchangedReview(), []],
    ['not made where nothing is compared', reviewWithoutBase(), []],
  ])('is %s', (_, review, kinds) => {
    expect(linesOf(annotations(review)).map(line => line.split(' ')[0])).toEqual(kinds)
  })

  it('of a change tells what becomes of its targets', () => {
    expect(annotations(weakeningReview())).toContain(
      'erp-sql.log: 672 -> 336 starts a week; worst gap 15m -> 30m%0Aerp-core, erp-reporting: worst gap',
    )
  })

  it('says of policies that cannot be read that nothing is known, at the first mistake', () => {
    const text = annotations({ ...weakeningReview(), unreadable: 1 })
    expect(text).toMatch(/^::error file=policies\/erp-sql\.yaml,line=12,/)
    expect(text).toContain('title=prod%3A not reviewed::1 mistake keeps policies from being read')
    expect(linesOf(text)).toHaveLength(1)
  })
})

describe('a thousand changes', () => {
  it('are as many as GitHub shows of a kind, and the last says how many more there are', () => {
    const lines = linesOf(annotations(largeReview(1000)))
    const kinds = lines.map(line => line.split(' ')[0])
    expect(kinds).toEqual([...Array(10).fill('::error'), ...Array(10).fill('::notice')])
    expect(lines[9]).toMatch(
      /^::error title=[^:]*::and 659 more: the plan of prod has all of them$/,
    )
  })

  it('begin with what is worst: targets that are lost, then promises that are broken', () => {
    const review = largeReview(30)
    const targets = review.targets.map(one =>
      one.target === 'store-0006' ? one : { ...one, change: 'kept' as const },
    )
    const [first] = linesOf(annotations({ ...review, targets }))
    expect(first).toContain('store-0006.log')
  })
})

it('lets no name end a line, or begin a command or a property', () => {
  for (const text of ['x\n::stop-commands::y', 'a,title=b::c', 'x\r::error::', '%0A::error::x']) {
    for (const line of linesOf(annotations(hostileReview(text)))) {
      expect(line).toMatch(/^::(error|notice) ([a-zA-Z]+=[^:,\r\n]*,?)+::[^\r\n]*$/)
    }
  }
})

describe('stands', () => {
  const SAMPLES = new Map(loadPolicies('policies').files.map(({ file, text }) => [file, text]))

  type Edits = { readonly [file: string]: (text: string) => string | null }

  function edited(edits: Edits): readonly PolicyFile[] {
    return [...SAMPLES].flatMap(([file, old]) => {
      const text = edits[file] === undefined ? old : edits[file](old)
      return text === null ? [] : [{ file, text }]
    })
  }

  const ERP = 'policies/erp-sql.yaml'
  const LIST = 'policies/targets/erp.yaml'
  const DEFAULTS = 'policies/defaults.yaml'
  const without = (line: RegExp) => (text: string) => text.replace(line, '')
  const put = (from: string, to: string) => (text: string) => text.replace(from, to)

  /** `file:line what it says`, of the first annotation. */
  function firstOf(edits: Edits): string {
    const [files, filesNow] = [edited({}), edited(edits)]
    const [was, is] = [readPolicies(files), readPolicies(filesNow)]
    const of = (read: typeof was) =>
      read.readable.filter(({ environment }) => environment.name === 'prod')
    const review = reviewOf(
      {
        before: sideIn(was, 'prod'),
        after: sideIn(is, 'prod'),
        base: { name: 'main', unreadable: 0 },
      },
      { environment: 'prod', now: Date.parse('2026-11-21T17:10:00Z'), labels: [], approvers: [] },
    )
    const places = changedPlaces(
      { policies: of(was), files },
      { policies: of(is), files: filesNow },
    )
    const [first = ''] = linesOf(renderAnnotations(review, places))
    const [, file, line, end] =
      /^::\w+ (?:file=([^,]*),line=(\d+),endLine=(\d+),)?/.exec(first) ?? []
    expect(end).toBe(line)
    const text = filesNow.find(one => one.file === file)?.text.split('\n')[Number(line) - 1]
    return file === undefined ? 'nowhere' : `${file}:${line} ${text?.trim()}`
  }

  it.each<readonly [string, Edits, string]>([
    [
      'at the key that was changed',
      { [ERP]: put('every: 15m', 'every: 30m') },
      `${ERP}:26 every: 30m`,
    ],
    [
      'inside of a value that goes over lines',
      {
        [ERP]: put('targets: [erp-core, erp-reporting]', 'targets:\n  - erp-core'),
      },
      `${ERP}:11 - erp-core`,
    ],
    [
      'at the entry out of which a key is gone',
      { [ERP]: without(/ {4}startWithin: 2h\n/) },
      `${ERP}:15 - name: weekly-full`,
    ],
    [
      'where an entry was, as far as the list goes',
      { [ERP]: without(/ {2}- name: log\n(?: {4}.*\n)*/) },
      `${ERP}:20 - name: daily-diff`,
    ],
    [
      'at what a policy says for all of its schedules',
      { [ERP]: put('timezone: Europe/Berlin', 'timezone: Europe/Berlin\nretry: {attempts: 1}') },
      `${ERP}:12 retry: {attempts: 1}`,
    ],
    [
      'in the list of targets, where only that was changed',
      { [LIST]: put('subclientId: 9101', 'subclientId: 9999') },
      `${LIST}:10 - {name: erp-core, clientId: 2101, subclientId: 9999, labels: {service: erp, tier: gold}}`,
    ],
    [
      'in the Defaults',
      { [DEFAULTS]: put('attempts: 3', 'attempts: 1') },
      `${DEFAULTS}:7 retry: {attempts: 1, backoff: 30s}`,
    ],
    [
      'at a guardrail that is loosened',
      { [DEFAULTS]: put('share: 20%', 'share: 90%') },
      `${DEFAULTS}:12 maxRemovedStarts: {share: 90%, label: removes-backups, approvers: [dba-lead]}`,
    ],
    [
      'near a guardrail that is gone, at the end of what is left',
      { [DEFAULTS]: without(/ {2}maxRemovedStarts.*\n/) },
      `${DEFAULTS}:11 weakens: {label: weakens-protection, approvers: [dba-lead]}`,
    ],
    ['nowhere, of a file that is gone', { [ERP]: () => null }, 'nowhere'],
  ])('%s', (_, edits, place) => {
    expect(firstOf(edits)).toBe(place)
  })
})
