import { allow, definePlugin } from '@tessera/sdk'
import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { listen, type Listening } from './listening.js'

const desk = definePlugin(() => ({
  id: 'desk',
  version: '1.0.0',
  title: 'Desk',
  access: ['user/Patient.rs'],
  routes: (app) =>
    app.post('/tell', allow({ roles: ['clinician'] }), async (c) => {
      await c.get('ctx').notify(await c.req.json())
      return c.body(null, 204)
    }),
  base: import.meta.url,
}))

let clinic: TestClinic
let patient: string
const people: Record<string, Caller> = {}
const streams: Record<string, Listening> = {}
/** For tests that move it. */
let now = Date.now()

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const who = (name: string): Caller => people[name] ?? expect.fail(`there is no ${name}`)
const told = (name: string, event: string) => streams[name]?.of(event) ?? []
const tell = async (notice: unknown) => (await who('chen').fetch('api/desk/tell', post(notice))).status
const present = (name: string, key: string, state = 'here') => who(name).fetch('ui/presence', post({ key, state }))
/** Whatever was on its way has arrived by then. */
const settle = () => new Promise((resolve) => setTimeout(resolve, 80))

beforeAll(async () => {
  clinic = await testClinic({ plugins: [desk()], sources: { now: () => now, random: Math.random } })
  const machine = await clinic.client()
  patient = (await machine.fhir.create({ resourceType: 'Patient', name: [{ family: 'Tilewright' }] })).id
  const practitioner = (reference: string) => ({ kind: 'practitioner' as const, reference })
  people.chen = await clinic.as('clinician', { name: 'Dr Chen', link: practitioner('Practitioner/chen') })
  people.okafor = await clinic.as('clinician', { name: 'Dr Okafor', link: practitioner('Practitioner/okafor') })
  people.nurse = await clinic.as('nurse', { name: 'N. Vega' })
  people.biller = await clinic.as('biller', { name: 'B. Ill' })
  people.patient = await clinic.as('patient', {
    name: 'T. Tilewright',
    link: { kind: 'self', reference: `Patient/${patient}` },
  })
  for (const [name, caller] of Object.entries(people)) streams[name] = await listen(caller)
  // a second screen
  streams.nurse2 = await listen(who('nurse'))
}, 60_000)
afterAll(async () => {
  Object.values(streams).forEach((stream) => stream.stop())
  await clinic?.stop()
})

describe('notices', () => {
  test('reach the roles and practitioners that they name, on all their screens, and nobody else', async () => {
    expect(await tell({ to: { roles: ['nurse'] }, text: 'Room 3 is ready', path: '/board' })).toBe(204)
    expect(await tell({ to: { practitioners: ['Practitioner/okafor'] }, text: 'A result', kind: 'urgent' })).toBe(204)
    await vi.waitFor(() => expect(told('okafor', 'notify')).toHaveLength(1), { timeout: 20_000 })
    await settle()
    const [first] = told('nurse', 'notify')
    expect(first).toEqual({ id: expect.any(String), text: 'Room 3 is ready', path: '/board', kind: 'info' })
    expect(told('nurse2', 'notify')).toEqual([first])
    expect(told('okafor', 'notify')).toMatchObject([{ text: 'A result', kind: 'urgent' }])
    for (const name of ['chen', 'biller', 'patient']) expect(told(name, 'notify')).toEqual([])
    expect(clinic.notices.map(({ text }) => text)).toEqual(['Room 3 is ready', 'A result'])
  })

  test.each([
    ['nobody is named', { to: {}, text: 'x' }],
    ['it says nothing', { to: { roles: ['nurse'] }, text: ' ' }],
    ['it says too much', { to: { roles: ['nurse'] }, text: 'x'.repeat(301) }],
    ['it leads to another host', { to: { roles: ['nurse'] }, text: 'x', path: '//evil.example' }],
    ['it leads to another host by a backslash', { to: { roles: ['nurse'] }, text: 'x', path: '/\\evil.example' }],
    ['it leads to a script', { to: { roles: ['nurse'] }, text: 'x', path: 'javascript:alert(1)' }],
  ])('are refused when %s', async (_why, notice) => {
    const before = clinic.notices.length
    expect(await tell(notice)).toBe(400)
    expect(clinic.notices).toHaveLength(before)
  })
})

describe('presence', () => {
  test('is told to those who are at the same thing, from the first moment and when they leave', async () => {
    const key = 'charting:note:1'
    const first = await present('chen', key)
    expect(await first.json()).toMatchObject({ key, people: [{ display: 'Dr Chen' }] })
    const second = await present('okafor', key)
    expect(await second.json()).toMatchObject({ people: [{ display: 'Dr Chen' }, { display: 'Dr Okafor' }] })
    await vi.waitFor(() => expect(told('chen', 'presence')).toHaveLength(2), { timeout: 20_000 })
    expect(told('chen', 'presence').at(-1)).toEqual({
      key,
      people: [
        { id: expect.any(String), display: 'Dr Chen' },
        { id: expect.any(String), display: 'Dr Okafor' },
      ],
    })
    // a renewal tells nobody
    await present('okafor', key)
    expect((await present('okafor', key, 'gone')).status).toBe(204)
    await vi.waitFor(() => expect(told('chen', 'presence')).toHaveLength(3), { timeout: 20_000 })
    expect(told('chen', 'presence').at(-1)).toMatchObject({ people: [{ display: 'Dr Chen' }] })
    await present('okafor', key, 'gone')
    await settle()
    expect(told('chen', 'presence')).toHaveLength(3)
    for (const name of ['nurse', 'biller', 'patient']) expect(told(name, 'presence')).toEqual([])
  })

  test('at a record only for those who may read it: others can’t tell it from one that isn’t there', async () => {
    const machine = await clinic.client()
    const { id } = await machine.fhir.create({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'Weight' },
      subject: { reference: `Patient/${patient}` },
    })
    expect((await present('chen', `Observation/${id}`)).status).toBe(200)
    const denied = await present('biller', `Observation/${id}`)
    const unknown = await present('biller', 'Observation/unknown')
    expect([denied.status, unknown.status]).toEqual([404, 404])
    expect(await denied.text()).toBe(await unknown.text())
    expect((await present('chen', 'Observation/unknown')).status).toBe(404)
    await settle()
    expect(told('biller', 'presence')).toEqual([])
  })

  test('is not for patients, machines or strangers, and takes nothing but a key and a state', async () => {
    expect((await present('patient', `Patient/${patient}`)).status).toBe(403)
    expect((await (await clinic.client()).fetch('ui/presence', post({ key: 'k', state: 'here' }))).status).toBe(403)
    expect((await clinic.anonymous.fetch('ui/presence', post({ key: 'k', state: 'here' }))).status).toBe(401)
    for (const body of [
      { key: '', state: 'here' },
      { key: 'k', state: 'away' },
      { key: 'k\n', state: 'here' },
      [],
      { key: 'k', state: 'here', more: 1 },
    ])
      expect((await who('chen').fetch('ui/presence', post(body))).status).toBe(400)
    expect((await who('chen').fetch('ui/presence', post({ key: 'k'.repeat(2_000), state: 'here' }))).status).toBe(413)
  })

  test('ends by itself 40 s after the last word', async () => {
    const key = 'charting:note:2'
    await present('chen', key)
    await present('okafor', key)
    now += 30_000
    await present('chen', key)
    now += 15_000
    await vi.waitFor(
      () => expect(told('chen', 'presence').at(-1)).toMatchObject({ key, people: [{ display: 'Dr Chen' }] }),
      { timeout: 20_000 },
    )
  })
})
