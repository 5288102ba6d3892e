import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asking, creating, patientNamed, type Ask, type Body } from './asking.js'

let clinic: TestClinic
let client: Ask

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
}, 60_000)
afterAll(() => clinic?.stop())

const CATEGORY = 'http://terminology.hl7.org/CodeSystem/observation-category'
const observation = (patient: string, category = 'laboratory'): Body => ({
  resourceType: 'Observation',
  status: 'final',
  category: [{ coding: [{ system: CATEGORY, code: category }] }],
  code: { text: 'sodium' },
  subject: { reference: `Patient/${patient}` },
})

test('a remembered total follows each write to the patient: create, change, move, delete', async () => {
  const one = (await client.make(patientNamed('one'))).id
  const other = (await client.make(patientNamed('other'))).id
  for (const patient of [one, one, one, other, other])
    await client.transaction(Array.from({ length: 100 }, () => creating(observation(patient))))
  const laboratory = (patient: string) => client.count(`Observation?patient=${patient}&category=laboratory`)
  const both = async () => [await laboratory(one), await laboratory(other)]
  expect(await both()).toEqual([300, 200])
  expect(await both()).toEqual([300, 200])

  const made = await client.make(observation(one))
  expect(await both()).toEqual([301, 200])
  await client.put(`Observation/${made.id}`, { ...observation(one, 'vital-signs'), id: made.id })
  expect(await both()).toEqual([300, 200])
  await client.put(`Observation/${made.id}`, { ...observation(one), id: made.id })
  expect(await both()).toEqual([301, 200])
  await client.put(`Observation/${made.id}`, { ...observation(other), id: made.id })
  expect(await both()).toEqual([300, 201])
  await client.del(`Observation/${made.id}`)
  expect(await both()).toEqual([300, 200])
})

test('who sees none of it is told of none', async () => {
  const patient = (await client.make(patientNamed('walled'))).id
  await client.transaction(Array.from({ length: 250 }, () => creating(observation(patient))))
  const query = `Observation?patient=${patient}&category=laboratory`
  expect(await client.count(query)).toBe(250)
  const stranger = asking(await clinic.client('system/Patient.rs'))
  expect((await stranger.get(`${query}&_summary=count`)).status).toBe(403)
})
