import { dateFormat } from './formatters.js'
import { localeOf, type Place } from './place.js'

/** `YYYY-MM-DD` in some zone. */
export type CivilDate = string

/** Today in a clinic's zone. */
export const today = (timezone?: string): CivilDate => civilDate(new Date(), timezone)

/** The civil date of an instant; a FHIR date stays what it is (a year stays a year). */
export function civilDate(value: string | Date, timezone?: string): CivilDate {
  if (typeof value === 'string' && value.length <= 10) return value
  const parts = dateFormat('en-US', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(new Date(value))
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`
}

/**
 * A FHIR date, dateTime or instant as a date: `Nov 24, 2026`, `Nov 2026`, `2026`, as exact as it is known.
 *
 * @param options.short leaves the year out when it is this year's: `Nov 24`
 */
export function formatDate(value: string | undefined, place: Place & { short?: boolean } = {}): string {
  if (!value) return ''
  const date = civilDate(value, place.timezone)
  const [year = '', month, day] = date.split('-')
  if (!month) return year
  const short = place.short && day !== undefined && year === today(place.timezone).slice(0, 4)
  return dateFormat(localeOf(place), {
    timeZone: 'UTC',
    ...(short ? {} : { year: 'numeric' }),
    month: 'short',
    ...(day ? { day: 'numeric' } : {}),
  }).format(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)))
}

/** `Nov 24` this year, `Nov 24, 2019` otherwise. */
export const formatShortDate = (value: string | undefined, place: Place = {}): string =>
  formatDate(value, { ...place, short: true })

/** The time of an instant, `9:40 AM` by the reader's locale; empty when only a date is known. */
export function formatTime(value: string | undefined, place: Place = {}): string {
  if (!value || value.length <= 10) return ''
  return dateFormat(localeOf(place), { timeZone: place.timezone, hour: 'numeric', minute: '2-digit' }).format(
    new Date(value),
  )
}

/** `Nov 24, 9:40 AM`; the day alone when no time is known. */
export const formatDateTime = (value: string | undefined, place: Place = {}): string =>
  [formatShortDate(value, place), formatTime(value, place)].filter(Boolean).join(', ')

/** Whole days from one civil date to another; negative when `to` is earlier. Partial dates count from their first day. */
export function daysBetween(from: CivilDate, to: CivilDate): number {
  return Math.round((epochDay(to) - epochDay(from)) / 86_400_000)
}

function epochDay(date: CivilDate): number {
  const [year, month, day] = date.split('-').map(Number)
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1)
}
