import { LOINC, NPI, SNOMED, SSN, UCUM } from '../systems.js'

/** Coding systems by their names in messages (HL7 table 0396, with the spellings that occur). */
const SYSTEMS: Readonly<Record<string, string>> = {
  LN: LOINC,
  LOINC,
  SCT: SNOMED,
  SNM: SNOMED,
  SNOMED,
  UCUM,
  I10: 'http://hl7.org/fhir/sid/icd-10',
  I10C: 'http://hl7.org/fhir/sid/icd-10-cm',
  ICD10: 'http://hl7.org/fhir/sid/icd-10-cm',
  ICD10CM: 'http://hl7.org/fhir/sid/icd-10-cm',
  'ICD-10-CM': 'http://hl7.org/fhir/sid/icd-10-cm',
  I9: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9C: 'http://hl7.org/fhir/sid/icd-9-cm',
  I9CDX: 'http://hl7.org/fhir/sid/icd-9-cm',
  ICD9: 'http://hl7.org/fhir/sid/icd-9-cm',
  CVX: 'http://hl7.org/fhir/sid/cvx',
  MVX: 'http://hl7.org/fhir/sid/mvx',
  NDC: 'http://hl7.org/fhir/sid/ndc',
  RXNORM: 'http://www.nlm.nih.gov/research/umls/rxnorm',
  C4: 'http://www.ama-assn.org/go/cpt',
  CPT: 'http://www.ama-assn.org/go/cpt',
  CDCREC: 'urn:oid:2.16.840.1.113883.6.238',
  NCIT: 'http://ncithesaurus-stage.nci.nih.gov',
  NPI,
  USSSA: SSN,
}

/**
 * The URI of a coding system.
 *
 * @param name as the message has it: a name of table 0396, `HL70078`, an OID
 * @param sender system URI of the sender, under which its local names stand
 */
export function systemUri(name: string | undefined, sender: string): string | undefined {
  if (!name) return undefined
  const known = SYSTEMS[name.toUpperCase()]
  if (known) return known
  const table = /^HL7-?(\d{4})$/i.exec(name)?.[1]
  if (table) return `http://terminology.hl7.org/CodeSystem/v2-${table}`
  return uriOf(name) ?? `${sender}:system:${encodeURIComponent(name)}`
}

/** A name that is an OID, UUID or URI already. */
export function uriOf(name: string | undefined, type?: string): string | undefined {
  if (!name) return undefined
  if (/^[0-2](\.(0|[1-9]\d*))+$/.test(name)) return `urn:oid:${name}`
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name)) return `urn:uuid:${name.toLowerCase()}`
  if (/^(https?:\/\/|urn:)\S+$/.test(name)) return name
  return type === 'DNS' && /^\S+$/.test(name) ? `https://${name}` : undefined
}
