import type { ResourceWrite } from '@tessera/sdk'
import type { Appointment, ContactPoint, Encounter, Patient } from 'fhir/r4.js'
import { z } from 'zod'
import { arrivalOf } from '../domain/build.js'
import type { Changed } from '../domain/day.js'
import { patientOf, practitionersOf } from '../domain/appointment.js'
import { isCommitError } from '@tessera/sdk'
import { Refused } from './answer.js'
import { idOf, orTaken, readAppointment, readPatient } from './booking.js'
import type { Desk } from './context.js'

export const checkInShape = z.object({
  version: z.int().optional(),
  /** As the patient confirmed it. */
  phone: z.string().trim().min(3).max(40).optional(),
})

/**
 * The patient is here: the visit begins and the appointment says `arrived`, in one change-set. A repeat (a second click,
 * another desk at the same moment) finds the visit that was made and changes nothing.
 */
export async function checkIn(desk: Desk, id: string, asked: z.infer<typeof checkInShape>): Promise<Changed> {
  const appointment = await readAppointment(desk, id)
  const there = await visitOf(desk, appointment)
  if (there) return { id: there }
  if (!['booked', 'proposed', 'pending', 'noshow', 'arrived', 'checked-in'].includes(appointment.status))
    throw new Refused(409, 'state', 'This appointment was cancelled or is over: nobody can be checked in for it.')
  const patient = patientOf(appointment)
  if (!patient) throw new Refused(409, 'state', 'This time is held for no patient: nobody can be checked in for it.')
  const version = Number(appointment.meta?.versionId ?? 0)
  const arrived: Appointment = { ...appointment, status: 'arrived' }
  const writes: ResourceWrite[] = [
    { put: arrived, ifMatch: version },
    { put: arrivalOf(appointment, `Appointment/${id}`, desk.now()) },
    ...(asked.phone ? phoneWrite(await readPatient(desk, idOf(patient)), asked.phone) : []),
  ]
  try {
    const start = new Date(appointment.start ?? '')
    const minutes = (Date.parse(appointment.end ?? '') - start.getTime()) / 60_000
    const [practitioner = ''] = practitionersOf(appointment)
    const done = await orTaken(desk, { reference: practitioner, name: 'The provider' }, start, minutes, () =>
      desk.commit({ reason: 'Checked in', writes }),
    )
    return { change: done.id, id: idOf(done.versions[1]?.reference) }
  } catch (error) {
    // another desk was faster
    const made =
      isCommitError(error) && error.status === 412 ? await visitOf(desk, await readAppointment(desk, id)) : undefined
    if (made) return { id: made }
    throw error
  }
}

/** Id of the visit that a check-in has made. */
async function visitOf({ records }: Desk, { id, status }: Appointment): Promise<string | undefined> {
  if (!['arrived', 'checked-in', 'fulfilled'].includes(status)) return undefined
  const { resources } = await records.search<Encounter>(`Encounter?appointment=Appointment/${id}&_count=5`)
  return resources.find((each) => !['cancelled', 'entered-in-error'].includes(each.status))?.id
}

function phoneWrite(patient: Patient, phone: string): ResourceWrite[] {
  const telecom = patient.telecom ?? []
  const at = telecom.findIndex(({ system, use }) => system === 'phone' && use !== 'old')
  if (telecom[at]?.value === phone) return []
  const told: ContactPoint = { ...(telecom[at] ?? { use: 'mobile' }), system: 'phone', value: phone }
  const changed = at < 0 ? [...telecom, told] : telecom.map((each, i) => (i === at ? told : each))
  return [{ put: { ...patient, telecom: changed }, ifMatch: Number(patient.meta?.versionId ?? 0) }]
}
