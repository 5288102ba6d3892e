/** What an extraction carries along, and one place of the walk that makes rows. */
import type { IndexRows } from '../index-rows.js'
import type { Bounds } from './moment.js'
import type { Zone } from './zone.js'

export interface Extraction {
  rows: IndexRows
  zone: Zone
  /** Our own FHIR base without a slash at its end, '' when unknown. */
  baseUrl: string
  /** [p, patient id] of references by the primary element, until it is known whether `i_pat` answers them. */
  held: (string | number)[]
  bounds: Bounds
}

export interface Emit {
  p: number
  add: Add
  /** `resolve() is T`: the only target type, 0 any. */
  target: number
  /** 1 the reference is the type's primary element, 0 another one of the compartment, -1 none. */
  via: number
  /** System of a `code`. */
  system: string
  /** Member beside a quantity that holds its code, ''. */
  codeAt: string
}

export type Json = Record<string, unknown>

/** Makes the rows of one value. `owner` is the object that holds it. */
export type Add = (extraction: Extraction, emit: Emit, value: unknown, owner: Json) => void

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
