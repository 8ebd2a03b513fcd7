import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseJobFaults } from '../lib/emulator/fault-checks.ts'

it('shows a fault script that works in docs/emulator.md', () => {
  const doc = readFileSync(join(import.meta.dirname, '..', 'docs', 'emulator.md'), 'utf8')
  const script = /```json\n([\s\S]*?)\n```/.exec(doc)?.[1] ?? ''
  expect(parseJobFaults(script, 'docs/emulator.md')).toHaveLength(2)
})
