// Zones: which names we take, and what their clocks show.
import { describe, expect, it } from 'vitest'
import { isZone, localText, toInstant, toLocal, zoneNames } from '../lib/schedule/zone.ts'
import { changesBetween, offsetAt } from '../lib/schedule/zone-offsets.ts'
import { fc } from './support/fast-check.ts'
import { intlLocal, zone } from './support/schedule-arbitraries.ts'

const HOUR = 3_600_000
const utc = (instant: number | 'missing') =>
  instant === 'missing' ? instant : new Date(instant).toISOString().slice(0, 16)

describe('names', () => {
  it.each([
    'UTC',
    'Etc/UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'Europe/Kyiv',
    'US/Pacific',
    'America/Argentina/ComodRivadavia',
    'America/Port-au-Prince',
    'Etc/GMT+5',
    'CET',
  ])('takes %s', name => expect(isZone(name)).toBe(true))

  it.each([
    '',
    'utc',
    'europe/berlin',
    'EUROPE/BERLIN',
    'Europe/Berlln',
    'Berlin',
    'PST',
    'IST',
    'EST',
    '+02:00',
    'GMT+2',
    'UTC+1',
    'local',
    'Europe/Berlin ',
  ])('refuses "%s"', name => expect(isZone(name)).toBe(false))

  it('offers only what it takes, and nothing too long for EventBridge', () => {
    const names = zoneNames()
    expect(names.length).toBeGreaterThan(550)
    expect(new Set(names).size).toBe(names.length)
    expect(names.every(name => name.length <= 50)).toBe(true)
    const valid = (name: string) => new Intl.DateTimeFormat('en-US', { timeZone: name })
    expect(() => names.forEach(valid)).not.toThrow()
  })
})

describe('what the clocks show', () => {
  it.each([
    ['2026-11-22T00:00Z', 'Europe/Berlin', 'Sun 2026-11-22 01:00'],
    ['2026-11-22T00:00Z', 'America/New_York', 'Sat 2026-11-21 19:00'],
    ['2026-11-22T00:00Z', 'Asia/Kolkata', 'Sun 2026-11-22 05:30'],
    ['2026-11-22T00:00Z', 'Pacific/Chatham', 'Sun 2026-11-22 13:45'],
    ['2026-12-31T23:59Z', 'Pacific/Kiritimati', 'Fri 2027-01-01 13:59'],
    ['2028-02-29T12:00Z', 'UTC', 'Tue 2028-02-29 12:00'],
    ['1970-01-01T00:00Z', 'Africa/Monrovia', 'Wed 1969-12-31 23:15'],
  ])('at %s in %s: %s', (instant, inZone, text) => {
    expect(localText(Date.parse(instant), inZone)).toBe(text)
  })

  it('counts weekdays from 1, Sunday', () => {
    expect(toLocal(Date.parse('2026-11-22T00:00Z'), 'Europe/Berlin')).toEqual({
      year: 2026,
      month: 11,
      day: 22,
      hour: 1,
      minute: 0,
      weekday: 1,
    })
  })

  it('is what Intl says, at any second of 130 years', () => {
    const second = fc.integer({ min: 1, max: Date.UTC(2100, 0) / 1000 })
    fc.assert(
      fc.property(zone, second, (inZone, seconds) => {
        const shown = new Date(seconds * 1000 + offsetAt(inZone, seconds * 1000)).toISOString()
        expect(shown.slice(0, 19).replace('T', ' ')).toBe(intlLocal(inZone, seconds * 1000))
      }),
      { numRuns: 500 },
    )
  })
})

