import type { Segment } from '@tessera/hl7v2'
import type { AllergyIntolerance, Condition, Immunization, MedicationRequest, Procedure, Quantity } from 'fhir/r4.js'
import { UCUM } from '../systems.js'
import { concept, identifierOfEi, organization, person } from './datatypes.js'
import { notesOf } from './observation.js'
import { moment, part, present, some, text, type Reading } from './reading.js'
import { decimalText, ucumOf } from './value.js'

const CLINICAL = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical'
const CONDITION_STATUS = 'http://terminology.hl7.org/CodeSystem/condition-clinical'
const VERIFICATION = 'http://terminology.hl7.org/CodeSystem/condition-ver-status'
const CONDITION_CATEGORY = 'http://terminology.hl7.org/CodeSystem/condition-category'

const ALLERGY_CATEGORY: Readonly<Record<string, NonNullable<AllergyIntolerance['category']>[number]>> = {
  DA: 'medication',
  FA: 'food',
  EA: 'environment',
  AA: 'environment',
  PA: 'environment',
  LA: 'environment',
}
const CRITICALITY: Readonly<Record<string, AllergyIntolerance['criticality']>> = {
  SV: 'high',
  MO: 'low',
  MI: 'low',
  U: 'unable-to-assess',
}
const SEVERITY: Readonly<Record<string, 'severe' | 'moderate' | 'mild'>> = { SV: 'severe', MO: 'moderate', MI: 'mild' }

/** AL1 → AllergyIntolerance. */
export function allergyOf(reading: Reading, al1: Segment): AllergyIntolerance | undefined {
  const code = concept(reading, al1.fields(3)[0])
  if (!code) return undefined
  const severity = text(al1, 4) ?? ''
  const reactions = present(al1.fields(5).map((each) => concept(reading, each)))
  return {
    resourceType: 'AllergyIntolerance',
    meta: { source: reading.source },
    clinicalStatus: { coding: [{ system: CLINICAL, code: 'active', display: 'Active' }] },
    verificationStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
          code: 'unconfirmed',
          display: 'Unconfirmed',
        },
      ],
    },
    ...some('category', present([ALLERGY_CATEGORY[text(al1, 2) ?? '']])),
    ...some('criticality', CRITICALITY[severity]),
    code,
    patient: { reference: reading.patient },
    ...some('onsetDateTime', moment(reading, text(al1, 6))),
    ...some(
      'reaction',
      reactions.map((each) => ({ manifestation: [each], ...some('severity', SEVERITY[severity]) })),
    ),
  }
}

/** DG1 → Condition of the visit. */
export function diagnosisOf(reading: Reading, dg1: Segment): Condition | undefined {
  const code = concept(reading, dg1.fields(3)[0]) ?? wordsOf(text(dg1, 4))
  if (!code) return undefined
  return {
    resourceType: 'Condition',
    meta: { source: reading.source },
    clinicalStatus: { coding: [{ system: CONDITION_STATUS, code: 'active', display: 'Active' }] },
    verificationStatus: {
      coding: [{ system: VERIFICATION, code: text(dg1, 6) === 'F' ? 'confirmed' : 'provisional' }],
    },
    category: [
      { coding: [{ system: CONDITION_CATEGORY, code: 'encounter-diagnosis', display: 'Encounter Diagnosis' }] },
    ],
    code: { ...code, ...some('text', code.text ?? text(dg1, 4)) },
    subject: { reference: reading.patient },
    ...some('onsetDateTime', moment(reading, text(dg1, 5))),
    ...some('recordedDate', moment(reading, text(dg1, 19))),
    ...some('asserter', person(reading, dg1.fields(16)[0])),
  }
}

