/**
 * What R4 defines, as numbers: resource types, search parameters, compartments. The data behind it is generated at
 * build time from the FHIR definitions (`build/generate.mjs` → `src/generated/`).
 */
export type SearchParamKind = 'token' | 'reference' | 'date' | 'string' | 'number' | 'quantity' | 'uri' | 'composite' | 'special'

export interface SearchParam {
  /** Static number of "Type.code", stable from build to build: `typeNumber * 256 + index of the code in sorted order`. */
  p: number
  code: string
  kind: SearchParamKind
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
}
