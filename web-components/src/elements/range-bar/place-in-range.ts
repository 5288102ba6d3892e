/** Positions on the bar, 0 to 1. */
export interface RangePlace {
  at: number
  low: number
  high: number
  outside: boolean
}

/**
 * Lays a value and its range on one scale: the range takes the middle of the bar, the scale stretches to a value far
 * outside, and nothing touches the ends.
 *
 * @returns undefined when there is no value or no range
 */
export function placeInRange(value?: number, low?: number, high?: number): RangePlace | undefined {
  if (value === undefined || !Number.isFinite(value) || (low === undefined && high === undefined)) return undefined
  const bottom = low ?? Math.min(0, value, high ?? 0)
  const top = high ?? Math.max(value, bottom + Math.abs(bottom) * 0.6 || 1)
  const size = Math.max(Math.abs(top), Math.abs(bottom), Math.abs(value))
  // A range of no width beside its numbers has no scale of its own.
  const width = top - bottom > size * 1e-12 ? top - bottom : size > 1e-200 ? size : 1
  const from = Math.min(low === undefined ? bottom : bottom - width * 0.5, value - width * 0.12)
  const to = Math.max(high === undefined ? top : top + width * 0.5, value + width * 0.12)
  const share = (x: number) => (x - from) / (to - from)
  return {
    at: share(value),
    low: low === undefined ? 0 : share(low),
    high: high === undefined ? 1 : share(high),
    outside: (low !== undefined && value < low) || (high !== undefined && value > high),
  }
}
