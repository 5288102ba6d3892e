import type { Appointment, CodeableConcept } from 'fhir/r4.js'

export const VISIT_TYPE = 'urn:tessera:visit-type'
/** Extension: the visit was put beside another one, and why. */
export const OVERBOOK = 'urn:tessera:overbook'
/** Extension: the patient came without having booked. */
export const WALK_IN = 'urn:tessera:walk-in'

/** States in which nobody's time is taken. A request (`proposed`, `pending`) holds its time until it is answered. */
const FREEING: readonly Appointment['status'][] = ['cancelled', 'noshow', 'entered-in-error', 'waitlist']

export const takesTime = ({ status }: Pick<Appointment, 'status'>): boolean => !FREEING.includes(status)

const actorsOf = ({ participant }: Appointment, type: string): string[] => [
  ...new Set(
    participant.flatMap(({ actor, status }) =>
      actor?.reference?.startsWith(`${type}/`) && status !== 'declined' ? [unversioned(actor.reference)] : [],
    ),
  ),
]

const unversioned = (reference: string): string => reference.replace(/\/_history\/.*$/, '')

/** Who sees the patient: `Practitioner/id` of all who haven't declined. */
export const practitionersOf = (appointment: Appointment): string[] => actorsOf(appointment, 'Practitioner')

/** `Patient/id`; undefined when time is only held. A patient who declined is still whose booking it was. */
export function patientOf({ participant }: Appointment): string | undefined {
  const found = participant.find(({ actor }) => actor?.reference?.startsWith('Patient/'))?.actor?.reference
  return found && unversioned(found)
}

export const overbookReason = ({ extension }: Pick<Appointment, 'extension'>): string | undefined =>
  extension?.find(({ url }) => url === OVERBOOK)?.valueString?.trim() || undefined

/** Code of one of the clinic's visit types, wherever the booking door put it. */
export const visitTypeCode = ({ serviceType = [], appointmentType }: Appointment): string | undefined =>
  [...serviceType, ...(appointmentType ? [appointmentType] : [])]
    .flatMap(({ coding = [] }: CodeableConcept) => coding)
    .find(({ system }) => system === VISIT_TYPE)?.code
