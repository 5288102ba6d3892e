/**
 * The index rows of one resource: what the extractor gives and the engine writes. All arrays are flat, so that they
 * cross the thread boundary cheaply; the stride is said at each.
 *
 * | rows   | table  | answers |
 * |--------|--------|---------|
 * | `pat`  | i_pat  | compartment, `$everything`, `patient=`, access |
 * | `tok`  | i_tok  | token (Coding, CodeableConcept, Identifier, ContactPoint, code, boolean, string) |
 * | `ref`  | i_ref  | reference, except what `pat` answers |
 * | `date` | i_date | date |
 * | `num`  | i_num  | number, quantity, and the composite code + value |
 * | `str`  | i_str  | string |
 * | `uri`  | i_uri  | uri, canonical, references to other servers |
 */
export interface IndexRows {
  /** Clinical date of the resource in ms since 1970 (Observation.effective, Encounter.period.start …), 0 if none. */
  d: number
  /**
   * [patient id, via] for each patient in whose compartment the resource is (the Patient itself included).
   * via 1: by the type's primary element (`Observation.subject`, what `patient=` walks), 0: by another one only.
   */
  pat: (string | number)[]
  /** [p, system or '', code]. Codes as sent. */
  tok: (string | number)[]
  /**
   * [p, target type number, target id]. A primary-patient reference is left out when the resource has exactly one
   * patient and that one by via 1: `i_pat` answers it.
   */
  ref: (string | number)[]
  /** [p, lo, hi] in ms since 1970, hi exclusive; an open end is ±8.64e15. Dates without a zone: the clinic's zone. */
  date: number[]
  /**
   * [p, code system, code, value, unit]. For a quantity beside a code (`Observation.value[x]`, its `code`) one row for
   * each coding, else code system and code are ''. unit = `system|code`, or `|unit` without a code, or ''.
   */
  num: (string | number)[]
  /** [p, normalised text]: lower case, NFD, marks stripped, white space folded; one row for each part of a name or address. */
  str: (string | number)[]
  /** [p, uri] */
  uri: (string | number)[]
}
