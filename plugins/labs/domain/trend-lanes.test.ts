import { expect, test } from 'vitest'
import type { TrendPoint, TrendSeries } from './api.js'
import { lanesOf, nearest } from './trend-lanes.js'

const point = (at: string, value: number, rest: Partial<TrendPoint> = {}): TrendPoint => ({
  reference: `Observation/${at}`,
  at,
  value,
  reported: `${value} %`,
  status: 'final',
  ...rest,
})
const series = (points: TrendPoint[], rest: Partial<TrendSeries> = {}): TrendSeries => ({
  code: '4548-4',
  name: 'Hemoglobin A1c',
  unit: '%',
  unitText: '%',
  points,
  apart: [],
  ...rest,
})

test('points stand by the moment they were collected, whatever zone it was written in', () => {
  const [lane] = lanesOf([
    series([point('2026-01-01T23:30:00-05:00', 2), point('2026-01-02T01:00:00Z', 1), point('2025-12-31', 0)]),
  ]).lanes
  expect(lane?.points.map(({ value }) => value)).toEqual([0, 1, 2])
})

test('the newest reference range is the band, and it is in sight', () => {
  const [lane] = lanesOf([
    series([
      point('2025-01-01', 9, { low: 3, high: 6 }),
      point('2026-01-01', 8, { high: 5.6 }),
      point('2026-02-01', 7),
    ]),
  ]).lanes
  expect(lane?.band).toEqual({ high: 5.6 })
  expect(lane?.min).toBeLessThan(5.6)
  expect(lane?.max).toBeGreaterThan(9)
})

test('lanes of different units have their own scales, lanes of one unit share it', () => {
  const a1c = series([point('2026-01-01', 7), point('2026-06-01', 8)])
  const glucose = series([point('2026-02-01', 130), point('2026-07-01', 180)], { unit: 'mg/dL' })
  const apart = lanesOf([a1c, glucose])
  expect(apart.lanes[0]?.max).toBeLessThan(10)
  expect(apart.lanes[1]?.min).toBeGreaterThan(100)
  const [one, other] = lanesOf([a1c, { ...glucose, unit: '%' }]).lanes
  expect([one?.min, one?.max]).toEqual([other?.min, other?.max])
})

test('both lanes stand on one axis of time with room at its ends', () => {
  const { from, to } = lanesOf([series([point('2026-01-01', 7)]), series([point('2026-07-01', 8)], { unit: 'g' })])
  expect(from).toBeLessThan(Date.parse('2026-01-01') / 1000)
  expect(to).toBeGreaterThan(Date.parse('2026-07-01') / 1000)
})

test('one value alone, equal values and no value have a scale', () => {
  const alone = lanesOf([series([point('2026-01-01', 7)])])
  expect(alone.to - alone.from).toBe(60 * 86_400)
  expect(alone.lanes[0]).toMatchObject({ min: 7 - 0.7, max: 7 + 0.7 })
  expect(lanesOf([series([point('2026-01-01', 0), point('2026-01-02', 0)])]).lanes[0]).toMatchObject({ min: 0, max: 1 })
  expect(lanesOf([series([])]).lanes[0]).toMatchObject({ min: 0, max: 1 })
})

test('a bound is known as one, and what is not final says so', () => {
  const [lane] = lanesOf([
    series([
      point('2026-01-01', 100, { reported: '>100 mg/dL' }),
      point('2026-01-02', 5, { reported: '<=5 mg/dL', status: 'preliminary' }),
      point('2026-01-03', 6, { status: 'corrected' }),
      point('2026-01-04', 6, { status: 'amended' }),
    ]),
  ]).lanes
  expect(lane?.points.map(({ comparator, state }) => [comparator, state])).toEqual([
    ['>', 'final'],
    ['<=', 'preliminary'],
    ['', 'corrected'],
    ['', 'corrected'],
  ])
})

test('the nearest point in time', () => {
  const points = lanesOf([series([point('2026-01-01', 1), point('2026-01-11', 2)])]).lanes[0]?.points ?? []
  expect(nearest(points, Date.parse('2026-01-05') / 1000)).toBe(0)
  expect(nearest(points, Date.parse('2026-01-07') / 1000)).toBe(1)
  expect(nearest([], 0)).toBe(-1)
})
