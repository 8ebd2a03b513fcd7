// A few thousand of the mutations that `npm run fuzz` makes by the million, by the same command: as Node runs it, not the
// test runner, it takes half the time.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')

function fuzz(...args: readonly string[]) {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/fuzz.ts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  return { status, stdout }
}

it('has the fast reader say what the library says, and every reading end in findings', () => {
  const { status, stdout } = fuzz('--documents', '5000', '--repositories', '1000')
  expect(stdout).toMatch(
    /^documents: 5000 held, \d+ answered by the fast reader\nrepositories: 1000 held/,
  )
  expect(status).toBe(0)
  // Most changes make a mistake; where all of them did, the readers would agree on nothing else.
  const [answered = 0, clean = 0] = [...stdout.matchAll(/held, (\d+)/g)].map(([, n]) => Number(n))
  expect(answered).toBeGreaterThan(500)
  expect(clean).toBeGreaterThan(30)
})

it('refuses counts that are none', () => {
  expect(fuzz('--documents', 'many').status).toBe(2)
})
