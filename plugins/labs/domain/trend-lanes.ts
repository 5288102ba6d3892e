import type { TrendPoint, TrendSeries } from './api.js'

/** Nothing is said of what is final. */
export type PointState = 'final' | 'preliminary' | 'corrected'

export interface LanePoint extends TrendPoint {
  /** Seconds since 1970. */
  x: number
  state: PointState
  /** `>` of `>100 mg/dL`: the value is a bound, not a measure. */
  comparator: string
}

/** A reference range; open on one side perhaps. */
export interface Band {
  low?: number
  high?: number
}

/** One analyte on its own scale. */
export interface Lane extends Omit<TrendSeries, 'points'> {
  /** By time. */
  points: LanePoint[]
  /** Of the newest result that came with one. */
  band?: Band
  min: number
  max: number
}

export interface Lanes {
  lanes: Lane[]
  /** The axis of time they share, in seconds. */
  from: number
  to: number
}

const DAY = 86_400

/**
 * Lanes over one axis of time. Each has a scale of its own when the units differ; lanes of one unit share theirs, so that
 * heights can be compared.
 */
export function lanesOf(series: readonly TrendSeries[]): Lanes {
  const lanes = series.map(laneOf)
  const [first, second] = lanes
  if (first && second && first.unit === second.unit && first.points.length > 0 && second.points.length > 0) {
    const [min, max] = [Math.min(first.min, second.min), Math.max(first.max, second.max)]
    for (const lane of lanes) Object.assign(lane, { min, max })
  }
  const xs = lanes.flatMap(({ points }) => points.map(({ x }) => x))
  const [from, to] = xs.length > 0 ? [Math.min(...xs), Math.max(...xs)] : [0, 0]
  const room = from === to ? 30 * DAY : (to - from) * 0.03
  return { lanes, from: from - room, to: to + room }
}

function laneOf(series: TrendSeries): Lane {
  const points = series.points
    .map((point): LanePoint => ({
      ...point,
      x: Date.parse(point.at) / 1000,
      state: stateOf(point.status),
      comparator: /^[<>]=?/.exec(point.reported)?.[0] ?? '',
    }))
    .filter(({ x }) => Number.isFinite(x))
    .toSorted((a, b) => a.x - b.x)
  const ranged = points.findLast(({ low, high }) => low !== undefined || high !== undefined)
  const band: Band | undefined = ranged && {
    ...(ranged.low === undefined ? {} : { low: ranged.low }),
    ...(ranged.high === undefined ? {} : { high: ranged.high }),
  }
  const { points: _points, ...rest } = series
  return { ...rest, points, ...(band ? { band } : {}), ...scaleOf(points, band) }
}

/** Room above and below what is drawn; the bounds of the range are seen. */
function scaleOf(points: readonly LanePoint[], band: Band | undefined): { min: number; max: number } {
  const bounds = [band?.low, band?.high].filter((each) => each !== undefined)
  const values = [...points.map(({ value }) => value), ...bounds]
  if (values.length === 0) return { min: 0, max: 1 }
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = high === low ? Math.abs(high) * 0.1 || 1 : (high - low) * 0.18
  // no measure of ours goes below zero unless one did
  return { min: low >= 0 ? Math.max(0, low - room) : low - room, max: high + room }
}

const stateOf = (status: string): PointState =>
  status === 'preliminary' || status === 'registered'
    ? 'preliminary'
    : status === 'corrected' || status === 'amended'
      ? 'corrected'
      : 'final'

/** Place of the point that is nearest in time; -1 without points. */
export const nearest = (points: readonly LanePoint[], x: number): number =>
  points.reduce((best, point, i) => (best < 0 || distance(point, x) < distance(points[best], x) ? i : best), -1)

const distance = (point: LanePoint | undefined, x: number): number => Math.abs((point?.x ?? Infinity) - x)
