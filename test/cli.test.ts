import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { holdfast, ROOT, samples } from './support/holdfast.ts'

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
  it('is silent about the samples', async () => {
    expect(await holdfast(['validate'])).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  })

  it('shows the place of a mistake under a caret, and a fix, and exits with 1', async () => {
    const cwd = copy({ file: 'erp-sql.yaml', from: 'every: 15m', to: 'evry: 15m' })
    const { stdout, exitCode } = await holdfast(['validate'], { cwd })
    expect(exitCode).toBe(1)
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
    expect(other).toEqual({ stdout: '', stderr: '', exitCode: 0 })
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
    expect(Object.keys(JSON.parse(first.stdout).Resources)).toHaveLength(5)
  })

  it('writes one JSON a policy beside it', async () => {
    const cwd = copy()
    const args = ['compile', '--env', 'prod', '--sources', 'out', '--out', 'template.json']
    expect(await holdfast(args, { cwd })).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    expect(readdirSync(join(cwd, 'out'))).toEqual(['billing-oracle.json', 'erp-sql.json'])
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
    expect(readdirSync(join(cwd, 'out')).toSorted()).toEqual(['erp-sql.json', 'notes.json'])
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

describe('next', () => {
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
    const pause = 'pause:\n  reason: Storage move\n  by: j.doe\nschedules:'
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
    expect(request.body.taskInfo.subTasks[0].options.backupOpts.backupLevel).toBe('FULL')
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
      'must be one of paused, overlap',
    ],
    [['simulate', '--env', 'prod', '--faults', 'nofile'], '--faults nofile: there is no such file'],
    [
      ['compile', '--env', 'prod', '--sources', 'package.json'],
      '--sources package.json is not a folder',
    ],
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
  it('counts a week of the samples', async () => {
    const { stdout, exitCode } = await holdfast(['simulate', '--env', 'prod', '--format', 'json'])
    const result = JSON.parse(stdout)
    expect(exitCode).toBe(0)
    expect(result).toMatchObject({
      from: '2026-11-22T00:00:00Z',
      to: '2026-11-29T00:00:00Z',
      decisions: { start: 1365, skip: 0, miss: 0, defer: 0 },
    })
    const starts = result.sources.map(
      (s: { source: string; starts: number; completed: number }) => [
        s.source,
        s.starts,
        s.completed,
      ],
    )
    expect(starts).toEqual([
      ['billing-oracle.nightly-incremental', 6, 6],
      ['billing-oracle.weekly-full', 1, 1],
      ['erp-sql.daily-diff', 6, 12],
      ['erp-sql.log', 672, 1344],
      ['erp-sql.weekly-full', 1, 2],
    ])
    expect(result.policies).toMatchObject([
      { policy: 'billing-oracle', met: true },
      { policy: 'erp-sql', worstGapSeconds: 900, met: true },
    ])
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
    const args = ['simulate', '--env', 'prod', '--for', '1d', '--format', 'json']
    const { decisions } = JSON.parse((await holdfast(args, { cwd })).stdout)
    expect(decisions.miss).toBeGreaterThan(0)
    expect(decisions.start + decisions.miss).toBe(195)
  })
})

it('knows its version', async () => {
  expect((await holdfast(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('names what bin names', () => {
  const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(existsSync(join(ROOT, bin.holdfast))).toBe(true)
})