describe('the instant of a local time', () => {
  const at = (text: string, inZone: string) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = text.split(/\D/).map(Number)
    return utc(toInstant({ year, month, day, hour, minute }, inZone))
  }

  it.each([
    ['2026-11-22T01:00', 'Europe/Berlin', '2026-11-22T00:00'],
    ['2027-03-28T01:59', 'Europe/Berlin', '2027-03-28T00:59'],
    ['2027-03-28T02:00', 'Europe/Berlin', 'missing'],
    ['2027-03-28T02:59', 'Europe/Berlin', 'missing'],
    ['2027-03-28T03:00', 'Europe/Berlin', '2027-03-28T01:00'],
    ['2026-10-25T02:00', 'Europe/Berlin', '2026-10-25T00:00'],
    ['2026-10-25T02:59', 'Europe/Berlin', '2026-10-25T00:59'],
    ['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00'],
    ['2026-10-04T02:15', 'Australia/Lord_Howe', 'missing'],
    ['2027-04-04T01:45', 'Australia/Lord_Howe', '2027-04-03T14:45'],
    ['2011-12-30T12:00', 'Pacific/Apia', 'missing'],
    ['2018-11-04T00:30', 'America/Sao_Paulo', 'missing'],
    ['2024-03-31T00:00', 'Asia/Beirut', 'missing'],
  ])('%s in %s is %s', (text, inZone, expected) => {
    expect(at(text, inZone)).toBe(expected)
  })

  it('comes back to the same local time, and never later than the instant it came from', () => {
    const minute = fc.integer({ min: Date.UTC(1975, 0) / 60_000, max: Date.UTC(2100, 0) / 60_000 })
    fc.assert(
      fc.property(zone, minute, (inZone, minutes) => {
        const local = toLocal(minutes * 60_000, inZone)
        const instant = toInstant(local, inZone)
        if (instant === 'missing') throw new Error('what a clock shows exists')
        expect(instant).toBeLessThanOrEqual(minutes * 60_000)
        expect(toLocal(instant, inZone)).toEqual(local)
      }),
      { numRuns: 500 },
    )
  })
})

describe('changes of the clocks', () => {
  it.each([
    ['Europe/Berlin', '2026', '2027', ['2026-03-29T01:00 +1', '2026-10-25T01:00 -1']],
    ['America/New_York', '2026', '2027', ['2026-03-08T07:00 +1', '2026-11-01T06:00 -1']],
    ['Australia/Lord_Howe', '2026', '2027', ['2026-04-04T15:00 -0.5', '2026-10-03T15:30 +0.5']],
    ['Antarctica/Troll', '2026', '2027', ['2026-03-29T01:00 +2', '2026-10-25T01:00 -2']],
    ['Pacific/Apia', '2011-12-01', '2012-01-15', ['2011-12-30T10:00 +24']],
    ['Pacific/Kwajalein', '1993', '1994', ['1993-08-21T12:00 +24']],
    ['Africa/Monrovia', '1970', '1980', ['1972-01-07T00:44 +0.742']],
    ['America/Recife', '2000-10-01', '2000-11-01', ['2000-10-08T03:00 +1', '2000-10-15T02:00 -1']],
    ['Pacific/Kiritimati', '1994', '1996', ['1994-12-31T10:00 +24']],
    ['UTC', '1970', '2199', []],
    ['Asia/Kolkata', '1970', '2100', []],
  ])('%s from %s to %s', (inZone, from, to, expected) => {
    const changes = changesBetween(inZone, { from: Date.parse(from), to: Date.parse(to) })
    const shown = changes.map(({ at, before, after }) => {
      const hours = Number(((after - before) / HOUR).toFixed(3))
      return `${utc(at)} ${hours > 0 ? '+' : ''}${hours}`
    })
    expect(shown).toEqual(expected)
  })

  it('belong to the span that begins with them', () => {
    const change = Date.parse('2026-03-29T01:00Z')
    expect(changesBetween('Europe/Berlin', { from: change, to: change + 1 })).toHaveLength(1)
    expect(changesBetween('Europe/Berlin', { from: change - 1, to: change })).toHaveLength(0)
  })

  it('throw for a zone that does not exist: the caller has asked isZone', () => {
    expect(() => offsetAt('Europe/Berlln', 0)).toThrow(RangeError)
  })
})
