/** A search as data: parsed, checked, engine-neutral. `parse.ts` makes it, an engine's compiler reads it. */
export interface SearchQuery {
  /** Number of the type searched. */
  t: number
  /** All must hold. */
  where: Condition[]
  sort: SortKey[]
  /** Page size, 0 to 1,000. */
  count: number
  /** Cursor of the row after which the page begins. */
  after?: string
  total: 'none' | 'estimate' | 'accurate'
  include: Include[]
  revinclude: Include[]
  /** `_summary` and `_elements`: applied by the door, they do not change what is found. */
  summary?: 'true' | 'text' | 'data' | 'count' | 'false'
  elements?: string[]
}

export type Prefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb' | 'ap'

/** One parameter of a search; the values of `any` are alternatives. */
export type Condition =
  | { kind: 'id'; any: string[] }
  | { kind: 'lastUpdated'; any: { prefix: Prefix; lo: number; hi: number }[] }
  /** `system` undefined: any system; '': none. `code` undefined: any code of the system. */
  | { kind: 'token'; p: number; not: boolean; any: { system?: string; code?: string }[] }
  | { kind: 'reference'; p: number; primaryPatient: boolean; any: ReferenceValue[] }
  /** Chain: the target must match a search of its own type. */
  | { kind: 'chain'; p: number; primaryPatient: boolean; target: SearchQuery }
  /** `_has`: a resource of another type that refers to this one by `p`. */
  | { kind: 'has'; p: number; primaryPatient: boolean; source: SearchQuery }
  | { kind: 'date'; p: number; interval: boolean; any: { prefix: Prefix; lo: number; hi: number }[] }
  | { kind: 'string'; p: number; match: 'start' | 'exact' | 'contains'; any: string[] }
  | { kind: 'number'; p: number; any: { prefix: Prefix; lo: number; hi: number; value: number }[] }
  | { kind: 'quantity'; p: number; any: QuantityValue[] }
  | { kind: 'uri'; p: number; any: { value: string; below?: boolean }[] }
  /** code + value in one row (`code-value-quantity`). */
  | { kind: 'codeQuantity'; p: number; any: { code: { system?: string; code: string }; value: QuantityValue }[] }
  | { kind: 'missing'; p: number; table: 'tok' | 'ref' | 'date' | 'num' | 'str' | 'uri'; primaryPatient: boolean; missing: boolean }

/** A literal reference (type undefined: any type the parameter allows) or the address of a resource elsewhere. */
export type ReferenceValue = { t?: number; id: string } | { url: string }
export interface QuantityValue {
  prefix: Prefix
  lo: number
  hi: number
  value: number
  system?: string
  unit?: string
}

export type SortKey =
  | { by: 'lastUpdated' | 'id' | 'clinicalDate'; descending: boolean }
  | { by: 'param'; p: number; table: 'tok' | 'date' | 'num' | 'str'; descending: boolean }

export interface Include {
  /** Type that holds the reference. */
  source: number
  /** Parameter; 0 for `*`. */
  p: number
  primaryPatient: boolean
  /** Only targets of this type. */
  target?: number
  iterate: boolean
}
