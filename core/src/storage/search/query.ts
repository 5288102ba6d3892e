/** What must hold of a resource of one type. */
export interface TypeQuery {
  /** Number of the type searched. */
  t: number
  /** All must hold. */
  where: Condition[]
}

/** A search as data: parsed, checked, engine-neutral. `parse.ts` makes it, an engine's compiler reads it. */
export interface SearchQuery extends TypeQuery {
  /** Empty: any order that the engine finds cheap, but always the same one. */
  sort: SortKey[]
  /** Page size, 0 to 1,000; 0 asks for the total alone. */
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

/**
 * One parameter of a search; the values of `any` are alternatives. `p` are the numbers under which the parameter's
 * index rows are (`SearchParam.rows`): more than one for a parameter that is the union of others.
 */
export type Condition =
  | { kind: 'id'; any: string[] }
  | { kind: 'lastUpdated'; any: DateValue[] }
  | TokenCondition
  | { kind: 'reference'; p: readonly number[]; primaryPatient: boolean; any: ReferenceValue[] }
  /** The target must match one of these, each of its own type. */
  | { kind: 'chain'; p: readonly number[]; primaryPatient: boolean; any: TypeQuery[] }
  /** `_has`: a resource of another type that refers to this one by `p`. */
  | { kind: 'has'; p: readonly number[]; primaryPatient: boolean; source: TypeQuery }
  | DateCondition
  | { kind: 'string'; p: readonly number[]; match: 'start' | 'exact' | 'contains'; any: string[] }
  | { kind: 'number'; p: readonly number[]; any: NumberValue[] }
  | QuantityCondition
  | { kind: 'uri'; p: readonly number[]; any: { value: string; below: boolean }[] }
  /** Code and value in one row (`code-value-quantity`); `single`: a resource has one such value at most. */
  | { kind: 'codeQuantity'; p: readonly number[]; single: boolean; any: { code: TokenValue; value: QuantityValue }[] }
  | { kind: 'missing'; p: readonly number[]; table: IndexTable; primaryPatient: boolean; missing: boolean }

export type IndexTable = 'tok' | 'ref' | 'date' | 'num' | 'str' | 'uri'

export interface TokenCondition {
  kind: 'token'
  p: readonly number[]
  not: boolean
  /** How few resources a value finds: an identifier's few, a clinical code's many, a status's most. */
  weight: 'unique' | 'code' | 'class'
  any: TokenValue[]
}

/** `system` undefined: any system; '': none. `code` undefined: any code of the system. */
export interface TokenValue {
  system?: string
  code?: string
}

export interface DateCondition {
  kind: 'date'
  p: readonly number[]
  /** A resource has one value at most, and `d` is its start, or its end when it is open to the past. */
  clinical: boolean
  /** Some value may be a Period: longer than a year, or open. */
  interval: boolean
  /** False: no value lacks its start. An engine may find that out before it compiles. */
  open?: boolean
  any: DateValue[]
}

/** [lo, hi) in ms since 1970, as far as the written date reaches; already widened for `ap`. */
export interface DateValue {
  prefix: Prefix
  lo: number
  hi: number
}

export interface QuantityCondition {
  kind: 'quantity'
  p: readonly number[]
  /** Token parameter whose codes stand in the same rows, when each resource has one value and one code element. */
  beside?: number
  any: QuantityValue[]
}

/**
 * A literal reference to a resource of one of these types, or the address of a resource elsewhere; a canonical address
 * without a version finds every version.
 */
export type ReferenceValue = { types: readonly number[]; id: string } | { url: string }

/** `value` as written and [lo, hi): what it stands for by its precision, or for `ap` a tenth around it. */
export interface NumberValue {
  prefix: Prefix
  lo: number
  hi: number
  value: number
}

/** `system` '' with a `unit`: that unit of any system. */
export interface QuantityValue extends NumberValue {
  system?: string
  unit?: string
}

export type SortKey =
  | { by: 'lastUpdated' | 'id'; descending: boolean }
  /** By the date parameter `p` that `d` comes from first; where the others stand among the rest is the engine's choice. */
  | { by: 'clinicalDate'; p: number; descending: boolean }
  /** By the least value ascending, by the greatest descending; what has none comes last. */
  | { by: 'param'; p: readonly number[]; table: 'tok' | 'date' | 'num' | 'str'; descending: boolean }

export interface Include {
  /** Type that holds the reference. */
  source: number
  /** Parameters; empty for `*`. */
  p: readonly number[]
  primaryPatient: boolean
  /** Only targets of this type. */
  target?: number
  /** Also from what was included. */
  iterate: boolean
}
