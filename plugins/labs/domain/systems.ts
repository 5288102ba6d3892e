export const LOINC = 'http://loinc.org'
export const UCUM = 'http://unitsofmeasure.org'
export const SNOMED = 'http://snomed.info/sct'
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem'
export const V2_0074 = `${TERMINOLOGY}/v2-0074`
export const V2_0203 = `${TERMINOLOGY}/v2-0203`
export const OBSERVATION_CATEGORY = `${TERMINOLOGY}/observation-category`
export const INTERPRETATION = `${TERMINOLOGY}/v3-ObservationInterpretation`
export const ABSENT_REASON = `${TERMINOLOGY}/data-absent-reason`
export const ACT_CODE = `${TERMINOLOGY}/v3-ActCode`
export const NPI = 'http://hl7.org/fhir/sid/us-npi'
export const SSN = 'http://hl7.org/fhir/sid/us-ssn'

/** Our own number of one ordered test: what the laboratory sends back in ORC-2 and OBR-2. */
export const ORDER_NUMBER = 'urn:tessera:order'
/** Our number of what is ordered together. */
export const REQUISITION = 'urn:tessera:requisition'
export const TASK = 'urn:tessera:task'
export const POOL = 'urn:tessera:pool'
/** Of `Task.businessStatus`: the word that the Inbox shows in place of *Urgent*. */
export const STATUS = 'urn:tessera:status'

/** US Core 6.1.0 has no other code for laboratory orders than this one (us-core-servicerequest-category). */
export const LABORATORY_ORDER = { system: SNOMED, code: '108252007', display: 'Laboratory procedure' } as const
