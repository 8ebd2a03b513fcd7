// Golden files: what a person reads or a vendor receives. `UPDATE=1 npm test` accepts; the diff is reviewed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'

const GOLDEN = join(import.meta.dirname, '..', 'golden')

/** Compares a text with `test/golden/<path>`, byte for byte. */
export function expectGolden(path: string, text: string): void {
  const file = join(GOLDEN, path)
  if (process.env.UPDATE === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}

export function readGolden(path: string): string {
  return readFileSync(join(GOLDEN, path), 'utf8')
}
