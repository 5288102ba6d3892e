import type { Segment } from '@tessera/hl7v2'
import type { Encounter } from 'fhir/r4.js'
import { ACT_CODE } from '../systems.js'
import { concept, identifierOfCx, person, place } from './datatypes.js'
import { moment, present, some, text, type Reading } from './reading.js'

const CLASS: Readonly<Record<string, { code: string; display: string }>> = {
  I: { code: 'IMP', display: 'inpatient encounter' },
  O: { code: 'AMB', display: 'ambulatory' },
  E: { code: 'EMER', display: 'emergency' },
  P: { code: 'PRENC', display: 'pre-admission' },
  R: { code: 'AMB', display: 'ambulatory' },
  B: { code: 'IMP', display: 'inpatient encounter' },
}

const STATUS: Readonly<Record<string, Encounter['status']>> = {
  A01: 'in-progress',
  A02: 'in-progress',
  A03: 'finished',
  A04: 'in-progress',
  A05: 'planned',
  A06: 'in-progress',
  A07: 'in-progress',
}

/** PV1 (and PV2) → Encounter (v2-to-FHIR PV1[Encounter]). */
export function visitOf(reading: Reading, pv1: Segment, pv2: Segment | undefined, event: string): Encounter {
  const start = moment(reading, text(pv1, 44))
  const left = moment(reading, text(pv1, 45))
  // a discharge before the admission is one of another stay
  const end = start && left && Date.parse(left) < Date.parse(start) ? undefined : left
  const code = text(pv1, 2)
  const known = CLASS[code ?? '']
  const where = place(pv1.fields(3)[0])
  const numbers = present([...pv1.fields(19), ...pv1.fields(50)].map((each) => identifierOfCx(reading, each)))
  const participants = [
    ...pv1.fields(7).map((field) => ({ field, code: 'ATND', display: 'attender' })),
    ...pv1.fields(8).map((field) => ({ field, code: 'REF', display: 'referrer' })),
    ...pv1.fields(9).map((field) => ({ field, code: 'CON', display: 'consultant' })),
    ...pv1.fields(17).map((field) => ({ field, code: 'ADM', display: 'admitter' })),
  ].flatMap(({ field, code: role, display }) => {
    const individual = person(reading, field)
    return individual ? [{ type: [{ coding: [{ system: PARTICIPATION, code: role, display }] }], individual }] : []
  })
  return {
    resourceType: 'Encounter',
    meta: { source: reading.source },
    ...some('identifier', numbers),
    status: end ? 'finished' : (STATUS[event] ?? (start ? 'in-progress' : 'unknown')),
    class: known
      ? { system: ACT_CODE, ...known }
      : { system: 'http://terminology.hl7.org/CodeSystem/v2-0004', code: code ?? 'U' },
    type: [concept(reading, pv1.fields(4)[0]) ?? { text: known?.display ?? 'Visit' }],
    ...some('serviceType', concept(reading, pv1.fields(10)[0])),
    subject: { reference: reading.patient },
    ...some('participant', participants),
    ...(start || end ? { period: { ...some('start', start), ...some('end', end) } } : {}),
    ...some('reasonCode', present([concept(reading, pv2?.fields(3)[0])])),
    ...(where ? { location: [{ location: where }] } : {}),
    ...(text(pv1, 14) || text(pv1, 36)
      ? {
          hospitalization: {
            ...some('admitSource', concept(reading, pv1.fields(14)[0])),
            ...some('dischargeDisposition', concept(reading, pv1.fields(36)[0])),
          },
        }
      : {}),
  }
}

const PARTICIPATION = 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType'
