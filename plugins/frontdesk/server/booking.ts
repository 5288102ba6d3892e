import { randomUUID } from 'node:crypto'
import type { Reference, ResourceWrite } from '@tessera/sdk'
import type { Appointment, Patient, Practitioner } from 'fhir/r4.js'
import { z } from 'zod'
import { appointmentOf, arrivalOf, cancelled, moved } from '../domain/build.js'
import type { Changed } from '../domain/day.js'
import { personOf, providerName } from '../domain/person.js'
import { fhirId, instant, isDuplicate, practitionerRef, Refused } from './answer.js'
import type { Desk } from './context.js'
import { takenBy } from './taken.js'

const overbook = z.string().trim().min(3, 'a reason in words').max(200).optional()

export const bookShape = z.object({
  patient: fhirId,
  practitioner: practitionerRef,
  start: instant,
  visitType: z.string(),
  minutes: z.int().min(5).max(480).multipleOf(5).optional(),
  detail: z.string().trim().max(200).optional(),
  overbook,
  /** The patient stands at the desk: the visit begins at once. */
  walkIn: z.boolean().optional(),
  /** Made by the screen for each booking, so that one sent twice is made once. */
  key: z.string().min(8).max(80).optional(),
})

export const moveShape = z.object({
  version: z.int(),
  practitioner: practitionerRef,
  from: practitionerRef.optional(),
  start: instant,
  overbook,
})
export const cancelShape = z.object({
  version: z.int(),
  reason: z.string(),
  note: z.string().trim().max(500).optional(),
})
export const versionShape = z.object({ version: z.int() })

export async function book(desk: Desk, asked: z.infer<typeof bookShape>): Promise<Changed> {
  const type = desk.settings.visitTypes.find(({ code }) => code === asked.visitType)
  if (!type) throw new Refused(400, 'invalid', `This clinic has no visit type “${asked.visitType}”.`)
  const [patient, practitioner] = await Promise.all([
    readPatient(desk, asked.patient),
    readPractitioner(desk, asked.practitioner),
  ])
  const minutes = asked.minutes ?? type.minutes
  const start = new Date(asked.start)
  const appointment = appointmentOf({
    patient: { reference: `Patient/${asked.patient}`, display: personOf(patient).display },
    practitioner: { reference: asked.practitioner, display: providerName(practitioner) },
    type,
    start,
    minutes,
    ...(asked.detail ? { detail: asked.detail } : {}),
    ...(asked.overbook ? { overbook: asked.overbook } : {}),
    ...(asked.walkIn ? { walkIn: true } : {}),
  })
  // the same key gives the same text, so that a repeat is known as one
  const fullUrl = `urn:uuid:${asked.key && /^[0-9a-f-]{36}$/.test(asked.key) ? asked.key : randomUUID()}`
  const writes: ResourceWrite[] = [{ put: appointment, fullUrl }]
  if (asked.walkIn) writes.push({ put: arrivalOf(appointment, fullUrl, start) })
  const done = await orTaken(
    desk,
    { reference: asked.practitioner, name: providerName(practitioner) },
    start,
    minutes,
    () =>
      desk.commit({
        reason: asked.walkIn
          ? `Walk-in: ${type.label} with ${providerName(practitioner)}`
          : `Booked: ${type.label} with ${providerName(practitioner)}${asked.overbook ? `, beside another visit: ${asked.overbook}` : ''}`,
        ...(asked.key ? { key: `book:${asked.key}` } : {}),
        writes,
      }),
  )
  return { change: done.id, id: idOf(done.versions[0]?.reference) }
}

