import type { AfterHandler, Reference } from '@tessera/sdk'
import type { Appointment, Encounter } from 'fhir/r4.js'

const UNDER_WAY: readonly Encounter['status'][] = ['arrived', 'triaged', 'in-progress', 'onleave']

/** A visit that ends fulfils its appointment; one that is opened again takes that back. Nurses may do both. */
export const followVisit: AfterHandler = async ({ records, commit }, { id }) => {
  const encounter = await records.read<Encounter>(`Encounter/${id}`)
  for (const { reference } of encounter?.appointment ?? []) {
    if (!encounter || !reference?.startsWith('Appointment/')) continue
    // checked by the line above
    const appointment = await records.read<Appointment>(reference as Reference)
    if (!appointment) continue
    const status = statusFor(appointment, encounter)
    if (status === appointment.status) continue
    // a 412 (somebody was faster) is thrown: the event is told again
    await commit({
      reason: status === 'fulfilled' ? 'The visit is over' : 'The visit goes on',
      writes: [{ put: { ...appointment, status }, ifMatch: Number(appointment.meta?.versionId ?? 0) }],
    })
  }
}

function statusFor({ status }: Appointment, encounter: Encounter): Appointment['status'] {
  if (encounter.status === 'finished' && (status === 'arrived' || status === 'checked-in')) return 'fulfilled'
  if (UNDER_WAY.includes(encounter.status) && status === 'fulfilled') return 'arrived'
  return status
}
