/**
 * What R4 defines, as numbers: resource types, search parameters, compartments. The data behind it is generated at
 * build time from the FHIR definitions (`build/generate.mjs` → `src/generated/`); each type's list is read at its
 * first use.
 */
import { COMPARTMENT, KINDS, SEARCH, TYPE_NAMES } from '../generated/search.js'

export { TYPE_NAMES }

export type SearchParamKind =
  'token' | 'reference' | 'date' | 'string' | 'number' | 'quantity' | 'uri' | 'composite' | 'special'

export interface SearchParam {
  /** Static number of "Type.code", stable from build to build: `typeNumber * 256 + index of the code in sorted order`. */
  p: number
  code: string
  /** `_id` is `special`. */
  kind: SearchParamKind
  /** Canonical address of its definition, for the CapabilityStatement. */
  url: string
  /** `reference`: numbers of the target types; empty = any. */
  targets: readonly number[]
  /**
   * `reference`: the parameter walks the very element by which a resource of this type belongs to its patient
   * (`Observation.subject`), so that `i_pat` answers it (see index-rows.ts).
   */
  primaryPatient: boolean
  /** `composite`: the components' codes on this type, in order. */
  components: readonly string[]
  /** `date`: some value may be a Period or Timing, so both ends must be tested. */
  interval: boolean
  /**
   * Numbers under which its index rows are: its own `p` for most. Two or more: the parameter is their union and has no
   * rows of its own (`combo-code` = `code`, `component-code`). A composite of code and quantity: those of its quantity,
   * whose rows carry the code. Empty: no index rows answer it (`_id` and `_lastUpdated` are columns of `res`; `_text`,
   * `near`, `phonetic` and the other composites are not supported).
   */
  rows: readonly number[]
}

const numbers = new Map(TYPE_NAMES.map((name, i) => [name, i + 1]))
const lists: ParamsOfType[] = []

/** @returns number of a resource type, 1 to `TYPE_NAMES.length`; undefined if R4 has no such type */
export function typeNumber(name: string): number | undefined {
  return numbers.get(name)
}

/** @param t a number that `typeNumber` gave */
export function typeName(t: number): string {
  const name = TYPE_NAMES[t - 1]
  if (name === undefined) throw new RangeError(`There is no resource type number ${t}`)
  return name
}

/** @example searchParam(typeNumber('Patient'), 'family') */
export function searchParam(t: number, code: string): SearchParam | undefined {
  return paramsOf(t).byCode.get(code)
}

/** All parameters that R4 defines for the type, those of Resource and DomainResource included, by code. */
export function searchParams(t: number): readonly SearchParam[] {
  return paramsOf(t).all
}

export function paramByNumber(p: number): SearchParam | undefined {
  const t = p >> 8
  return t >= 1 && t <= TYPE_NAMES.length ? paramsOf(t).all[p & 255] : undefined
}

/** Codes of the parameters by which a resource of the type belongs to a patient's compartment; none: it never does. */
export function compartmentParams(t: number): readonly string[] {
  return COMPARTMENT[t - 1] ?? []
}

interface ParamsOfType {
  all: readonly SearchParam[]
  byCode: ReadonlyMap<string, SearchParam>
}

/** One parameter as `build/emit-search.mjs` writes it. */
type Compact = [string, number, string, number[], 0 | 1, string[], 0 | 1, string[]]

function paramsOf(t: number): ParamsOfType {
  return (lists[t] ??= readParams(t))
}

function readParams(t: number): ParamsOfType {
  const text = SEARCH[t - 1]
  if (text === undefined) throw new RangeError(`There is no resource type number ${t}`)
  // The generator writes this text; its shape is `Compact`.
  const compact = JSON.parse(text) as Compact[]
  const numberOf = new Map(compact.map(([code], i) => [code, t * 256 + i]))
  const all = compact.map(([code, kind, url, targets, primaryPatient, components, interval, rows]): SearchParam => ({
    p: numberOf.get(code) ?? 0,
    code,
    kind: KINDS[kind] ?? 'special',
    url: url.startsWith('http') ? url : `http://hl7.org/fhir/SearchParameter/${url}`,
    targets,
    primaryPatient: primaryPatient === 1,
    components,
    interval: interval === 1,
    rows: rows.map((each) => numberOf.get(each) ?? 0),
  }))
  return { all, byCode: new Map(all.map((each) => [each.code, each])) }
}
