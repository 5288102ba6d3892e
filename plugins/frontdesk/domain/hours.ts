import type { Week } from './settings.js'

/** From and to, in minutes of the day. */
export type Span = readonly [from: number, to: number]

const ORDER = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

/**
 * `8:00-12:00, 13:00-17:00` as spans of minutes; empty when closed.
 *
 * @returns undefined for what can't be read, runs backwards or overlaps
 */
export function parseHours(text: string): Span[] | undefined {
  const spans: Span[] = []
  for (const part of text.split(',').filter((each) => each.trim())) {
    const found = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})\s*$/.exec(part)
    if (!found) return undefined
    const [h1, m1, h2, m2] = found.slice(1).map(Number)
    const from = (h1 ?? 0) * 60 + (m1 ?? 0)
    const to = (h2 ?? 0) * 60 + (m2 ?? 0)
    if (from >= to || to > 1440 || (m1 ?? 0) > 59 || (m2 ?? 0) > 59 || from < (spans.at(-1)?.[1] ?? 0)) return undefined
    spans.push([from, to])
  }
  return spans
}

/**
 * Hours on a civil date: the provider's own for that weekday, else the clinic's.
 *
 * @param date `YYYY-MM-DD`
 */
export function hoursOn(date: string, clinic: Week, own: Partial<Week> = {}): Span[] {
  const day = ORDER[new Date(`${date}T00:00:00Z`).getUTCDay()] ?? 'sun'
  return parseHours(own[day] ?? clinic[day]) ?? []
}

/** What of the hours is not taken, in order; shorter rests than `least` are left out. */
export function freeSpans(hours: readonly Span[], taken: readonly Span[], least = 0): Span[] {
  const busy = taken.toSorted((a, b) => a[0] - b[0])
  return hours.flatMap(([from, to]) => {
    const free: Span[] = []
    let at = from
    for (const [start, end] of busy) {
      if (end <= at || start >= to) continue
      if (start > at) free.push([at, start])
      at = Math.max(at, end)
    }
    if (at < to) free.push([at, to])
    return free.filter(([a, b]) => b - a >= least)
  })
}

export const overlaps = (a: Span, b: Span): boolean => a[0] < b[1] && b[0] < a[1]
