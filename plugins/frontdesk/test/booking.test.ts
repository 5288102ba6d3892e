import type { Appointment, Slot } from 'fhir/r4.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Day } from '../domain/day.js'
import { openDesk, until, type DeskClinic } from './desk.js'

let at: DeskClinic
beforeAll(async () => {
  at = await openDesk()
})
afterAll(() => at.clinic.stop())

/** A Tuesday; 9:40 in New York is 14:40 UTC. */
const DAY = '2027-03-02'
const time = (hour: number, minute = 0, day = DAY) =>
  `${day}T${String(hour + 5).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`

const booking = (start: string, rest: object = {}) => ({
  patient: at.ines,
  practitioner: at.okafor,
  start,
  visitType: 'follow-up',
  ...rest,
})

const column = async (day: string, practitioner = at.okafor) =>
  (await at.get<Day>(`day?date=${day}`)).columns.find((each) => each.practitioner === practitioner)

describe('booking', () => {
  test('takes the time of the provider: the type gives the length, the rest stays free', async () => {
    const { status, body } = await at.post('appointments', booking(time(9, 40), { detail: 'Diabetes' }))
    expect(status).toBe(200)
    const stored = await at.desk.fhir.read<Appointment>('Appointment', String(body['id']))
    expect(stored).toMatchObject({ status: 'booked', start: time(9, 40), end: time(10), minutesDuration: 20 })
    const own = await column(DAY)
    expect(own?.visits).toMatchObject([
      { at: [580, 600], title: 'Follow-up', detail: 'Diabetes', state: 'booked', patient: { display: 'Ines Morales' } },
    ])
    expect(own?.free).toEqual([
      [480, 580],
      [600, 720],
      [780, 1020],
    ])
  })

  test('a taken time says who has it, and by the other door it is a 409 too', async () => {
    const { status, body } = await at.post('appointments', booking(time(9, 50), { patient: at.walter }))
    expect(status).toBe(409)
    expect(body).toMatchObject({
      code: 'taken',
      detail: 'Adaeze Okafor is taken from 9:40 to 10:00 (Ines Morales). Pick another time.',
    })
    const rest = await at.system.fetch('fhir/Appointment', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: JSON.stringify(at.appointment(time(9, 35), 10)),
    })
    expect(rest.status).toBe(409)
    const beside = await at.post('appointments', booking(time(10)))
    expect(beside.status).toBe(200)
  })

  test('what is over takes nobody’s time: a history from elsewhere may have been booked twice', async () => {
    const statuses: number[] = []
    for (const minutes of [20, 40]) {
      const answer = await at.system.fetch('fhir/Appointment', {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify(at.appointment(time(9, 0, '2020-01-07'), minutes)),
      })
      statuses.push(answer.status)
    }
    expect(statuses).toEqual([201, 201])
  })

  test('of 100 bookings of one time at once, through REST and the desk, exactly one wins', async () => {
    const start = time(14)
    const answers = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        if (i % 2 === 0) return (await at.post('appointments', booking(start))).status
        const rest = await at.system.fetch('fhir/Appointment', {
          method: 'POST',
          headers: { 'content-type': 'application/fhir+json' },
          body: JSON.stringify(at.appointment(start, 20)),
        })
        return rest.status
      }),
    )
    expect(answers.filter((status) => status < 300)).toHaveLength(1)
    expect(answers.filter((status) => status === 409)).toHaveLength(99)
    const { resources } = await at.desk.fhir.search<Appointment>(`Appointment?date=${start}`)
    expect(resources).toHaveLength(1)
  })

  test('the same booking sent twice is made once', async () => {
    const once = booking(time(15), { key: 'c7f0b6aa-3a35-4dc4-a1cb-3c6d7a5f8a10' })
    const [first, second] = [await at.post('appointments', once), await at.post('appointments', once)]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.body['id']).toBe(first.body['id'])
  })

  test('two visits of one time need a type that allows it and a reason, and are marked', async () => {
    const start = time(9, 40)
    expect((await at.post('appointments', booking(start, { overbook: 'Fever since last night' }))).status).toBe(422)
    const { status, body } = await at.post(
      'appointments',
      booking(start, { patient: at.walter, visitType: 'acute', overbook: 'Fever since last night' }),
    )
    expect(status).toBe(200)
    const visit = (await column(DAY))?.visits.find(({ id }) => id === body['id'])
    expect(visit?.overbooked).toBe('Fever since last night')
    // a third without the mark still finds the time taken
    expect((await at.post('appointments', booking(start))).status).toBe(409)
  })

  test('nurses see the day and can’t book; people without a role of the desk see nothing', async () => {
    expect((await at.nurse.fetch(`api/frontdesk/day?date=${DAY}`)).status).toBe(200)
    expect((await at.post('appointments', booking(time(16)), at.nurse)).status).toBe(403)
    const biller = await at.clinic.as('biller')
    expect((await biller.fetch(`api/frontdesk/day?date=${DAY}`)).status).toBe(403)
  })

  test('what is wrong is named', async () => {
    expect((await at.post('appointments', booking(time(16), { visitType: 'nonsense' }))).body['detail']).toMatch(
      /no visit type/,
    )
    expect((await at.post('appointments', { ...booking(time(16)), start: 'soon' })).status).toBe(400)
    expect((await at.post('appointments', booking(time(16), { patient: 'nobody' }))).status).toBe(404)
    expect((await at.desk.fetch('api/frontdesk/day?date=2027-02-30')).status).toBe(400)
  })
})

