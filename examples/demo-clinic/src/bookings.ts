import type { Chart, Of, Ref } from './chart.js'
import { coded, hl7, SNOMED } from './codes/systems.js'
import { HERE } from './clinic.js'
import { at, type Day } from './dates.js'

type Status = Of<'Appointment'>['status']

export interface Booking {
  status: Extract<Status, 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'noshow'>
  day: Day
  minute: number
  minutes: number
  /** What it is about, in the words of the desk. */
  what: string
  /** Visit type of the front desk; follow-up when absent. */
  type?: keyof typeof VISIT_TYPES
  comment?: string
}

/** Visit types that the front desk has by default. */
const VISIT_TYPES = { 'follow-up': 'Follow-up', physical: 'Physical' } as const

const visitType = (code: keyof typeof VISIT_TYPES) => ({
  coding: [{ system: 'urn:tessera:visit-type', code, display: VISIT_TYPES[code] }],
  text: VISIT_TYPES[code],
})

export const addAppointment = (chart: Chart, patient: Ref, doctor: Ref, booking: Booking): Ref =>
  chart.add({
    resourceType: 'Appointment',
    status: booking.status,
    ...(booking.status === 'cancelled'
      ? { cancelationReason: hl7('appointment-cancellation-reason', 'pat', 'Patient') }
      : {}),
    serviceType: [visitType(booking.type ?? 'follow-up'), coded(SNOMED, '419772000', 'Family practice')],
    appointmentType: hl7('v2-0276', 'FOLLOWUP', 'A follow up visit from a previous appointment'),
    description: booking.what,
    start: at(booking.day, booking.minute),
    end: at(booking.day, booking.minute + booking.minutes),
    minutesDuration: booking.minutes,
    created: at(booking.day - 18, 10 * 60),
    ...(booking.comment ? { comment: booking.comment } : {}),
    participant: [
      { actor: patient, required: 'required', status: booking.status === 'cancelled' ? 'declined' : 'accepted' },
      { actor: doctor, required: 'required', status: 'accepted' },
      { actor: HERE.location, status: 'accepted' },
    ],
  })

/** Something that one person at the clinic must do. */
export const addTask = (
  chart: Chart,
  patient: Ref,
  task: {
    what: string
    code: readonly [string, string]
    focus?: Ref
    owner: Ref
    requester?: Ref
    day: Day
    urgent?: boolean
  },
): Ref =>
  chart.add({
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    priority: task.urgent ? 'urgent' : 'routine',
    code: {
      coding: [{ system: 'https://maplestreet.example/work', code: task.code[0], display: task.code[1] }],
      text: task.code[1],
    },
    description: task.what,
    ...(task.focus ? { focus: task.focus } : {}),
    for: patient,
    authoredOn: at(task.day, 16 * 60),
    ...(task.requester ? { requester: task.requester } : {}),
    owner: task.owner,
    restriction: { period: { end: at(task.day + 7, 17 * 60) } },
  })
