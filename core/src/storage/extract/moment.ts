/** FHIR dates and times as instants. */
import { daysIn } from '../validation/moment.js'
import type { Zone } from './zone.js'

/** An interval [lo, hi) in ms since 1970; written by `readMoment` so that none is made for each date. */
export interface Bounds {
  lo: number
  hi: number
}

/** ±100,000,000 days: the ends of time in JavaScript and of an open Period. */
export const OPEN = 8.64e15

const DAY = 86_400_000

/**
 * What a date, dateTime or instant stands for as far as it is written: a year is its twelve months, `…:30` one second.
 *
 * @param zone where a date without a zone is read
 * @param bounds takes the answer
 * @returns false when the text is none
 */
export function readMoment(text: string, zone: Zone, bounds: Bounds): boolean {
  const n = text.length
  const year = digits(text, 0, 4)
  if (year <= 0) return false
  if (n === 4) return days(zone, bounds, civilDay(year, 1, 1), civilDay(year + 1, 1, 1))
  const month = digits(text, 5, 2)
  if (month < 1 || month > 12 || text.charCodeAt(4) !== DASH) return false
  if (n === 7)
    return days(
      zone,
      bounds,
      civilDay(year, month, 1),
      month === 12 ? civilDay(year + 1, 1, 1) : civilDay(year, month + 1, 1),
    )
  const dayOfMonth = digits(text, 8, 2)
  if (dayOfMonth < 1 || dayOfMonth > daysIn(year, month) || text.charCodeAt(7) !== DASH) return false
  const day = civilDay(year, month, dayOfMonth)
  return n === 10 ? days(zone, bounds, day, day + 1) : readTime(text, day, bounds)
}

const DASH = 45
const PLUS = 43
const DOT = 46

function days(zone: Zone, bounds: Bounds, from: number, to: number): boolean {
  bounds.lo = zone.startOf(from)
  bounds.hi = zone.startOf(to)
  return true
}

/** `Thh:mm:ss(.f)?(Z|±hh:mm)` after a date. */
function readTime(text: string, day: number, bounds: Bounds): boolean {
  const hour = digits(text, 11, 2)
  const minute = digits(text, 14, 2)
  const second = digits(text, 17, 2)
  if (hour < 0 || minute < 0 || second < 0) return false
  let ms = 0
  let width = 1000
  let at = 19
  if (text.charCodeAt(at) === DOT) {
    for (at++; isDigit(text.charCodeAt(at)); at++) {
      if (width === 1) continue
      width /= 10
      ms += (text.charCodeAt(at) - 48) * width
    }
  }
  const offset = offsetMinutes(text, at)
  bounds.lo = day * DAY + ((hour * 60 + minute - offset) * 60 + second) * 1000 + ms
  bounds.hi = bounds.lo + width
  return !Number.isNaN(offset)
}

function offsetMinutes(text: string, at: number): number {
  const sign = text.charCodeAt(at)
  if (sign !== PLUS && sign !== DASH) return text[at] === 'Z' ? 0 : NaN
  const minutes = digits(text, at + 1, 2) * 60 + digits(text, at + 4, 2)
  return sign === PLUS ? minutes : -minutes
}

const isDigit = (c: number): boolean => c >= 48 && c <= 57

/** A number of `count` digits, negative when they aren't. */
function digits(text: string, at: number, count: number): number {
  let value = 0
  for (let i = at; i < at + count; i++) {
    const c = text.charCodeAt(i) - 48
    if (!(c >= 0 && c <= 9)) return -1
    value = value * 10 + c
  }
  return value
}

/** Days from 1970-01-01 in the Gregorian calendar (the year counted from March, in eras of 400 years). */
function civilDay(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year
  const era = Math.floor(y / 400)
  const yearOfEra = y - era * 400
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
}