describe('moving and cancelling', () => {
  const other = '2027-03-03'
  test('moving frees the old time and takes the new one, with another provider too', async () => {
    const { body } = await at.post('appointments', booking(time(9, 0, other)))
    const id = String(body['id'])
    const moved = await at.post(`appointments/${id}/move`, {
      version: 1,
      practitioner: at.raman,
      start: time(11, 0, other),
    })
    expect(moved.status).toBe(200)
    expect((await column(other))?.visits).toEqual([])
    expect((await column(other, at.raman))?.visits).toMatchObject([{ id, at: [660, 680] }])
    expect((await at.post('appointments', booking(time(9, 0, other)))).status).toBe(200)
    const onto = await at.post(`appointments/${id}/move`, {
      version: 2,
      practitioner: at.okafor,
      start: time(9, 10, other),
    })
    expect(onto.body).toMatchObject({ code: 'taken', status: 409 })
    expect((await column(other, at.raman))?.visits).toHaveLength(1)
  })

  test('an old version is told, and nothing is written', async () => {
    const [visit] = (await column(other, at.raman))?.visits ?? []
    const answer = await at.post(`appointments/${visit?.id}/move`, {
      version: 1,
      practitioner: at.raman,
      start: time(13, 0, other),
    })
    expect(answer.body).toMatchObject({ code: 'changed', status: 412 })
  })

  test('cancelling frees the time and keeps the reason', async () => {
    const [visit] = (await column(other, at.raman))?.visits ?? []
    const answer = await at.post(`appointments/${visit?.id}/cancel`, {
      version: visit?.version,
      reason: 'pat',
      note: 'Flu',
    })
    expect(answer.status).toBe(200)
    const stored = await at.desk.fhir.read<Appointment>('Appointment', visit?.id ?? '')
    expect(stored).toMatchObject({ status: 'cancelled', cancelationReason: { text: 'Patient asked' }, comment: 'Flu' })
    expect((await column(other, at.raman))?.visits).toEqual([])
    expect((await at.post('appointments', booking(time(11, 0, other), { practitioner: at.raman }))).status).toBe(200)
  })

  test('who did not come leaves the time to others', async () => {
    const { body } = await at.post('appointments', booking(time(13, 0, other)))
    expect((await at.post(`appointments/${body['id']}/no-show`, { version: 1 })).status).toBe(200)
    expect((await at.post('appointments', booking(time(13, 0, other), { patient: at.walter }))).status).toBe(200)
    const day = await at.get<Day>(`day?date=${other}`)
    expect(day.missed).toBe(1)
  })
})

test('slots follow bookings through either door', async () => {
  const tomorrow = nextWeekday()
  const start = time(9, 20, tomorrow)
  const slots = async () => (await at.desk.fhir.search<Slot>(`Slot?start=${tomorrow}&_count=200`)).resources
  const state = async () =>
    (await slots()).find((each) => each.start && Date.parse(each.start) === Date.parse(start))?.status
  const made = await at.system.fhir.create(at.appointment(start, 20))
  expect(await until(state, (found) => found === 'busy')).toBe('busy')
  expect((await slots()).filter(({ status }) => status === 'free').length).toBeGreaterThan(10)
  await at.system.fhir.update({ ...made, status: 'cancelled' })
  expect(await until(state, (found) => found === 'free')).toBe('free')
})

/** A day soon on which the clinic works, so that it has slots; without summer time in between, see `time`. */
function nextWeekday(): string {
  for (let ahead = 1; ; ahead++) {
    const day = new Date(Date.now() + ahead * 86_400_000)
    if (day.getUTCDay() !== 0 && day.getUTCDay() !== 6) return day.toISOString().slice(0, 10)
  }
}
