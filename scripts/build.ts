// Builds everything under build/ that is shipped: the functions, the command line, the table's definition, and the
// compiled sources of every environment beside the functions. `npm run build`; npm runs it after `npm ci` too.
import { chmodSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type BuildOptions, build, type Metafile } from 'esbuild'
import { TABLE } from '../lib/aws/table.ts'
import { canonicalJson, sourcesText } from '../lib/plan/canonical.ts'
import { type Plan, plan, toSources } from '../lib/plan/plan.ts'
import { loadPolicies } from '../lib/policy/load.ts'
import { readPolicies } from '../lib/policy/read.ts'
import { renderText } from '../lib/policy/render.ts'
import { builtinsOnUse, builtinsOnUseUnshared, lightCommander, slimSdk } from './slim.ts'

const ROOT = join(import.meta.dirname, '..')
const BUILD = join(ROOT, 'build')
const FUNCTIONS_FOLDER = join(BUILD, 'functions')

export const FUNCTIONS = ['submit', 'track', 'renew'] as const

export type FunctionName = (typeof FUNCTIONS)[number]

const COMMON = {
  absWorkingDir: ROOT,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // ES modules first: only they can be shaken, and the SDK's CommonJS is half as large again.
  mainFields: ['module', 'main'],
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
} as const satisfies BuildOptions

/** Writes `<folder>/<name>/index.mjs` for each function; returns what esbuild knows of the bundles. */
export async function buildFunctions(
  folder = FUNCTIONS_FOLDER,
): Promise<Readonly<Record<FunctionName, Metafile>>> {
  const [submit, track, renew] = await Promise.all([
    buildFunction('submit', folder),
    buildFunction('track', folder),
    buildFunction('renew', folder),
  ])
  return { submit, track, renew }
}

async function buildFunction(name: FunctionName, folder: string): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: [`functions/${name}.ts`],
    outfile: join(folder, name, 'index.mjs'),
    minify: true,
    // Beside the bundle and not named in it: Node would read it at every start.
    sourcemap: 'external',
    plugins: [builtinsOnUse, slimSdk],
  })
  return metafile
}

/** Writes `<folder>/holdfast.mjs` and its parts: a verb loads only what it needs. */
export async function buildCli(folder = BUILD): Promise<Metafile> {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: [{ in: 'lib/cli/main.ts', out: 'holdfast' }],
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'cli/[name]-[hash]',
    // It finds its own parts on disk.
    external: ['dynalite'],
    plugins: [lightCommander, builtinsOnUseUnshared],
  })
  makeExecutable(join(folder, 'holdfast.mjs'))
  return metafile
}

function makeExecutable(file: string): void {
  const text = readFileSync(file, 'utf8')
  if (!text.startsWith('#!')) writeFileSync(file, `#!/usr/bin/env node\n${text}`)
  chmodSync(file, 0o755)
}

/** Writes the compiled sources of one environment beside each function, and nothing of an older plan stays. */
export function writeSources(planned: Plan, folder = FUNCTIONS_FOLDER): void {
  for (const name of FUNCTIONS) {
    const sources = join(folder, name, 'sources', planned.environment)
    rmSync(sources, { recursive: true, force: true })
    mkdirSync(sources, { recursive: true })
    for (const { file, content } of toSources(planned)) {
      writeFileSync(join(sources, file), sourcesText(content))
    }
  }
}

/** A policy that is being edited must not fail `npm ci`: mistakes are shown, and what they touch is left out. */
function writeSourcesOfEveryEnvironment(): void {
  const { files, diagnostics: unreadable } = loadPolicies(join(ROOT, 'policies'))
  const { environments, policies, diagnostics } = readPolicies(files, { unreadable })
  if (diagnostics.length > 0) console.error(renderText(diagnostics, files, { color: false }))
  for (const { name } of environments) {
    const ofEnvironment = policies.filter(policy => policy.environment.name === name)
    if (ofEnvironment.length > 0) writeSources(plan(ofEnvironment))
  }
}

async function main(): Promise<void> {
  for (const stale of ['functions', 'cli']) {
    rmSync(join(BUILD, stale), { recursive: true, force: true })
  }
  await Promise.all([buildFunctions(), buildCli()])
  writeFileSync(join(BUILD, 'table.json'), canonicalJson({ TableName: 'holdfast', ...TABLE }))
  writeSourcesOfEveryEnvironment()
}

const startedAs = process.argv[1]
if (startedAs && realpathSync(startedAs) === import.meta.filename) await main()
