// Packages the service as a user would, in a copy of the repository, and reads what would be deployed.
import { execFile } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { POINT_IN_TIME_RECOVERY, TABLE, TIME_TO_LIVE } from '../lib/aws/table.ts'
import { arnHere } from '../lib/plan/service.ts'
import { loadPolicies } from '../lib/policy/load.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderText } from '../lib/policy/render.ts'
import { expectGolden } from './support/golden.ts'
import { checkTemplate, type Template } from './support/template-check.ts'
import { unzip } from './support/zip.ts'

const ROOT = join(import.meta.dirname, '..')
const PARTS = ['serverless.yml', 'package.json', 'lib', 'functions', 'scripts', 'policies']

const MISTAKEN = 'policies/erp-sql.yaml'
const MISTAKE = '\nownr: me\n'

/** Words of a policy that osls would take for variables. */
const NO_VARIABLES = ['$' + '{env:HOME}', '$' + '{self:service}']
const HOSTILE = `
apiVersion: holdfast/v1
kind: BackupPolicy
name: hostile
description: Says ${NO_VARIABLES.join(' and ')}.
owner: dba-oncall@example.com
environments: [staging]
app: sqlserver
targets: [erp-core]
timezone: Europe/Berlin
rpo: 8d
schedules:
  - name: daily
    level: TRANSACTION_LOG
    at: daily 04:44
triggers:
  - name: released
    event: custom
    pattern:
      source: [release.erp]
      detail:
        words: ${JSON.stringify(NO_VARIABLES)}
    level: TRANSACTION_LOG
`

type Outcome = { readonly exitCode: number; readonly output: string; readonly folder: string }

const copies: string[] = []
/** Of osls, which keeps a cache there. */
const home = mkdtempSync(join(tmpdir(), 'holdfast-packaging-home-'))
let prod: Outcome
let again: Outcome
let staging: Outcome
let local: Outcome
let wrong: Outcome
let nowhere: Outcome

beforeAll(async () => {
  // Two at a time: each is a process of its own, and CI has two cores.
  const spoil = (copy: string) => appendFileSync(join(copy, MISTAKEN), MISTAKE)
  const addHostile = (copy: string) => writeFileSync(join(copy, 'policies/hostile.yaml'), HOSTILE)
  await Promise.all([
    (async () => {
      prod = await packaged('prod')
      staging = await packaged('staging', addHostile)
      wrong = await packaged('prod', spoil)
    })(),
    (async () => {
      again = await packaged('prod')
      local = await packaged('local')
      nowhere = await packaged('dev')
    })(),
  ])
})

afterAll(() => {
  for (const folder of [...copies, home]) rmSync(folder, { recursive: true, force: true })
})

