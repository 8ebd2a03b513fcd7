import { describe, expect, it } from 'vitest'
import { readJob } from '../lib/commvault/job.ts'
import { byOurClock, clockOffset, httpDate } from '../lib/commvault/server-clock.ts'

const NOW = Date.UTC(2026, 10, 22, 1, 0, 0)
const dated = (secondsAhead: number) => new Date(NOW + secondsAhead * 1_000).toUTCString()

describe("the server's clock is ahead of ours by", () => {
  it.each<readonly [string, string | undefined, number]>([
    ['nothing', dated(0), 0],
    ['too little to tell from a slow reply', dated(9), 0],
    ['as little, behind', dated(-9), 0],
    ['ten seconds', dated(10), 10_000],
    ['minus ten seconds', dated(-10), -10_000],
    ['an hour, as of a wrong time zone', dated(3_600), 3_600_000],
    ['a wrong zone, twelve hours off', dated(-43_200), -43_200_000],
    ['minus a year: no clock that was ever set', dated(-31_536_000), 0],
    ['nobody knows what, without a date', undefined, 0],
    ['nobody knows what, with half a date', 'Sun, 22 Nov 2026', 0],
    ['nobody knows what, with a number', '1795305600', 0],
    ['nobody knows what, with another form', '2020-01-01T00:00:00Z', 0],
    ['nobody knows what, with a day that is none', 'Sun, 42 Nov 2026 00:00:00 GMT', 0],
    ['nobody knows what, with two dates', `${dated(60)}, ${dated(90)}`, 0],
  ])('%s', (_, date, offset) => {
    expect(clockOffset({ date, askedAt: NOW, answeredAt: NOW })).toBe(offset)
  })

  it.each([
    ['is held against the middle of the exchange', 30, -2_000, 2_000, 30_000],
    ['is held against the middle, of which we saw the end late', 30, 0, 4_000, 28_000],
    ['is rounded to a second', 30, 0, 1_000, 30_000],
    ['may have taken twenty seconds', 30, 0, 20_000, 20_000],
    ['may have taken a minute, where it says far more than that', 400, 0, 60_000, 370_000],
    ['may not have taken longer than it says: the middle is worth nothing then', 40, 0, 60_000, 0],
    ['may not seem ahead by a slow reply alone', 0, -18_000, 0, 0],
  ])('what it said, which %s', (_, secondsAhead, asked, answered, offset) => {
    const exchanged = { askedAt: NOW + asked, answeredAt: NOW + answered }
    expect(clockOffset({ date: dated(secondsAhead), ...exchanged })).toBe(offset)
  })
})

describe('a job by our clock', () => {
  const seconds = NOW / 1_000
  const ended = readJob({
    jobId: 7,
    status: 'Killed',
    jobStartTime: seconds,
    jobEndTime: seconds + 60,
  })
  const waiting = readJob({ jobId: 8, status: 'Queued' })

  it.each([
    [0, NOW, NOW + 60_000],
    [90_000, NOW - 90_000, NOW - 30_000],
    [-90_000, NOW + 90_000, NOW + 150_000],
  ])('of a server that is %i ms ahead', (offset, startedAt, endedAt) => {
    expect(ended && byOurClock(ended, offset)).toEqual({ ...ended, startedAt, endedAt })
  })

  it('gets no instants that it did not have', () => {
    expect(waiting && byOurClock(waiting, 90_000)).toEqual(waiting)
  })
})

it('a date is read as HTTP writes it, and as nothing else', () => {
  expect(httpDate('Sun, 22 Nov 2026 01:00:00 GMT')).toBe(NOW)
  expect(httpDate('Sunday, 22-Nov-26 01:00:00 GMT')).toBeUndefined()
  expect(httpDate('tomorrow')).toBeUndefined()
  expect(httpDate('')).toBeUndefined()
})
