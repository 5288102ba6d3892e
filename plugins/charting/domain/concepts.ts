import type { CodeableConcept, Reference } from 'fhir/r4.js'

export const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm'
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const SNOMED = 'http://snomed.info/sct'
export const UCUM = 'http://unitsofmeasure.org'

/** A concept of HL7's own terminology: `hl7('condition-clinical', 'active', 'Active')`. */
export const hl7 = (set: string, code: string, display: string): CodeableConcept => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${set}`, code, display }],
})

/** A code with what the chart says. */
export const coded = (system: string, code: string, display: string, text = display): CodeableConcept => ({
  coding: [{ system, code, display }],
  text,
})

/** What every record of the chart says of itself: whose it is, who wrote it, when, at which visit. */
export interface Occasion {
  /** Logical id. */
  patient: string
  /** Instant with the zone's offset or Z. */
  at: string
  /** The same day in the clinic's zone. */
  day: string
  by?: Reference
  encounter?: Reference
}

export const patientRef = ({ patient }: Occasion): Reference => ({ reference: `Patient/${patient}` })

/** `undefined` members left out, as `exactOptionalPropertyTypes` and FHIR want it. */
export const given = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  // one member of that name, or none
  (value === undefined || value === '' ? {} : { [key]: value }) as { [P in K]?: V }
