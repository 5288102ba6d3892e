import type { Observation } from 'fhir/r4.js'

/** When something was observed, as it was written: a period counts from its end, else its start. */
export const observedAt = (observation: Observation): string | undefined =>
  observation.effectiveDateTime ??
  observation.effectivePeriod?.end ??
  observation.effectivePeriod?.start ??
  observation.effectiveInstant ??
  observation.issued

/** Milliseconds of a FHIR date, dateTime or instant; a partial one counts from its first moment; NaN when there is none. */
export const momentOf = (text: string | undefined): number => (text === undefined ? Number.NaN : Date.parse(text))

/** Newest first; what has no date comes last. */
export function byNewest<T>(dateOf: (each: T) => string | undefined): (one: T, other: T) => number {
  return (one, other) => {
    const [a, b] = [momentOf(dateOf(one)), momentOf(dateOf(other))]
    if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1
    return Number.isNaN(b) ? -1 : b - a
  }
}

/** Whole years from a birth date to a day; undefined when the year of birth isn't known. */
export function ageInYears(birthDate: string | undefined, at: string | undefined): number | undefined {
  const [year, month = 1, day = 1] = (birthDate ?? '').slice(0, 10).split('-').map(Number)
  const [toYear, toMonth = 1, toDay = 1] = (at ?? '').slice(0, 10).split('-').map(Number)
  if (!year || !toYear) return undefined
  return toYear - year - (toMonth < month || (toMonth === month && toDay < day) ? 1 : 0)
}
