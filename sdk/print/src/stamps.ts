import type { PrintDocument } from './document.js'

/** An instant in the clinic's zone, with the zone: `Nov 24, 2026, 6:10 PM EST`. */
export function stamp(
  instant: string,
  { locale = 'en-US', timezone }: Pick<PrintDocument, 'locale' | 'timezone'>,
): string {
  const at = new Date(instant)
  if (Number.isNaN(at.getTime())) return instant
  return new Intl.DateTimeFormat(locale, {
    ...{ timeZone: timezone, year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: 'numeric', minute: '2-digit', timeZoneName: 'short' },
  }).format(at)
}

/** A FHIR date as exact as it is known: `Apr 12, 1985`, `Apr 1985`, `1985`. */
export function birthDay(date: string, locale = 'en-US'): string {
  const [, year, month, day] = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(date) ?? []
  if (!year || !month) return date
  return new Intl.DateTimeFormat(locale, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'short',
    ...(day ? { day: 'numeric' } : {}),
  }).format(Date.UTC(Number(year), Number(month) - 1, Number(day ?? 1)))
}
