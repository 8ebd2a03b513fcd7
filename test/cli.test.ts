import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { expectGolden } from './support/golden.ts'
import { holdfast, ROOT, samples } from './support/holdfast.ts'

/** Repositories of their own: defaults with overrides, and rules with tests. */
const CRM = join(ROOT, 'test', 'golden', 'cli', 'crm')
const RULES = join(ROOT, 'test', 'golden', 'cli', 'rules')

let remove: (() => void) | undefined
afterEach(() => {
  remove?.()
  remove = undefined
})

function copy(change?: Parameters<typeof samples>[0]): string {
  const made = samples(change)
  remove = made.remove
  return made.folder
}

describe('validate', () => {
  it('has nothing to say of the samples, and says on stderr of how many', async () => {
    const stderr = '3 policies in 3 environments, nothing to say\n'
    expect(await holdfast(['validate'])).toEqual({ stdout: '', stderr, exitCode: 0 })
  })

  it('shows the place of a mistake under a caret, and a fix, and exits with 1', async () => {
    const cwd = copy({ file: 'erp-sql.yaml', from: 'every: 15m', to: 'evry: 15m' })
    const { stdout, stderr, exitCode } = await holdfast(['validate'], { cwd })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^\d+ errors?(, |$)/m)
    expect(stdout).toMatch(/^policies\/erp-sql\.yaml:\d+:5: .*evry.*\[unknown-key\]$/m)
    expect(stdout).toMatch(/\^~~~\n {3}fix: did you mean every\?/)
  })

  it('gives the same findings to machines', async () => {
    const cwd = copy({ file: 'erp-sql.yaml', from: 'every: 15m', to: 'every: 17m' })
    const found = JSON.parse((await holdfast(['validate', '--format', 'json'], { cwd })).stdout)
    expect(found).toMatchObject([{ severity: 'error', file: 'policies/erp-sql.yaml', column: 12 }])
    const github = await holdfast(['validate', '--format', 'github'], { cwd })
    expect(github.stdout).toMatch(/^::error file=policies\/erp-sql\.yaml,line=\d+/)
    const sarif = JSON.parse((await holdfast(['validate', '--format', 'sarif'], { cwd })).stdout)
    expect(sarif).toMatchObject({ version: '2.1.0', runs: [{ results: [{ level: 'error' }] }] })
  })

  it('tells of the files that it is given only, and checks them with all the others', async () => {
    const cwd = copy({ file: 'erp-sql.yaml', from: 'every: 15m', to: 'every: 17m' })
    const wrong = await holdfast(['validate', 'policies/erp-sql.yaml'], { cwd })
    expect(wrong.stdout).toContain('every-invalid')
    const other = await holdfast(['validate', 'policies/billing-oracle.yaml'], { cwd })
    expect(other).toMatchObject({ stdout: '', exitCode: 0 })
  })

  it('takes another day for today, where a warning depends on it', async () => {
    const pause = 'pause: {reason: Storage move, by: j.doe, until: 2026-12-05T06:00}\nschedules:'
    const cwd = copy({ file: 'erp-sql.yaml', from: 'schedules:', to: pause })
    const during = await holdfast(['validate', '--now', '2026-12-01'], { cwd })
    expect(during.stdout).not.toContain('pause-expired')
    const after = await holdfast(['validate', '--now', '2026-12-06'], { cwd })
    expect(after.stdout).toContain('pause-expired')
    expect([during.exitCode, after.exitCode]).toEqual([0, 0])
    const other = await holdfast(['next', '--env', 'prod', '--now', '2026-12-06'], { cwd })
    expect(other.stderr).toMatch(/^\d+ warnings?: npx holdfast validate shows them$/m)
  })

  it('takes a folder elsewhere for a repository of its own', async () => {
    const elsewhere = join(
      copy({ file: 'erp-sql.yaml', from: 'every: 15m', to: 'every: 17m' }),
      'policies',
    )
    expect((await holdfast(['validate', elsewhere])).exitCode).toBe(1)
  })

  it.each([
    ['a folder that does not exist', ['validate', 'nowhere'], 'nowhere'],
    ['an empty folder', ['validate', 'empty'], 'empty:1:1: There is no BackupPolicy here'],
  ])('says what is wrong with %s', async (_, args, expected) => {
    const cwd = copy()
    mkdirSync(join(cwd, 'empty'))
    const { stdout, exitCode } = await holdfast(args, { cwd })
    expect(stdout).toContain(expected)
    expect(exitCode).toBe(1)
  })
})

