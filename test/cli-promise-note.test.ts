// What a person sees of a promise while runs go on.
import { expect, it } from 'vitest'
import { promiseNote } from '../lib/cli/promise-note.ts'

const detail = {
  resource: { target: 'erp-core' },
  createdBy: { policyName: 'erp-sql' },
  rpoSeconds: 900,
  observedSeconds: 11_779,
}

it.each([
  ['Backup RPO Breached', 'erp-sql: RPO 15m broken for erp-core'],
  [
    'Backup RPO Restored',
    'erp-sql: RPO 15m holds again for erp-core, after 3h16m without a recovery point',
  ],
  ['Backup Run Skipped', undefined],
])('says of %s: %s', (detailType, text) => {
  expect(promiseNote({ time: '2026-11-22T00:00:00Z', detailType, detail })?.text).toBe(text)
})
