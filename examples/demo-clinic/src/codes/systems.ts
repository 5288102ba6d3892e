import type { Of } from '../chart.js'

type Concept = NonNullable<Of<'Observation'>['code']>

export const LOINC = 'http://loinc.org'
export const SNOMED = 'http://snomed.info/sct'
export const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm'
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm'
export const CVX = 'http://hl7.org/fhir/sid/cvx'
export const UCUM = 'http://unitsofmeasure.org'
export const HCPCS = 'http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets'
export const NPI = 'http://hl7.org/fhir/sid/us-npi'
export const MRN = 'https://maplestreet.example/mrn'
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'

/** A concept with one code. */
export const coded = (system: string, code: string, display: string, text = display): Concept => ({
  coding: [{ system, code, display }],
  text,
})

/** A concept of HL7's own small code systems, by the system's last path segment. */
export const hl7 = (system: string, code: string, display?: string): Concept => ({
  coding: [{ system: `${TERMINOLOGY}/${system}`, code, ...(display ? { display } : {}) }],
})

/** The same as a Coding. */
export const hl7Coding = (system: string, code: string, display?: string) => ({
  system: `${TERMINOLOGY}/${system}`,
  code,
  ...(display ? { display } : {}),
})
