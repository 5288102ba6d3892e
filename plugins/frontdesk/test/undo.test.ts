import type { Appointment, Encounter } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDesk, type DeskClinic } from './desk.js'

let at: DeskClinic
beforeAll(async () => {
  at = await openDesk()
})
afterAll(() => at.clinic.stop())

const booking = (start: string, patient = at.ines) => ({
  patient,
  practitioner: at.okafor,
  start,
  visitType: 'follow-up',
})
const undo = async (change: unknown) => {
  const answer = await at.desk.fetch(`ui/undo/${String(change)}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  return { status: answer.status, body: await answer.text() }
}
const status = async (id: unknown) => (await at.desk.fhir.read<Appointment>('Appointment', String(id))).status

describe('undo at the desk', () => {
  test('of a booking gives the time back', async () => {
    const { body } = await at.post('appointments', booking('2027-06-01T14:00:00Z'))
    const undone = await undo(body['change'])
    expect(undone).toMatchObject({ status: 200 })
    expect((await at.post('appointments', booking('2027-06-01T14:00:00Z', at.walter))).status).toBe(200)
  })

  test('of a cancelling takes it again, unless somebody has it meanwhile', async () => {
    const { body } = await at.post('appointments', booking('2027-06-02T14:00:00Z'))
    const cancelled = await at.post(`appointments/${body['id']}/cancel`, { version: 1, reason: 'pat' })
    expect((await undo(cancelled.body['change'])).status).toBe(200)
    expect(await status(body['id'])).toBe('booked')
    expect((await at.post('appointments', booking('2027-06-02T14:10:00Z'))).status).toBe(409)

    const again = await at.post(`appointments/${body['id']}/cancel`, { version: 3, reason: 'prov' })
    expect((await at.post('appointments', booking('2027-06-02T14:00:00Z', at.walter))).status).toBe(200)
    expect((await undo(again.body['change'])).status).toBe(409)
    expect(await status(body['id'])).toBe('cancelled')
  })

  test('of a move puts it back', async () => {
    const { body } = await at.post('appointments', booking('2027-06-03T14:00:00Z'))
    const moved = await at.post(`appointments/${body['id']}/move`, {
      version: 1,
      practitioner: at.raman,
      start: '2027-06-03T16:00:00Z',
    })
    expect((await undo(moved.body['change'])).status).toBe(200)
    expect((await at.post('appointments', booking('2027-06-03T14:00:00Z'))).status).toBe(409)
    const free = { ...booking('2027-06-03T16:00:00Z'), practitioner: at.raman }
    expect((await at.post('appointments', free)).status).toBe(200)
  })

  test('of a check-in: not here after all', async () => {
    const { body } = await at.post('appointments', booking('2027-06-04T14:00:00Z'))
    const here = await at.post(`appointments/${body['id']}/check-in`, {})
    expect((await undo(here.body['change'])).status).toBe(200)
    expect(await status(body['id'])).toBe('booked')
    const { resources } = await at.desk.fhir.search<Encounter>(`Encounter?appointment=Appointment/${body['id']}`)
    expect(resources).toEqual([])
    expect((await at.post(`appointments/${body['id']}/check-in`, {})).body['change']).toBeTypeOf('string')
  })

  test('of a move on the board', async () => {
    const start = new Date(Math.ceil(Date.now() / 300_000) * 300_000).toISOString()
    const { body } = await at.post('appointments', booking(start))
    const here = await at.post(`appointments/${body['id']}/check-in`, {})
    const roomed = await at.post(`board/${here.body['id']}`, { lane: 'roomed', room: 'Room 1', version: 1 })
    expect((await undo(roomed.body['change'])).status).toBe(200)
    expect((await at.desk.fhir.read<Encounter>('Encounter', String(here.body['id']))).status).toBe('arrived')
  })
})
