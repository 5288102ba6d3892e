import { isObject, type Add, type Extraction, type Json } from './extraction.js'
import { OPEN, readMoment } from './moment.js'
import { addInterval } from './unique.js'

/** date, dateTime, instant */
export const addMoment: Add = ({ rows, zone, bounds }, { p }, value) => {
  if (typeof value === 'string' && readMoment(value, zone, bounds)) addInterval(rows.date, p, bounds.lo, bounds.hi)
}

export const addPeriod: Add = (extraction, { p }, value) => {
  if (isObject(value) && readPeriod(extraction, value))
    addInterval(extraction.rows.date, p, extraction.bounds.lo, extraction.bounds.hi)
}

/** R4 search §3.1.1.5.8: only the outer limits of a Timing count. */
export const addTiming: Add = (extraction, { p }, value) => {
  if (!isObject(value)) return
  const { zone, bounds } = extraction
  let lo = Infinity
  let hi = -Infinity
  for (const event of Array.isArray(value['event']) ? value['event'] : []) {
    if (typeof event !== 'string' || !readMoment(event, zone, bounds)) continue
    lo = Math.min(lo, bounds.lo)
    hi = Math.max(hi, bounds.hi)
  }
  const repeat = value['repeat']
  const period = isObject(repeat) ? repeat['boundsPeriod'] : undefined
  if (isObject(period) && readPeriod(extraction, period)) {
    lo = Math.min(lo, bounds.lo)
    hi = Math.max(hi, bounds.hi)
  }
  if (lo < hi) addInterval(extraction.rows.date, p, lo, hi)
}

/** Leaves the Period's outer limits in `bounds`; an end that is not given is open. */
export function readPeriod({ zone, bounds }: Extraction, period: Json): boolean {
  const { start, end } = period
  const from = typeof start === 'string' && readMoment(start, zone, bounds) ? bounds.lo : -OPEN
  const to = typeof end === 'string' && readMoment(end, zone, bounds) ? bounds.hi : OPEN
  bounds.lo = from
  bounds.hi = to
  return from > -OPEN || to < OPEN
}