export async function move(desk: Desk, id: string, asked: z.infer<typeof moveShape>): Promise<Changed> {
  const appointment = await readAppointment(desk, id)
  if (['fulfilled', 'cancelled', 'entered-in-error', 'arrived', 'checked-in'].includes(appointment.status))
    throw new Refused(409, 'state', `This visit is ${words(appointment.status)}: it can’t be moved.`)
  const practitioner = await readPractitioner(desk, asked.practitioner)
  const name = providerName(practitioner)
  const start = new Date(asked.start)
  const after = moved(appointment, {
    start,
    practitioner: { reference: asked.practitioner, display: name },
    ...(asked.from ? { from: asked.from } : {}),
    ...(asked.overbook ? { overbook: asked.overbook } : {}),
  })
  const minutes = after.minutesDuration ?? 5
  const done = await orTaken(desk, { reference: asked.practitioner, name }, start, minutes, () =>
    desk.commit({
      reason: `Moved to ${name}${asked.overbook ? `, beside another visit: ${asked.overbook}` : ''}`,
      writes: [{ put: after, ifMatch: asked.version }],
    }),
  )
  return { change: done.id, id }
}

export async function cancel(desk: Desk, id: string, asked: z.infer<typeof cancelShape>): Promise<Changed> {
  const reason = desk.settings.cancelReasons.find(({ code }) => code === asked.reason)
  if (!reason) throw new Refused(400, 'invalid', `This clinic has no reason “${asked.reason}”.`)
  const appointment = await readAppointment(desk, id)
  if (!['booked', 'proposed', 'pending', 'noshow', 'waitlist'].includes(appointment.status))
    throw new Refused(409, 'state', `This visit is ${words(appointment.status)}: it can’t be cancelled.`)
  const done = await desk.commit({
    reason: `Cancelled: ${reason.label}${asked.note ? `. ${asked.note}` : ''}`,
    writes: [{ put: cancelled(appointment, reason, asked.note), ifMatch: asked.version }],
  })
  return { change: done.id, id }
}

export async function missed(desk: Desk, id: string, { version }: z.infer<typeof versionShape>): Promise<Changed> {
  const appointment = await readAppointment(desk, id)
  if (appointment.status !== 'booked')
    throw new Refused(409, 'state', `This visit is ${words(appointment.status)}: it can’t be marked as no-show.`)
  const done = await desk.commit({
    reason: 'Did not come',
    writes: [{ put: { ...appointment, status: 'noshow' }, ifMatch: version }],
  })
  return { change: done.id, id }
}

/** Runs a commit; what the unique index of steps refused becomes words about who has the time. */
export async function orTaken<T>(
  desk: Desk,
  provider: { reference: string; name: string },
  start: Date,
  minutes: number,
  commit: () => Promise<T>,
): Promise<T> {
  try {
    return await commit()
  } catch (error) {
    if (!isDuplicate(error) || error.issues.some(({ diagnostics }) => diagnostics.includes('The key'))) throw error
    throw await takenBy(desk, provider, start, minutes)
  }
}

export async function readAppointment({ records }: Desk, id: string): Promise<Appointment> {
  const found = await records.read<Appointment>(`Appointment/${id}`)
  if (!found) throw new Refused(404, 'not-found', 'This appointment is no longer here.')
  return found
}

export async function readPatient({ records }: Desk, id: string): Promise<Patient> {
  const found = await records.read<Patient>(`Patient/${id}`)
  if (!found) throw new Refused(404, 'not-found', 'This patient is not here.')
  return found
}

async function readPractitioner({ records }: Desk, reference: string): Promise<Practitioner> {
  // its shape was checked by practitionerRef
  const found = await records.read<Practitioner>(reference as Reference)
  if (!found) throw new Refused(404, 'not-found', 'This provider is not here.')
  return found
}

export const idOf = (reference = ''): string => reference.split('/')[1] ?? ''

const WORDS: Readonly<Record<string, string>> = {
  fulfilled: 'done',
  arrived: 'under way',
  'checked-in': 'under way',
  noshow: 'marked as no-show',
  'entered-in-error': 'marked as a mistake',
}
const words = (status: string): string => WORDS[status] ?? status
