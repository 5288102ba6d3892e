import type { DateValue, NumberValue } from '../../search/query.js'
import { name, sql, type Fragment } from './fragment.js'

/**
 * Whether the interval [lo, hi) of a row answers a date (R4 search §3.1.1.4.5).
 *
 * @param alias of a row with columns lo and hi
 */
export function dateMatches(alias: string, { prefix, lo, hi }: DateValue): Fragment {
  const low = name(`${alias}.lo`)
  const high = name(`${alias}.hi`)
  switch (prefix) {
    case 'eq':
      return sql`(${low} >= ${lo} AND ${low} < ${hi} AND ${high} <= ${hi})`
    case 'ne':
      return sql`(${low} < ${lo} OR ${high} > ${hi})`
    case 'gt':
      return sql`${high} > ${hi}`
    case 'lt':
      return sql`${low} < ${lo}`
    case 'ge':
      return sql`(${low} >= ${lo} OR ${high} > ${hi})`
    case 'le':
      return sql`(${low} < ${lo} OR ${high} <= ${hi})`
    case 'sa':
      return sql`${low} >= ${hi}`
    case 'eb':
      return sql`${high} <= ${lo}`
    case 'ap':
      return sql`(${low} < ${hi} AND ${high} > ${lo})`
  }
}

/** Whether an instant answers a date: `_lastUpdated`. */
export function instantMatches(instant: Fragment, { prefix, lo, hi }: DateValue): Fragment {
  switch (prefix) {
    case 'eq':
    case 'ap':
      return sql`(${instant} >= ${lo} AND ${instant} < ${hi})`
    case 'ne':
      return sql`(${instant} < ${lo} OR ${instant} >= ${hi})`
    case 'gt':
    case 'sa':
      return sql`${instant} >= ${hi}`
    case 'lt':
    case 'eb':
      return sql`${instant} < ${lo}`
    case 'ge':
      return sql`${instant} >= ${lo}`
    case 'le':
      return sql`${instant} < ${hi}`
  }
}

/** Whether a number answers one that was written with a precision (R4 search §3.1.1.4.3). */
export function numberMatches(column: Fragment, { prefix, value, lo, hi }: NumberValue): Fragment {
  switch (prefix) {
    case 'eq':
      return sql`(${column} >= ${lo} AND ${column} < ${hi})`
    case 'ap':
      return sql`(${column} >= ${lo} AND ${column} <= ${hi})`
    case 'ne':
      return sql`(${column} < ${lo} OR ${column} >= ${hi})`
    case 'gt':
    case 'sa':
      return sql`${column} > ${value}`
    case 'lt':
    case 'eb':
      return sql`${column} < ${value}`
    case 'ge':
      return sql`${column} >= ${value}`
    case 'le':
      return sql`${column} <= ${value}`
  }
}

/** Bounds [from, to) of what may match; an open side is infinite. */
export interface Bounds {
  from: number
  to: number
}

/** A single date of a resource stands for a year at most; one day more for the clocks. */
const LONGEST = 367 * 86_400_000

/** Where the `lo` of a matching interval can lie. */
export function dateBounds(any: readonly DateValue[], interval: boolean): Bounds {
  return hull(
    any.map(({ prefix, lo, hi }) => {
      const reach = interval ? -Infinity : -LONGEST
      switch (prefix) {
        case 'eq':
          return { from: lo, to: hi }
        case 'ne':
          return { from: -Infinity, to: Infinity }
        case 'gt':
        case 'ge':
          return { from: hi + reach, to: Infinity }
        case 'lt':
        case 'eb':
          return { from: -Infinity, to: lo }
        case 'le':
          return { from: -Infinity, to: hi }
        case 'sa':
          return { from: hi, to: Infinity }
        case 'ap':
          return { from: lo + reach, to: hi }
      }
    }),
  )
}

/** Where a matching instant can lie. */
export function instantBounds(any: readonly DateValue[]): Bounds {
  return hull(
    any.map(({ prefix, lo, hi }) => {
      switch (prefix) {
        case 'eq':
        case 'ap':
          return { from: lo, to: hi }
        case 'ne':
          return { from: -Infinity, to: Infinity }
        case 'gt':
        case 'sa':
          return { from: hi, to: Infinity }
        case 'ge':
          return { from: lo, to: Infinity }
        case 'lt':
        case 'eb':
          return { from: -Infinity, to: lo }
        case 'le':
          return { from: -Infinity, to: hi }
      }
    }),
  )
}

const hull = (all: readonly Bounds[]): Bounds => ({
  from: Math.min(...all.map(({ from }) => from)),
  to: Math.max(...all.map(({ to }) => to)),
})

/** What lies in all of them. */
export const narrowest = (all: readonly Bounds[]): Bounds => ({
  from: Math.max(-Infinity, ...all.map(({ from }) => from)),
  to: Math.min(Infinity, ...all.map(({ to }) => to)),
})

/** The bounds as conditions that an index can use. */
export function within(column: string, { from, to }: Bounds): Fragment[] {
  return [
    ...(from === -Infinity ? [] : [sql`${name(column)} >= ${from}`]),
    ...(to === Infinity ? [] : [sql`${name(column)} < ${to}`]),
  ]
}
