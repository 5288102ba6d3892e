import type { TesseraElement } from '@tessera/web-components'
import { Entry, type Changed } from '@tessera/web-components/forms'

/** What a route of the records answers. */
export interface Recorded extends Changed {
  reference?: string
  version?: number
}

/**
 * What is entered for the routes below `records/`.
 *
 * @param name of the draft; no draft is kept without one
 */
export const recordEntry = <T extends object>(element: TesseraElement, blank: () => T, name?: string): Entry<T> =>
  new Entry<T>(element, blank, { plugin: 'charting', below: 'records/', ...(name ? { name } : {}) })
