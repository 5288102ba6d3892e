/**
 * Civil days of the clinic (America/New_York) as whole numbers since 1970-01-01: the whole data set is a pure function
 * of one such day, "today", and moves with it.
 */
export type Day = number

const DAY_MS = 86_400_000

/** The day that tests, screenshots and the bench use. A Thursday. */
export const FIXED_DAY = new Date('2026-01-15T14:00:00Z')

/** 'YYYY-MM-DD' */
export const dateOf = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

export const yearOf = (day: Day): number => new Date(day * DAY_MS).getUTCFullYear()

/** @param month 1–12 */
export const dayOf = (year: number, month: number, date: number): Day =>
  Math.floor(Date.UTC(year, month - 1, date) / DAY_MS)

/** 0 is Sunday. */
export const weekday = (day: Day): number => (((day + 4) % 7) + 7) % 7

/** The same day if the clinic works on it, else the nearest Friday or Monday. */
export function workingDay(day: Day): Day {
  const name = weekday(day)
  return name === 6 ? day - 1 : name === 0 ? day + 1 : day
}

/** Whole years from birth to `day`. */
export function ageOn(birth: Day, day: Day): number {
  const [from, to] = [new Date(birth * DAY_MS), new Date(day * DAY_MS)]
  const before =
    to.getUTCMonth() < from.getUTCMonth() ||
    (to.getUTCMonth() === from.getUTCMonth() && to.getUTCDate() < from.getUTCDate())
  return to.getUTCFullYear() - from.getUTCFullYear() - (before ? 1 : 0)
}

/** Eastern time is four hours behind from the second Sunday of March to the first of November, else five. */
function summerTime(day: Day): boolean {
  const year = yearOf(day)
  const march = dayOf(year, 3, 8)
  const november = dayOf(year, 11, 1)
  return day >= march + ((7 - weekday(march)) % 7) && day < november + ((7 - weekday(november)) % 7)
}

/**
 * An instant of the clinic's day.
 *
 * @param minute of the day: 9 * 60 + 40 is 9:40
 * @example at(dayOf(2026, 1, 15), 580) // '2026-01-15T09:40:00-05:00'
 */
export function at(day: Day, minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${dateOf(day)}T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00${summerTime(day) ? '-04:00' : '-05:00'}`
}

/** The civil day that an instant falls on at the clinic. */
export function clinicDay(instant: Date): Day {
  const standard = Math.floor((instant.getTime() - 5 * 3_600_000) / DAY_MS)
  return summerTime(standard) ? Math.floor((instant.getTime() - 4 * 3_600_000) / DAY_MS) : standard
}
