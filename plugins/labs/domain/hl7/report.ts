import type { ObservationGroup, OrderGroup, PatientGroup, Segment } from '@tessera/hl7v2'
import type { Annotation, DiagnosticReport, Identifier, Observation, Reference, ServiceRequest } from 'fhir/r4.js'
import { LABORATORY_ORDER, V2_0074 } from '../systems.js'
import { concept, identifierOfEi, organization, person } from './datatypes.js'
import { instant, mapped, moment, present, senderUri, some, text, type Reading } from './reading.js'
import { notesOf, observationOf, type ObservationContext } from './observation.js'
import { specimenOf, specimenOfObr } from './specimen.js'
import type { Drafted, MappedReport } from './mapped.js'

/** HL7 table 0123, as v2-to-FHIR has it. */
const STATUS: Readonly<Record<string, DiagnosticReport['status']>> = {
  O: 'registered',
  I: 'registered',
  S: 'registered',
  N: 'registered',
  A: 'partial',
  R: 'partial',
  P: 'preliminary',
  C: 'corrected',
  M: 'corrected',
  F: 'final',
  U: 'final',
  X: 'cancelled',
  Y: 'unknown',
  Z: 'unknown',
  // what translators from FHIR write where they know nothing
  unknown: 'unknown',
}

const IMAGING = new Set(['RAD', 'CT', 'NMR', 'NMS', 'RUS', 'OUS', 'VUS', 'XRC', 'CUS', 'RX'])

/** Numbers of an order: placer's (OBR-2, ORC-2) and filler's (OBR-3, ORC-3). */
export function orderNumbers(reading: Reading, { orc, obr }: OrderGroup): { placer?: Identifier; filler?: Identifier } {
  const of = (field: number, kind: 'PLAC' | 'FILL') => {
    for (const segment of [obr, orc]) {
      const found = segment?.fields(field)[0]
      const identifier = found ? identifierOfEi(reading, found, kind) : undefined
      if (identifier) return identifier
    }
    return undefined
  }
  return { ...some('placer', of(2, 'PLAC')), ...some('filler', of(3, 'FILL')) }
}

/** An OBR with what belongs to it → DiagnosticReport, Observations, Specimens. */
export function reportOf(reading: Reading, order: OrderGroup, url: () => string): MappedReport | undefined {
  const { obr, orc } = order
  if (!obr && order.observations.length === 0 && order.specimens.length === 0) return undefined
  const subject = { reference: reading.patient }
  const numbers = orderNumbers(reading, order)
  const number = numbers.filler?.value ?? numbers.placer?.value
  const status = statusOf(reading, obr)
  const section = text(obr, 24)
  const imaging = section !== undefined && IMAGING.has(section)
  const effective = moment(reading, text(obr, 7)) ?? moment(reading, text(obr, 8))
  const issued = instant(reading, text(obr, 22)) ?? instant(reading, reading.message.time)
  const performer = performersOf(reading, order)

  const specimens: Drafted[] = order.specimens.map((each) => ({
    url: url(),
    resource: specimenOf(reading, each, subject),
  }))
  const older = specimens.length === 0 && obr ? specimenOfObr(reading, obr, subject) : undefined
  if (older) specimens.push({ url: url(), resource: older })
  const [specimen] = specimens
  const context: ObservationContext = {
    subject,
    category: imaging ? 'imaging' : 'laboratory',
    ...some('effective', effective),
    ...some('issued', issued),
    // a part of a report that is final may be preliminary, so only these speak for each result
    ...(status === 'partial' || status === 'appended' ? {} : { status }),
    ...(specimen ? { specimen: { reference: specimen.url } } : {}),
    ...some('performer', performer),
    ...some('number', number),
  }
  const observations = drafted(reading, order.observations, context, url)
  const aboutSpecimen = order.specimens.flatMap((each, at) =>
    drafted(
      reading,
      each.observations,
      { ...context, specimen: { reference: specimens[at]?.url ?? '' } },
      url,
      `s${at + 1}`,
    ),
  )
  const all = [...observations, ...aboutSpecimen]
  const notes = notesOf(order.notes)
  const report: DiagnosticReport = {
    resourceType: 'DiagnosticReport',
    meta: { source: reading.source },
    ...some('identifier', present([numbers.filler, numbers.placer])),
    status,
    category: [categoryOf(imaging, section)],
    code: concept(reading, obr?.fields(4)[0]) ?? { text: 'Not named' },
    subject,
    ...some('effectiveDateTime', effective ?? observationMoment(all)),
    ...some('issued', issued),
    ...some('performer', performer),
    ...some('resultsInterpreter', present((obr?.fields(32) ?? []).map((each) => interpreter(reading, each)))),
    ...some(
      'specimen',
      specimens.map(({ url: reference }) => ({ reference })),
    ),
    ...some(
      'result',
      all.map(({ url: reference }) => ({ reference })),
    ),
    ...some('extension', noteExtensions(notes)),
  }
  return {
    report: { url: url(), resource: report },
    observations: all,
    specimens,
    ...some('number', number),
    ...some('placer', numbers.placer),
    ...some('filler', numbers.filler),
    ...some('requester', person(reading, obr?.fields(16)[0] ?? orc?.fields(12)[0])),
    attachments: all.flatMap(({ attachment }) => attachment ?? []),
  }
}

