import type { Principal } from '@tessera/sdk'

/** What is asked of a resource: SMART v2 letters. */
export type Interaction = 'c' | 'r' | 'u' | 'd' | 's'

/** What a decision needs to know of a resource. */
export interface ResourceFacts {
  type: string
  id?: string
  /** Ids of the patients in whose compartment it is. */
  patients: readonly string[]
  /** Mask of security labels, at most 52 bits. */
  labels: number
  /** Who wrote it. */
  author?: string
}

export type DenyReason = 'tenant' | 'scope' | 'role' | 'relationship'
export type Decision = { permit: true; reason: 'base' | 'self' | 'non-patient' } | { permit: false; reason: DenyReason }

/**
 * What of a type may be seen, as data that crosses threads and that each engine compiles into its own predicate:
 * all of it, nothing, or what lies wholly in the compartments of these patients.
 */
export type TypeFilter = 'all' | 'none' | { patients: readonly string[] }

export interface AccessFilter {
  /** By type number. */
  types: Readonly<Record<number, TypeFilter>>
  /** For every other type. */
  others: TypeFilter
}

/** The one answer to "may they?", made once for each request. JS decision and filter agree (property test). */
export interface Access {
  principal: Principal
  /** Whether any grant speaks of this interaction on this type: false is a 403, true leaves it to `decide`. */
  may(interaction: Interaction, type: string): boolean
  decide(interaction: Interaction, resource: ResourceFacts): Decision
  /** For reads (`r`) and searches (`s`); goes on every alias that a query touches. */
  filter(interaction: 'r' | 's'): AccessFilter
}

export const filterOf = (filter: AccessFilter, t: number): TypeFilter => filter.types[t] ?? filter.others
