// Once before all tests: what users run is the build, so the tests of the command line run the build of this tree.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export function setup(): void {
  const root = join(import.meta.dirname, '..', '..')
  execFileSync(process.execPath, ['scripts/build.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
}
