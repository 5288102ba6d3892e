/** The one date by which a resource is placed in a patient's history. */
import { searchParam, typeNumber } from '../definitions.js'
import type { IndexRows } from '../index-rows.js'
import type { Extraction, Json } from './extraction.js'
import { isObject } from './extraction.js'
import { OPEN, readMoment } from './moment.js'
import { readPeriod } from './moments.js'

/**
 * By preference: date parameters, then `.member` where R4 has no parameter. A type that isn't named goes by its `date`
 * parameter, if it has one.
 */
export const CLINICAL_DATES: Readonly<Record<string, string>> = {
  Account: 'period',
  AllergyIntolerance: 'date .onsetDateTime',
  Appointment: 'date .created',
  AppointmentResponse: '.start',
  Basic: 'created',
  ChargeItem: 'occurrence entered-date',
  Claim: 'created',
  ClaimResponse: 'created',
  Communication: 'sent received',
  CommunicationRequest: 'authored occurrence',
  Condition: 'onset-date recorded-date',
  Coverage: '.period',
  CoverageEligibilityRequest: 'created',
  CoverageEligibilityResponse: 'created',
  DetectedIssue: 'identified',
  DeviceRequest: 'authored-on event-date',
  DeviceUseStatement: '.timingDateTime .timingPeriod .recordedOn',
  DiagnosticReport: 'date issued',
  DocumentReference: 'date period',
  EnrollmentRequest: '.created',
  EnrollmentResponse: '.created',
  ExplanationOfBenefit: 'created',
  Goal: 'start-date .statusDate',
  ImagingStudy: 'started',
  Immunization: 'date .recorded',
  MedicationAdministration: 'effective-time',
  MedicationDispense: 'whenhandedover whenprepared',
  MedicationRequest: 'authoredon',
  MedicationStatement: 'effective .dateAsserted',
  Media: 'created',
  NutritionOrder: 'datetime',
  Observation: 'date .issued',
  PaymentNotice: 'created',
  PaymentReconciliation: 'created',
  Patient: '',
  Practitioner: '',
  PractitionerRole: '',
  Provenance: 'recorded when',
  QuestionnaireResponse: 'authored',
  RequestGroup: 'authored',
  ServiceRequest: 'authored occurrence',
  Slot: 'start',
  Specimen: 'collected .receivedTime',
  SupplyDelivery: '.occurrenceDateTime .occurrencePeriod',
  SupplyRequest: 'date .occurrenceDateTime .occurrencePeriod',
  Task: 'authored-on modified',
  VisionPrescription: 'datewritten .created',
}

/** A preference of a type: rows of a parameter, or a member. */
type Source = { p: number } | { member: string }

const sources: Source[][] = []

/**
 * The date parameter that a type's clinical date comes from first: where it has a row that isn't open, `d` is that
 * row's `lo`.
 *
 * @returns its number; undefined when the type has none
 */
export function clinicalDateParam(t: number, typeName: string): number | undefined {
  const [first] = sourcesOf(t, typeName)
  return first && 'p' in first ? first.p : undefined
}

/** @returns ms since 1970; of a Period its start, or its end when that is all it has; 0 for none */
export function clinicalDate(t: number, typeName: string, extraction: Extraction, tree: Json): number {
  for (const source of sourcesOf(t, typeName)) {
    const found = 'p' in source ? dateOfRows(extraction.rows, source.p) : dateOfMember(extraction, tree[source.member])
    if (found !== undefined) return found
  }
  return 0
}

function dateOfRows({ date }: IndexRows, p: number): number | undefined {
  for (let i = 0; i < date.length; i += 3) if (date[i] === p) return closedEnd(date[i + 1] ?? 0, date[i + 2] ?? 0)
  return undefined
}

function dateOfMember(extraction: Extraction, value: unknown): number | undefined {
  const { zone, bounds } = extraction
  const read =
    typeof value === 'string' ? readMoment(value, zone, bounds) : isObject(value) && readPeriod(extraction, value)
  return read ? closedEnd(bounds.lo, bounds.hi) : undefined
}

const closedEnd = (lo: number, hi: number): number => (lo > -OPEN ? lo : hi)

function sourcesOf(t: number, typeName: string): Source[] {
  return (sources[t] ??= (CLINICAL_DATES[typeName] ?? 'date')
    .split(' ')
    .filter((each) => each !== '')
    .flatMap((each): Source[] => {
      if (each.startsWith('.')) return [{ member: each.slice(1) }]
      const param = searchParam(typeNumber(typeName) ?? t, each)
      return param?.kind === 'date' ? [{ p: param.p }] : []
    }))
}
