import type { MedicationRequest, MedicationStatement } from 'fhir/r4.js'
import { given, patientRef, type Occasion } from './concepts.js'

/**
 * What the patient says of a medicine that stands on the list of another place: that they take it as it was prescribed
 * there, or that they don't.
 *
 * @param name of the medicine, where the request has only a reference
 * @param notTaken why not
 */
export const statementOf = (
  { id, medicationCodeableConcept, medicationReference, dosageInstruction }: MedicationRequest,
  name: string,
  occasion: Occasion,
  notTaken?: string,
): MedicationStatement => ({
  resourceType: 'MedicationStatement',
  ...(notTaken === undefined
    ? { status: 'active' as const, ...given('dosage', dosageInstruction) }
    : { status: 'not-taken' as const, statusReason: [{ text: notTaken }] }),
  ...(medicationReference
    ? { medicationReference }
    : { medicationCodeableConcept: medicationCodeableConcept ?? { text: name } }),
  subject: patientRef(occasion),
  ...given('context', occasion.encounter),
  dateAsserted: occasion.at,
  informationSource: patientRef(occasion),
  derivedFrom: [{ reference: `MedicationRequest/${id}` }],
})

/** Ids of the requests that the patient was heard to follow. */
export const heardOf = (statements: readonly MedicationStatement[]): ReadonlySet<string> =>
  new Set(
    statements
      .filter(({ status }) => status === 'active')
      .flatMap(({ derivedFrom = [] }) => derivedFrom.map(({ reference = '' }) => reference))
      .filter((reference) => reference.startsWith('MedicationRequest/'))
      .map((reference) => reference.slice('MedicationRequest/'.length)),
  )

/** It no longer holds: the request was ended, or is ours now. */
export const endedStatement = (statement: MedicationStatement): MedicationStatement => ({
  ...statement,
  status: 'completed',
})