describe('compile', () => {
  it('prints the same bytes every time', async () => {
    const first = await holdfast(['compile', '--env', 'prod'])
    const second = await holdfast(['compile', '--env', 'prod'], { cwd: copy() })
    expect(first.exitCode).toBe(0)
    expect(second.stdout).toBe(first.stdout)
    const kinds = Object.values<{ Type: string }>(JSON.parse(first.stdout).Resources)
    expect(kinds.filter(({ Type }) => Type === 'AWS::Scheduler::Schedule').length).toBeGreaterThan(
      4,
    )
  })

  it('writes one JSON a policy beside it', async () => {
    const cwd = copy()
    const args = ['compile', '--env', 'prod', '--sources', 'out', '--out', 'template.json']
    expect(await holdfast(args, { cwd })).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    const written = readdirSync(join(cwd, 'out'))
    expect(written).toEqual(expect.arrayContaining(['billing-oracle.json', 'erp-sql.json']))
    expect(JSON.parse(readFileSync(join(cwd, 'out', 'erp-sql.json'), 'utf8'))).toMatchObject({
      version: 1,
      environment: 'prod',
    })
  })

  it('leaves no compiled source of a policy that is gone, and touches nothing else', async () => {
    const cwd = copy()
    const args = ['compile', '--env', 'prod', '--sources', 'out', '--out', 'template.json']
    await holdfast(args, { cwd })
    rmSync(join(cwd, 'policies', 'billing-oracle.yaml'))
    writeFileSync(join(cwd, 'out', 'notes.json'), '{"mine": true}')
    await holdfast(args, { cwd })
    const left = readdirSync(join(cwd, 'out'))
    expect(left).toEqual(expect.arrayContaining(['erp-sql.json', 'notes.json']))
    expect(left).not.toContain('billing-oracle.json')
  })

  it('writes nothing at all for a wrong policy', async () => {
    const cwd = copy({ file: 'erp-sql.yaml', from: 'Sun 01:00', to: 'Sun 25:00' })
    const args = ['compile', '--env', 'prod', '--sources', 'out', '--out', 'template.json']
    const { stdout, stderr, exitCode } = await holdfast(args, { cwd })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 1 })
    expect(stderr).toContain('policies/erp-sql.yaml:')
    expect(existsSync(join(cwd, 'out')) || existsSync(join(cwd, 'template.json'))).toBe(false)
  })

  it.each([
    [
      'no environment',
      ['compile'],
      'choose an environment with --env; there are local, prod, staging',
    ],
    [
      'an unknown one',
      ['compile', '--env', 'prd'],
      'no environment prd; there are local, prod, staging',
    ],
  ])('lists the environments when it is given %s', async (_, args, message) => {
    const { stderr, exitCode } = await holdfast(args)
    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
  })
})

