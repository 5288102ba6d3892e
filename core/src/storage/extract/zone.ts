/** Where civil days begin in a clinic's zone. */

export interface Zone {
  /** @param day days since 1970-01-01 @returns when it begins there, ms since 1970 */
  startOf(day: number): number
  /** @param local civil time in ms, as if it were UTC @returns the instant; of a time that the clocks skip, the moment they skipped it */
  instantOf(local: number): number
}

const DAY = 86_400_000

/** Days that a zone remembers: Intl takes microseconds each, a clinic's records name the same days again and again. */
const REMEMBERED = 50_000

/** One for each zone, because each remembers a table of a pure function. */
const zones = new Map<string, Zone>()

/** @param timezone IANA name */
export function zoneOf(timezone: string): Zone {
  const known = zones.get(timezone)
  if (known) return known
  const zone = makeZone(timezone)
  zones.set(timezone, zone)
  return zone
}

function makeZone(timezone: string): Zone {
  if (timezone === 'UTC') return { startOf: (day) => day * DAY, instantOf: (local) => local }
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const days = new Map<number, number>()
  const startOf = (day: number): number => {
    const known = days.get(day)
    if (known !== undefined) return known
    if (days.size >= REMEMBERED) days.clear()
    const start = instantOf(format, day * DAY)
    days.set(day, start)
    return start
  }
  return { startOf, instantOf: (local) => (local % DAY === 0 ? startOf(local / DAY) : instantOf(format, local)) }
}

/** The instant of a civil time; of one that the clocks skip, the moment they skipped it. */
function instantOf(format: Intl.DateTimeFormat, local: number): number {
  const first = local - offsetAt(format, local)
  const second = local - offsetAt(format, first)
  if (first === second || offsetAt(format, second) === local - second) return second
  return Math.max(first, second)
}

/** Offset of the zone at an instant in ms, east positive. */
function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const part: Record<string, number> = {}
  let beforeChrist = false
  for (const { type, value } of format.formatToParts(instant)) {
    if (type === 'era') beforeChrist = value.startsWith('B')
    else part[type] = Number(value)
  }
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  const date = new Date(0).setUTCFullYear(beforeChrist ? 1 - year : year, month - 1, day)
  return date + ((hour * 60 + minute) * 60 + second) * 1000 - Math.floor(instant / 1000) * 1000
}
