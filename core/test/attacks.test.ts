import { allow, definePlugin, pluginTables } from '@tessera/sdk'
import { testClinic, type Caller, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AuditEvent } from '../src/audit/event.js'
import { asking, creating, expectOutcome, patientNamed, type Ask, type Body } from './asking.js'
import { bearerIn, sessionIn } from './credentials.js'

const tables = pluginTables('notes')
const note = tables.table('note', {
  id: tables.text().key(),
  patient: tables.record('Patient'),
  done: tables.integer(),
})

const notes = definePlugin(() => ({
  id: 'notes',
  version: '1.0.0',
  title: 'Notes',
  access: ['user/*.cruds'],
  tables: { note },
  routes: (app) =>
    app
      .post('/commit', allow({ roles: ['clinician'] }), async (c) => {
        await c.get('ctx').commit(await c.req.json())
        return c.json({})
      })
      .get('/count', allow({ roles: ['clinician'] }), async (c) =>
        c.json(await c.get('ctx').tables.count('note', { by: 'patient' })),
      ),
  base: import.meta.url,
}))

let clinic: TestClinic
let client: Ask
let doctor: Ask
let staff: Caller
let self: Ask
/** Whose record `self` is, and somebody else. */
let own: string
let other: string
const kept: AuditEvent[] = []

