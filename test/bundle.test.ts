// The gates on what is shipped: bytes, modules in the bundles, and modules that Node loads to run them.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { Metafile } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { buildCli, buildFunctions, FUNCTIONS, type FunctionName } from '../scripts/build.ts'
import { FILES, MODULES } from '../scripts/stand-ins.ts'
import { type LoopbackWorld, startLoopbackWorld } from './support/loopback-world.ts'

const run = promisify(execFile)
const CHILD = join(import.meta.dirname, 'support', 'call-bundle.mjs')

let folder: string
let metafiles: Readonly<Record<FunctionName, Metafile>>
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdfast-bundles-'))
  metafiles = await buildFunctions(join(folder, 'functions'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const bundleOf = (name: FunctionName) => join(folder, 'functions', name, 'index.mjs')

describe('the bundle of a function', () => {
  it.each([
    ['submit', 230_000],
    ['track', 250_000],
    ['renew', 190_000],
  ] as const)('%s has at most %i bytes', (name, limit) => {
    expect(statSync(bundleOf(name)).size).toBeLessThanOrEqual(limit)
  })

  it.each(FUNCTIONS)('%s holds no module that a function does not need', name => {
    const inputs = Object.values(metafiles[name].outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [path] : [],
      ),
    )
    const unwanted = new RegExp(
      'node_modules/(.*(credential-provider-(ini|sso|login|process|web-identity|http|imds)|nested-clients|' +
        'token-providers|xray|event-?stream)|(zod|yaml|commander|hono|@hono|dynalite|picocolors)/)',
    )
    expect(inputs.filter(path => unwanted.test(path))).toEqual([])
    const rooms = /^lib\/(policy|plan|trigger|emulator|cli)\//
    expect(inputs.filter(path => rooms.test(path))).toEqual([])
    // What is due is asked at run time; how people write it, and what is proved of it, is not.
    const compileTime =
      /^lib\/schedule\/(phrase|standard-cron|every|spread|weekly|recovery|skipped|zone-names)\.ts$/
    expect(inputs.filter(path => compileTime.test(path))).toEqual([])
    const purpose = {
      submit: 'lib/commvault/create-task.ts',
      track: 'lib/commvault/create-task.ts',
      renew: 'lib/token/renew.ts',
    }
    expect(inputs).toContain(purpose[name])
  })

  it('renew holds nothing of runs, and no other holds what writes a secret', () => {
    const inputsOf = (name: FunctionName) => Object.keys(metafiles[name].inputs)
    const ofRuns =
      /^lib\/(run\/(?!quota|event|ports)|(submit|watch|track|schedule)\/)|create-task|run-store/
    const shipped = Object.values(metafiles.renew.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
        bytesInOutput > 0 ? [path] : [],
      ),
    )
    expect(shipped.filter(path => ofRuns.test(path))).toEqual([])
    for (const name of ['submit', 'track'] as const) {
      expect(inputsOf(name)).not.toContain('lib/aws/secret-store.ts')
      expect(inputsOf(name)).not.toContain('lib/token/renew.ts')
    }
  })

  it('finds in the packages all that something stands in for', () => {
    const inputs = FUNCTIONS.flatMap(name => Object.keys(metafiles[name].inputs))
    const isFile = (end: string) => inputs.some(path => path.endsWith(`/${end}`))
    expect(Object.keys(FILES).filter(end => !isFile(end))).toEqual([])
    expect(Object.keys(MODULES).filter(name => !inputs.includes(`slim:${name}`))).toEqual([])
  })

  it.each(FUNCTIONS)('%s imports nothing from outside, not even from Node', name => {
    const imports = Object.values(metafiles[name].outputs).flatMap(output => output.imports)
    expect(imports).toEqual([])
  })
})

describe('a function in a process of its own', () => {
  let world: LoopbackWorld
  beforeEach(async () => {
    world = await startLoopbackWorld({ now: Date.now })
  })
  afterEach(() => world.stop())

  it('makes Node load no undici, http2 or child_process for a start, a sweep and a look', async () => {
    const scheduledTime = new Date().toISOString()
    const event = { version: 1, source: 'erp-sql.weekly-full', scheduledTime }
    expect(await inChild('submit', { env: world.env, event })).toMatchObject({
      costly: [],
      summary: { runs: [{ state: 'submitted' }, { state: 'submitted' }] },
    })
    expect(await inChild('track', { env: world.env, event: {} })).toMatchObject({
      costly: [],
      summary: { open: 2, unreadable: [] },
    })
    expect(await inChild('renew', { env: world.env, event: {} })).toEqual({
      costly: [],
      summary: { secrets: [{ secret: 'commvault/test', outcome: 'no-pair' }] },
    })
  })

  it('reads the secret while Lambda initialises it, before any call', async () => {
    const env = { ...world.env, AWS_LAMBDA_FUNCTION_NAME: 'submit' }
    await inChild('submit', { env })
    expect(world.secretReads()).toBe(1)
  })

  it('reads nothing while it is loaded anywhere else', async () => {
    await inChild('submit', { env: world.env })
    expect(world.secretReads()).toBe(0)
  })

  it.each([
    ['nothing is set', {}],
    ['AWS cannot be reached', { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }],
  ])('initialises in Lambda even when %s', async (_, wrong) => {
    const given = 'AWS_ENDPOINT_URL' in wrong ? { ...world.env, ...wrong } : {}
    const env = { ...given, AWS_LAMBDA_FUNCTION_NAME: 'submit' }
    expect(await inChild('submit', { env })).toEqual({ costly: [] })
  })
})

describe('the command line', () => {
  it('is one executable file with the parts of each verb beside it', async () => {
    const out = join(folder, 'cli')
    await buildCli(out)
    const main = join(out, 'holdfast.mjs')
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    expect(statSync(main).mode & 0o111).toBe(0o111)
    expect(readdirSync(join(out, 'cli')).length).toBeGreaterThan(5)
  })

  it('loads neither the policy reader nor the emulator to print its help', async () => {
    const { outputs } = await buildCli(join(folder, 'help'))
    const [main] = Object.entries(outputs).filter(([path]) => path.endsWith('holdfast.mjs'))
    const loaded = staticallyLoaded(outputs, main?.[0] ?? '')
    const inputs = loaded.flatMap(path => Object.keys(outputs[path]?.inputs ?? {}))
    expect(inputs).toContain('lib/cli/main.ts')
    const heavy = /node_modules\/(yaml|zod|hono|@hono|@aws-sdk)\/|^lib\/(policy|emulator|plan)\//
    expect(inputs.filter(path => heavy.test(path))).toEqual([])
  })
})

/** An output and everything that it imports statically, in turn. */
function staticallyLoaded(outputs: Metafile['outputs'], entry: string): readonly string[] {
  const found = new Set([entry])
  for (const path of found) {
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') found.add(next)
    }
  }
  return [...found]
}

async function inChild(
  name: FunctionName,
  { env, event }: { readonly env: Record<string, string>; readonly event?: unknown },
): Promise<unknown> {
  const args = [CHILD, pathToFileURL(bundleOf(name)).href]
  if (event !== undefined) args.push(JSON.stringify(event))
  const { stdout } = await run(process.execPath, args, { env })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
}
