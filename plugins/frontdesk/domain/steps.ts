import type { Appointment } from 'fhir/r4.js'
import { overbookReason, patientOf, practitionersOf, takesTime } from './appointment.js'

/** Time is taken in steps of five minutes, counted from 1970. */
export const STEP_MS = 300_000

/** A day, the longest that one visit may take. */
export const MOST_STEPS = 288

/** One step of a provider's time that a visit takes: a row of the `step` table. */
export interface TakenStep {
  appointment: string
  practitioner: string
  step: number
  /** Empty for all that exclude one another; the appointment's id for one that may overlap. */
  lane: string
  patient: string | null
}

/** The steps from start to end: a step that is touched is taken. */
export function stepsBetween(start: number, end: number): number[] {
  const first = Math.floor(start / STEP_MS)
  const last = Math.ceil(end / STEP_MS)
  return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i)
}

/**
 * The rows that an appointment implies. Two that both have `lane` '' can't share a step of a practitioner, whichever
 * door they come through: the table is unique on (practitioner, step, lane).
 *
 * @returns empty when it takes nobody's time
 */
export function stepsOf(id: string, appointment: Appointment | undefined): TakenStep[] {
  if (!appointment || !takesTime(appointment)) return []
  const [start, end] = [Date.parse(appointment.start ?? ''), Date.parse(appointment.end ?? '')]
  if (Number.isNaN(start) || Number.isNaN(end)) return []
  const lane = overbookReason(appointment) === undefined ? '' : id
  const patient = patientOf(appointment) ?? null
  return practitionersOf(appointment).flatMap((practitioner) =>
    stepsBetween(start, end).map((step) => ({ appointment: id, practitioner, step, lane, patient })),
  )
}