/** PRB → Condition of the problem list; PRB-1 says whether it is added, updated or taken away. */
export function problemOf(reading: Reading, prb: Segment, notes: readonly Segment[]): Condition | undefined {
  const code = concept(reading, prb.fields(3)[0])
  if (!code) return undefined
  const gone = text(prb, 1) === 'DE'
  const resolved = moment(reading, text(prb, 9))
  const lifecycle = text(prb, 14)?.toLowerCase()
  const status = resolved || lifecycle === 'resolved' ? 'resolved' : lifecycle === 'inactive' ? 'inactive' : 'active'
  const number = prb.fields(4)[0]
  const confirmed = /^(conf|c\b)/i.test(text(prb, 13, 2) ?? text(prb, 13) ?? '')
  return {
    resourceType: 'Condition',
    meta: { source: reading.source },
    ...some('identifier', present([number ? identifierOfEi(reading, number, undefined) : undefined])),
    ...(gone ? {} : { clinicalStatus: { coding: [{ system: CONDITION_STATUS, code: status }] } }),
    verificationStatus: {
      coding: [{ system: VERIFICATION, code: gone ? 'entered-in-error' : confirmed ? 'confirmed' : 'unconfirmed' }],
    },
    category: [{ coding: [{ system: CONDITION_CATEGORY, code: 'problem-list-item', display: 'Problem List Item' }] }],
    code,
    subject: { reference: reading.patient },
    ...some('onsetDateTime', moment(reading, text(prb, 16)) ?? undefined),
    ...(resolved && !gone ? { abatementDateTime: resolved } : {}),
    ...some('recordedDate', moment(reading, text(prb, 7)) ?? moment(reading, text(prb, 2))),
    ...some('note', notesOf(notes)),
  }
}

/** PR1 → Procedure. */
export function procedureOf(reading: Reading, pr1: Segment): Procedure | undefined {
  const code = concept(reading, pr1.fields(3)[0]) ?? wordsOf(text(pr1, 4))
  if (!code) return undefined
  return {
    resourceType: 'Procedure',
    meta: { source: reading.source },
    status: 'completed',
    code: { ...code, ...some('text', code.text ?? text(pr1, 4)) },
    subject: { reference: reading.patient },
    ...some('performedDateTime', moment(reading, text(pr1, 5))),
    ...some(
      'performer',
      present(pr1.fields(11).map((each) => person(reading, each))).map((actor) => ({ actor })),
    ),
  }
}

const IMMUNIZATION_STATUS: Readonly<Record<string, Immunization['status']>> = {
  CP: 'completed',
  PA: 'completed',
  RE: 'not-done',
  NA: 'not-done',
}

/** RXA (with its ORC and RXR) → Immunization. */
export function immunizationOf(
  reading: Reading,
  rxa: Segment,
  orc: Segment | undefined,
  rxr: Segment | undefined,
): Immunization | undefined {
  const code = concept(reading, rxa.fields(5)[0])
  const at = moment(reading, text(rxa, 3))
  if (!code) return undefined
  const numbers = present([identifierAt(reading, orc, 3, 'FILL'), identifierAt(reading, orc, 2, 'PLAC')])
  const expires = moment(reading, text(rxa, 16))?.slice(0, 10)
  const historical = text(rxa, 9) === '01'
  const refused = text(rxa, 20)
  return {
    resourceType: 'Immunization',
    meta: { source: reading.source },
    ...some('identifier', numbers),
    status: text(rxa, 21) === 'D' ? 'entered-in-error' : (IMMUNIZATION_STATUS[refused ?? 'CP'] ?? 'completed'),
    ...some('statusReason', concept(reading, rxa.fields(18)[0])),
    vaccineCode: code,
    patient: { reference: reading.patient },
    ...(at ? { occurrenceDateTime: at } : { occurrenceString: 'unknown' }),
    primarySource: !historical,
    ...some('manufacturer', manufacturer(reading, rxa)),
    ...some('lotNumber', text(rxa, 15)),
    ...some('expirationDate', expires),
    ...some('site', concept(reading, rxr?.fields(2)[0])),
    ...some('route', concept(reading, rxr?.fields(1)[0])),
    ...some('doseQuantity', dose(reading, rxa)),
    ...some(
      'performer',
      present(rxa.fields(10).map((each) => person(reading, each))).map((actor) => ({ actor })),
    ),
    ...some('location', placeOf(rxa)),
  }
}

