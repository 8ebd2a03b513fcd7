// What is measured, built for it: the functions as they ship and as esbuild bundles them by default, and the programs that
// run as children. Node never runs TypeScript in a measured process: that alone would cost more than most of them.
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
import { buildFunctions, type FunctionName } from '../scripts/build.ts'
import { builtinsOnUse } from '../scripts/slim.ts'
import type { Pair } from './sampling.ts'

export type FunctionBundle = { readonly file: string; readonly metafile: Metafile }

export type FunctionBundles = { readonly [name in FunctionName]: FunctionBundle }

const ROOT = join(import.meta.dirname, '..')

/** Both sides from the same `functions/*.ts`. */
export async function buildBothSides(folder: string): Promise<Pair<FunctionBundles>> {
  const [ours, baseline] = await Promise.all([
    buildAsShipped(join(folder, 'as-shipped')),
    buildByDefault(join(folder, 'by-default')),
  ])
  return { ours, baseline }
}

async function buildAsShipped(folder: string): Promise<FunctionBundles> {
  const { submit, track, renew } = await buildFunctions(folder)
  const fileOf = (name: FunctionName) => join(folder, name, 'index.mjs')
  return {
    submit: { file: fileOf('submit'), metafile: submit },
    track: { file: fileOf('track'), metafile: track },
    renew: { file: fileOf('renew'), metafile: renew },
  }
}

async function buildByDefault(folder: string): Promise<FunctionBundles> {
  const [submit, track, renew] = await Promise.all([
    bundleByDefault('submit', folder),
    bundleByDefault('track', folder),
    bundleByDefault('renew', folder),
  ])
  return { submit, track, renew }
}

/**
 * `esbuild --bundle --platform=node`, and the one thing that these handlers force on everybody: their top-level await
 * wants ESM, and the SDK's CommonJS then wants a `require`.
 */
async function bundleByDefault(name: FunctionName, folder: string): Promise<FunctionBundle> {
  const file = join(folder, name, 'index.mjs')
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [`functions/${name}.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url)`,
    },
    metafile: true,
    logLevel: 'warning',
  })
  return { file, metafile }
}

/** Bundles a program of this folder as the command line is bundled; returns its file. */
export async function bundleChild(name: string, folder: string): Promise<string> {
  const file = join(folder, `${name}.mjs`)
  await build({
    absWorkingDir: ROOT,
    entryPoints: [`bench/${name}.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    mainFields: ['module', 'main'],
    plugins: [builtinsOnUse],
    logLevel: 'warning',
  })
  return file
}
