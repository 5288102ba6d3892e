import type { AccessFilter } from '../../../access/access.js'

/** What the parts of one statement share. */
export interface Scope {
  filter: AccessFilter
  /** A table alias that nothing else in the statement has. */
  alias(): string
}

export function makeScope(filter: AccessFilter): Scope {
  let n = 0
  return { filter, alias: () => `k${++n}` }
}

/** A resource in a statement: expressions for its internal id and its clinical date. */
export interface RowRef {
  rid: string
  d: string
}

export const rowOf = (alias: string): RowRef => ({ rid: `${alias}.rid`, d: `${alias}.d` })

/** Number of the type that a parameter belongs to. */
export const typeOfParam = (p: number): number => p >> 8
