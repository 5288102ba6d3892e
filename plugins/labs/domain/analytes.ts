import type { Observation } from 'fhir/r4.js'
import { counts, nameOf, observedAt, severityOf } from './observed.js'
import { LOINC } from './systems.js'

/** Something measured in numbers, more than once perhaps: what a trend can be drawn of. */
export interface Analyte {
  /** The first of those that mean the same. */
  code: string
  name: string
  count: number
  /** FHIR date or instant of the newest result. */
  newest: string
  /** The newest result is out of range. */
  flagged: boolean
}

/** What LOINC's long names say of the property and the method; the unit says it as well. */
const PROPERTY =
  / ?\[(?:(?:Mass|Moles|Units|Entitic|#|Enzymatic activity|Volume|Number)[/ ]?(?:volume|mass|fraction|area|creatinine|Rate\/Area)?(?: Fraction)?)\]| by Automated count$/gi

/** A test as people call it: `Platelets in Blood` for `Platelets [#/volume] in Blood by Automated count`. */
export const plainName = (name: string): string => name.replace(PROPERTY, '')

/**
 * What a patient has numbers of, by name.
 *
 * @param results of one patient, newest first or not
 * @param same codes that ask the same question stand together
 */
export function analytesOf(results: readonly Observation[], same: readonly (readonly string[])[]): Analyte[] {
  const found = new Map<string, Analyte>()
  for (const result of results) {
    const code = codeOf(result)
    const at = observedAt(result)
    if (code === undefined || at === undefined || !counts(result) || result.valueQuantity?.value === undefined) continue
    const key = same.find((codes) => codes.includes(code))?.[0] ?? code
    const before = found.get(key)
    const newer = before === undefined || at > before.newest
    found.set(key, {
      ...(newer
        ? { code: key, name: plainName(nameOf(result.code)), newest: at, flagged: severityOf(result) !== 'normal' }
        : before),
      count: (before?.count ?? 0) + 1,
    })
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name))
}

/**
 * What a reader most likely wants to see first: with a past, out of range now, early in the clinic's catalogue, measured
 * most often.
 */
export function likeliest(analytes: readonly Analyte[], same: readonly (readonly string[])[]): Analyte | undefined {
  const order = new Map(same.toReversed().flatMap((codes, i) => codes.map((code) => [code, i])))
  const wanted = ({ code }: Analyte): number => order.get(code) ?? -1
  return analytes.toSorted(
    (a, b) => rank(b) - rank(a) || wanted(b) - wanted(a) || b.count - a.count || b.newest.localeCompare(a.newest),
  )[0]
}

const rank = ({ flagged, count }: Analyte): number => (count > 1 ? 2 : 0) + (flagged ? 1 : 0)

/** Those whose name or code has every word of the query: `a1c`, `chol hdl`. */
export function findAnalytes(analytes: readonly Analyte[], query: string): Analyte[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return analytes.filter(({ name, code }) => words.every((word) => `${name} ${code}`.toLowerCase().includes(word)))
}

const codeOf = ({ code }: Observation): string | undefined =>
  code.coding?.find(({ system }) => system === LOINC)?.code ?? code.coding?.find((each) => each.code)?.code
