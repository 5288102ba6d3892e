import type { Role } from '@tessera/sdk'

/** SMART v2 letters out of `cruds`. In DESIGN §4 "r" includes search, so `r` is written `rs` here. */
type Letters = string
/** Type → what may be done with it. A type that isn't named is denied. */
export type Grants = Readonly<Record<string, Letters>>

// prettier-ignore
export const CLINICAL_TYPES = [
  'AllergyIntolerance', 'CarePlan', 'CareTeam', 'ClinicalImpression', 'Composition', 'Condition', 'Consent', 'Device',
  'DiagnosticReport', 'DocumentReference', 'Encounter', 'FamilyMemberHistory', 'Flag', 'Goal', 'ImagingStudy',
  'Immunization', 'List', 'Media', 'MedicationAdministration', 'MedicationRequest', 'MedicationStatement',
  'Observation', 'Procedure', 'Provenance', 'QuestionnaireResponse', 'ServiceRequest', 'Specimen',
] as const

// prettier-ignore
export const FINANCIAL_TYPES = [
  'Account', 'ChargeItem', 'Claim', 'ClaimResponse', 'CoverageEligibilityRequest', 'CoverageEligibilityResponse',
  'ExplanationOfBenefit', 'Invoice', 'PaymentNotice', 'PaymentReconciliation',
] as const

/** Of these a role has `rs` at most, whatever it may do with the other clinical types. */
const READ_ONLY_CLINICAL = ['Consent', 'Provenance'] as const

const STAFF: Grants = all('rs', [
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Schedule',
  'HealthcareService',
  'Medication',
  'Questionnaire',
])

/** Directory and settings; nothing of patients. */
const ADMINISTRATION: Grants = all('crus', [
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Location',
  'Schedule',
  'HealthcareService',
  'Questionnaire',
])

/**
 * What each staff role may do in a clinic by default (DESIGN §4). The patient role isn't here: it reads its own
 * compartment, whatever the type (`OWN_COMPARTMENT`).
 *
 * Two decisions that the design leaves open:
 * - `Binary` isn't named there. It holds the files of DocumentReferences, so it follows them: clinician `cruds`, nurse `rs`.
 * - A biller reads *signed* Compositions. Access doesn't see a resource's status yet, so billers get none of them.
 */
export const ROLE_MATRIX: Readonly<Record<Exclude<Role, 'patient'>, Grants>> = {
  owner: union(STAFF, ADMINISTRATION),
  admin: union(STAFF, ADMINISTRATION),
  privacyOfficer: union(STAFF, all('rs', ['AuditEvent', 'Patient']), all('crus', ['Consent'])),
  clinician: union(
    STAFF,
    clinical('cruds'),
    all('cruds', ['Binary', 'Patient', 'RelatedPerson', 'Appointment', 'Task', 'Communication']),
    all('rs', ['Coverage', 'Claim', 'Slot']),
  ),
  nurse: union(
    STAFF,
    clinical('rs'),
    all('rs', ['Binary', 'Patient', 'Appointment', 'Slot']),
    all('crus', [
      'Observation',
      'AllergyIntolerance',
      'Immunization',
      'QuestionnaireResponse',
      'Encounter',
      'Communication',
      'Task',
    ]),
  ),
  frontdesk: union(
    STAFF,
    all('crus', ['Patient', 'RelatedPerson', 'Appointment', 'Slot', 'Encounter', 'Coverage', 'Communication', 'Task']),
  ),
  biller: union(
    STAFF,
    all('crus', [...FINANCIAL_TYPES, 'Coverage', 'Task']),
    all('rs', ['Patient', 'Encounter', 'Condition', 'Procedure', 'ServiceRequest']),
  ),
}

/** What the patient role may do with anything that lies wholly in compartments of its `self` and `proxy` links. */
export const OWN_COMPARTMENT: Letters = 'rs'

function all(letters: Letters, types: readonly string[]): Grants {
  return Object.fromEntries(types.map((type) => [type, letters]))
}

function clinical(letters: Letters): Grants {
  return { ...all(letters, CLINICAL_TYPES), ...all('rs', READ_ONLY_CLINICAL) }
}

function union(...grants: Grants[]): Grants {
  const types = new Set(grants.flatMap((each) => Object.keys(each)))
  return Object.fromEntries(
    [...types].map((type) => {
      const granted = grants.map((each) => each[type] ?? '').join('')
      return [type, [...'cruds'].filter((letter) => granted.includes(letter)).join('')]
    }),
  )
}
