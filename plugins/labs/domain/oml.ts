import { buildMessage, clinicTime, type FieldDraft, type SegmentDraft } from '@tessera/hl7v2'
import type { Patient, QuestionnaireResponse, ServiceRequest } from 'fhir/r4.js'
import { nameOf } from './observed.js'
import { LOINC, NPI, ORDER_NUMBER } from './systems.js'

export interface OmlFacts {
  controlId: string
  /** Instant. */
  now: string
  timezone: string
  sender: { application: string; facility: string }
  receiver: { application: string; facility: string }
  patient: Patient
  requisition: string
  orders: readonly { request: ServiceRequest; answers?: QuestionnaireResponse; specimen: string; cancel?: boolean }[]
}

const GENDER: Readonly<Record<string, string>> = { male: 'M', female: 'F', other: 'O', unknown: 'U' }

/** A requisition as OML^O21 (HL7 v2.5.1 §4.4.6): an ORC and OBR for each test, its diagnosis and answers behind it. */
export function omlOf(facts: OmlFacts): string {
  const time = clinicTime(facts.timezone)
  const segments: SegmentDraft[] = [pidOf(facts.patient)]
  for (const [at, { request, answers, specimen, cancel }] of facts.orders.entries()) {
    const number = request.identifier?.find(({ system }) => system === ORDER_NUMBER)?.value ?? ''
    const placer: FieldDraft = [number, facts.sender.application]
    const requester = requesterOf(request)
    const ordered = request.authoredOn ? time.fromFhir(request.authoredOn) : null
    const priority = PRIORITY[request.priority ?? 'routine'] ?? 'R'
    segments.push(
      [
        'ORC',
        cancel ? 'CA' : 'NW',
        placer,
        null,
        [facts.requisition, facts.sender.application],
        null,
        null,
        [null, null, null, null, null, priority],
        null,
        ordered,
        null,
        null,
        requester,
      ],
      [
        'OBR',
        at + 1,
        placer,
        null,
        codeOf(request),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        requester,
        ...nulls(10),
        [null, null, null, null, null, priority],
      ],
    )
    const reason = request.reasonCode?.[0]
    const coding = reason?.coding?.[0]
    const words = nameOf(reason) || (request.reasonReference?.[0]?.display ?? '')
    if (words || coding)
      segments.push([
        'DG1',
        1,
        null,
        [coding?.code ?? null, words, coding?.system?.endsWith('icd-10-cm') ? 'I10C' : null],
        null,
        null,
        'W',
      ])
    for (const [n, { linkId, text = '', answer = [] }] of (answers?.item ?? []).entries()) {
      const [first] = answer
      const said = first?.valueString ?? first?.valueDate ?? (first?.valueBoolean ? 'Y' : 'N')
      segments.push(['OBX', n + 1, 'ST', [linkId, text, 'L'], null, said, null, null, null, null, null, 'F'])
    }
    if (specimen) segments.push(['SPM', at + 1, null, null, [null, specimen]])
  }
  return buildMessage({
    header: {
      type: 'OML^O21',
      controlId: facts.controlId,
      time: time.fromFhir(facts.now),
      sender: facts.sender,
      receiver: facts.receiver,
    },
    segments,
  })
}

function pidOf(patient: Patient): SegmentDraft {
  const names = (patient.name ?? []).filter(({ use }) => use !== 'old')
  const name = names.find(({ use }) => use === 'official') ?? names[0]
  const numbers = (patient.identifier ?? []).filter(({ value }) => value)
  const home = patient.address?.[0]
  const phone = patient.telecom?.find(({ system }) => system === 'phone')?.value
  return [
    'PID',
    1,
    null,
    {
      repeat: numbers.map(({ value, system, type }): FieldDraft => [
        value,
        null,
        null,
        // the authority as a URI comes back as it is
        system ? [null, system.replace(/^urn:oid:/, ''), system.startsWith('urn:oid:') ? 'ISO' : 'URI'] : null,
        type?.coding?.[0]?.code ?? null,
      ]),
    },
    null,
    [name?.family ?? null, name?.given?.[0] ?? null, name?.given?.slice(1).join(' ') || null],
    null,
    patient.birthDate?.replaceAll('-', '') ?? null,
    GENDER[patient.gender ?? ''] ?? 'U',
    null,
    null,
    home
      ? [home.line?.[0] ?? null, home.line?.[1] ?? null, home.city, home.state, home.postalCode, home.country]
      : null,
    null,
    phone ?? null,
  ]
}

function codeOf(request: ServiceRequest): FieldDraft {
  const coding = request.code?.coding?.find(({ system }) => system === LOINC) ?? request.code?.coding?.[0]
  return [coding?.code ?? null, nameOf(request.code), coding?.system === LOINC ? 'LN' : 'L']
}

function requesterOf({ requester }: ServiceRequest): FieldDraft {
  const [family = '', ...given] = (requester?.display ?? '').split(' ').toReversed()
  const npi = requester?.identifier?.system === NPI ? requester.identifier.value : undefined
  return [npi ?? requester?.reference?.replace(/^Practitioner\//, '') ?? null, family, given.toReversed().join(' ')]
}

const PRIORITY: Readonly<Record<string, string>> = { routine: 'R', urgent: 'A', asap: 'A', stat: 'S' }

const nulls = (count: number): null[] => Array.from({ length: count }, () => null)
