// Rooms, arrows and purity as ARCHITECTURE.md draws them, proved on the import lines of every source file.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

/** Which rooms a room may import from. */
const ARROWS: Record<string, readonly string[]> = {
  words: ['words', 'schedule'],
  schedule: [],
  trigger: [],
  policy: ['words', 'schedule', 'trigger'],
  plan: ['words', 'schedule', 'trigger', 'policy'],
  run: ['words'],
  submit: ['words', 'schedule', 'run'],
  watch: ['words', 'schedule', 'run', 'submit'],
  track: ['words', 'run', 'submit', 'watch'],
  token: ['words', 'run'],
  commvault: ['words', 'run', 'token'],
  aws: ['words', 'run', 'token'],
  review: ['words', 'schedule', 'trigger', 'policy', 'plan'],
  report: ['words', 'schedule', 'policy', 'plan', 'review'],
  page: ['words', 'schedule', 'policy', 'plan', 'review', 'report'],
  emulator: [],
  cli: [
    'words',
    'schedule',
    'trigger',
    'policy',
    'plan',
    'review',
    'report',
    'page',
    'run',
    'submit',
    'watch',
    'track',
    'token',
    'commvault',
    'aws',
    'emulator',
  ],
  functions: ['words', 'run', 'submit', 'track', 'token', 'commvault', 'aws'],
  'serverless.cjs': ['policy', 'plan', 'scripts'],
}

/** Packages that may be named in a few places only, as the start of a room or file. */
const PACKAGES: Record<string, readonly string[]> = {
  yaml: ['lib/policy/'],
  zod: ['lib/policy/'],
  '@aws-sdk/': ['lib/aws/', 'lib/cli/', 'functions/host.ts', 'functions/world.ts'],
  '@aws-lambda-powertools/': ['lib/aws/'],
  hono: ['lib/emulator/', 'lib/cli/'],
  '@hono/': ['lib/emulator/', 'lib/cli/'],
  commander: ['lib/cli/'],
  echarts: ['lib/page/'],
  picocolors: ['lib/cli/'],
  dynalite: ['lib/cli/'],
  'node:https': ['lib/commvault/client.ts', 'lib/commvault/tunnel.ts'],
  'node:http': [
    ...['client', 'send', 'tunnel'].map(name => `lib/commvault/${name}.ts`),
    'lib/emulator/',
    'lib/cli/',
  ],
  'node:fs': ['lib/policy/load.ts', 'functions/', 'lib/cli/'],
}

/** Files of the pure rooms that stand at the rim all the same. */
const RIM = [
  'lib/policy/load.ts',
  ...['client', 'send', 'trust', 'tunnel'].map(name => `lib/commvault/${name}.ts`),
]
const PURE =
  /^lib\/([^/]+\.ts|(schedule|trigger|policy|plan|review|report|page|run|submit|watch|track|token|commvault)\/.+)$/
const IMPURE: Record<string, RegExp> = {
  'Date.now': /\bDate\.now\b/,
  'new Date()': /\bnew Date\(\)/,
  'Math.random': /\bMath\.random\b/,
  process: /\bprocess\./,
  console: /\bconsole\./,
  fetch: /\bfetch\(/,
  setTimeout: /\bset(Timeout|Interval|Immediate)\b/,
  // A hash of its input is as pure as a sum; everything else of Node's is an effect.
  'node:': /from 'node:(?!crypto')/,
}

/** By which Serverless asks for resources. */
const DOOR = 'lib/serverless.cjs'

const files = globSync(['lib/**/*.ts', DOOR, 'functions/*.ts'], { cwd: ROOT }).map(file => ({
  file,
  text: readFileSync(join(ROOT, file), 'utf8'),
}))

it('sees the whole tree', () => {
  expect(files.length).toBeGreaterThan(20)
})

it('has every arrow point the way the architecture says', () => {
  const wrong = files.flatMap(({ file, text }) =>
    importsOf(text)
      .filter(name => name.startsWith('.'))
      .map(name => normalize(join(dirname(file), name)))
      .filter(to => roomOf(to) !== roomOf(file) && !ARROWS[roomOf(file)]?.includes(roomOf(to)))
      .map(to => `${file} -> ${to}`),
  )
  expect(wrong).toEqual([])
})

it('names each outside package only where it belongs', () => {
  const wrong = files.flatMap(({ file, text }) =>
    importsOf(text).flatMap(name =>
      Object.entries(PACKAGES)
        .filter(([start]) => isPackage(name, start))
        .filter(([, places]) => !places.some(place => file.startsWith(place)))
        .map(() => `${file} -> ${name}`),
    ),
  )
  expect(wrong).toEqual([])
})

it('keeps clock, chance, environment and network out of the pure rooms', () => {
  const wrong = files
    .filter(({ file }) => PURE.test(file) && !RIM.includes(file))
    .flatMap(({ file, text }) =>
      Object.entries(IMPURE)
        .filter(([, pattern]) => pattern.test(withoutComments(text)))
        .map(([what]) => `${file}: ${what}`),
    )
  expect(wrong).toEqual([])
})

it('has three words at the top of lib, and one door', () => {
  expect(globSync('lib/*.*', { cwd: ROOT }).toSorted()).toEqual([
    'lib/errors.ts',
    'lib/serverless.cjs',
    'lib/start.ts',
    'lib/target.ts',
  ])
})

it('has no barrel and no room for leftovers', () => {
  const leftover = /(^|\/)(index|utils?|helpers?|common|types?|misc)(\.ts|\/)/
  expect(files.map(({ file }) => file).filter(file => leftover.test(file))).toEqual([])
})

it('draws the cases of every property from the one seed', () => {
  const others = globSync('test/**/*.ts', { cwd: ROOT })
    .filter(file => importsOf(readFileSync(join(ROOT, file), 'utf8')).includes('fast-check'))
    .filter(file => file !== 'test/support/fast-check.ts')
  expect(others).toEqual([])
})

function importsOf(text: string): string[] {
  const pattern = /(?:from|import)\s*\(?\s*'([^']+)'/g
  return [...withoutComments(text).matchAll(pattern)].map(match => match[1] ?? '')
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
}

function roomOf(file: string): string {
  const [top = '', room = '', rest] = file.split('/')
  if (top !== 'lib') return top
  return rest === undefined && file !== DOOR ? 'words' : room
}

const isPackage = (name: string, start: string) =>
  start.endsWith('/') ? name.startsWith(start) : name === start || name.startsWith(`${start}/`)