beforeAll(async () => {
  clinic = await testClinic({ plugins: [notes()] })
  client = asking(await clinic.client())
  own = (await client.make(patientNamed('own'))).id
  other = (await client.make(patientNamed('other', { name: [{ family: 'Hidden' }] }))).id
  staff = await clinic.as('clinician')
  doctor = asking(staff)
  self = asking(await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${own}` } }))
  const open = await clinic.server.clinics.open(clinic.slug)
  if (!open) throw new Error('the clinic is gone')
  const { append, appendSoon } = open.audit
  open.audit.append = (event) => (kept.push(event), append(event))
  open.audit.appendSoon = (event) => (kept.push(event), appendSoon(event))
}, 60_000)
afterAll(() => clinic?.stop())

const observation = (patient: string, more: Body = {}): Body => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'x' },
  subject: { reference: `Patient/${patient}` },
  ...more,
})
/** What the act put on the chain. */
async function eventsOf(act: () => Promise<unknown>): Promise<AuditEvent[]> {
  const from = kept.length
  await act()
  return kept.slice(from)
}

describe('a patient', () => {
  test('does not see the version of an own record that concerned somebody else too, nor that of a deleted one', async () => {
    const shared = await client.make(
      observation(own, { performer: [{ reference: `Patient/${other}` }], note: [{ text: 'a secret' }] }),
    )
    expectOutcome(await self.get(`Observation/${shared.id}`), 404)
    await client.put(`Observation/${shared.id}`, observation(own, { id: shared.id }))
    expect((await self.get(`Observation/${shared.id}`)).status).toBe(200)
    expectOutcome(await self.get(`Observation/${shared.id}/_history/1`), 404)
    const history = await self.get(`Observation/${shared.id}/_history`)
    expect([history.json.entry?.length, history.text.includes('a secret')]).toEqual([1, false])
    expect((await doctor.get(`Observation/${shared.id}/_history`)).json.entry).toHaveLength(2)

    const both = await client.make(observation(own, { performer: [{ reference: `Patient/${other}` }] }))
    await client.del(`Observation/${both.id}`)
    expectOutcome(await self.get(`Observation/${both.id}`), 404)
    const [read] = await eventsOf(() => client.get(`Observation/${both.id}`))
    expect(read?.patients.toSorted()).toEqual([own, other].toSorted())
  })

  test('can’t tell a hidden record from none, neither by the answer nor by what it costs', async () => {
    const hidden = await client.make(observation(other))
    const answers: [status: number, text: string, events: (string | undefined)[][]][] = []
    for (const id of [hidden.id, 'no-such-record']) {
      let reply = { status: 0, text: '' }
      const events = await eventsOf(async () => (reply = await self.get(`Observation/${id}`)))
      answers.push([reply.status, reply.text, events.map(({ action, detail }) => [action, detail])])
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.[2]).toEqual([['X', 'read']])
  })
})

describe('a client of one type', () => {
  test('learns nothing of patients by chains, includes, references or conditions', async () => {
    await client.make(observation(other, { code: { text: 'marked' } }))
    const identity = await bearerIn(clinic, clinic.slug, 'system/Observation.crus')
    const narrow = asking({
      ...clinic.anonymous,
      fetch: (path, init) =>
        clinic.anonymous.fetch(path, {
          ...init,
          headers: { ...Object.fromEntries(new Headers(init?.headers)), ...identity },
        }),
    })
    for (const query of [
      'patient.family=hidden',
      'subject:Patient.identifier=urn:test|other',
      'patient.family:missing=false',
      'subject:Patient._has:Observation:patient:status=final',
    ]) {
      expect([query, await narrow.count(`Observation?${query}`)]).toEqual([query, 0])
    }
    const included = await narrow.get('Observation?_include=*&_include:iterate=Patient:link&_count=100')
    expect(included.json.entry?.every(({ resource }) => resource?.resourceType === 'Observation')).toBe(true)
    for (const path of [
      'Patient',
      `Patient/${other}`,
      `Patient/${other}/$everything`,
      `Patient?_has:Observation:patient:status=final`,
    ]) {
      expectOutcome(await narrow.get(path), 403)
    }
    expectOutcome(
      await narrow.post('Observation', observation('', { subject: { reference: 'Patient?identifier=other' } })),
      403,
    )
    expectOutcome(await narrow.post('Patient', patientNamed('x'), { 'if-none-exist': 'identifier=other' }), 403)
  })
})

describe('the open chart', () => {
  const spellings = ['/', './', 'x/../', '../fhir/', '/clinics/test/fhir/']
  test.each(spellings)('is not left by a reference that begins with %s', async (before) => {
    const reply = await doctor.post(
      'Observation',
      observation('', { subject: { reference: `${before}Patient/${other}` } }),
      {
        'tessera-patient': own,
      },
    )
    expectOutcome(reply, 400, /subject\.reference/)
  })

  test.each(['/_history/1', ''])(
    'is not left by Patient/id%s, relative or absolute, in no entry of a Bundle',
    async (after) => {
      for (const base of ['', `${clinic.base}/fhir/`]) {
        const resource = observation('', { subject: { reference: `${base}Patient/${other}${after}` } })
        const headers = { 'tessera-patient': own }
        expectOutcome(await doctor.post('Observation', resource, headers), 409)
        const before = await client.count('Observation')
        const bundle = {
          resourceType: 'Bundle',
          type: 'transaction',
          entry: [creating(observation(own)), creating(resource)],
        }
        expectOutcome(await doctor.post('', bundle, headers), 409)
        expect(await client.count('Observation')).toBe(before)
      }
    },
  )

  test('may be named as an id or as a reference', async () => {
    for (const name of [own, `Patient/${own}`])
      expect((await doctor.post('Observation', observation(own), { 'tessera-patient': name })).status).toBe(201)
  })

  test('guards a plugin’s row that is there already, whatever names it', async () => {
    const commit = (rows: object[], patient: string) =>
      staff.fetch('api/notes/commit', {
        method: 'POST',
        body: JSON.stringify({ writes: [], rows }),
        headers: { 'content-type': 'application/json', 'tessera-patient': patient },
      })
    const row = (patient: string) => ({ table: 'note', insert: { id: 'n1', patient: `Patient/${patient}`, done: 0 } })
    expect((await commit([row(other)], other)).status).toBe(200)
    for (const write of [
      { table: 'note', update: { id: 'n1' }, set: { done: 1 } },
      { table: 'note', update: { id: 'n1' }, add: { done: 1 } },
      { table: 'note', put: { id: 'n1', patient: `Patient/${own}`, done: 1 } },
      { table: 'note', delete: { id: 'n1' } },
    ]) {
      const answer = await commit([write], own)
      expect([answer.status, (await answer.text()).includes('wrong-patient')]).toEqual([409, true])
    }
    expect((await commit([{ table: 'note', update: { id: 'n1' }, set: { done: 1 } }], other)).status).toBe(200)
  })

  test('guards drafts: none about another patient is replaced or discarded', async () => {
    const put = (patient: string, headers: Record<string, string> = {}) =>
      staff.fetch('ui/drafts/mixed', {
        method: 'PUT',
        body: JSON.stringify({ patient: `Patient/${patient}` }),
        headers,
      })
    expect((await put(other)).status).toBe(201)
    expect((await put(own)).status).toBe(409)
    expect((await put(own, { 'if-match': 'W/"1"' })).status).toBe(409)
    expect((await put(own, { 'if-none-match': '*' })).status).toBe(412)
    const discard = (patient: string) =>
      staff.fetch('ui/drafts/mixed', { method: 'DELETE', headers: { 'tessera-patient': patient } })
    expect((await discard(own)).status).toBe(409)
    expect((await discard(other)).status).toBe(204)
  })
})

describe('on the chain are', () => {
  test('all patients of what a search found, also where one resource concerns several', async () => {
    await client.make(
      observation(own, { performer: [{ reference: `Patient/${other}` }], code: { coding: [{ code: 'both' }] } }),
    )
    const [event] = await eventsOf(() => doctor.get('Observation?code=both'))
    expect(event).toMatchObject({ action: 'S', entity: 'Observation' })
    expect(event?.patients.toSorted()).toEqual([own, other].toSorted())
  })

  test('the patients by whom a plugin counts', async () => {
    await staff.fetch('api/notes/commit', {
      method: 'POST',
      body: JSON.stringify({
        writes: [],
        rows: [{ table: 'note', insert: { id: 'n2', patient: `Patient/${own}`, done: 0 } }],
      }),
    })
    const events = await eventsOf(() => staff.fetch('api/notes/count'))
    expect(events.some(({ action, patients }) => action === 'S' && patients.includes(own))).toBe(true)
  })

  test('denials of a patch, a delete and a draft', async () => {
    const identity = await bearerIn(clinic, clinic.slug, 'system/Observation.ud')
    const blind = (method: string, id: string) =>
      clinic.anonymous.fetch(`fhir/Observation/${id}`, {
        method,
        headers: { 'content-type': 'application/json-patch+json', ...identity },
        ...(method === 'PATCH' ? { body: '[]' } : {}),
      })
    const { id } = await client.make(observation(other))
    for (const method of ['PATCH', 'DELETE']) {
      const [event] = await eventsOf(async () => expect((await blind(method, id)).status).toBe(404))
      expect(event).toMatchObject({ action: 'X', entity: `Observation/${id}`, patients: [other], outcome: 'denied' })
    }
    const portal = await clinic.as('patient', { link: { kind: 'self', reference: `Patient/${own}` } })
    const [event] = await eventsOf(() =>
      portal.fetch('ui/drafts/x', { method: 'PUT', body: JSON.stringify({ patient: `Patient/${other}` }) }),
    )
    expect(event).toMatchObject({ action: 'X', entity: `Patient/${other}`, outcome: 'denied' })
  })

  test('knocks of nobody, but not each of thousands: anybody could fill the disk', async () => {
    const events = await eventsOf(() =>
      Promise.all(
        Array.from({ length: 400 }, () =>
          clinic.anonymous.fetch('fhir/Patient', { headers: { authorization: 'Bearer x' } }),
        ),
      ),
    )
    expect(events.length).toBeLessThanOrEqual(120)
    expect((await clinic.anonymous.fetch('fhir/Patient')).status).toBe(401)
  })
})

describe('a Binary', () => {
  const asJson = { accept: 'application/fhir+json' }

  test('with the mark of a stored content in an extension shows no other content and stays readable', async () => {
    const content = 'x'.repeat(300_000)
    const large = await client.make({ resourceType: 'Binary', contentType: 'text/plain', data: btoa(content) })
    const hash = Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(content))).toString('hex')
    for (const mark of [hash, 'a'.repeat(64)]) {
      const valueSampledData = { origin: { value: 1 }, period: 1, dimensions: 1, data: `sha256:${mark}` }
      const { id } = await client.make({
        resourceType: 'Binary',
        contentType: 'text/plain',
        _contentType: { extension: [{ url: 'urn:x', valueSampledData }] },
        data: 'aGk=',
      })
      const read = await client.get(`Binary/${id}`, asJson)
      expect(read.status, read.text.slice(0, 200)).toBe(200)
      expect(read.json._contentType).toEqual({ extension: [{ url: 'urn:x', valueSampledData }] })
      expect((await client.get('Binary', asJson)).status).toBe(200)
    }
    expect((await client.get(`Binary/${large.id}`, asJson)).json.data).toBe(btoa(content))
  })

  test.each(['text/plain; x=€', 'text/plain; x=\u0001', 'text/plain; x="é"', 'text/plain; x=a\u00a0b'])(
    'of the type %j is served without breaking the header',
    async (contentType) => {
      const { id } = await client.make({ resourceType: 'Binary', contentType, data: 'aGk=' })
      const answer = await (await clinic.client()).fetch(`fhir/Binary/${id}`)
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
        200,
        'application/octet-stream',
        'hi',
      ])
    },
  )

  test('never becomes code of our own pages', async () => {
    const { id } = await client.make({ resourceType: 'Binary', contentType: 'text/javascript', data: 'YWxlcnQoMSk=' })
    const session = await sessionIn(clinic, clinic.slug, ['clinician'])
    const asked = async (dest: string) =>
      (
        await clinic.anonymous.fetch(`fhir/Binary/${id}`, {
          headers: { cookie: session.cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': dest },
        })
      ).status
    for (const dest of ['script', 'serviceworker', 'worker', 'style'])
      expect([dest, await asked(dest)]).toEqual([dest, 401])
    expect(await asked('empty')).toBe(200)
  })
})

describe('nobody', () => {
  test('reaches the records behind a public address with another method', async () => {
    const anonymous = asking(clinic.anonymous)
    for (const address of ['metadata', '.well-known/smart-configuration']) {
      for (const method of ['PUT', 'PATCH', 'DELETE'])
        expectOutcome(await anonymous.send(method, address, method === 'DELETE' ? undefined : '{}'), 401)
    }
    expect((await anonymous.get('metadata')).status).toBe(200)
  })
})

describe('what a small request costs is bounded', () => {
  /** The longest that the loop stood still, ms. */
  async function stall(act: () => Promise<unknown>): Promise<number> {
    let worst = 0
    let last = performance.now()
    const beat = setInterval(() => {
      const now = performance.now()
      worst = Math.max(worst, now - last)
      last = now
    }, 5)
    await act()
    clearInterval(beat)
    return Math.max(worst, performance.now() - last)
  }

  test('many addresses in one resource of a Bundle', async () => {
    const note = Array.from({ length: 40_000 }, (_, i) => `urn:x:${i}`)
    expect(await stall(() => client.transaction([creating(observation(own, { note }))]))).toBeLessThan(2500)
  })

  test('many patients of one resource', async () => {
    const participant = Array.from({ length: 20_000 }, (_, i) => ({
      actor: { reference: `Patient/x${i}` },
      status: 'accepted',
    }))
    const appointment = { resourceType: 'Appointment', status: 'proposed', participant }
    expect(await stall(() => doctor.post('Appointment', appointment))).toBeLessThan(2500)
  })

  test('elements in elements of a narrative', async () => {
    const div = `<div xmlns="http://www.w3.org/1999/xhtml">${'<b>'.repeat(20_000)}a${'</b>'.repeat(20_000)}</div>`
    expectOutcome(
      await client.post('Observation', observation(own, { text: { status: 'generated', div } })),
      400,
      /text\.div/,
    )
  })

  test('reads of a batch that ask for more than a Bundle may have', async () => {
    for (let i = 0; i < 10; i++) await client.make({ resourceType: 'Basic', code: { text: 'x'.repeat(1_000_000) } })
    const entries = Array.from({ length: 20 }, () => ({ request: { method: 'GET', url: 'Basic?_count=1000' } }))
    const reply = await client.transaction(entries, 'batch')
    const statuses = reply.json.entry?.map(({ response }) => response?.status.slice(0, 3))
    expect([statuses?.includes('200'), statuses?.at(-1), reply.text.length < 60_000_000]).toEqual([true, '413', true])
  })

  test('a condition that chooses nothing', async () => {
    for (const condition of ['_count=1', '_sort=_id', '_total=accurate'])
      expectOutcome(await client.post('Device', { resourceType: 'Device' }, { 'if-none-exist': condition }), 412)
  })
})

test('a stream of changes ends with its session', async () => {
  const session = await sessionIn(clinic, clinic.slug, ['clinician'])
  const stream = await clinic.anonymous.fetch('ui/events', { headers: session })
  const reader = stream.body?.getReader()
  await reader?.read()
  const ended = (async () => {
    while (!(await reader?.read())?.done);
    return 'ended'
  })()
  await clinic.anonymous.fetch('/auth/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...session },
    body: '{}',
  })
  const late = new Promise((resolve) => setTimeout(() => resolve('still open'), 5000))
  expect(await Promise.race([ended, late])).toBe('ended')
})
