// The esbuild plugins behind small bundles that start fast. What a Lambda function never uses of the AWS SDK is replaced
// by the little that it does use; test/bundle.test.ts holds the result to its bytes and modules.
import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import type { Plugin } from 'esbuild'
import { FILES, MODULES } from './stand-ins.ts'

/**
 * Node's own modules through `process.getBuiltinModule`, each loaded whole and only when its importer runs. A static
 * import of `node:http` from ESM evaluates every lazy getter of it and so loads undici: 20 ms and more of each start
 * (nodejs/node issue 59686).
 */
export const builtinsOnUse: Plugin = builtins(() => '')

/** The same for a bundle that is split: what several parts shared would be a file of its own, one more to open. */
export const builtinsOnUseUnshared: Plugin = builtins(importer => `?${importer}`)

function builtins(suffixFor: (importer: string) => string): Plugin {
  return {
    name: 'builtins-on-use',
    setup(build) {
      build.onResolve({ filter: /^[a-z_:/]+$/ }, ({ path, importer }) =>
        isBuiltin(path)
          ? {
              path: path.replace(/^node:/, ''),
              namespace: 'builtin',
              suffix: suffixFor(importer),
              sideEffects: false,
            }
          : undefined,
      )
      build.onLoad({ filter: /./, namespace: 'builtin' }, ({ path }) => ({
        contents: `module.exports = process.getBuiltinModule('node:${path}')`,
      }))
    },
  }
}

/** What commander names of Node and uses seldom or never. Node evaluates a public module's every getter when it is first asked for. */
const SELDOM: { readonly [module: string]: string } = {
  // Opens stdin, stdout and stderr.
  process: 'module.exports = process',
  // For subcommands in executables of their own, which we have none of.
  child_process: `module.exports = { get spawn() { return process.getBuiltinModule('node:child_process').spawn } }`,
  util: `exports.stripVTControlCharacters = text => process.getBuiltinModule('node:util').stripVTControlCharacters(text)`,
}

/** `holdfast --help` in half the time. */
export const lightCommander: Plugin = {
  name: 'light-commander',
  setup(build) {
    build.onResolve({ filter: /^node:/ }, ({ path, importer }) => {
      const name = path.slice('node:'.length)
      const isSeldom = importer.includes('/commander/') && name in SELDOM
      return isSeldom ? { path: name, namespace: 'seldom', sideEffects: false } : undefined
    })
    build.onLoad({ filter: /./, namespace: 'seldom' }, ({ path }) => ({
      contents: SELDOM[path] ?? '',
    }))
  },
}

const MODELLED_ERRORS =
  /^(?:n0_registry\.registerError\((?!ConditionalCheckFailedException\b).*|export var (?!ConditionalCheckFailedException\b)\w+\$ = \[-3, n0,[^;]*;)\n/gm

export const slimSdk: Plugin = {
  name: 'slim-sdk',
  setup(build) {
    build.onResolve({ filter: /^@(aws|aws-sdk|smithy)\// }, ({ path, resolveDir }) =>
      path in MODULES
        ? { path, namespace: 'slim', pluginData: { resolveDir }, sideEffects: false }
        : undefined,
    )
    build.onLoad({ filter: /./, namespace: 'slim' }, ({ path, pluginData }) => ({
      contents: MODULES[path] ?? '',
      resolveDir: pluginData.resolveDir,
    }))
    build.onLoad({ filter: /@(aws-sdk|smithy|aws-lambda-powertools)[\\/].*\.js$/ }, ({ path }) => {
      const end = Object.keys(FILES).find(end => path.replaceAll('\\', '/').endsWith(`/${end}`))
      return end === undefined ? undefined : { contents: FILES[end] ?? '' }
    })
    // Errors that no code of ours tells apart by class keep their name and message without one.
    build.onLoad(
      { filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]/ },
      ({ path }) => ({
        contents: readFileSync(path, 'utf8').replace(MODELLED_ERRORS, ''),
      }),
    )
    // The clients read nothing but their version from it.
    build.onLoad({ filter: /@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) => {
      const { version } = JSON.parse(readFileSync(path, 'utf8'))
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}