describe('show', () => {
  it.each(['prod', 'staging'])('prints the policy as it holds in %s, and why', async env => {
    const { stdout, exitCode } = await holdfast(['show', 'crm-sql', '--env', env], { cwd: CRM })
    expectGolden(`cli/crm/show-${env}.yaml`, stdout)
    expect(exitCode).toBe(0)
  })

  it('prints what triggers wait for', async () => {
    const { stdout } = await holdfast(['show', 'shop-changes'], { cwd: RULES })
    expectGolden('cli/rules/show-changes.yaml', stdout)
  })

  it('gives the same to machines', async () => {
    const args = ['show', 'crm-sql', '--env', 'staging', '--format', 'json']
    const shown = JSON.parse((await holdfast(args, { cwd: CRM })).stdout)
    expect(shown).toMatchObject({
      name: 'crm-sql',
      rpo: '8d',
      schedules: [{ name: 'weekly-full', overlap: 'allow' }, { name: 'nightly-diff' }],
      environment: 'staging',
      resolved: { targets: ['crm-core'] },
      origins: {
        rpo: 'policies/crm-sql.yaml:26',
        'schedules.weekly-full.overlap': 'policies/crm-sql.yaml:29',
        'schedules.weekly-full.spread': 'policies/defaults.yaml:6',
        'schedules.weekly-full.jitter': 'built in',
      },
    })
    expect(shown.policyHash).toMatch(/^[0-9a-f]{64}$/)
  })

  it('lists the policies when there is none of that name', async () => {
    const { stderr, exitCode } = await holdfast(['show', 'crm', '--env', 'prod'], { cwd: CRM })
    expect(stderr).toContain('there is no policy crm in prod; there are crm-sql.')
    expect(exitCode).toBe(2)
  })
})

it('prints the schema that is committed', async () => {
  const { stdout, exitCode } = await holdfast(['schema'])
  expect(stdout === readFileSync(join(ROOT, 'policies', 'schema.json'), 'utf8')).toBe(true)
  expect(exitCode).toBe(0)
})

describe('targets unprotected', () => {
  it('lists the targets that are in no policy, and exits with 1', async () => {
    expect(await holdfast(['targets', 'unprotected'], { cwd: RULES })).toEqual({
      stdout: [
        'TARGET      APP        LIST  LABELS        WRITTEN IN',
        'shop-spare  sqlserver  shop  tier: bronze  policies/prod.yaml:19\n',
      ].join('\n'),
      stderr: '1 of the 3 targets of prod is in no policy.\n',
      exitCode: 1,
    })
  })

  it('counts what is excluded as unprotected', async () => {
    const args = ['targets', 'unprotected', '--env', 'prod', '--format', 'json']
    const { stdout, exitCode } = await holdfast(args, { cwd: CRM })
    expect(JSON.parse(stdout)).toMatchObject([{ target: 'crm-archive', list: 'crm', line: 9 }])
    expect(exitCode).toBe(1)
  })

  it('is content when there are none', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'holdfast-shop-'))
    remove = () => rmSync(cwd, { recursive: true })
    cpSync(RULES, cwd, { recursive: true })
    const shop = join(cwd, 'policies', 'shop.yaml')
    const text = readFileSync(shop, 'utf8')
    writeFileSync(shop, text.replace('[shop-core, shop-ledger]', '[{list: shop}]'))
    const { stdout, exitCode } = await holdfast(['targets', 'unprotected'], { cwd })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  })
})

describe('test', () => {
  const WRONG = 'policies/tests/wrong.yaml'

  it('says of each case whether it is as expected', async () => {
    expect(await holdfast(['test', 'policies/tests/changes.yaml'], { cwd: RULES })).toEqual({
      stdout: [
        '✓ changes: a deploy that succeeds starts one copy-only full',
        '✓ changes: a deploy that fails starts nothing',
        '✓ changes: logs go on while the books are closed, the full waits\n',
      ].join('\n'),
      stderr: '3 cases, none failed.\n',
      exitCode: 0,
    })
  })

  it.each([
    ['text', 'wrong.txt'],
    ['junit', 'wrong.xml'],
  ])('shows as %s what was expected and what came', async (format, golden) => {
    const { stdout, exitCode } = await holdfast(['test', WRONG, '--format', format], { cwd: RULES })
    expectGolden(`cli/rules/${golden}`, stdout)
    expect(exitCode).toBe(1)
  })

  it('gives the same to machines', async () => {
    const { stdout, exitCode } = await holdfast(['test', '--format', 'json'], { cwd: RULES })
    const results = JSON.parse(stdout)
    expect(results).toHaveLength(14)
    expect(results[0]).toEqual({
      file: 'policies/tests/changes.yaml',
      name: 'a deploy that succeeds starts one copy-only full',
      passed: true,
      line: 6,
      test: 'changes',
    })
    expect(results[3]).toMatchObject({ passed: false, diff: expect.stringContaining('FAILURE') })
    expect(exitCode).toBe(1)
  })

  it('does not take a path without tests for success', async () => {
    const { stderr, exitCode } = await holdfast(['test', 'policies/shop.yaml'], { cwd: RULES })
    expect(stderr).toContain('there is no PolicyTest in policies/shop.yaml.')
    expect(exitCode).toBe(2)
  })

  it('passes for the samples', async () => {
    expect(await holdfast(['test'])).toMatchObject({ exitCode: 0 })
  })
})

