// What the page is told of a scenario: what goes wrong when, in words.
import { expect, it } from 'vitest'
import { scenarioTold } from '../lib/cli/page-scenario.ts'
import type { Scenario } from '../lib/policy/scenario.ts'
import { HOUR } from '../lib/schedule/calendar.ts'

const FROM = Date.parse('2026-11-24T00:00:00Z')
const SPAN = { from: FROM, to: FROM + 24 * HOUR }
const hours = (from: number, to: number) => ({ from: FROM + from * HOUR, to: FROM + to * HOUR })
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }

const NOTHING: Scenario = {
  name: 'night',
  environment: 'prod',
  outages: [],
  slow: [],
  fails: [],
  caps: {},
  events: [],
  missed: [],
  background: 0,
}

const told = (scenario: Partial<Scenario>) =>
  scenarioTold({ ...NOTHING, ...scenario }, 'scenarios/night.yaml', SPAN)

it.each<[string, Partial<Scenario>]>([
  [
    'CommCell main cannot be reached',
    { outages: [{ ...hours(1, 4), commcell: 'main', answer: 'unreachable' }] },
  ],
  ['every CommCell does not answer', { outages: [{ ...hours(1, 4), answer: 'silent' }] }],
  [
    'every CommCell answers with a maintenance page',
    { outages: [{ ...hours(1, 4), answer: 'maintenance' }] },
  ],
  ['all jobs take 3 times as long', { slow: [{ ...hours(1, 4), factor: 3 }] }],
  [
    'FULL jobs of erp-sql on erp-core take 26h',
    {
      slow: [
        {
          ...hours(1, 4),
          source: 'erp-sql',
          target: 'erp-core',
          level: 'FULL',
          takesSeconds: 93_600,
        },
      ],
    },
  ],
  [
    'one in 3 of jobs of erp-sql fail: no space',
    { fails: [{ ...hours(1, 4), source: 'erp-sql', every: 3, reason: 'no space' }] },
  ],
  ['starts of erp-sql.log never arrive', { missed: [{ ...hours(1, 4), source: 'erp-sql.log' }] }],
])('says that %s, and when', (label, scenario) => {
  expect(told(scenario).troubles).toEqual([
    { label, from: '2026-11-24T01:00:00Z', to: '2026-11-24T04:00:00Z' },
  ])
})

it('cuts what has no end at those of the span, and leaves out what lies outside', () => {
  const missed = [ALWAYS, hours(-4, -1), hours(24, 30)]
  expect(told({ missed }).troubles).toEqual([
    {
      label: 'starts of all never arrive',
      from: '2026-11-24T00:00:00Z',
      to: '2026-11-25T00:00:00Z',
    },
  ])
})

it('names the scenario and its file, and what is otherwise all the time', () => {
  const caps = { main: { maxInFlight: 2, limits: null } }
  const events = [{ at: FROM, file: 'events/deploy.json' }]
  expect(told({ description: 'A night.', caps, events, background: 1 })).toEqual({
    name: 'night',
    description: 'A night.',
    file: 'scenarios/night.yaml',
    troubles: [],
    terms: [
      'CommCell main has maxInFlight 2, no call limits',
      'other people start 1 job an hour',
      'events/deploy.json happens at 2026-11-24T00:00:00Z',
    ],
  })
  expect(told({})).toMatchObject({ description: null, terms: [] })
})
