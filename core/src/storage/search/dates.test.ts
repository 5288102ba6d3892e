import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMoment } from '../extract/moment.js'
import { zoneOf } from '../extract/zone.js'
import { dateInterval } from './dates.js'

const at = (text: string): number => Date.parse(text)

describe('a date as an interval', () => {
  test.each([
    ['2024', 'UTC', '2024-01-01T00:00Z', '2025-01-01T00:00Z'],
    ['2024-02', 'UTC', '2024-02-01T00:00Z', '2024-03-01T00:00Z'],
    ['2024-02', 'America/New_York', '2024-02-01T05:00Z', '2024-03-01T05:00Z'],
    ['2024-03-10', 'America/New_York', '2024-03-10T05:00Z', '2024-03-11T04:00Z'],
    ['2024-11-03', 'America/New_York', '2024-11-03T04:00Z', '2024-11-04T05:00Z'],
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00Z', '2018-11-05T02:00Z'],
    ['2024-05-01T10:00', 'Europe/Berlin', '2024-05-01T08:00Z', '2024-05-01T08:01Z'],
    ['2024-05-01T10:00:30+02:00', 'UTC', '2024-05-01T08:00:30Z', '2024-05-01T08:00:31Z'],
    ['2024-05-01T10:00:30.25Z', 'Asia/Tokyo', '2024-05-01T10:00:30.250Z', '2024-05-01T10:00:30.260Z'],
    ['2024-05-01T10:00:30.123456Z', 'UTC', '2024-05-01T10:00:30.123Z', '2024-05-01T10:00:30.124Z'],
    ['2016-12-31T23:59:60Z', 'UTC', '2017-01-01T00:00:00Z', '2017-01-01T00:00:01Z'],
  ])('%s in %s', (text, zone, lo, hi) => {
    expect(dateInterval(text, zone)).toEqual({ lo: at(lo), hi: at(hi) })
  })

  test.each([
    'true',
    '2020-13-45',
    '2020-02-30',
    '2021-02-29',
    '2020-1-1',
    '0000',
    '20200101',
    '2020-01-01T25:00Z',
    '2020-01-01T10',
    '2020-01-01T10:60Z',
    '2020-01-01T10:00:00+15:00',
    'yes',
    '',
    '2020-01-01 ',
  ])('%s is none', (text) => {
    expect(dateInterval(text, 'UTC')).toBeNull()
  })

  test('a date means the same in a search as in the index', () => {
    const zone = fc.constantFrom(
      'UTC',
      'America/New_York',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
    )
    const written = fc
      .date({ min: new Date('1850-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .chain((date) =>
        fc.constantFrom(4, 7, 10, 19, 24).map((length) => {
          const text = date.toISOString()
          return length === 19 ? `${text.slice(0, 19)}-03:30` : text.slice(0, length)
        }),
      )
    fc.assert(
      fc.property(written, zone, (text, name) => {
        const bounds = { lo: 0, hi: 0 }
        expect(readMoment(text, zoneOf(name), bounds)).toBe(true)
        expect(dateInterval(text, name)).toEqual(bounds)
      }),
    )
  })
})
