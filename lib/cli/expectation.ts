// What a PolicyTest expects, compared with what was decided; the difference is for whoever broke it.
import type { PolicyTestCase } from '../policy/test-schema.ts'
import type { Decided, Decision } from './decided.ts'
import { counted } from './output.ts'

/** One start that is expected; what it does not name may be anything. */
export type ExpectedStart = NonNullable<PolicyTestCase['expect']>[number]

type ExpectedCounts = NonNullable<PolicyTestCase['expectCounts']>

/** What kept a start from being made: words for an expectation that nothing met. */
type WhyNot = (expected: ExpectedStart) => readonly string[]

/** Exactly these starts, in whatever order. Undefined when it is so, else the difference. */
export function startsDiff(
  expected: readonly ExpectedStart[],
  decided: readonly Decided[],
  whyNot: WhyNot,
): string | undefined {
  const got = decided.filter(({ decision }) => decision === 'run')
  const met = pairs(expected, got)
  const missing = expected.filter(each => !met.has(each))
  const taken = new Set(met.values())
  const extra = got.filter(each => !taken.has(each))
  if (missing.length + extra.length === 0) return undefined
  const lines = [...countText(expected.length, got.length)]
  for (const each of missing) {
    const near = nearest(each, extra)
    lines.push(`- ${expectedText(each)}`)
    if (near === undefined) lines.push(...whyNot(each).map(why => `    ${why}`))
    else {
      extra.splice(extra.indexOf(near), 1)
      lines.push(`+ ${gotText(near)}`, ...differences(each, near).map(line => `    ${line}`))
    }
  }
  return [...lines, ...extra.map(each => `+ ${gotText(each)}`)].join('\n')
}

/** How many of each level; what is not named must be none. */
export function countsDiff(
  expected: ExpectedCounts,
  decided: readonly Decided[],
): string | undefined {
  const lines = DECISIONS.flatMap(decision =>
    LEVELS.flatMap(level => {
      const of = decided.filter(each => each.decision === decision && each.level === level)
      const wanted = expected[decision]?.[level] ?? 0
      if (of.length === wanted) return []
      return [
        `${decision} ${level}: expected ${wanted}, got ${of.length}`,
        ...bySource(of).map(line => `    ${line}`),
      ]
    }),
  )
  return lines.length === 0 ? undefined : lines.join('\n')
}

const DECISIONS = ['run', 'skipped', 'deferred', 'missed'] as const satisfies Decision[]
const LEVELS = ['FULL', 'DIFFERENTIAL', 'TRANSACTION_LOG', 'INCREMENTAL'] as const

/** Whether a start is the one that is meant, as far as the expectation says. */
function meets(expected: ExpectedStart, got: Decided): boolean {
  return differences(expected, got).length === 0
}

/** Expectations may be vague, so each start is given to the one that cannot do with another (augmenting paths). */
function pairs(
  expected: readonly ExpectedStart[],
  got: readonly Decided[],
): ReadonlyMap<ExpectedStart, Decided> {
  const owner = new Map<Decided, ExpectedStart>()
  const claim = (one: ExpectedStart, seen: Set<Decided>): boolean => {
    for (const start of got) {
      if (seen.has(start) || !meets(one, start)) continue
      seen.add(start)
      const before = owner.get(start)
      if (before !== undefined && !claim(before, seen)) continue
      owner.set(start, one)
      return true
    }
    return false
  }
  for (const one of expected) claim(one, new Set())
  return new Map([...owner].map(([start, one]) => [one, start]))
}

/** A start of the same schedule or trigger is probably the one that was meant. */
function nearest(expected: ExpectedStart, extra: readonly Decided[]): Decided | undefined {
  const ranked = extra
    .map(got => ({ got, apart: differences(expected, got).length }))
    .toSorted((a, b) => a.apart - b.apart)
  const [best] = ranked
  return best !== undefined && best.apart < Object.keys(expected).length ? best.got : undefined
}

function differences(expected: ExpectedStart, got: Decided): readonly string[] {
  const fields: { readonly [key: string]: unknown } = fieldsOf(got)
  return Object.entries(expected).flatMap(([key, wanted]) => {
    if (fields[key] === wanted) return []
    const isSource = key === 'schedule' || key === 'trigger'
    const found = isSource && got.kind !== key ? `${got.kind} ${got.source}` : fields[key]
    return [`${key}: expected ${wanted}, got ${found ?? 'none'}`]
  })
}

function fieldsOf({ source, kind, target, level, copyOnly, cumulative }: Decided) {
  const [policy, name] = source.split('.')
  return { policy, [kind]: name, target, level, copyOnly, cumulative }
}

/** What the lines of a difference begin with; for whoever prints some. */
export const SIGNS = '- expected and missing, + started and not expected; * is any'

function countText(expected: number, got: number): readonly string[] {
  if (expected === got) return []
  const more = got > expected ? `${got - expected} more` : `${expected - got} fewer`
  return [`expected ${counted(expected, 'start')}, got ${got}: ${more} than expected`]
}

function expectedText(expected: ExpectedStart): string {
  const { policy = '*', schedule, trigger } = expected
  return startText(`${policy}.${schedule ?? trigger ?? '*'}`, expected)
}

function gotText(got: Decided): string {
  return `${startText(got.source, got)}, due ${got.scheduledTime}`
}

type Asked = Omit<ExpectedStart, 'level'> & { readonly level?: string | undefined }

/** `erp-sql.weekly-full erp-core FULL copy-only`. */
function startText(source: string, { target, level, copyOnly, cumulative }: Asked): string {
  const options = [optionText('copy-only', copyOnly), optionText('cumulative', cumulative)]
  const words = [source, target ?? '*', level ?? '*', ...options.filter(text => text !== '')]
  return words.join(' ').replace(/( \*)+$/, '')
}

function optionText(name: string, isSet: boolean | undefined): string {
  if (isSet === undefined) return ''
  return isSet ? name : `not ${name}`
}

/** `erp-sql.log: 12`, and of what does not run the first reason. */
function bySource(decided: readonly Decided[]): readonly string[] {
  return [...new Set(decided.map(({ source }) => source))].map(source => {
    const of = decided.filter(each => each.source === source)
    const why = of[0]?.why ? ` (${of[0].why})` : ''
    return `${source}: ${of.length}${why}`
  })
}
