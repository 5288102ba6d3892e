import type { AllergyIntolerance, AllergyIntoleranceReaction } from 'fhir/r4.js'
import { NO_KNOWN_ALLERGY } from '../allergies.js'
import { coded, given, hl7, patientRef, SNOMED, type Occasion } from '../concepts.js'
import { noteOf } from '../problems/problem.js'
import { substanceConcept, type AllergyCategory } from './substances.js'

export interface AllergyEntry {
  text: string
  category: AllergyCategory
  type: 'allergy' | 'intolerance'
  criticality?: 'low' | 'high' | 'unable-to-assess'
  reactions: readonly string[]
  severity?: 'mild' | 'moderate' | 'severe'
  onset?: string
  status: 'active' | 'inactive' | 'resolved'
  note?: string
}

const CLINICAL = { active: 'Active', inactive: 'Inactive', resolved: 'Resolved' } as const
const clinical = (status: AllergyEntry['status']) => hl7('allergyintolerance-clinical', status, CLINICAL[status])
const confirmed = () => hl7('allergyintolerance-verification', 'confirmed', 'Confirmed')

/** An allergy, valid against US Core 6.1.0. */
export const newAllergy = (entry: AllergyEntry, occasion: Occasion): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  clinicalStatus: clinical(entry.status),
  verificationStatus: confirmed(),
  type: entry.type,
  category: [entry.category],
  ...given('criticality', entry.criticality),
  code: substanceConcept(entry.text),
  patient: patientRef(occasion),
  ...given('encounter', occasion.encounter),
  ...given('onsetDateTime', entry.onset),
  recordedDate: occasion.at,
  ...given('recorder', occasion.by),
  ...noteOf(entry.note, occasion),
  ...reactionOf(entry),
})

function reactionOf({ reactions, severity }: AllergyEntry): { reaction?: AllergyIntoleranceReaction[] } {
  if (reactions.length === 0) return {}
  return { reaction: [{ manifestation: reactions.map((text) => ({ text })), ...given('severity', severity) }] }
}

/** The same allergy with what was changed: earlier reactions in another form are replaced by what the form says. */
export function changedAllergy(
  before: AllergyIntolerance,
  entry: AllergyEntry,
  occasion: Occasion,
): AllergyIntolerance {
  const { criticality: _risk, onsetDateTime: _onset, reaction: _reaction, note = [], ...rest } = before
  const fresh = note.at(-1)?.text === entry.note ? [] : (noteOf(entry.note, occasion).note ?? [])
  const notes = [...note, ...fresh]
  return {
    ...rest,
    clinicalStatus: clinical(entry.status),
    type: entry.type,
    category: [entry.category],
    ...given('criticality', entry.criticality),
    code: entry.text === before.code?.text ? before.code : substanceConcept(entry.text),
    ...given('onsetDateTime', entry.onset),
    ...(notes.length > 0 ? { note: notes } : {}),
    ...reactionOf(entry),
  }
}

/** Withdrawn: ait-2 wants no clinical status beside it. */
export function withdrawnAllergy({ clinicalStatus: _status, ...rest }: AllergyIntolerance): AllergyIntolerance {
  return {
    ...rest,
    verificationStatus: hl7('allergyintolerance-verification', 'entered-in-error', 'Entered in Error'),
  }
}

/** "It was asked, and there is none." */
export const noKnownAllergies = (occasion: Occasion): AllergyIntolerance => ({
  resourceType: 'AllergyIntolerance',
  clinicalStatus: clinical('active'),
  verificationStatus: confirmed(),
  code: coded(SNOMED, NO_KNOWN_ALLERGY[0] ?? '', 'No known allergy', 'No known allergies'),
  patient: patientRef(occasion),
  ...given('encounter', occasion.encounter),
  recordedDate: occasion.at,
  ...given('recorder', occasion.by),
})

/** A statement of none that no longer holds: what was asked then stays readable. */
export const refutedStatement = (none: AllergyIntolerance): AllergyIntolerance => ({
  ...none,
  clinicalStatus: clinical('inactive'),
})
