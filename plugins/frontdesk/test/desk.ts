import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import type { Appointment } from 'fhir/r4.js'
import { frontdesk } from '../plugin.js'

/** A clinic with a front desk, two providers and two patients. */
export interface DeskClinic {
  clinic: TestClinic
  desk: Caller
  nurse: Caller
  system: Caller
  okafor: string
  raman: string
  ines: string
  walter: string
  post(path: string, body: unknown, caller?: Caller): Promise<{ status: number; body: Record<string, unknown> }>
  get<T>(path: string, caller?: Caller): Promise<T>
  /** As the REST door writes it. */
  appointment(start: string, minutes: number, rest?: Partial<Appointment>): Appointment
}

export async function openDesk(plugin = frontdesk()): Promise<DeskClinic> {
  const clinic = await testClinic({ plugins: [plugin], timezone: 'America/New_York' })
  const [desk, nurse, system] = await Promise.all([clinic.as('frontdesk'), clinic.as('nurse'), clinic.client()])
  const practitioner = async (family: string, given: string) =>
    (await system.fhir.create({ resourceType: 'Practitioner', active: true, name: [{ family, given: [given] }] })).id
  const patient = async (family: string, given: string, birthDate: string) =>
    (await system.fhir.create({ resourceType: 'Patient', name: [{ family, given: [given] }], birthDate })).id
  const okafor = `Practitioner/${await practitioner('Okafor', 'Adaeze')}`
  const raman = `Practitioner/${await practitioner('Raman', 'Priya')}`
  const [ines, walter] = [
    await patient('Morales', 'Ines', '1968-03-14'),
    await patient('Brandt', 'Walter', '1955-01-09'),
  ]
  for (const reference of [okafor, raman])
    await system.fhir.create({ resourceType: 'Schedule', active: true, actor: [{ reference }] })
  const answer = async (response: Response) => {
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : {} }
  }
  return {
    clinic,
    desk,
    nurse,
    system,
    okafor,
    raman,
    ines,
    walter,
    post: async (path, body, caller = desk) =>
      answer(
        await caller.fetch(`api/frontdesk/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      ),
    get: async (path, caller = desk) => (await answer(await caller.fetch(`api/frontdesk/${path}`))).body,
    appointment: (start, minutes, rest = {}) => ({
      resourceType: 'Appointment',
      status: 'booked',
      start,
      end: new Date(Date.parse(start) + minutes * 60_000).toISOString(),
      participant: [
        { actor: { reference: `Patient/${ines}` }, status: 'accepted' },
        { actor: { reference: okafor }, status: 'accepted' },
      ],
      ...rest,
    }),
  }
}

/** Waits until something holds, for what follows a commit: at most three seconds. */
export async function until<T>(look: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const end = Date.now() + 3000
  for (;;) {
    const value = await look()
    if (holds(value) || Date.now() > end) return value
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