describe('simulate --event', () => {
  const FIXTURES = 'policies/tests/fixtures'

  it.each([
    ['a deploy that succeeds', `${FIXTURES}/deploy-success.json`, 'event-success.txt'],
    ['a deploy that fails', `${FIXTURES}/deploy-failure.json`, 'event-failure.txt'],
    ['a request', 'request.json', 'event-request.txt'],
  ])('shows what %s starts, and why the rest does not', async (_, file, golden) => {
    const { stdout, exitCode } = await holdfast(['simulate', '--event', file], { cwd: RULES })
    expectGolden(`cli/rules/${golden}`, stdout)
    expect(exitCode).toBe(0)
  })

  it('gives machines every difference', async () => {
    const args = ['simulate', '--event', `${FIXTURES}/deploy-failure.json`, '--format', 'json']
    const result = JSON.parse((await holdfast(args, { cwd: RULES })).stdout)
    expect(result).toMatchObject({
      event: { source: 'aws.codedeploy', time: '2026-11-25T14:07:00Z' },
      decisions: [],
      unmatched: [
        {
          source: 'shop-changes.deployed',
          differences: [{ path: 'detail.state', wanted: '"SUCCESS"', found: '"FAILURE"' }],
        },
        { source: 'shop-changes.before-migration' },
      ],
    })
  })

  it.each([
    ['environment', 'staging', 'detail.environment is "staging", this is prod'],
    ['level', 'DIFFERENTIAL', 'asks for DIFFERENTIAL; before-migration makes FULL'],
  ])('names the values of a request for another %s', async (field, value, why) => {
    const request = JSON.parse(readFileSync(join(RULES, 'request.json'), 'utf8'))
    const cwd = copy()
    const file = join(cwd, 'request.json')
    writeFileSync(
      file,
      JSON.stringify({ ...request, detail: { ...request.detail, [field]: value } }),
    )
    const { stdout } = await holdfast(['simulate', '--event', file], { cwd: RULES })
    expect(stdout).toContain(`nothing   ${why}\n`)
  })

  it('asks only the policy that is named', async () => {
    const args = ['simulate', '--event', 'request.json', '--policy']
    const none = await holdfast([...args, 'shop-sql'], { cwd: RULES })
    expect(none.stdout).toBe('shop-sql has no triggers in prod.\n')
    const wrong = await holdfast([...args, 'shop'], { cwd: RULES })
    expect(wrong).toMatchObject({ stdout: '', exitCode: 2 })
    expect(wrong.stderr).toContain('there is no policy shop in prod')
  })

  it.each([
    ['--from', '2026-11-22'],
    ['--for', '1d'],
    ['--seed', '2'],
    ['--faults', 'faults.json'],
    ['--runs'],
  ])('refuses %s, which means nothing to one event', async (...option) => {
    const args = ['simulate', '--event', 'request.json', ...option]
    const { stdout, stderr, exitCode } = await holdfast(args, { cwd: RULES })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
    expect(stderr).toContain(`cannot be used with option '${option[0]}`)
  })

  it('takes another time for the event', async () => {
    const args = ['simulate', '--event', `${FIXTURES}/deploy-success.json`, '--format', 'json']
    const at = ['--at', '2026-12-01T08:00:00Z']
    const { event } = JSON.parse((await holdfast([...args, ...at], { cwd: RULES })).stdout)
    expect(event.time).toBe('2026-12-01T08:00:00Z')
  })

  it.each([
    ['nothing.json', '--event nothing.json: there is no such file.'],
    [`${FIXTURES}/broken.json`, `--event ${FIXTURES}/broken.json:3:1: this is not JSON`],
  ])('says what is wrong with %s', async (file, message) => {
    const { stderr, exitCode } = await holdfast(['simulate', '--event', file], { cwd: RULES })
    expect(stderr).toContain(message)
    expect(exitCode).toBe(2)
  })
})

