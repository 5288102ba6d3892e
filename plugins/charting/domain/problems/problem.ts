import type { CodeableConcept, Condition } from 'fhir/r4.js'
import { coded, given, hl7, ICD10, patientRef, type Occasion } from '../concepts.js'
import { diagnosisOf } from './diagnoses.js'

export interface ProblemEntry {
  /** ICD-10-CM code of the list; absent for free text. */
  code?: string
  text: string
  status: 'active' | 'recurrence' | 'remission' | 'resolved'
  /** As exact as it is known. */
  onset?: string
  until?: string
  note?: string
}

const CLINICAL: Readonly<Record<ProblemEntry['status'], string>> = {
  active: 'Active',
  recurrence: 'Recurrence',
  remission: 'Remission',
  resolved: 'Resolved',
}

const clinical = (status: ProblemEntry['status']) => hl7('condition-clinical', status, CLINICAL[status])

/** A problem of the list, valid against US Core 6.1.0 *problems and health concerns*. */
export const newProblem = (entry: ProblemEntry, occasion: Occasion): Condition => ({
  resourceType: 'Condition',
  clinicalStatus: clinical(entry.status),
  verificationStatus: hl7('condition-ver-status', 'confirmed', 'Confirmed'),
  category: [hl7('condition-category', 'problem-list-item', 'Problem List Item')],
  code: conceptOf(entry),
  subject: patientRef(occasion),
  ...given('encounter', occasion.encounter),
  ...given('onsetDateTime', entry.onset),
  ...(isOver(entry.status) ? given('abatementDateTime', entry.until) : {}),
  recordedDate: occasion.at,
  ...given('recorder', occasion.by),
  ...noteOf(entry.note, occasion),
})

function conceptOf({ code, text }: ProblemEntry): CodeableConcept {
  const known = code === undefined ? undefined : diagnosisOf(code)
  return known ? coded(ICD10, known.code, known.display, text) : { text }
}

/** con-4: what has an end isn't active. */
const isOver = (status: ProblemEntry['status']): boolean => status === 'remission' || status === 'resolved'

/** The same problem with what was changed; its code stays unless the person chose another. */
export function changedProblem(before: Condition, entry: ProblemEntry, occasion: Occasion): Condition {
  const { note = [], ...rest } = entry.onset ? withoutOnset(withoutEnd(before)) : withoutEnd(before)
  const sameNote = note.at(-1)?.text === entry.note
  return {
    ...rest,
    clinicalStatus: clinical(entry.status),
    code: entry.code === undefined && entry.text === before.code?.text ? before.code : conceptOf(entry),
    ...given('onsetDateTime', entry.onset),
    ...(isOver(entry.status) ? given('abatementDateTime', entry.until ?? occasion.day) : {}),
    ...(sameNote || !entry.note
      ? note.length > 0
        ? { note }
        : {}
      : { note: [...note, ...(noteOf(entry.note, occasion).note ?? [])] }),
  }
}

/** An onset in words or as an age stands until a date is known. */
function withoutOnset(condition: Condition): Condition {
  const {
    onsetDateTime: _date,
    onsetAge: _age,
    onsetString: _words,
    onsetPeriod: _period,
    onsetRange: _range,
    ...rest
  } = condition
  return rest
}

function withoutEnd(condition: Condition): Condition {
  const {
    abatementDateTime: _date,
    abatementAge: _age,
    abatementString: _words,
    abatementPeriod: _period,
    abatementRange: _range,
    ...rest
  } = condition
  return rest
}

/** Withdrawn: con-5 wants no clinical status beside it. */
export function withdrawnProblem({ clinicalStatus: _status, ...rest }: Condition): Condition {
  return { ...rest, verificationStatus: hl7('condition-ver-status', 'entered-in-error', 'Entered in Error') }
}

export const noteOf = (text: string | undefined, { at, by }: Occasion) =>
  text ? { note: [{ ...(by ? { authorReference: by } : {}), time: at, text }] } : {}
