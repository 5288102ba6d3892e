import { zoneOf } from '../extract/zone.js'

/** Instants [lo, hi) in ms since 1970. */
export interface Interval {
  lo: number
  hi: number
}

const DATE = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/

/**
 * What a FHIR date, dateTime or instant stands for, as far as it is written (R4 search §3.1.1.4.5): a year is its
 * twelve months, a minute its sixty seconds.
 *
 * @param zone IANA name; a date without an offset is read there
 * @returns null when it is none
 * @example dateInterval('2024-02', 'America/New_York') // 1 February 05:00Z to 1 March 05:00Z
 */
export function dateInterval(text: string, zone: string): Interval | null {
  const match = DATE.exec(text)
  if (!match) return null
  const [, year = '', month, day, hour, minute, second, fraction, offset] = match
  const y = Number(year)
  if (y === 0) return null
  if (month === undefined) return { lo: localInstant(civil(y, 0, 1), zone), hi: localInstant(civil(y + 1, 0, 1), zone) }
  const m = Number(month) - 1
  if (m < 0 || m > 11) return null
  if (day === undefined) return { lo: localInstant(civil(y, m, 1), zone), hi: localInstant(civil(y, m + 1, 1), zone) }
  const d = Number(day)
  if (d < 1 || civil(y, m, d) >= civil(y, m + 1, 1)) return null
  if (hour === undefined) return { lo: localInstant(civil(y, m, d), zone), hi: localInstant(civil(y, m, d + 1), zone) }
  // a leap second is written as :60
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 60) return null
  const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)
  const local = civil(y, m, d) + Number(hour) * HOUR + Number(minute) * MINUTE + Number(second ?? 0) * 1000 + ms
  const lo = offset === undefined ? localInstant(local, zone) : local - offsetMs(offset)
  if (Number.isNaN(lo)) return null
  const width = second === undefined ? MINUTE : fraction === undefined ? 1000 : Math.max(1, 10 ** (3 - fraction.length))
  return { lo, hi: lo + width }
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Civil time as if it were UTC; months and days may overflow. `Date.UTC` would take years below 100 for 19xx. */
const civil = (y: number, m: number, d: number): number => new Date(0).setUTCFullYear(y, m, d)

/** NaN beyond the 14 hours that FHIR allows. */
function offsetMs(offset: string): number {
  if (offset === 'Z') return 0
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6))
  if (minutes > 14 * 60 || Number(offset.slice(4, 6)) > 59) return NaN
  return (offset.startsWith('-') ? -minutes : minutes) * MINUTE
}

const localInstant = (local: number, zone: string): number => zoneOf(zone).instantOf(local)
