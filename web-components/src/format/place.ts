import type { HostContext } from '@tessera/sdk'

/** Where and for whom something is written: the clinic's zone, the reader's language. */
export interface Place {
  /** IANA zone; the browser's when absent. */
  timezone?: string
  /** BCP 47; `en-US` when absent. */
  locale?: string
}

/** @example formatDate(condition.onsetDateTime, placeOf(this.host)) */
export const placeOf = (host: Pick<HostContext, 'clinic' | 'locale'>): Place => ({
  timezone: host.clinic.timezone,
  locale: host.locale,
})

export const localeOf = (place: Place): string => place.locale ?? 'en-US'
