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

/**
 * The instant of a civil time in a zone; of a time that the clocks skip, the moment they skipped it.
 *
 * @param local civil time as ms, as if it were UTC
 */
function localInstant(local: number, zone: string): number {
  const first = local - zoneOffset(local, zone)
  const second = local - zoneOffset(first, zone)
  if (first === second || zoneOffset(second, zone) === local - second) return second
  return Math.max(first, second)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Offset of a zone at an instant, in ms; east is positive. */
function zoneOffset(instant: number, zone: string): number {
  if (zone === 'UTC') return 0
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  const part: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(instant)) part[type] = value
  const year = part.era?.startsWith('B') ? 1 - Number(part.year) : Number(part.year)
  const local =
    civil(year, Number(part.month) - 1, Number(part.day)) +
    Number(part.hour) * HOUR +
    Number(part.minute) * MINUTE +
    Number(part.second) * 1000
  return local - Math.floor(instant / 1000) * 1000
}
