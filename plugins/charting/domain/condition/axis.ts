/** A stretch of time on the screen. */
export interface Axis {
  from: number
  to: number
  /** Pixels where it begins and ends. */
  start: number
  end: number
}

const DAY = 86_400_000

export const placeAt = ({ from, to, start, end }: Axis, at: number): number =>
  Math.round((start + ((at - from) / Math.max(1, to - from)) * (end - start)) * 10) / 10

/** The window that ends a little after today; `years` back, or from the first moment that there is. */
export function axisOf(
  years: number | undefined,
  moments: readonly number[],
  today: number,
  start: number,
  end: number,
): Axis {
  const first = Math.min(today - 365 * DAY, ...moments)
  const from = years === undefined ? first - 20 * DAY : today - years * 365.25 * DAY
  return { from, to: today + (today - from) * 0.04, start, end }
}

/** First days of months or years, as many as have room. */
export function ticksOf(axis: Axis, room = 56): { at: number; isYear: boolean }[] {
  const months = (axis.to - axis.from) / (30.44 * DAY)
  const most = Math.max(1, (axis.end - axis.start) / room)
  const step = [1, 2, 3, 6, 12, 24, 36, 60, 120].find((each) => months / each <= most) ?? 240
  const begin = new Date(axis.from)
  const ticks: { at: number; isYear: boolean }[] = []
  // months from year 0, in whole steps
  let month = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth() + 1) / step) * step
  for (;;) {
    const at = Date.UTC(Math.floor(month / 12), month % 12, 1)
    if (at > axis.to) return ticks
    ticks.push({ at, isYear: month % 12 === 0 })
    month += step
  }
}

/** Where values lie in a lane: from `top` down to `bottom`, with a margin; a single value in the middle. */
export function scaleOf(values: readonly number[], top: number, bottom: number): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const span = high - low
  return (value) => {
    const part = span === 0 ? 0.5 : (value - low) / span
    return Math.round((bottom - part * (bottom - top)) * 10) / 10
  }
}
