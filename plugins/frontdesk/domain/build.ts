import type { Appointment, CodeableConcept, Encounter, Reference } from 'fhir/r4.js'
import { OVERBOOK, VISIT_TYPE, WALK_IN } from './appointment.js'
import { boardExtension } from './board.js'
import { instantText } from './clock.js'
import type { Settings, VisitType } from './settings.js'

export interface Booking {
  patient: Reference
  practitioner: Reference
  type: VisitType
  start: Date
  minutes: number
  /** What for, in the words of the desk. */
  detail?: string
  /** Why it is put beside another visit. */
  overbook?: string
  walkIn?: boolean
}

export const visitTypeConcept = ({ code, label }: VisitType): CodeableConcept => ({
  coding: [{ system: VISIT_TYPE, code, display: label }],
  text: label,
})

export function appointmentOf(booking: Booking): Appointment {
  const { start, minutes, detail, walkIn } = booking
  return {
    resourceType: 'Appointment',
    ...extensionsOf(booking),
    status: walkIn ? 'arrived' : 'booked',
    serviceType: [visitTypeConcept(booking.type)],
    ...(walkIn
      ? { appointmentType: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0276', code: 'WALKIN' }] } }
      : {}),
    ...(detail ? { description: detail } : {}),
    ...timeOf(start, minutes),
    participant: [
      { actor: booking.patient, required: 'required', status: 'accepted' },
      { actor: booking.practitioner, required: 'required', status: 'accepted' },
    ],
  }
}

function extensionsOf({ overbook, walkIn }: Booking): Pick<Appointment, 'extension'> {
  const extension = [
    ...(overbook ? [{ url: OVERBOOK, valueString: overbook }] : []),
    ...(walkIn ? [{ url: WALK_IN, valueBoolean: true }] : []),
  ]
  return extension.length > 0 ? { extension } : {}
}

const timeOf = (start: Date, minutes: number) => ({
  start: instantText(start),
  end: instantText(new Date(start.getTime() + minutes * 60_000)),
  minutesDuration: minutes,
})

/** The same booking at another time, with another provider in the place of `from`; its length stays. */
export function moved(
  appointment: Appointment,
  to: { start: Date; practitioner: Reference; from?: string; overbook?: string },
): Appointment {
  const length = Date.parse(appointment.end ?? '') - Date.parse(appointment.start ?? '')
  const seats = appointment.participant.filter(({ actor }) => actor?.reference?.startsWith('Practitioner/'))
  const leaves = seats.find(({ actor }) => actor?.reference === to.from) ?? seats[0]
  const others = (appointment.extension ?? []).filter(({ url }) => url !== OVERBOOK)
  const extension = [...others, ...(to.overbook ? [{ url: OVERBOOK, valueString: to.overbook }] : [])]
  const { extension: _extension, ...rest } = appointment
  return {
    ...rest,
    ...(extension.length > 0 ? { extension } : {}),
    // a visit that was missed is expected again
    status: appointment.status === 'noshow' ? 'booked' : appointment.status,
    ...timeOf(to.start, Math.round(length / 60_000)),
    participant: leaves
      ? appointment.participant.map((each) => (each === leaves ? { ...each, actor: to.practitioner } : each))
      : [...appointment.participant, { actor: to.practitioner, required: 'required', status: 'accepted' }],
  }
}

/** HL7 appointment-cancellation-reason, of which a clinic's reasons may be. */
const HL7_REASONS = /^(pat|prov|maint|meds-inc|other)(-[a-z]+)?$/

export function cancelled(
  appointment: Appointment,
  reason: Settings['cancelReasons'][number],
  note: string | undefined,
): Appointment {
  const system = HL7_REASONS.test(reason.code)
    ? 'http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason'
    : 'urn:tessera:cancel-reason'
  return {
    ...appointment,
    status: 'cancelled',
    cancelationReason: { coding: [{ system, code: reason.code, display: reason.label }], text: reason.label },
    ...(note ? { comment: [appointment.comment, note].filter(Boolean).join('\n') } : {}),
  }
}

/**
 * The visit that begins when a patient arrives (DESIGN §5.1: check-in = Encounter with `appointment`).
 *
 * @param appointment reference, or the `urn:uuid:` under which it is written in the same change-set
 */
export function arrivalOf(appointment: Appointment, reference: string, at: Date): Encounter {
  const since = instantText(at)
  const patient = appointment.participant.find(({ actor }) => actor?.reference?.startsWith('Patient/'))?.actor
  const practitioners = appointment.participant.filter(({ actor }) => actor?.reference?.startsWith('Practitioner/'))
  const words = appointment.description
  const type = appointment.serviceType ?? [{ text: words ?? 'Visit' }]
  return {
    resourceType: 'Encounter',
    extension: [boardExtension({ lane: 'arrived', since })],
    status: 'arrived',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    type,
    ...(patient ? { subject: patient } : {}),
    participant: practitioners.map(({ actor }) => ({
      type: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
              code: 'PPRF',
              display: 'primary performer',
            },
          ],
        },
      ],
      ...(actor ? { individual: actor } : {}),
    })),
    period: { start: since },
    appointment: [{ reference }],
    ...(words ? { reasonCode: [{ text: words }] } : {}),
  }
}
