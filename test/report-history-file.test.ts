// Result events from a file, in every form in which they are handed out.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readHistory } from '../lib/cli/history-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-history-'))
afterAll(() => rmSync(folder, { recursive: true }))

function read(text: string) {
  const file = join(folder, 'events.ndjson')
  writeFileSync(file, text)
  const told: string[] = []
  const events = readHistory(file, {
    environment: 'prod',
    tell: line => told.push(line.replace(folder, '…')),
  })
  return { events, told }
}

const detail = { runId: 'erp.log/core/1', state: 'COMPLETED' }
const published = {
  Time: '2026-11-22T00:00:00Z',
  Source: 'holdfast',
  DetailType: 'Backup',
  Detail: detail,
}
const delivered = {
  version: '0',
  id: '1',
  time: '2026-11-22T00:00:00Z',
  source: 'holdfast',
  'detail-type': 'Backup',
  detail,
}
const event = { time: '2026-11-22T00:00:00Z', detailType: 'Backup', detail }
const line = (value: unknown) => `${JSON.stringify(value)}\n`

it.each([
  ['as local leaves it', line(published) + line(published)],
  ['as EventBridge delivers it', line(delivered) + line(delivered)],
  ['as an array', JSON.stringify([published, delivered], null, 2)],
  [
    'with blank lines, a mark and Windows line ends',
    `\ufeff${line(published)}\r\n\r\n${line(delivered)}`,
  ],
  [
    'as entries of PutEvents, details as text',
    line({ ...published, Detail: JSON.stringify(detail) }) + line(published),
  ],
  [
    'as filter-log-events prints it',
    JSON.stringify({ events: [1, 2].map(() => ({ timestamp: 1, message: line(delivered) })) }),
  ],
  [
    'as Logs Insights exports it',
    JSON.stringify([1, 2].map(() => ({ '@timestamp': 'x', '@message': line(delivered) }))),
  ],
  [
    'as CloudWatch Logs exports it to S3',
    `2026-11-22T00:00:00.000Z ${line(delivered)}2026-11-22T00:00:00.000Z ${line(delivered)}`,
  ],
])('reads a history %s', (_, text) => {
  expect(read(text)).toEqual({ events: [event, event], told: [] })
})

it('leaves out the events of others', () => {
  const others = line({ ...delivered, source: 'aws.backup' })
  expect(read(line(delivered) + others).events).toEqual([event])
})

it('leaves out the events of another environment, and says so', () => {
  const of = (environment: string) => ({ ...published, Detail: { createdBy: { environment } } })
  const { events, told } = read(line(of('local')) + line(of('prod')) + line(of('local')))
  expect(events.map(({ detail }) => detail)).toEqual([{ createdBy: { environment: 'prod' } }])
  expect(told).toEqual(['2 events of …/events.ndjson left out: of local, and the plan is of prod'])
})

it('counts a last line that is not whole, and goes on', () => {
  const lines = Array.from({ length: 20 }, () => line(published)).join('')
  const { events, told } = read(`${lines}{"Time":"2026-`)
  expect(events).toHaveLength(20)
  expect(told).toEqual([
    '1 line of …/events.ndjson could not be read and is left out: …/events.ndjson:21: this is not JSON'.replace(
      ': …',
      `: ${folder}`,
    ),
  ])
})

describe('refuses', () => {
  it.each([
    ['an empty file', '', 'it is empty'],
    ['what is not JSON', 'one\ntwo\n', 'events.ndjson:1: this is not JSON'],
    [
      'JSON that is no event',
      line(published) + line({ hello: 1 }),
      'events.ndjson:2: this is no event',
    ],
    [
      'a file of another environment',
      line({ ...published, Detail: { createdBy: { environment: 'local' } } }),
      'its events are of local, and the plan is of prod',
    ],
    ['a file of others', line({ ...delivered, source: 'aws.backup' }), 'no event in it is ours'],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('a file that is not there', () => {
    expect(() => readHistory(join(folder, 'none'), { environment: 'prod' })).toThrow(
      'there is no such file',
    )
  })
})