const NOTE = 'http://hl7.org/fhir/StructureDefinition/note'

/** R4's reports have no note of their own: HL7's standard extension holds them. */
const noteExtensions = (notes: readonly Annotation[]) =>
  notes.map((valueAnnotation) => ({ url: NOTE, valueAnnotation }))

const observationMoment = (observations: readonly Drafted[]): string | undefined => {
  for (const { resource } of observations)
    if (resource.resourceType === 'Observation' && resource.effectiveDateTime) return resource.effectiveDateTime
  return undefined
}

const categoryOf = (imaging: boolean, section: string | undefined) => {
  const [code, display] = imaging ? ['RAD', 'Radiology'] : ['LAB', 'Laboratory']
  return {
    coding: [
      { system: V2_0074, code, display },
      ...(section && section !== code && /^[A-Z]{2,3}$/.test(section) ? [{ system: V2_0074, code: section }] : []),
    ],
    text: display,
  }
}

/** NDL: name and number in the first component. */
function interpreter(reading: Reading, field: ReturnType<Segment['field']>): Reference | undefined {
  const [id, family, given] = field.component(1).subcomponents.map((each) => each.trim())
  const display = present([given || undefined, family || undefined]).join(' ')
  if (!id && !display) return undefined
  return {
    type: 'Practitioner',
    ...(id ? { identifier: { system: `${senderUri(reading.sender)}:person`, value: id } } : {}),
    ...some('display', display || undefined),
  }
}

/** Who reports: the laboratory of OBX-23, else the sender. */
function performersOf(reading: Reading, order: OrderGroup): Reference[] {
  const named = order.observations.map(({ obx }) => organization(reading, obx.fields(23)[0])).find(Boolean)
  if (named) return [named]
  const { application, facility } = reading.message.sender
  const display = facility || application
  return display ? [{ type: 'Organization', display }] : []
}

function statusOf(reading: Reading, obr: Segment | undefined): DiagnosticReport['status'] {
  const code = text(obr, 25)
  if (!code) return 'unknown'
  const known = STATUS[code] ?? STATUS[mapped(reading, 'status', code)?.target ?? '']
  if (known) return known
  reading.problems.push({
    place: 'OBR-25',
    text: `“${code.slice(0, 20)}” is no status of a report`,
    mend: { kind: 'status', code },
  })
  return 'unknown'
}

/** OBX in order, each named by its code, sub-id and occurrence. */
export function drafted(
  reading: Reading,
  groups: readonly ObservationGroup[],
  context: ObservationContext,
  url: () => string,
  within = '',
): (Drafted & { attachment?: ReturnType<typeof observationOf>['attachment'] })[] {
  const seen = new Map<string, number>()
  return groups.map((group) => {
    const key = `${text(group.obx, 3) ?? text(group.obx, 3, 2) ?? ''}/${text(group.obx, 4) ?? ''}`
    const occurrence = (seen.get(key) ?? 0) + 1
    seen.set(key, occurrence)
    const number = context.number === undefined ? undefined : `${context.number}${within && `/${within}`}`
    const { observation, attachment } = observationOf(
      reading,
      group,
      { ...context, ...some('number', number) },
      occurrence,
    )
    return { url: url(), resource: observation, ...some('attachment', attachment) }
  })
}

