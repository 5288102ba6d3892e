import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dateInterval } from '../search/dates.js'
import { isDateTime } from '../validation/moment.js'
import { readMoment } from './moment.js'
import { zoneOf } from './zone.js'

function read(text: string, timezone = 'UTC') {
  const bounds = { lo: 0, hi: 0 }
  return readMoment(text, zoneOf(timezone), bounds) ? bounds : null
}

describe('readMoment', () => {
  test.each([
    ['2024', 'UTC', '2024-01-01T00:00:00Z', '2025-01-01T00:00:00Z'],
    ['2024-12', 'UTC', '2024-12-01T00:00:00Z', '2025-01-01T00:00:00Z'],
    ['2024-02-29', 'Asia/Kolkata', '2024-02-28T18:30:00Z', '2024-02-29T18:30:00Z'],
    ['2024-03-10', 'America/New_York', '2024-03-10T05:00:00Z', '2024-03-11T04:00:00Z'],
    ['2024-11-03', 'America/New_York', '2024-11-03T04:00:00Z', '2024-11-04T05:00:00Z'],
    // the clocks skip midnight
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-05T02:00:00Z'],
    ['2024-01-01T10:00:00+02:00', 'UTC', '2024-01-01T08:00:00Z', '2024-01-01T08:00:01Z'],
    ['2024-01-01T10:00:00.5Z', 'UTC', '2024-01-01T10:00:00.500Z', '2024-01-01T10:00:00.600Z'],
    ['2024-01-01T10:00:00.123456Z', 'UTC', '2024-01-01T10:00:00.123Z', '2024-01-01T10:00:00.124Z'],
  ])('%s in %s', (text, timezone, lo, hi) => {
    expect(read(text, timezone)).toEqual({ lo: Date.parse(lo), hi: Date.parse(hi) })
  })

  test('reads what the search reads, and the validator lets in nothing that it does not read', () => {
    const part = (n: number, digits: number) =>
      fc.integer({ min: 0, max: n }).map((each) => String(each).padStart(digits, '0'))
    const date = fc
      .tuple(part(2200, 4), part(13, 2), part(32, 2), fc.integer({ min: 1, max: 3 }))
      .map(([year, month, day, precision]) => [year, month, day].slice(0, precision).join('-'))
    const zoneOffset = fc.oneof(
      fc.constant('Z'),
      fc
        .tuple(fc.constantFrom('+', '-'), part(14, 2), part(59, 2))
        .map(([sign, hour, minute]) => `${sign}${hour}:${minute}`),
    )
    const instant = fc
      .tuple(
        part(2200, 4),
        part(12, 2),
        part(31, 2),
        part(24, 2),
        part(60, 2),
        part(61, 2),
        fc.constantFrom('', '.1', '.250', '.123456789'),
        zoneOffset,
      )
      .map(([y, m, d, h, min, s, f, zone]) => `${y}-${m}-${d}T${h}:${min}:${s}${f}${zone}`)
    fc.assert(
      fc.property(
        fc.oneof(date, instant),
        fc.constantFrom('UTC', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia'),
        (text, timezone) => {
          if (!isDateTime(text)) return
          expect(read(text, timezone)).toEqual(dateInterval(text, timezone))
        },
      ),
      { numRuns: 500 },
    )
  })
})
