// Policies as people write them, all the way to CloudFormation: the figures of two worked examples.
import { describe, expect, it } from 'vitest'
import { sourcesText } from '../lib/plan/canonical.ts'
import { compileText } from '../lib/plan/cloudformation.ts'
import { type Plan, plan, toSources } from '../lib/plan/plan.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { parseExpression } from '../lib/schedule/expression.ts'
import { occurrences } from '../lib/schedule/occurrences.ts'
import { isProblem } from '../lib/schedule/problem.ts'
import { isScheduleSource } from '../lib/start.ts'
import { expectGolden, readGolden } from './support/golden.ts'

describe('full weekly, differential daily, log every 15 minutes', () => {
  const planned = planOf('weekly-daily-log')
  const schedules = planned.sources.filter(isScheduleSource)

  it.each([
    ['erp-sql.weekly-full', 'cron(0 1 ? * SUN *)', 'Europe/Berlin', 7200, 1],
    ['erp-sql.daily-diff', 'cron(0 1 ? * MON-SAT *)', 'Europe/Berlin', 3600, 6],
    ['erp-sql.log', 'cron(0/15 * * * ? *)', 'UTC', 300, 672],
  ])(
    'is %s: %s in %s, late by %i s at most, %i times a week',
    (name, expression, timezone, late, starts) => {
      const schedule = schedules.find(source => source.name === name)
      expect(schedule).toMatchObject({ expression, timezone, terms: { startWithinSeconds: late } })
      expect(startsAWeek(expression, timezone)).toBe(starts)
    },
  )

  it('is three schedules, for two targets each', () => {
    expect(schedules.map(({ targets }) => targets)).toEqual(
      Array(3).fill(['erp-core', 'erp-reporting']),
    )
  })

  it('compiles as agreed', () => {
    expectGolden('plan/worked/weekly-daily-log.json', compileText(planned))
  })
})

describe('after a deploy', () => {
  const planned = planOf('after-deploy')

  it('is four rules, each for one trigger', () => {
    expect(planned.rules.map(({ sources }) => sources)).toHaveLength(4)
    expect(planned.rules.flatMap(({ sources }) => sources).toSorted()).toEqual([
      'erp-after-deploy.app-deployed',
      'erp-after-deploy.before-migration',
      'erp-after-deploy.release-tool',
      'erp-after-deploy.schema-stack-updated',
    ])
  })

  it('compiles as agreed', () => {
    expectGolden('plan/worked/after-deploy.json', compileText(planned))
  })

  it.each(toSources(planned))('ships $file as agreed', ({ content }) => {
    expectGolden('plan/worked/after-deploy-sources.json', sourcesText(content))
  })

  it('shares its rules with a policy that waits for the same, but for requests, which name the policy', () => {
    const twin = readGolden('plan/worked/after-deploy.yaml').replace('erp-after-deploy', 'twin')
    const shared = planOf('after-deploy', twin).rules.filter(({ sources }) => sources.length === 2)
    expect(shared.flatMap(({ sources }) => sources[1])).toEqual(
      expect.arrayContaining([
        'twin.app-deployed',
        'twin.release-tool',
        'twin.schema-stack-updated',
      ]),
    )
    expect(shared).toHaveLength(3)
  })
})

function planOf(example: string, more = ''): Plan {
  const files = ['environment', example].map(name => ({
    file: `policies/${name}.yaml`,
    text: readGolden(`plan/worked/${name}.yaml`),
  }))
  const twin = more === '' ? [] : [{ file: 'policies/twin.yaml', text: more }]
  const { policies, diagnostics } = readPolicies([...files, ...twin])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return plan(policies)
}

function startsAWeek(text: string, timezone: string): number {
  const expression = parseExpression(text)
  if (isProblem(expression)) throw new Error(expression.message)
  const from = Date.parse('2026-11-23T00:00:00Z')
  return occurrences(expression, timezone, { from, to: from + 7 * 86_400_000 }).length
}
