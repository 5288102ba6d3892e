import type { Appointment, Encounter, Patient } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Board } from '../domain/day.js'
import type { PatientVisits } from '../server/visit.js'
import { openDesk, until, type DeskClinic } from './desk.js'

let at: DeskClinic
let minute = 0
beforeAll(async () => {
  at = await openDesk()
})
afterAll(() => at.clinic.stop())

/** A booking for now, each one after the other. */
async function booked(patient = at.ines): Promise<string> {
  const start = new Date(Math.floor(Date.now() / 300_000) * 300_000 + (minute += 20) * 60_000).toISOString()
  const { body } = await at.post('appointments', { patient, practitioner: at.okafor, start, visitType: 'follow-up' })
  return String(body['id'])
}

const read = (id: unknown) => at.desk.fhir.read<Encounter>('Encounter', String(id))

describe('checking in', () => {
  test('begins the visit and says so on the appointment', async () => {
    const id = await booked()
    const { status, body } = await at.post(`appointments/${id}/check-in`, { phone: '(518) 555-0199' })
    expect(status).toBe(200)
    expect(body['change']).toBeTypeOf('string')
    expect(await read(body['id'])).toMatchObject({
      status: 'arrived',
      class: { code: 'AMB' },
      type: [{ text: 'Follow-up' }],
      subject: { reference: `Patient/${at.ines}` },
      participant: [{ individual: { reference: at.okafor } }],
      appointment: [{ reference: `Appointment/${id}` }],
    })
    expect((await at.desk.fhir.read<Appointment>('Appointment', id)).status).toBe('arrived')
    expect((await at.desk.fhir.read<Patient>('Patient', at.ines)).telecom).toMatchObject([{ value: '(518) 555-0199' }])
  })

  test('done twice, or at two desks at once, makes one visit', async () => {
    const id = await booked()
    const answers = await Promise.all(Array.from({ length: 8 }, () => at.post(`appointments/${id}/check-in`, {})))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
    expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1)
    const { resources } = await at.desk.fhir.search<Encounter>(`Encounter?appointment=Appointment/${id}`)
    expect(resources).toHaveLength(1)
  })

  test('a cancelled appointment and a held time can’t be checked in', async () => {
    const id = await booked()
    await at.post(`appointments/${id}/cancel`, { version: 1, reason: 'pat' })
    expect((await at.post(`appointments/${id}/check-in`, {})).body).toMatchObject({ status: 409, code: 'state' })
    const held = await at.system.fhir.create({
      ...at.appointment('2027-05-04T14:00:00Z', 60),
      participant: [{ actor: { reference: at.okafor }, status: 'accepted' }],
    })
    expect((await at.post(`appointments/${held.id}/check-in`, {})).status).toBe(409)
  })

  test('a visit that is under way can’t be moved or cancelled', async () => {
    const id = await booked()
    await at.post(`appointments/${id}/check-in`, {})
    const start = '2027-05-05T14:00:00Z'
    expect(
      (await at.post(`appointments/${id}/move`, { version: 2, practitioner: at.raman, start })).body['detail'],
    ).toMatch(/under way/)
    expect((await at.post(`appointments/${id}/cancel`, { version: 2, reason: 'pat' })).status).toBe(409)
  })

  test('a walk-in is booked and here in one step', async () => {
    const start = new Date(Math.floor(Date.now() / 300_000) * 300_000).toISOString()
    const { status, body } = await at.post('appointments', {
      patient: at.walter,
      practitioner: at.raman,
      start,
      visitType: 'acute',
      walkIn: true,
    })
    expect(status).toBe(200)
    const { resources } = await at.desk.fhir.search<Encounter>(`Encounter?appointment=Appointment/${body['id']}`)
    expect(resources).toMatchObject([{ status: 'arrived', subject: { reference: `Patient/${at.walter}` } }])
  })
})

