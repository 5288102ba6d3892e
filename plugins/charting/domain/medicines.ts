import type { Dosage, Medication, MedicationRequest, Quantity } from 'fhir/r4.js'
import type { Resource } from '@tessera/sdk'
import { byNewest } from './moments.js'
import { outsideName } from './origin.js'
import { termText } from './terms.js'

/** Name of the medicine: the concept, else the Medication that came with it (`_include`) or is contained, else the reference's words. */
export function medicineText(request: MedicationRequest, included: readonly Resource[] = []): string {
  if (request.medicationCodeableConcept) return termText(request.medicationCodeableConcept)
  const { reference, display } = request.medicationReference ?? {}
  const id = reference?.replace(/^#/, '').split('/').at(-1)
  const medication = [...(request.contained ?? []), ...included].find(
    (each): each is Medication => each.resourceType === 'Medication' && each.id === id,
  )
  return termText(medication?.code) || display || ''
}

/** A strength begins with a number and a unit, after the name: "24 HR Metformin 500 MG …" is named by more than its hours. */
const STRENGTH = /^(.*?\p{L}{3,}.*?)\s+(\d[\d.,]*\s*(?:mg|mcg|µg|ug|g|ml|unt|units?|meq|%|\[iu\]|iu)(?![a-z]).*)$/iu

/** `Empagliflozin 10 mg` → name and the rest; all of it is the name when no strength is told. */
export function splitStrength(text: string): { name: string; strength: string } {
  const [, name, strength] = STRENGTH.exec(text) ?? []
  return name && strength ? { name, strength } : { name: text, strength: '' }
}

/** How a medicine is taken: in the prescriber's words, else in the parts that were coded. */
export type DoseWords =
  | { text: string }
  | { amount?: Quantity; every?: { times: number; period: number; unit: string }; asNeeded: boolean; why?: string }

/** The instructions of a prescription, one for each step; empty when none are known. */
export const doseOf = (request: MedicationRequest): DoseWords[] =>
  (request.dosageInstruction ?? [])
    .toSorted((one, other) => (one.sequence ?? 0) - (other.sequence ?? 0))
    .flatMap(doseWords)

function doseWords(dosage: Dosage): DoseWords[] {
  const text = (dosage.patientInstruction ?? dosage.text)?.trim()
  if (text) return [{ text }]
  const amount = dosage.doseAndRate?.find(({ doseQuantity }) => doseQuantity?.value !== undefined)?.doseQuantity
  const { frequency, period, periodUnit } = dosage.timing?.repeat ?? {}
  const every =
    frequency !== undefined && period !== undefined && periodUnit
      ? { times: frequency, period, unit: periodUnit }
      : undefined
  const why = termText(dosage.asNeededCodeableConcept)
  const asNeeded = dosage.asNeededBoolean === true || why !== ''
  if (!amount && !every && !asNeeded) {
    const more = (dosage.additionalInstruction ?? []).map(termText).filter(Boolean)
    return more.length > 0 ? [{ text: more.join(' ') }] : []
  }
  return [{ asNeeded, ...(amount ? { amount } : {}), ...(every ? { every } : {}), ...(why ? { why } : {}) }]
}

/**
 * Whether it came from elsewhere and nobody here has asked whether it is taken.
 *
 * @param heard ids of requests that the patient was heard to follow
 */
export const isUnreconciled = (request: MedicationRequest, heard: ReadonlySet<string>): boolean =>
  outsideName(request) !== undefined && !heard.has(request.id ?? '')

/** What is not reconciled comes first; then the newest. */
export function openFirst(
  requests: readonly MedicationRequest[],
  isOpen: (request: MedicationRequest) => boolean,
): MedicationRequest[] {
  const newest = byNewest<MedicationRequest>(({ authoredOn }) => authoredOn)
  const rank = (each: MedicationRequest) => (isOpen(each) ? 0 : 1)
  return requests.toSorted((one, other) => rank(one) - rank(other) || newest(one, other))
}