describe('the packaged service', () => {
  it('is packaged offline, with no variable of AWS set', () => {
    expect(prod).toMatchObject({ exitCode: 0, output: expect.stringContaining('prod') })
  })

  it.each([
    ['prod', () => prod],
    ['staging', () => staging],
    ['local', () => local],
  ])('for %s is a template that AWS would take', (_, outcome) => {
    expect(outcome().output).not.toMatch(/warning|deprecat/i)
    expect(checkTemplate(templateOf(outcome()))).toEqual([])
  })

  it('reads as agreed', () => {
    const text = JSON.stringify(templateOf(prod), null, 2)
    expectGolden('packaging/prod.json', `${text.replace(/("S3Key": ").*\//g, '$1…/')}\n`)
  })

  it('grants nothing on everything', () => {
    const granted = statementsOf(templateOf(prod)).filter(({ Effect }) => Effect === 'Allow')
    expect(granted.length).toBeGreaterThan(8)
    for (const { Action, Resource } of granted) {
      expect(JSON.stringify([Action, Resource ?? null])).not.toContain('*')
    }
  })

  it('lets one function write secrets, and that one touch no run', () => {
    const roles = Object.entries(templateOf(prod).Resources).map(
      ([id, resource]) => [id, statementsOf(resource)] as const,
    )
    const mayWrite = roles.filter(([, statements]) =>
      JSON.stringify(statements).includes('PutSecretValue'),
    )
    expect(mayWrite.map(([id]) => id)).toEqual(['RenewRole'])
    const onTable = mayWrite.flatMap(([, statements]) =>
      statements.filter(({ Action }) => JSON.stringify(Action).includes('dynamodb:')),
    )
    expect(onTable).toMatchObject([
      {
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Condition: {
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': ['note#renew/*', 'note#login/*', 'note#quota/*'],
          },
        },
      },
    ])
  })

  it('reserves no concurrency, of which a new account has none to reserve', () => {
    expect(JSON.stringify(templateOf(prod))).not.toContain('ReservedConcurrentExecutions')
  })

  it('has nobody but its own rules call submit or leave something in its queue', () => {
    const { Resources } = templateOf(staging)
    const of = (type: string) => Object.values(Resources).filter(({ Type }) => Type === type)
    const rules = of('AWS::Events::Rule').map(({ Properties }) => Properties ?? {})
    const triggering = rules.filter(({ EventBusName }) => EventBusName === undefined)
    const arns = triggering.map(({ Name }) => arnHere('events', `rule/${Name}`))
    expect(arns.length).toBeGreaterThan(0)
    expect(of('AWS::Lambda::Permission').map(({ Properties }) => Properties)).toEqual(
      arns.map(SourceArn => ({
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['SubmitLambdaFunction', 'Arn'] },
        Principal: 'events.amazonaws.com',
        SourceArn,
      })),
    )
    const bus =
      rules.length > triggering.length ? [arnHere('events', 'rule/holdfast-staging/*')] : []
    expect(statementsOf(Resources.UndeliveredQueuePolicy)).toEqual([
      expect.objectContaining({
        Action: 'sqs:SendMessage',
        Resource: { 'Fn::GetAtt': ['UndeliveredQueue', 'Arn'] },
        Condition: { ArnLike: { 'aws:SourceArn': [...arns, ...bus] } },
      }),
    ])
  })

  it('keeps to the sizes that EventBridge takes of a rule', () => {
    const rules = Object.values(templateOf(staging).Resources).filter(
      ({ Type }) => Type === 'AWS::Events::Rule',
    )
    expect(rules.length).toBeGreaterThan(0)
    for (const { Properties } of rules) {
      expect(String(Properties?.Name ?? '')).toMatch(/^[.\-_A-Za-z0-9]{0,64}$/)
      expect(String(Properties?.Description).length).toBeLessThanOrEqual(512)
      expect(JSON.stringify(Properties?.EventPattern).length).toBeLessThanOrEqual(2048)
      expect(JSON.stringify(Properties?.Targets)).not.toContain('RoleArn')
    }
  })

  it('hands the words of a policy on as they are, and takes none for a variable', () => {
    const template = templateOf(staging)
    const rule = Object.values(template.Resources).find(({ Properties }) =>
      String(joined(Properties?.Description)).includes('hostile.released'),
    )
    expect(joined(rule?.Properties)).toMatchObject({
      EventPattern: { source: ['release.erp'], detail: { words: NO_VARIABLES } },
    })
    const schedule = joined(template.Resources.SchedulehostileDdaily?.Properties)
    expect(schedule).toMatchObject({
      Description: expect.stringContaining(NO_VARIABLES.join(' and ')),
    })
  })

  it('declares the table that lib/aws speaks to', () => {
    expect(templateOf(prod).Resources.RunTable).toEqual({
      Type: 'AWS::DynamoDB::Table',
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        ...TABLE,
        TimeToLiveSpecification: TIME_TO_LIVE,
        PointInTimeRecoverySpecification: POINT_IN_TIME_RECOVERY,
      },
    })
  })
})

describe.each(['submit', 'track', 'renew'])('the package of %s', name => {
  it('holds the bundle and the sources of its stage, and nothing else', () => {
    const names = [...unzip(zipOf(prod, name)).keys()]
    const sources = readdirSync(join(prod.folder, `../build/functions/${name}/sources/prod`))
    expect(sources).toContain('erp-sql.json')
    expect(names).toEqual([
      `build/functions/${name}/index.mjs`,
      ...sources.map(file => `build/functions/${name}/sources/prod/${file}`),
    ])
  })

  it('holds sources of its own stage', () => {
    const file = unzip(zipOf(staging, name)).get(
      `build/functions/${name}/sources/staging/erp-sql.json`,
    )
    expect(JSON.parse(file?.toString() ?? '{}')).toMatchObject({
      environment: 'staging',
      policy: { name: 'erp-sql' },
    })
  })

  it('is the same to the byte when it is packaged again', () => {
    expect(zipOf(again, name).equals(zipOf(prod, name))).toBe(true)
  })
})

describe('what cannot be packaged', () => {
  it('is a wrong policy: the diagnostics of validate are told once, and nothing is left', () => {
    const { files } = loadPolicies(join(ROOT, 'policies'))
    const mistaken = files.map(({ file, text }) =>
      file.endsWith(MISTAKEN) ? { file, text: text + MISTAKE } : { file, text },
    )
    const told = renderText(readPolicies(mistaken).diagnostics, mistaken, { color: false })
    expect(told).toContain('[unknown-key]')
    expect(wrong.exitCode).toBe(1)
    expect(wrong.output.split(told)).toHaveLength(2)
    expect(wrong.output).not.toMatch(/^\s+at /m)
    expect(existsSync(wrong.folder)).toBe(false)
  })

  it('is a stage that is no environment: those that are one are named', () => {
    expect(nowhere.exitCode).toBe(1)
    expect(nowhere.output).toContain(
      'There is no environment "dev" in policies; there is local, prod, staging.',
    )
    expect(nowhere.output).not.toMatch(/^\s+at /m)
  })

  it('is anything under a Node that cannot run TypeScript', async () => {
    const script = `
      Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })
      require('./lib/serverless.cjs')({}).catch(error => console.log(error.stack))`
    const { output } = await run(process.execPath, ['-e', script], ROOT)
    expect(output.trim()).toMatch(
      /^Serverless needs Node 22\.18 or newer here; this is 20\.20\.2\. .*$/,
    )
  })
})

