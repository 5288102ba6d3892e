import type { DetectedIssue, MedicationRequest, Reference } from 'fhir/r4.js'
import { coded, given, hl7, patientRef, RXNORM, UCUM, type Occasion } from '../concepts.js'
import type { Finding } from './checks.js'
import { DRUGS } from './drugs.js'
import { dosageOf, ucumOf, type Sig } from './sig.js'

export interface Prescription {
  text: string
  rxnorm?: string
  sig: Sig
  quantity: number
  quantityUnit: string
  refills: number
  supplyDays: number
  /** What it is for: a problem of the chart, or words. */
  forProblem?: Reference
  forText?: string
  note?: string
}

/** A finding that the prescriber looked at and overrode. */
export interface Overridden {
  finding: Finding
  reason: string
}

/** An order of this clinic, valid against US Core 6.1.0; what was overridden travels with it as contained DetectedIssues. */
export function newPrescription(
  entry: Prescription,
  overridden: readonly Overridden[],
  occasion: Occasion,
  before?: Reference,
): MedicationRequest {
  const { text, sig, quantity, quantityUnit, refills, supplyDays, forProblem, forText, note } = entry
  const known = DRUGS.find(({ rxnorm, text: name }) => rxnorm === entry.rxnorm && name === text)
  const issues = overridden.map((each, i) => issueOf(each, `issue-${i + 1}`, occasion))
  const { day } = occasion
  return {
    resourceType: 'MedicationRequest',
    ...(issues.length > 0 ? { contained: issues } : {}),
    status: 'active',
    intent: 'order',
    category: [hl7('medicationrequest-category', 'community', 'Community')],
    reportedBoolean: false,
    medicationCodeableConcept: known ? coded(RXNORM, known.rxnorm, known.text) : { text },
    subject: patientRef(occasion),
    ...given('encounter', occasion.encounter),
    authoredOn: occasion.at,
    ...given('requester', occasion.by),
    ...(forText || forProblem?.display ? { reasonCode: [{ text: forText || forProblem?.display || '' }] } : {}),
    ...(forProblem ? { reasonReference: [forProblem] } : {}),
    ...(note
      ? { note: [{ ...(occasion.by ? { authorReference: occasion.by } : {}), time: occasion.at, text: note }] }
      : {}),
    dosageInstruction: [dosageOf(sig)],
    dispenseRequest: {
      validityPeriod: { start: day, end: yearAfter(day) },
      numberOfRepeatsAllowed: refills,
      quantity: { value: quantity, unit: quantityUnit, system: UCUM, code: ucumOf(quantityUnit) },
      expectedSupplyDuration: { value: supplyDays, unit: 'days', system: UCUM, code: 'd' },
    },
    ...given('priorPrescription', before),
    ...(issues.length > 0 ? { detectedIssue: issues.map(({ id }) => ({ reference: `#${id}` })) } : {}),
  }
}

/** A leap day ends on February 28. */
const yearAfter = (day: string): string => `${Number(day.slice(0, 4)) + 1}${day.slice(4).replace('-02-29', '-02-28')}`

/** v3 ActCode of what was detected. */
const CODES: Readonly<Record<Finding['kind'], readonly [code: string, display: string]>> = {
  allergy: ['ALGY', 'Allergy Alert'],
  duplicate: ['DUPTHPY', 'Duplicate Therapy Alert'],
  interaction: ['DRG', 'Drug Interaction Alert'],
}

function issueOf({ finding, reason }: Overridden, id: string, occasion: Occasion): DetectedIssue {
  const { kind, severity, evidence, why, source } = finding
  return {
    resourceType: 'DetectedIssue',
    id,
    status: 'final',
    code: hl7('v3-ActCode', ...CODES[kind]),
    severity: severity === 'moderate' ? 'moderate' : 'high',
    patient: patientRef(occasion),
    identifiedDateTime: occasion.at,
    evidence: [{ detail: [{ reference: evidence.reference, display: evidence.text }] }],
    detail: `${evidence.text}: ${why} (${source})`,
    mitigation: [{ action: { text: reason }, date: occasion.at, ...given('author', occasion.by) }],
  }
}

/** R5's `statusChanged` as R4 carries it (cross-version extension): R4 has no place for the day a medicine stopped. */
export const STATUS_CHANGED = 'http://hl7.org/fhir/5.0/StructureDefinition/extension-MedicationRequest.statusChanged'

/** A request that ended, with the reason in words and when. */
export const endedRequest = (
  request: MedicationRequest,
  status: 'stopped' | 'completed' | 'cancelled' | 'entered-in-error',
  reason: string,
  at: string,
): MedicationRequest => ({
  ...request,
  extension: [
    ...(request.extension ?? []).filter(({ url }) => url !== STATUS_CHANGED),
    { url: STATUS_CHANGED, valueDateTime: at },
  ],
  status,
  statusReason: { text: reason },
})

/** Identifier that stands on the paper: the prescription has left the building. */
export const PRESCRIPTION = 'urn:tessera:prescription'
export const numberOf = ({ identifier = [] }: MedicationRequest): string | undefined =>
  identifier.find(({ system }) => system === PRESCRIPTION)?.value
