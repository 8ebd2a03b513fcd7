// Virtual time, seen by a host that writes down what is asked of it and when.
import { expect, it } from 'vitest'
import { drive } from '../lib/cli/drive.ts'
import type { SweepReport } from '../lib/track/track.ts'
import { log, MINUTE, SUNDAY } from './support/story.ts'

const IDLE: SweepReport = { open: 0, unsettled: 0, ended: 0, unreadable: [] }
const NOTHING = { caughtUp: 0, missed: 0, breached: 0 }

function host(report: (at: number) => SweepReport = () => IDLE) {
  let now = 0
  const asked: string[] = []
  const say = (what: string) => asked.push(`${new Date(now).toISOString().slice(11, 16)} ${what}`)
  return {
    asked,
    setNow: (at: number) => {
      now = at
    },
    deliver: async () => void say('deliver'),
    sweep: async () => {
      say('sweep')
      return report(now)
    },
    nextChange: () => undefined,
  }
}

const span = { from: SUNDAY, to: SUNDAY + 30 * MINUTE }

it('sweeps a minute after a start, and not at all where nothing is open', async () => {
  const world = host()
  await drive(world, { sources: [log], span })
  expect(world.asked).toEqual(['00:00 deliver', '00:01 sweep', '00:15 deliver', '00:16 sweep'])
})

it('watches from the first moment on, whenever the watch has something to do', async () => {
  const watchAt = (at: number) => at + 150_000
  const world = host(at => ({ ...IDLE, watch: { ...NOTHING, watchAt: watchAt(at) } }))
  await drive(world, { sources: [log], span, watch: true })
  const sweeps = world.asked.filter(line => line.endsWith('sweep'))
  expect(world.asked.slice(0, 3)).toEqual(['00:00 sweep', '00:00 deliver', '00:01 sweep'])
  expect(sweeps.slice(1, 5)).toEqual(['00:01 sweep', '00:04 sweep', '00:07 sweep', '00:10 sweep'])
  expect(sweeps.at(-1)).toMatch(/^00:4[0-3] sweep$/)
})

it('does not watch where every start is delivered', async () => {
  const world = host(at => ({ ...IDLE, watch: { ...NOTHING, watchAt: at + 1 } }))
  await drive(world, { sources: [log], span })
  expect(world.asked).toHaveLength(4)
})

it('sweeps every minute while a run may move at any moment', async () => {
  const until = SUNDAY + 4 * MINUTE
  const world = host(at => (at < until ? { ...IDLE, open: 1, unsettled: 1 } : IDLE))
  await drive(world, { sources: [log], span: { from: SUNDAY, to: SUNDAY + MINUTE } })
  expect(world.asked).toEqual([
    '00:00 deliver',
    '00:01 sweep',
    '00:02 sweep',
    '00:03 sweep',
    '00:04 sweep',
  ])
})

it('gives up on a run that never comes to its end', async () => {
  const world = host(() => ({ ...IDLE, open: 1, unsettled: 1 }))
  await expect(drive(world, { sources: [log], span })).rejects.toThrow('does not come to its end')
})