const ORDER_STATUS: Readonly<Record<string, ServiceRequest['status']>> = {
  CA: 'revoked',
  OC: 'revoked',
  CR: 'revoked',
  DC: 'revoked',
  OD: 'revoked',
  HD: 'on-hold',
  OH: 'on-hold',
  CM: 'completed',
  ER: 'entered-in-error',
  RP: 'revoked',
}

/** ORC and OBR of an order → ServiceRequest with its specimens, answers and diagnoses. */
export function requestOf(reading: Reading, order: OrderGroup, url: () => string): Drafted[] {
  const { orc, obr } = order
  if (!orc && !obr) return []
  const subject = { reference: reading.patient }
  const numbers = orderNumbers(reading, order)
  const number = numbers.placer?.value ?? numbers.filler?.value
  const specimens: Drafted[] = order.specimens.map((each) => ({
    url: url(),
    resource: specimenOf(reading, each, subject),
  }))
  const observations = drafted(
    reading,
    [...order.observations, ...order.specimens.flatMap((each) => each.observations)],
    {
      subject,
      category: 'survey',
      status: 'final',
      ...some('number', number),
      ...some('effective', moment(reading, reading.message.time)),
    },
    url,
  )
  const diagnoses = order.others.filter(({ name }) => name === 'DG1')
  const priority = PRIORITY[text(obr, 5) ?? text(orc, 7, 6) ?? text(obr, 27, 6) ?? '']
  const group = orc?.fields(4)[0]
  const request: ServiceRequest = {
    resourceType: 'ServiceRequest',
    meta: { source: reading.source },
    ...some('identifier', present([numbers.placer, numbers.filler])),
    ...some('requisition', group ? identifierOfEi(reading, group, undefined) : undefined),
    status: ORDER_STATUS[text(orc, 5) ?? ''] ?? ORDER_STATUS[text(orc, 1) ?? ''] ?? 'active',
    intent: 'order',
    category: [{ coding: [LABORATORY_ORDER], text: 'Laboratory' }],
    ...some('priority', priority),
    code: concept(reading, obr?.fields(4)[0]) ?? { text: 'Not named' },
    subject,
    ...some('occurrenceDateTime', moment(reading, text(obr, 6)) ?? moment(reading, text(obr, 7))),
    ...some('authoredOn', moment(reading, text(orc, 9))),
    ...some('requester', person(reading, orc?.fields(12)[0] ?? obr?.fields(16)[0])),
    ...some(
      'reasonCode',
      present([
        ...(obr?.fields(31) ?? []).map((each) => concept(reading, each)),
        ...diagnoses.map((dg1) => concept(reading, dg1.fields(3)[0])),
      ]),
    ),
    ...some(
      'specimen',
      specimens.map(({ url: reference }) => ({ reference })),
    ),
    ...some(
      'supportingInfo',
      observations.map(({ url: reference }) => ({ reference })),
    ),
    ...some('note', notesOf(order.notes)),
  }
  return [
    ...specimens,
    ...observations.map(({ url: at, resource }) => ({ url: at, resource })),
    { url: url(), resource: request, find: present([numbers.placer, numbers.filler]) },
  ]
}

const PRIORITY: Readonly<Record<string, ServiceRequest['priority']>> = {
  S: 'stat',
  A: 'asap',
  R: 'routine',
  T: 'urgent',
  STAT: 'stat',
}

/** OBX that stand before any order: about the patient. */
export const patientObservations = (
  reading: Reading,
  patient: PatientGroup,
  category: ObservationContext['category'],
  url: () => string,
  key: string,
): Drafted[] =>
  drafted(
    reading,
    patient.observations,
    {
      subject: { reference: reading.patient },
      category,
      status: 'final',
      number: key,
      ...some('effective', moment(reading, reading.message.time)),
    },
    url,
  ).map(({ url: at, resource }) => ({ url: at, resource }))

export const isObservation = (resource: Drafted['resource']): resource is Observation =>
  resource.resourceType === 'Observation'
