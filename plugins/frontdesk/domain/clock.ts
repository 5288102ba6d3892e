/** `YYYY-MM-DD` in the clinic's zone. */
export type CivilDate = string

const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Whether it is a day that exists. */
export const isCivilDate = (text: string): boolean =>
  DATE.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)

const formats = new Map<string, Intl.DateTimeFormat>()

/** A clock on the wall of the clinic. */
function wall(at: Date, timezone: string): { date: CivilDate; minute: number } {
  const format =
    formats.get(timezone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
  formats.set(timezone, format)
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    date: `${parts['year']?.padStart(4, '0')}-${parts['month']}-${parts['day']}`,
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  }
}

export const civilDay = (at: Date, timezone: string): CivilDate => wall(at, timezone).date

/** Minute of the day on the wall clock. */
export const minuteOfDay = (at: Date, timezone: string): number => wall(at, timezone).minute

/**
 * The instant at which the wall clock of the clinic shows that minute of that day. A minute that summer time leaves out
 * is the one an hour later; one that comes twice is the first.
 */
export function instantOf(date: CivilDate, minute: number, timezone: string): Date {
  const asUtc = Date.parse(`${date}T00:00:00Z`) + minute * 60_000
  const offset = (at: number): number => {
    const shown = wall(new Date(at), timezone)
    return Date.parse(`${shown.date}T00:00:00Z`) + shown.minute * 60_000 - at
  }
  // the larger offset of the day around comes first on the time line
  const candidates = [asUtc - 86_400_000, asUtc, asUtc + 86_400_000].map((at) => asUtc - offset(at))
  const exact = candidates.filter((at) => at + offset(at) === asUtc)
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(...candidates))
}

export function addDays(date: CivilDate, days: number): CivilDate {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** FHIR instant to the second, in UTC: `2026-11-24T14:40:00Z`. */
export const instantText = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z')
