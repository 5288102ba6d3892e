import type { ObservationGroup, Segment } from '@tessera/hl7v2'
import type { Annotation, CodeableConcept, Identifier, Observation, Reference } from 'fhir/r4.js'
import { ABSENT_REASON, INTERPRETATION, OBSERVATION_CATEGORY } from '../systems.js'
import { concept, organization, person, identifierOfEi } from './datatypes.js'
import { instant, mapped, moment, present, prose, senderUri, some, text, type Reading } from './reading.js'
import { obxValue, referenceRange, type ObxValue } from './value.js'

/** HL7 table 0085, as v2-to-FHIR has it. */
const STATUS: Readonly<Record<string, Observation['status']>> = {
  A: 'amended',
  B: 'amended',
  C: 'corrected',
  D: 'entered-in-error',
  F: 'final',
  I: 'registered',
  N: 'registered',
  O: 'registered',
  P: 'preliminary',
  R: 'preliminary',
  S: 'preliminary',
  U: 'final',
  V: 'final',
  W: 'entered-in-error',
  X: 'cancelled',
  // what translators from FHIR write where they know nothing
  unknown: 'unknown',
}

const V2_0078 = 'http://terminology.hl7.org/CodeSystem/v2-0078'
/** HL7 table 0078 codes that FHIR's value set has. */
const FLAGS = new Set(
  'A AA B D DET E EX EXP H H> HH HM HU HX I IE IND L L< LL LU LX N NCL ND NEG NR NS POS R RR S SDD SYN-R SYN-S U UNE VS W WR < > OBX CAR Carrier'.split(
    ' ',
  ),
)

export interface ObservationContext {
  subject: Reference
  category: 'laboratory' | 'imaging' | 'survey' | 'vital-signs'
  /** When the OBX doesn't say. */
  effective?: string
  issued?: string
  status?: Observation['status']
  basedOn?: Reference[]
  specimen?: Reference
  performer?: Reference[]
  /** Number by which a later message finds this report; with code and sub-id it names one result. */
  number?: string
}

export interface MappedObservation {
  observation: Observation
  attachment?: ObxValue['attachment']
}

/**
 * OBX with its NTE → Observation.
 *
 * @param occurrence which one of the same code and sub-id in its order, from 1
 */
export function observationOf(
  reading: Reading,
  { obx, notes }: ObservationGroup,
  context: ObservationContext,
  occurrence: number,
): MappedObservation {
  const { value, attachment } = obxValue(reading, obx)
  const range = referenceRange(reading, obx)
  const performers = present([
    ...obx.fields(16).map((each) => person(reading, each)),
    organization(reading, obx.fields(23)[0]),
  ])
  const observation: Observation = {
    resourceType: 'Observation',
    meta: { source: reading.source },
    ...some('identifier', identifiersOf(reading, obx, context, occurrence)),
    ...some('basedOn', context.basedOn),
    status: statusOf(reading, obx, context.status),
    category: [
      { coding: [{ system: OBSERVATION_CATEGORY, code: context.category, display: CATEGORY[context.category] }] },
    ],
    code: concept(reading, obx.fields(3)[0]) ?? { text: 'Not named' },
    subject: context.subject,
    ...some('effectiveDateTime', moment(reading, text(obx, 14)) ?? context.effective),
    ...some('issued', instant(reading, text(obx, 19)) ?? context.issued),
    ...some('performer', performers.length > 0 ? performers : context.performer),
    ...value,
    ...some('interpretation', interpretationOf(obx)),
    ...some('note', notesOf(notes)),
    ...some('method', concept(reading, obx.fields(17)[0])),
    ...some('specimen', context.specimen),
    ...some('referenceRange', range ? [range] : undefined),
  }
  const hasValue = Object.keys(value).length > 0
  if (!hasValue) observation.dataAbsentReason = absent(observation.status)
  return { observation, ...some('attachment', attachment) }
}

const CATEGORY = {
  laboratory: 'Laboratory',
  imaging: 'Imaging',
  survey: 'Survey',
  'vital-signs': 'Vital Signs',
} as const

const absent = (status: Observation['status']): CodeableConcept => ({
  coding: [
    status === 'registered' || status === 'preliminary'
      ? { system: ABSENT_REASON, code: 'temp-unknown', display: 'Temporarily Unknown' }
      : status === 'cancelled'
        ? { system: ABSENT_REASON, code: 'not-performed', display: 'Not Performed' }
        : { system: ABSENT_REASON, code: 'unknown', display: 'Unknown' },
  ],
})

function statusOf(reading: Reading, obx: Segment, otherwise: Observation['status'] | undefined): Observation['status'] {
  const code = text(obx, 11)
  if (!code) return otherwise ?? 'final'
  const known = STATUS[code] ?? STATUS[mapped(reading, 'status', code)?.target ?? '']
  if (known) return known
  reading.problems.push({
    place: 'OBX-11',
    text: `“${code.slice(0, 20)}” is no status of a result`,
    mend: { kind: 'status', code },
  })
  return 'unknown'
}

function interpretationOf(obx: Segment): CodeableConcept[] {
  return present(
    obx.fields(8).map((field) => {
      const code = field.component(1).value.trim()
      if (!code) return undefined
      const words = field.component(2).value.trim() || undefined
      return FLAGS.has(code)
        ? { coding: [{ system: INTERPRETATION, code, ...some('display', words) }] }
        : { coding: [{ system: V2_0078, code, ...some('display', words) }], text: words ?? code }
    }),
  )
}

/** NTE-3, its repetitions and lines; notes that follow each other are one text. */
export function notesOf(notes: readonly Segment[]): Annotation[] {
  const words = present(notes.map((nte) => prose(nte, 3))).join('\n')
  return words ? [{ text: words }] : []
}

/** What a later message finds this result by: OBX-21, and its place in the report. */
function identifiersOf(
  reading: Reading,
  obx: Segment,
  { number }: ObservationContext,
  occurrence: number,
): Identifier[] {
  const own = obx.fields(21)[0]
  const instance = own ? identifierOfEi(reading, own, undefined) : undefined
  const place = number
    ? {
        system: `${senderUri(reading.sender)}:result`,
        value: [number, text(obx, 3) ?? text(obx, 3, 2) ?? text(obx, 3, 4) ?? '', text(obx, 4) ?? '', occurrence].join(
          '/',
        ),
      }
    : undefined
  return present([instance, place])
}
