import type { Appointment, Encounter } from 'fhir/r4.js'
import { practitionersOf, visitTypeCode } from '../domain/appointment.js'
import { placeOf, type Lane } from '../domain/board.js'
import { addDays, civilDay } from '../domain/clock.js'
import type { Desk } from './context.js'

/** What the chart shows of a patient's day and next bookings. */
export interface PatientVisits {
  now?: { id: string; lane: Lane; room?: string; since?: string; provider?: string }
  next: { id: string; start: string; title: string; provider?: string; status: string }[]
}

/** Today's visit of a patient and the next five bookings. */
export async function visitsOf({ records, settings, clinic, now }: Desk, patient: string): Promise<PatientVisits> {
  const today = civilDay(now(), clinic.timezone)
  const [encounters, appointments] = await Promise.all([
    records.search<Encounter>(
      `Encounter?patient=${patient}&date=ge${today}&date=lt${addDays(today, 1)}&status=arrived,triaged,in-progress&_count=10`,
    ),
    records.search<Appointment>(
      `Appointment?patient=${patient}&date=ge${today}&status=proposed,pending,booked&_sort=date&_count=5`,
    ),
  ])
  const here = encounters.resources.find(
    ({ period }) => period?.start && civilDay(new Date(period.start), clinic.timezone) === today,
  )
  const place = here && placeOf(here)
  const provider = here?.participant?.find(({ individual }) => individual?.display)?.individual?.display
  return {
    ...(here && place ? { now: { id: here.id ?? '', ...place, ...(provider ? { provider } : {}) } } : {}),
    next: appointments.resources.map((each) => {
      const [who] = practitionersOf(each)
      const name = each.participant.find(({ actor }) => actor?.reference === who)?.actor?.display
      const type = settings.visitTypes.find(({ code }) => code === visitTypeCode(each))?.label
      const words = each.serviceType?.[0]?.text ?? each.serviceType?.[0]?.coding?.[0]?.display
      return {
        id: each.id ?? '',
        start: each.start ?? '',
        title: each.description ?? type ?? words ?? '',
        ...(name ? { provider: name } : {}),
        status: each.status,
      }
    }),
  }
}