describe('next', () => {
  it('tells what is deferred and what is skipped', async () => {
    const args = ['next', '--count', '2', '--now', '2026-12-30T20:00:00Z']
    const { stdout } = await holdfast(args, { cwd: RULES })
    expectGolden('cli/rules/next.txt', stdout)
  })

  it('tells machines to when a start is deferred', async () => {
    const args = ['next', 'shop-sql.weekly-full', '--count', '1', '--format', 'json']
    const now = ['--now', '2026-12-30T20:00:00Z']
    expect(JSON.parse((await holdfast([...args, ...now], { cwd: RULES })).stdout)).toEqual([
      {
        source: 'shop-sql.weekly-full',
        at: '2026-12-31T03:00:00Z',
        local: 'Thu 2026-12-31 04:00',
        timezone: 'Europe/Berlin',
        deferredTo: '2027-01-02T07:00:00Z',
        deferred: 'blackout closing (close-2026): The books are closed',
      },
    ])
  })

  it('tells when there are no more starts', async () => {
    const once = 'once: 2027-01-15T20:00'
    const cwd = copy({ file: 'erp-sql.yaml', from: 'at: Sun 01:00', to: once })
    const args = ['next', 'erp-sql.weekly-full', '--env', 'prod', '--now', '2027-01-01']
    const { stdout, stderr } = await holdfast(args, { cwd })
    expect(stdout).toContain('Fri 2027-01-15 20:00')
    expect(stderr).toContain('erp-sql.weekly-full: no more starts after Fri 2027-01-15 20:00.')
  })

  it('sends the triggers elsewhere', async () => {
    const { stderr, exitCode } = await holdfast(['next', 'shop-changes.deployed'], { cwd: RULES })
    expect(stderr).toContain('shop-changes.deployed is a trigger')
    expect(exitCode).toBe(2)
  })

  it('says when schedules start, in UTC and in their own zone', async () => {
    const args = ['next', 'erp-sql.weekly-full', '--env', 'prod', '--count', '2']
    const { stdout } = await holdfast([
      ...args,
      '--now',
      '2026-11-22T00:00:00Z',
      '--format',
      'json',
    ])
    expect(JSON.parse(stdout)).toEqual([
      {
        source: 'erp-sql.weekly-full',
        at: '2026-11-22T00:00:00Z',
        local: 'Sun 2026-11-22 01:00',
        timezone: 'Europe/Berlin',
      },
      {
        source: 'erp-sql.weekly-full',
        at: '2026-11-29T00:00:00Z',
        local: 'Sun 2026-11-29 01:00',
        timezone: 'Europe/Berlin',
      },
    ])
  })

  it('says which starts will start nothing', async () => {
    const pause =
      'pause:\n  reason: Storage move\n  by: j.doe\n  until: 2099-01-01T00:00\nschedules:'
    const cwd = copy({ file: 'erp-sql.yaml', from: 'schedules:', to: pause })
    const args = ['next', 'erp-sql.log', '--env', 'prod', '--count', '1', '--format', 'json']
    expect(JSON.parse((await holdfast(args, { cwd })).stdout)).toMatchObject([
      { skipped: 'paused by j.doe: Storage move' },
    ])
  })
})

