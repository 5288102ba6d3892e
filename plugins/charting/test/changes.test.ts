import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Changes } from '../domain/changes.js'
import { charting } from '../plugin.js'

const LOINC = 'http://loinc.org'
const RIVERSIDE = { source: 'https://riverside.example/fhir' }
let clinic: TestClinic
let doctor: Caller
let patient: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [charting()], timezone: 'America/New_York' })
  doctor = await clinic.as('clinician')
  patient = (await doctor.fhir.create({ resourceType: 'Patient', name: [{ family: 'Morales', given: ['Ines'] }] })).id
})
afterAll(() => clinic.stop())

const subject = () => ({ reference: `Patient/${patient}` })
const changesFor = async (id: string, caller = doctor): Promise<Changes> => {
  const answer = await caller.fetch(`api/charting/changes?patient=${id}`)
  expect(answer.status).toBe(200)
  return answer.json()
}

const visit = (start: string, end: string, rest: object = {}) =>
  doctor.fhir.create({
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    type: [{ text: 'Follow-up' }],
    subject: subject(),
    period: { start, end },
    ...rest,
  })

const observe = (category: string, code: string, at: string, value: number, encounter?: string, flag?: string) =>
  doctor.fhir.create({
    resourceType: 'Observation',
    status: 'final',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: category }] }],
    code: { coding: [{ system: LOINC, code }], text: code },
    subject: subject(),
    ...(encounter ? { encounter: { reference: `Encounter/${encounter}` } } : {}),
    effectiveDateTime: at,
    valueQuantity: { value, unit: 'mmol/L', system: 'http://unitsofmeasure.org', code: 'mmol/L' },
    ...(flag
      ? {
          interpretation: [
            { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: flag }] },
          ],
        }
      : {}),
  })

describe('GET changes', () => {
  test('a patient who was never seen here has no last visit', async () => {
    const { id } = await doctor.fhir.create({ resourceType: 'Patient', name: [{ family: 'New' }] })
    expect(await changesFor(id)).toEqual({ changes: [] })
  })

  test('what happened since the last examination, looking past a blood draw', async () => {
    const examined = await visit('2026-08-19T09:00:00-04:00', '2026-08-19T09:20:00-04:00')
    await observe('vital-signs', '8867-4', '2026-08-19T09:05:00-04:00', 75, examined.id)
    await observe('laboratory', '2823-3', '2026-08-19T09:15:00-04:00', 4.8, examined.id, 'N')
    const draw = await visit('2026-11-20T08:20:00-05:00', '2026-11-20T08:30:00-05:00')
    await observe('laboratory', '2823-3', '2026-11-20T08:35:00-05:00', 5.6, draw.id, 'H')
    await visit('2026-10-25T18:35:00-04:00', '2026-10-25T22:25:00-04:00', {
      meta: RIVERSIDE,
      type: [{ text: 'Emergency visit' }],
      reasonCode: [{ text: 'Chest pain' }],
      serviceProvider: { display: 'Riverside Hospital', type: 'Organization' },
    })
    await doctor.fhir.create({
      resourceType: 'MedicationRequest',
      meta: RIVERSIDE,
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'Ibuprofen 400 mg' },
      subject: subject(),
      authoredOn: '2026-10-25T20:00:00-04:00',
    })
    const { since, changes } = await changesFor(patient)
    expect(since).toEqual({ at: '2026-08-19T09:00:00-04:00' })
    expect(changes).toMatchObject([
      { kind: 'visit', place: 'Riverside Hospital', reason: 'Chest pain' },
      { kind: 'result', name: '2823-3', value: { quantity: { value: 5.6 } }, before: 4.8, was: 'normal', flag: 'high' },
      { kind: 'medicine', name: 'Ibuprofen 400 mg', place: 'riverside.example' },
    ])
  })

  test('a visit that ended today hides nothing: new is what came since the visit before it', async () => {
    const { id } = await doctor.fhir.create({ resourceType: 'Patient', name: [{ family: 'Novak' }] })
    const of = { subject: { reference: `Patient/${id}` } }
    const at = new Date().toISOString()
    await visit(at, at, of)
    expect((await changesFor(id)).since).toEqual({ at })
    await visit('2025-03-03T09:00:00-05:00', '2025-03-03T09:20:00-05:00', of)
    expect((await changesFor(id)).since).toEqual({ at: '2025-03-03T09:00:00-05:00' })
  })

  test('an id that is none is refused in words', async () => {
    for (const bad of ['', 'a/b', 'x&_count=1000', 'p'.repeat(65)]) {
      const answer = await doctor.fetch(`api/charting/changes?patient=${encodeURIComponent(bad)}`)
      expect(answer.status).toBe(400)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    }
  })

  test('is for those who care for patients', async () => {
    const status = async (caller: Caller) => (await caller.fetch(`api/charting/changes?patient=${patient}`)).status
    expect(await status(await clinic.as('nurse'))).toBe(200)
    for (const role of ['admin', 'frontdesk', 'biller', 'privacyOfficer', 'patient'] as const)
      expect(await status(await clinic.as(role))).toBe(403)
    expect(await status(clinic.anonymous)).toBe(401)
  })
})
