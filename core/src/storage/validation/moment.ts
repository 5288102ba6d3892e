/** Dates and times of R4 as text: form, ranges and the calendar. Hand-written: they are the most frequent primitive. */

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD` that exists. */
export function isDate(value: string): boolean {
  const n = value.length
  return (n === 4 || n === 7 || n === 10) && dateUpTo(value, n)
}

/** A date, or a whole date with time and zone. */
export function isDateTime(value: string): boolean {
  return value.length > 10 ? isInstant(value) : isDate(value)
}

/** `YYYY-MM-DDThh:mm:ss(.f)?(Z|±hh:mm)` */
export function isInstant(value: string): boolean {
  if (value.length < 20 || value.charCodeAt(10) !== T || !dateUpTo(value, 10)) return false
  const zone = timeEnd(value, 11)
  return zone > 0 && isZone(value, zone)
}

/** `hh:mm:ss(.f)?` */
export function isTime(value: string): boolean {
  return timeEnd(value, 0) === value.length
}

const T = 84
const Z = 90
const COLON = 58
const DASH = 45
const DOT = 46
const PLUS = 43

/** Two digits as a number, -1 if they aren't. */
function two(value: string, at: number): number {
  const a = value.charCodeAt(at) - 48
  const b = value.charCodeAt(at + 1) - 48
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1
}

function dateUpTo(value: string, n: number): boolean {
  const century = two(value, 0)
  const years = two(value, 2)
  if (century < 0 || years < 0 || century + years === 0) return false
  if (n === 4) return true
  const month = two(value, 5)
  if (value.charCodeAt(4) !== DASH || month < 1 || month > 12) return false
  if (n === 7) return true
  const day = two(value, 8)
  return value.charCodeAt(7) === DASH && day >= 1 && day <= daysIn(century * 100 + years, month)
}

/** Days of a month in the Gregorian calendar. */
export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Where a time that begins at `at` ends, 0 if there is none. Second 60 is a leap second. */
function timeEnd(value: string, at: number): number {
  const hour = two(value, at)
  const minute = two(value, at + 3)
  const second = two(value, at + 6)
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return 0
  if (value.charCodeAt(at + 2) !== COLON || value.charCodeAt(at + 5) !== COLON) return 0
  let end = at + 8
  if (value.charCodeAt(end) !== DOT) return end
  const first = ++end
  while (value.charCodeAt(end) >= 48 && value.charCodeAt(end) <= 57) end++
  return end > first ? end : 0
}

function isZone(value: string, at: number): boolean {
  const sign = value.charCodeAt(at)
  if (sign === Z) return value.length === at + 1
  if ((sign !== PLUS && sign !== DASH) || value.length !== at + 6 || value.charCodeAt(at + 3) !== COLON) return false
  const hour = two(value, at + 1)
  const minute = two(value, at + 4)
  return hour >= 0 && minute >= 0 && (hour < 14 ? minute < 60 : hour === 14 && minute === 0)
}

/**
 * Whether `start` can be before or at `end`. Of different precision or zone only what is certain counts: a date without
 * a time may mean any zone.
 */
export function notAfter(start: string, end: string): boolean {
  if (start.length === end.length && (start.length <= 10 || start.endsWith(end.slice(19)))) return start <= end
  const from = Date.parse(start)
  const to = Date.parse(end)
  if (Number.isNaN(from) || Number.isNaN(to)) return true
  return from <= to + widthOf(end) + (start.length <= 10 || end.length <= 10 ? 14 * HOUR : 0)
}

const HOUR = 3_600_000

/** Length of the period that a partial date means, in ms. */
const widthOf = (value: string): number =>
  (value.length === 4 ? 366 : value.length === 7 ? 31 : value.length === 10 ? 1 : 0) * 24 * HOUR