describe('run --dry-run', () => {
  it('prints the exact request and sends nothing', async () => {
    const args = [
      'run',
      'erp-sql.weekly-full',
      '--target',
      'erp-core',
      '--env',
      'prod',
      '--dry-run',
    ]
    const { stdout, exitCode } = await holdfast([...args, '--format', 'json'])
    expect(exitCode).toBe(0)
    const [request, ...more] = JSON.parse(stdout)
    expect(more).toEqual([])
    expect(request).toMatchObject({
      source: 'erp-sql.weekly-full',
      target: 'erp-core',
      level: 'FULL',
      method: 'POST',
      url: 'https://commandcenter.example.com/commandcenter/api/createTask',
      headers: { Authtoken: '***' },
    })
    const { backupOpts, commonOpts } = request.body.taskInfo.subTasks[0].options
    expect(backupOpts.backupLevel).toBe('FULL')
    expect(commonOpts.jobDescription).toMatch(/^erp-sql\.weekly-full\/erp-core\/20/)
  })

  it('takes the id of a run for its source and target', async () => {
    const runId = 'shop-changes.deployed/shop-core/d-4K2QX7B1N'
    const args = ['run', runId, '--dry-run', '--format', 'json', '--override', 'cooldown']
    const { stdout, exitCode } = await holdfast(args, { cwd: RULES })
    const requests = JSON.parse(stdout)
    expect(exitCode).toBe(0)
    expect(requests).toMatchObject([{ source: 'shop-changes.deployed', target: 'shop-core' }])
    expect(requests[0].body.taskInfo.subTasks[0].options.backupOpts.backupLevel).toBe('FULL')
  })

  it.each([
    [
      ['run', 'erp-sql.hourly', '--dry-run', '--env', 'prod'],
      'there is no source erp-sql.hourly; there are',
    ],
    [
      ['run', 'erp-sql.log', '--target', 'crm', '--dry-run', '--env', 'prod'],
      'does not protect a target crm; it protects erp-core',
    ],
    [['run', 'erp-sql.log', '--env', 'prod'], 'choose one of --dry-run, --local and --direct'],
    [['run', 'erp-sql.log', '--env', 'local', '--direct'], 'HOLDFAST_AUTHTOKEN; it is not set'],
    [
      ['run', 'erp-sql.log', '--env', 'prod', '--dry-run', '--override', 'late'],
      'must be one of paused, window, blackout, cooldown, overlap',
    ],
    [['simulate', '--env', 'prod', '--faults', 'nofile'], '--faults nofile: there is no such file'],
    [
      ['compile', '--env', 'prod', '--sources', 'package.json'],
      '--sources package.json is not a folder',
    ],
    [['simulate', '--env', 'prod', '--at', '2026-11-25'], '--at is the time of an event'],
    [['targets', 'resolv'], "unknown command 'resolv'"],
    [['next', '--now', '2026-02-30'], 'must be an ISO time'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['next', '--count', '0'], 'must be a whole number from 1'],
    [['simulate', '--for', 'ages'], 'must be a duration such as 36h'],
  ])('refuses %j with a sentence and exit code 2', async (args, message) => {
    const { stdout, stderr, exitCode } = await holdfast(args)
    expect(stderr).toContain(message)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  })
})

