import { allow, definePlugin } from '@tessera/sdk'
import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, creating, patientNamed, type Ask } from './asking.js'
import { bearerIn, sessionIn } from './credentials.js'

const reader = definePlugin(() => ({
  id: 'reader',
  version: '1.0.0',
  title: 'Reader',
  access: ['user/Patient.rs'],
  routes: (app) =>
    app.get('/patient/:id', allow({ roles: ['clinician', 'nurse'] }), async (c) =>
      c.json({ found: await c.get('ctx').records.read(`Patient/${c.req.param('id')}`) }),
    ),
  base: import.meta.url,
}))

let clinic: TestClinic
let client: Ask
let doctor: Ask
let biller: Ask
let self: Ask
let own: string
let other: string

beforeAll(async () => {
  clinic = await testClinic({ plugins: [reader()] })
  await clinic.server.control.createClinic({ slug: 'other', name: 'Other', timezone: 'UTC' })
  client = asking(await clinic.client())
  own = (await client.make(patientNamed('own'))).id
  other = (await client.make(patientNamed('other'))).id
  doctor = asking(await clinic.as('clinician'))
  biller = asking(await clinic.as('biller'))
  self = asking(await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${own}` } }))
}, 60_000)
afterAll(() => clinic?.stop())

async function chain() {
  const open = await clinic.server.clinics.open(clinic.slug)
  if (!open) throw new Error('the clinic is gone')
  return open.audit
}
const events = async (): Promise<number> => {
  const { ok, events: count } = await (await chain()).verify()
  expect(ok).toBe(true)
  return count
}

describe('on the chain is', () => {
  const at = (path: string) => `/clinics/test/${path}`
  const acts: [name: string, count: number, act: () => Promise<{ status: number }>, status: number][] = [
    ['a read', 1, () => doctor.get(`Patient/${own}`), 200],
    ['a read that is not sent again', 1, () => doctor.get(`Patient/${own}`, { 'if-none-match': 'W/"1"' }), 304],
    ['a read of the header alone', 1, () => doctor.send('HEAD', `Patient/${own}`), 200],
    ['a read of a version', 1, () => doctor.get(`Patient/${own}/_history/1`), 200],
    ['a history', 1, () => doctor.get(`Patient/${own}/_history`), 200],
    ['a search', 1, () => doctor.get('Patient?family=tile'), 200],
    ['a search that finds nobody', 1, () => doctor.get('Patient?family=nobody'), 200],
    ['a count', 1, () => doctor.get('Patient?_summary=count'), 200],
    ['a chart as a whole, and whose it is', 2, () => doctor.get(`Patient/${own}/$everything`), 200],
    ['what a patient reads of their own', 1, () => self.get(`Patient/${own}`), 200],
    [
      'each read of a batch',
      3,
      () =>
        doctor.transaction(
          [1, 2, 3].map(() => ({ request: { method: 'GET', url: `Patient/${own}` } })),
          'batch',
        ),
      200,
    ],
    [
      'what a conditional create finds and shows',
      1,
      () => client.post('Patient', patientNamed('own'), { 'if-none-exist': 'identifier=urn:test|own' }),
      200,
    ],
    ['what a plugin reads for a person', 1, () => doctor.get(at(`api/reader/patient/${own}`)), 200],
    ['a create', 1, () => client.post('Patient', patientNamed('made')), 201],
    ['an update', 1, () => client.put(`Patient/${other}`, patientNamed('other', { id: other, active: true })), 200],
    ['a patch', 1, () => client.patch(`Patient/${other}`, [{ op: 'remove', path: '/active' }]), 200],
    [
      'each write of a transaction',
      3,
      () => client.transaction([1, 2, 3].map(() => creating(patientNamed('tx')))),
      200,
    ],
    ['a read that the role does not allow', 1, () => biller.get('Observation/x'), 403],
    ['a search that the role does not allow', 1, () => biller.get('Observation'), 403],
    ['a write that the role does not allow', 1, () => biller.post('Patient', patientNamed('no')), 403],
    ['a patient’s look at somebody else', 1, () => self.get(`Patient/${other}`), 404],
    ['a plugin’s route that the role does not allow', 1, () => biller.get(at(`api/reader/patient/${own}`)), 403],
    ['who comes without a token', 1, () => asking(clinic.anonymous).get(`Patient/${own}`), 401],
    [
      'who comes with a bad token',
      1,
      () => asking(clinic.anonymous).get(`Patient/${own}`, { authorization: 'Bearer junk' }),
      401,
    ],
    [
      'who comes from another clinic',
      1,
      async () => asking(clinic.anonymous).get(`Patient/${own}`, await sessionIn(clinic, 'other', ['clinician'])),
      403,
    ],
    [
      'another clinic’s client',
      1,
      async () => asking(clinic.anonymous).get(`Patient/${own}`, await bearerIn(clinic, 'other')),
      401,
    ],
    ['a delete', 1, () => client.del(`Patient/${other}`), 204],
  ]
  test.each(acts)('%s', async (_name, count, act, status) => {
    const before = await events()
    expect((await act()).status).toBe(status)
    // a write's event follows its commit
    await expect.poll(events, { interval: 20 }).toBe(before + count)
  })

  test('a plugin that is enabled or disabled', async () => {
    const before = await events()
    await clinic.server.host.disable(clinic.slug, 'reader')
    await clinic.server.host.enable(clinic.slug, 'reader')
    expect(await events()).toBe(before + 2)
  })
})

// the last: it ends the chain of this clinic
describe('when the chain can’t be written', () => {
  const served: [string, () => Promise<{ status: number; text: string }>][] = [
    ['read', () => doctor.get(`Patient/${own}`)],
    ['vread', () => doctor.get(`Patient/${own}/_history/1`)],
    ['history', () => doctor.get(`Patient/${own}/_history`)],
    ['search', () => doctor.get('Patient?family=tile')],
    [
      'search by POST',
      () =>
        doctor.send('POST', 'Patient/_search', 'family=tile', { 'content-type': 'application/x-www-form-urlencoded' }),
    ],
    ['count', () => doctor.get('Patient?_summary=count')],
    ['$everything', () => doctor.get(`Patient/${own}/$everything`)],
    ['what a patient reads', () => self.get(`Patient/${own}`)],
    ['a machine client', () => client.get(`Patient/${own}`)],
    [
      'a conditional create that finds',
      () => client.post('Patient', patientNamed('own'), { 'if-none-exist': 'identifier=urn:test|own' }),
    ],
    ['a plugin', () => doctor.get(`/clinics/test/api/reader/patient/${own}`)],
  ]

  beforeAll(async () => (await chain()).close())

  test.each(served)('%s answers 503 and shows nothing', async (_name, act) => {
    const { status, text } = await act()
    expect([status, text.includes('Tilewright')], text).toEqual([503, false])
  })

  test('no entry of a batch shows anything', async () => {
    const reply = await doctor.transaction(
      [
        { request: { method: 'GET', url: `Patient/${own}` } },
        { request: { method: 'GET', url: 'Patient?family=tile' } },
      ],
      'batch',
    )
    expect(reply.json.entry?.map(({ response }) => response?.status.slice(0, 3))).toEqual(['503', '503'])
    expect(reply.text).not.toContain('Tilewright')
  })

  test('a refusal stays one', async () => {
    expect([403, 503]).toContain((await biller.get('Observation/x')).status)
    expect([401, 503]).toContain((await asking(clinic.anonymous).get(`Patient/${own}`)).status)
    expect([404, 503]).toContain((await self.get(`Patient/${other}`)).status)
  })

  test('the server lives, and another clinic is served', async () => {
    expect((await clinic.anonymous.fetch('/health')).status).toBe(200)
    const there = await clinic.anonymous.fetch('/clinics/other/fhir/Patient', {
      headers: await bearerIn(clinic, 'other'),
    })
    expect(there.status).toBe(200)
  })
})
