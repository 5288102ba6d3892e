import { searchParam, typeName } from '../definitions.js'

/** Type → date parameter; each walks one element that occurs once at most. */
const CLINICAL: Readonly<Record<string, string>> = {
  Account: 'period',
  AllergyIntolerance: 'date',
  Appointment: 'date',
  AuditEvent: 'date',
  CarePlan: 'date',
  CareTeam: 'date',
  Claim: 'created',
  ClaimResponse: 'created',
  ClinicalImpression: 'date',
  Communication: 'sent',
  Composition: 'date',
  Condition: 'onset-date',
  Consent: 'date',
  DiagnosticReport: 'date',
  DocumentReference: 'date',
  Encounter: 'date',
  EpisodeOfCare: 'date',
  ExplanationOfBenefit: 'created',
  FamilyMemberHistory: 'date',
  Flag: 'date',
  ImagingStudy: 'started',
  Immunization: 'date',
  Invoice: 'date',
  List: 'date',
  Media: 'created',
  MedicationAdministration: 'effective-time',
  MedicationRequest: 'authoredon',
  MedicationStatement: 'effective',
  Observation: 'date',
  Procedure: 'date',
  QuestionnaireResponse: 'authored',
  ServiceRequest: 'authored',
  Slot: 'start',
  Task: 'authored-on',
}

/**
 * The date parameter whose only value is the resource's clinical date `d`: at most one row for each resource, whose
 * `lo` is `d` unless it is open; `d` is 0 when there is no such row or its `lo` is open.
 *
 * @returns its number; undefined when the type has none
 */
export function clinicalDateParam(t: number): number | undefined {
  const code = CLINICAL[typeName(t)]
  return code === undefined ? undefined : searchParam(t, code)?.rows[0]
}