describe('the check of the template', () => {
  const queue = { Type: 'AWS::SQS::Queue', Properties: {} }
  it.each([
    ['an unknown type', { A: { Type: 'AWS::SQS::Qeue' } }, 'A: unknown type AWS::SQS::Qeue'],
    [
      'an unknown property',
      { A: { ...queue, Properties: { Nme: 'x' } } },
      'A.Nme: unknown property',
    ],
    [
      'a missing one',
      { A: { Type: 'AWS::IAM::Role', Properties: {} } },
      'A: AssumeRolePolicyDocument is missing',
    ],
    [
      'a wrong type',
      { A: { ...queue, Properties: { DelaySeconds: 'soon' } } },
      'A.DelaySeconds: should be an integer, is "soon"',
    ],
    [
      'a wrong value',
      { A: { Type: 'AWS::Events::Rule', Properties: { State: 'ON' } } },
      'A.State: should be one of DISABLED, ENABLED, ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS, is "ON"',
    ],
    [
      'a reference to nothing',
      { A: { ...queue, Properties: { QueueName: { Ref: 'B' } } } },
      'template.Resources.A.Properties.QueueName: refers to B, which does not exist',
    ],
    [
      'an attribute that is none',
      { A: { ...queue, Properties: { QueueName: { 'Fn::Sub': 'x-$' + '{B.Url}' } } }, B: queue },
      'template.Resources.A.Properties.QueueName: AWS::SQS::Queue has no attribute Url',
    ],
    ['a dependency on nothing', { A: { ...queue, DependsOn: 'B' } }, 'A.DependsOn: no resource B'],
    [
      'a circle',
      {
        A: { ...queue, Properties: { QueueName: { Ref: 'B' } } },
        B: { ...queue, DependsOn: ['A'] },
      },
      'A -> B -> A: a circle',
    ],
  ])('finds %s', (_, Resources, problem) => {
    expect(checkTemplate({ Resources })).toContain(problem)
  })
})

/** `npx serverless package --stage <stage>` in a copy of its own, after what is done to the copy. */
async function packaged(stage: string, prepare = (_copy: string): void => {}): Promise<Outcome> {
  const copy = mkdtempSync(join(tmpdir(), 'holdfast-packaging-'))
  copies.push(copy)
  for (const part of PARTS) cpSync(join(ROOT, part), join(copy, part), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  prepare(copy)
  const bin = join(copy, 'node_modules/.bin/serverless')
  return {
    ...(await run(bin, ['package', '--stage', stage], copy)),
    folder: join(copy, '.serverless'),
  }
}

function run(file: string, args: readonly string[], cwd: string) {
  return new Promise<Omit<Outcome, 'folder'>>(resolve => {
    execFile(file, args, { cwd, env: environment() }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : Number(error.code)
      resolve({ exitCode, output: `${stdout}${stderr}` })
    })
  })
}

/** This process's own, without anything of AWS, and with the project's Node first as npm scripts have it. */
function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(AWS|SLS|SERVERLESS|NODE)_/.test(name),
  )
  const path = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  return { ...Object.fromEntries(own), PATH: path, HOME: home, NO_COLOR: '1' }
}

function templateOf({ folder }: Outcome): Template {
  const file = join(folder, 'cloudformation-template-update-stack.json')
  return JSON.parse(readFileSync(file, 'utf8'))
}

function zipOf({ folder }: Outcome, name: string): Buffer {
  return readFileSync(join(folder, `${name}.zip`))
}

/** What CloudFormation makes of Fn::Join, wherever it stands. */
function joined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(joined)
  if ('Fn::Join' in value) {
    const [between, parts] = value['Fn::Join'] as [string, string[]]
    return parts.join(between)
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, joined(inner)]))
}

type Statement = { readonly Effect: string; readonly Action: unknown; readonly Resource?: unknown }

/** Every statement of every policy document, wherever it stands. */
function statementsOf(value: unknown): readonly Statement[] {
  if (typeof value !== 'object' || value === null) return []
  if ('Statement' in value) return [value.Statement].flat() as readonly Statement[]
  return Object.values(value).flatMap(statementsOf)
}