describe('the board', () => {
  const board = () => at.get<Board>('board', at.nurse)
  const go = async (id: string, lane: string, room?: string) => {
    const version = (await board()).visits.find((each) => each.id === id)?.version
    return at.post(`board/${id}`, { lane, version, ...(room ? { room } : {}) }, at.nurse)
  }

  test('a nurse takes a visit through its lanes, each with its time; the end fulfils the appointment', async () => {
    const appointment = await booked(at.walter)
    const { body } = await at.post(`appointments/${appointment}/check-in`, {})
    const id = String(body['id'])
    const place = async () => (await board()).visits.find((each) => each.id === id)
    expect(await place()).toMatchObject({ lane: 'arrived', patient: { display: 'Walter Brandt' }, title: 'Follow-up' })
    await go(id, 'roomed', 'Room 3')
    expect(await place()).toMatchObject({ lane: 'roomed', room: 'Room 3' })
    const visits = await at.get<PatientVisits>(`visits?patient=${at.walter}`)
    expect([visits.now?.room, visits.now?.lane]).toContain('Room 3')
    await go(id, 'with-provider')
    expect((await read(id)).status).toBe('in-progress')
    await go(id, 'leaving')
    expect(await place()).toMatchObject({ lane: 'leaving', room: 'Room 3' })
    await go(id, 'left')
    expect(await read(id)).toMatchObject({
      status: 'finished',
      statusHistory: [{ status: 'arrived' }, { status: 'triaged' }, { status: 'in-progress' }],
    })
    const status = async () => (await at.desk.fhir.read<Appointment>('Appointment', appointment)).status
    expect(await until(status, (found) => found === 'fulfilled')).toBe('fulfilled')
    await go(id, 'with-provider')
    expect((await read(id)).period?.end).toBeUndefined()
    expect(await until(status, (found) => found === 'arrived')).toBe('arrived')
  })

  test('two who move the same visit: the second looks again', async () => {
    const { body } = await at.post(`appointments/${await booked()}/check-in`, {})
    const path = `board/${body['id']}`
    expect((await at.post(path, { lane: 'roomed', room: 'Room 1', version: 1 })).status).toBe(200)
    expect((await at.post(path, { lane: 'roomed', room: 'Room 2', version: 1 })).body).toMatchObject({
      code: 'changed',
    })
  })
})

describe('registering', () => {
  const person = { given: 'Nadia', family: 'Johnson', birthDate: '1984-06-02', sex: 'female' }

  test('gives the next number, and stores what was told', async () => {
    const { status, body } = await at.post('patients', {
      ...person,
      phone: '(518) 555-0123',
      email: 'nadia@example.org',
      line: '9 Elm Street',
      city: 'Maple Falls',
      language: 'es',
      payer: 'Evergreen Health',
      memberId: 'EV-1',
    })
    expect(status).toBe(200)
    expect(body['mrn']).toBe('100001')
    expect(await at.desk.fhir.read<Patient>('Patient', String(body['id']))).toMatchObject({
      identifier: [{ system: 'urn:tessera:mrn', value: '100001', type: { coding: [{ code: 'MR' }] } }],
      name: [{ family: 'Johnson', given: ['Nadia'] }],
      address: [{ city: 'Maple Falls' }],
    })
    const { resources } = await at.desk.fhir.search(`Coverage?beneficiary=Patient/${body['id']}`)
    expect(resources).toMatchObject([{ subscriberId: 'EV-1', payor: [{ display: 'Evergreen Health' }] }])
  })

  test('somebody alike is shown while typing and refused without a reason', async () => {
    const { alike } = await at.get<{ alike: object[] }>('duplicates?given=Nadia&family=Jonsen&birthDate=1984-06-02')
    expect(alike).toMatchObject([{ person: { display: 'Nadia Johnson', mrn: '100001' }, differs: ['name'] }])
    const again = await at.post('patients', { ...person, family: 'Jonsen' })
    expect(again.body).toMatchObject({ status: 409, code: 'likely-duplicates', alike: [{ score: expect.any(Number) }] })
    const anyway = await at.post('patients', { ...person, family: 'Jonsen', anyway: 'Cousin with the same birthday' })
    expect(anyway.body).toMatchObject({ mrn: '100002' })
    expect(await at.desk.fhir.read<Patient>('Patient', String(anyway.body['id']))).toMatchObject({
      extension: [{ url: 'urn:tessera:registered-anyway', valueString: 'Cousin with the same birthday' }],
    })
  })

  test('desks that register at the same moment give numbers of their own, without gaps', async () => {
    const names = ['Abel', 'Bruno', 'Clara', 'Dora', 'Emil', 'Frida', 'Gustav', 'Hedda', 'Igor', 'Jana']
    const answers = await Promise.all(
      names.map((given, i) =>
        at.post('patients', { given, family: `Quist${given}`, birthDate: `19${50 + i}-01-01`, sex: 'other' }),
      ),
    )
    const numbers = answers.map(({ body }) => Number(body['mrn'])).sort((a, b) => a - b)
    expect(numbers).toEqual(names.map((_, i) => 100_003 + i))
  })

  test('an imported record that has the next number keeps it', async () => {
    await at.system.fhir.create({
      resourceType: 'Patient',
      identifier: [{ system: 'urn:tessera:mrn', value: '100013' }],
      name: [{ family: 'Import' }],
    })
    const { body } = await at.post('patients', { given: 'Otto', family: 'Lind', birthDate: '1971-02-03', sex: 'male' })
    expect(body['mrn']).toBe('100014')
  })

  test('nurses don’t register', async () => {
    expect((await at.post('patients', person, at.nurse)).status).toBe(403)
  })
})