describe('simulate', () => {
  it('counts what is deferred, beside what became of it', async () => {
    const args = ['simulate', '--from', '2026-12-30T22:00:00Z', '--for', '1d', '--format', 'json']
    const { decisions, sources } = JSON.parse((await holdfast(args, { cwd: RULES })).stdout)
    expect(decisions).toEqual({ start: 146, skip: 2, miss: 0, defer: 2 })
    expect(
      sources.map((s: { source: string; deferred: number }) => [s.source, s.deferred]),
    ).toEqual([
      ['shop-changes.before-migration', 0],
      ['shop-changes.deployed', 0],
      ['shop-sql.daily-diff', 0],
      ['shop-sql.log', 0],
      ['shop-sql.weekly-full', 2],
    ])
  })

  it('counts a week of the samples', async () => {
    const args = ['simulate', '--env', 'prod', '--policy', 'erp-sql', '--format', 'json']
    const { stdout, exitCode } = await holdfast(args)
    const result = JSON.parse(stdout)
    expect(exitCode).toBe(0)
    expect(result).toMatchObject({
      from: '2026-11-22T00:00:00Z',
      to: '2026-11-29T00:00:00Z',
      decisions: { start: 1358, skip: 0, miss: 0, defer: 0 },
    })
    const starts = result.sources.map(
      (s: { source: string; starts: number; completed: number }) => [
        s.source,
        s.starts,
        s.completed,
      ],
    )
    expect(starts).toEqual([
      ['erp-sql.daily-diff', 6, 12],
      ['erp-sql.log', 672, 1344],
      ['erp-sql.weekly-full', 1, 2],
    ])
    expect(result.policies).toMatchObject([{ policy: 'erp-sql', worstGapSeconds: 900, met: true }])
  })

  it('shows what a fault script does to the promised RPO', async () => {
    const cwd = copy()
    const faults = [{ match: { level: 'TRANSACTION_LOG' }, nth: 5, outcome: 'Failed', reason: 'x' }]
    writeFileSync(join(cwd, 'faults.json'), JSON.stringify(faults))
    const args = [
      'simulate',
      '--env',
      'prod',
      '--for',
      '1d',
      '--policy',
      'erp-sql',
      '--faults',
      'faults.json',
    ]
    const { stdout } = await holdfast(args, { cwd })
    expect(stdout).toContain('✗ erp-sql: RPO 15m not kept, worst gap 30m (erp-core')
  })

  it('is the same every time for a seed', async () => {
    const args = ['simulate', '--env', 'prod', '--for', '2d', '--runs', '--format', 'json']
    const one = await holdfast([...args, '--seed', '7'])
    const two = await holdfast([...args, '--seed', '7'])
    const other = await holdfast([...args, '--seed', '8'])
    expect(two.stdout).toBe(one.stdout)
    expect(other.stdout).not.toBe(one.stdout)
  })

  it('waits for slots and misses what cannot start in time when the CommCell takes one job', async () => {
    const cwd = copy({
      file: 'environments/prod.yaml',
      from: 'maxInFlight: 4',
      to: 'maxInFlight: 1',
    })
    const args = ['simulate', '--env', 'prod', '--policy', 'erp-sql', '--for', '1d']
    const { stdout } = await holdfast([...args, '--format', 'json'], { cwd })
    const { decisions } = JSON.parse(stdout)
    expect(decisions.miss).toBeGreaterThan(0)
    expect(decisions.start + decisions.miss).toBe(194)
  })
})

describe('an output', () => {
  const piped = async (command: string) => {
    const child = spawn('bash', ['-c', `set -o pipefail; ${command}`, 'bash', process.execPath], {
      cwd: ROOT,
      // bash says it, too, when the locale of whoever runs the tests is not installed.
      env: { ...process.env, LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    child.stderr?.on('data', chunk => {
      said += chunk
    })
    child.stdout?.resume()
    const [exitCode] = await once(child, 'close')
    return { said, exitCode }
  }

  it('may be read in part, which changes no verdict', async () => {
    const { said, exitCode } = await piped(
      '"$1" build/holdfast.mjs plan --env prod --format html | head -c 10',
    )
    expect({ said, exitCode }).toEqual({ said: 'prod: passes.\n', exitCode: 0 })
  })

  it.runIf(existsSync('/dev/full'))('that has no room is no answer', async () => {
    const { said, exitCode } = await piped('"$1" build/holdfast.mjs plan --env prod >/dev/full')
    expect(said).toMatch(/^cannot write the output: ENOSPC/)
    expect(exitCode).toBe(2)
  })
})

it('knows its version', async () => {
  expect((await holdfast(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('names what bin names', () => {
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(existsSync(join(ROOT, bin.holdfast))).toBe(true)
})