function manufacturer(reading: Reading, rxa: Segment) {
  const found = concept(reading, rxa.fields(17)[0])
  return found?.text ? { type: 'Organization', display: found.text } : undefined
}

function placeOf(rxa: Segment) {
  const display = text(rxa, 11, 4)
  return display ? { display } : undefined
}

/** RXA-6: 999 means that nobody knows. */
function dose(reading: Reading, rxa: Segment): Quantity | undefined {
  const amount = text(rxa, 6)
  if (!amount || amount === '999') return undefined
  return amountOf(reading, amount, text(rxa, 7), text(rxa, 7, 2))
}

function amountOf(
  reading: Reading,
  amount: string | undefined,
  code: string | undefined,
  words: string | undefined,
): Quantity | undefined {
  const spelling = amount === undefined ? undefined : decimalText(amount)
  if (spelling === undefined) return undefined
  const ucum = code ? ucumOf(code) : undefined
  const made: Quantity = {
    value: Number(spelling),
    ...some('unit', words ?? code),
    ...(ucum ? { system: UCUM, code: ucum } : {}),
  }
  reading.spelled.set(made, spelling)
  return made
}

const REQUEST_STATUS: Readonly<Record<string, MedicationRequest['status']>> = {
  CA: 'cancelled',
  OC: 'cancelled',
  DC: 'stopped',
  OD: 'stopped',
  HD: 'on-hold',
  CM: 'completed',
  ER: 'entered-in-error',
}

/** RXE or RXO with its ORC, RXR and NTE → MedicationRequest. */
export function medicationOf(
  reading: Reading,
  rx: Segment,
  orc: Segment | undefined,
  rxr: readonly Segment[],
  notes: readonly Segment[],
): MedicationRequest | undefined {
  const encoded = rx.name === 'RXE'
  const code = concept(reading, rx.fields(encoded ? 2 : 1)[0])
  if (!code) return undefined
  const [low, unit] = encoded ? [3, 5] : [2, 4]
  const amount = amountOf(reading, text(rx, low), text(rx, unit), text(rx, unit, 2))
  const route = concept(reading, rxr[0]?.fields(1)[0])
  const instructions = present([encoded ? text(rx, 7, 2) : undefined, encoded ? undefined : text(rx, 6, 2)]).join(' ')
  const numbers = present([identifierAt(reading, orc, 2, 'PLAC'), identifierAt(reading, orc, 3, 'FILL')])
  const start = moment(reading, encoded ? text(rx, 1, 4) : undefined) ?? moment(reading, text(orc, 7, 4))
  const dosage = {
    ...some('text', instructions || undefined),
    ...(start ? { timing: { event: [start] } } : {}),
    ...some('route', route),
    ...(amount ? { doseAndRate: [{ doseQuantity: amount }] } : {}),
  }
  return {
    resourceType: 'MedicationRequest',
    meta: { source: reading.source },
    ...some('identifier', numbers),
    status: REQUEST_STATUS[text(orc, 5) ?? ''] ?? REQUEST_STATUS[text(orc, 1) ?? ''] ?? 'active',
    intent: 'order',
    reportedBoolean: true,
    medicationCodeableConcept: code,
    subject: { reference: reading.patient },
    ...some('authoredOn', moment(reading, text(orc, 9))),
    requester: person(reading, orc?.fields(12)[0]) ??
      organization(reading, orc?.fields(21)[0]) ?? { display: reading.message.sender.facility || reading.sender },
    ...some('note', notesOf(notes)),
    ...(Object.keys(dosage).length > 0 ? { dosageInstruction: [dosage] } : {}),
  }
}

function identifierAt(reading: Reading, orc: Segment | undefined, field: number, kind: 'PLAC' | 'FILL') {
  const found = orc?.fields(field)[0]
  return found && part(found, 1) ? identifierOfEi(reading, found, kind) : undefined
}

const wordsOf = (words: string | undefined) => (words ? { text: words } : undefined)
