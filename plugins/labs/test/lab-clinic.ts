import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { createServer } from 'node:net'
import type { Patient } from 'fhir/r4.js'
import { labs, type LabsOptions } from '../plugin.js'

/** A clinic with laboratory: its HL7 port, a clinician, a nurse. */
export interface LabClinic {
  clinic: TestClinic
  port: number
  clinician: Caller
  nurse: Caller
  practitioner: string
  patient(family?: string, given?: string, birthDate?: string): Promise<Patient & { id: string }>
  /** Sends JSON to a route of the plugin. */
  post<T>(caller: Caller, path: string, body: unknown, method?: string): Promise<{ status: number; body: T }>
  get<T>(caller: Caller, path: string): Promise<T>
  stop(): Promise<void>
}

export async function labClinic(options: LabsOptions = {}, jobs?: 'by themselves'): Promise<LabClinic> {
  const port = await freePort()
  const clinic = await testClinic({
    plugins: [labs({ mllpPort: port, demo: 'test', ...options })],
    ...(jobs ? { jobs } : {}),
  })
  const admin = await clinic.client()
  const { id } = await admin.fhir.create({ resourceType: 'Practitioner', name: [{ family: 'Okafor', given: ['Ada'] }] })
  const practitioner = `Practitioner/${id}`
  const clinician = await clinic.as('clinician', {
    name: 'Ada Okafor',
    link: { kind: 'practitioner', reference: practitioner },
  })
  const nurse = await clinic.as('nurse')
  return {
    clinic,
    port,
    clinician,
    nurse,
    practitioner,
    patient: (family = 'Morales', given = 'Ines', birthDate = '1967-03-14') =>
      admin.fhir.create<Patient>({
        resourceType: 'Patient',
        identifier: [
          {
            system: 'https://test.example/mrn',
            value: `${family}-${given}`.toUpperCase(),
            type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'MR' }] },
          },
        ],
        name: [{ family, given: [given] }],
        gender: 'female',
        birthDate,
      }),
    async post<T>(caller: Caller, path: string, body: unknown, method = 'POST') {
      const answer = await caller.fetch(`api/labs/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      // the test names what the route answers
      return { status: answer.status, body: (await answer.json()) as T }
    },
    async get<T>(caller: Caller, path: string) {
      const answer = await caller.fetch(`api/labs/${path}`)
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
      // the test names what the route answers
      return (await answer.json()) as T
    },
    stop: () => clinic.stop(),
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))))
    })
  })
}
