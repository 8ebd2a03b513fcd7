// Log lines as they leave a function: a child process prints them, and we read what CloudWatch would.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const LOG = join(import.meta.dirname, '..', 'lib', 'aws', 'log.ts')

it('is one JSON line with the level, the service and the run id as correlation id', () => {
  const [line] = print(`log('info', 'Run is submitted.', { runId: 'p.s/t/1', jobIds: ['7'] })`)
  expect(line).toEqual({
    level: 'INFO',
    message: 'Run is submitted.',
    timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    service: 'holdfast',
    sampling_rate: 0,
    correlation_id: 'p.s/t/1',
    jobIds: ['7'],
  })
})

it('has no correlation id where there is no run, and keeps none from the line before', () => {
  const lines = print(`log('info', 'a', { runId: 'r' }); log('warn', 'b', {})`)
  expect(lines[1]).not.toHaveProperty('correlation_id')
  expect(lines.map(line => line.level)).toEqual(['INFO', 'WARN'])
})

it('shows an error with its stack', () => {
  const [line] = print(`log('error', 'It failed.', { error: new TypeError('no such thing') })`)
  expect(line).toMatchObject({
    level: 'ERROR',
    error: { name: 'TypeError', message: 'no such thing', stack: expect.anything() },
  })
})

it.each([
  'authtoken',
  'Authtoken',
  'AUTHORIZATION',
  'accessToken',
  'refresh_token',
  'password',
  'SecretString',
  'set-cookie',
])('hides the field %s, however deep it lies', field => {
  const fields = { [field]: 'm4rker', deep: [{ headers: { [field]: { in: 'm4rker' } } }] }
  const [line] = print(`log('info', 'a', ${JSON.stringify(fields)})`)
  expect(line).toMatchObject({ [field]: '***', deep: [{ headers: { [field]: '***' } }] })
  expect(JSON.stringify(line)).not.toContain('m4rker')
})

type Line = { readonly [field: string]: unknown }

function print(statements: string): readonly Line[] {
  const program = `const { structuredLog } = await import(${JSON.stringify(LOG)}); const log = structuredLog(); ${statements}`
  const out = execFileSync(
    '/bin/sh',
    ['-c', '"$0" --input-type=module -e "$1" 2>&1', process.execPath, program],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '' },
    },
  )
  return out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))
}
