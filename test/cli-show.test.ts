// What `show` says of each value: where it was written, to the line.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { startsText } from '../lib/cli/starts-text.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { type Shown, showPolicy } from '../lib/policy/show.ts'
import { renderShown } from '../lib/policy/show-text.ts'
import { parseExpression } from '../lib/schedule/expression.ts'
import { isProblem } from '../lib/schedule/problem.ts'

const CRM = join(import.meta.dirname, 'golden', 'cli', 'crm')

const files = readdirSync(join(CRM, 'policies'), { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.yaml'))
  .map(name => join('policies', name))
  .map(file => ({ file, text: readFileSync(join(CRM, file), 'utf8') }))

function crmIn(environment: string, from = files) {
  const policy = readPolicies(from).policies.find(each => each.environment.name === environment)
  const shown = policy && showPolicy(from, policy)
  if (policy === undefined || shown === undefined) throw new Error(`no policy in ${environment}`)
  return { policy, shown }
}

/** `retry.attempts` of `log` as `log retry.attempts`; of the policy itself without a name. */
function originOf(environment: string, what: string): string | undefined {
  const { shown } = crmIn(environment)
  const [path = '', name] = what.split(' ').toReversed()
  const entry = shown.schedules.find(schedule => schedule.name === name)
  const keys = name === undefined ? shown.keys : (entry?.keys ?? [])
  const root: Shown = { value: undefined, origin: '', parts: keys }
  return path
    .split('.')
    .reduce<Shown | undefined>((at, key) => at?.parts?.find(([part]) => part === key)?.[1], root)
    ?.origin
}

it('says that a spread from above has no room in an interval', () => {
  const unspread = files.map(({ file, text }) => ({
    file,
    text: text.replace(/^ +spread: 0m\n/m, ''),
  }))
  const { shown } = crmIn('prod', unspread)
  const lines = renderShown(shown, { head: [], of: {} }).split('\n')
  expect(lines.filter(line => line.includes('spread:'))).toEqual([
    expect.stringMatching(/# policies\/defaults\.yaml:6$/),
    expect.stringMatching(/# policies\/defaults\.yaml:6: no room for it here$/),
  ])
})

describe('the origin of', () => {
  it.each([
    ['prod', 'owner', 'policies/defaults.yaml:4'],
    ['prod', 'timezone', 'policies/environments/prod.yaml:10'],
    ['staging', 'timezone', 'policies/environments/staging.yaml:10'],
    ['prod', 'rpo', 'policies/crm-sql.yaml:10'],
    ['staging', 'rpo', 'policies/crm-sql.yaml:26'],
    ['staging', 'labels.service', 'policies/crm-sql.yaml:4'],
    ['staging', 'labels.tier', 'policies/crm-sql.yaml:25'],
    ['prod', 'targets.0.list', 'policies/crm-sql.yaml:8'],
    ['prod', 'notify', 'policies/crm-sql.yaml:23'],
    ['prod', 'weekly-full at', 'policies/crm-sql.yaml:15'],
    ['prod', 'weekly-full overlap', 'policies/defaults.yaml:5'],
    ['staging', 'weekly-full overlap', 'policies/crm-sql.yaml:29'],
    ['staging', 'weekly-full spread', 'policies/defaults.yaml:6'],
    ['prod', 'log spread', 'policies/crm-sql.yaml:19'],
    ['prod', 'log retry.attempts', 'policies/crm-sql.yaml:11'],
    ['prod', 'log retry.backoff', 'policies/defaults.yaml:7'],
    ['prod', 'log jitter', 'built in'],
    ['staging', 'weekly-full maxRun', 'policies/crm-sql.yaml:29'],
    ['staging', 'nightly-diff name', 'policies/crm-sql.yaml:30'],
    ['staging', 'nightly-diff every', 'policies/crm-sql.yaml:32'],
    ['staging', 'log every', undefined],
    ['prod', 'startWithin', undefined],
  ])('%s: %s is %s', (environment, what, origin) => {
    expect(originOf(environment, what)).toBe(origin)
  })
})

describe('the policy that is shown', () => {
  it.each(['prod', 'staging'])('means the same without all that it was merged from: %s', name => {
    const { policy, shown } = crmIn(name)
    const text = `environments: [${name}]\n${renderShown(shown, { head: [], of: {} })}`
    const alone = files
      .filter(({ file }) => file !== 'policies/defaults.yaml')
      .map(each => (each.file === 'policies/crm-sql.yaml' ? { ...each, text } : each))
    expect(crmIn(name, alone).policy.hash).toBe(policy.hash)
  })

  it('says what is built in where only a part is written', () => {
    const text = files.map(each => ({
      ...each,
      text: each.text.replace('retry: {backoff: 1m}\n', ''),
    }))
    const { shown } = crmIn('prod', text)
    const retry = shown.schedules[0]?.keys.find(([key]) => key === 'retry')?.[1]
    expect(retry).toEqual({
      value: { attempts: 5, backoff: '30s' },
      origin: 'policies/crm-sql.yaml:11',
      parts: [
        ['attempts', { value: 5, origin: 'policies/crm-sql.yaml:11' }],
        ['backoff', { value: '30s', origin: 'built in' }],
      ],
    })
  })
})

it.each([
  ['cron(0 1 ? * SUN *)', '1 start a week'],
  ['cron(0 1 ? * MON-SAT *)', '6 starts a week'],
  ['cron(0/15 * * * ? *)', '672 starts a week'],
  ['cron(30 2 * * ? *)', '7 starts a week'],
  ['cron(0 4 1 * ? *)', '12 starts a year'],
  ['cron(0 4 1,8,15,22,29 * ? *)', '59 starts a year'],
  ['at(2027-01-15T20:00:00)', 'one start'],
])('%s is %s', (text, often) => {
  const expression = parseExpression(text)
  if (isProblem(expression)) throw new Error(expression.message)
  expect(startsText(expression)).toBe(often)
})
