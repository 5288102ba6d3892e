import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, expectOutcome, idIn, nextOf, patientNamed, type Ask } from './asking.js'

let clinic: TestClinic
let client: Ask
let doctor: Ask

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
  doctor = asking(await clinic.as('clinician'))
}, 60_000)
afterAll(() => clinic?.stop())

describe('create', () => {
  test('gives a UUID of version 7, version 1, an ETag and the address of the version', async () => {
    const before = Date.now()
    const reply = await client.post('Patient', patientNamed('created'))
    expect(reply.status, reply.text).toBe(201)
    const { id, meta } = reply.json
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(reply.headers.get('location')).toBe(`${clinic.base}/fhir/Patient/${id}/_history/1`)
    expect(reply.headers.get('etag')).toBe('W/"1"')
    expect(meta?.versionId).toBe('1')
    expect(Date.parse(meta?.lastUpdated ?? '')).toBeGreaterThanOrEqual(before - 1000)
    expect(Date.parse(meta?.lastUpdated ?? '')).toBeLessThanOrEqual(Date.now() + 1000)
    expect(Math.floor(Date.parse(meta?.lastUpdated ?? '') / 1000) * 1000).toBe(
      Date.parse(reply.headers.get('last-modified') ?? ''),
    )
  })

  test('takes neither an id nor a version that the client proposes', async () => {
    const reply = await client.post(
      'Patient',
      patientNamed('proposed', {
        id: 'mine',
        meta: { versionId: '41', lastUpdated: '2001-01-01T00:00:00Z', source: 'urn:lab' },
      }),
    )
    expect(reply.json.id).not.toBe('mine')
    expect(reply.json.meta).toMatchObject({ versionId: '1', source: 'urn:lab' })
    expect(reply.json.meta?.lastUpdated).not.toMatch(/^2001/)
    expect((await client.get('Patient/mine')).status).toBe(404)
  })

  test('answers as the client prefers', async () => {
    const minimal = await client.post('Patient', patientNamed('m'), { prefer: 'return=minimal' })
    expect([minimal.status, minimal.text]).toEqual([201, ''])
    expect(idIn(minimal.headers.get('location'))).not.toBe('')
    expect(
      (await client.post('Patient', patientNamed('r'), { prefer: 'return=representation' })).json.resourceType,
    ).toBe('Patient')
    expect(
      (await client.post('Patient', patientNamed('o'), { prefer: 'return=OperationOutcome' })).json.resourceType,
    ).toBe('OperationOutcome')
  })

  test('with the same If-None-Exist twenty times at once makes one resource', async () => {
    const replies = await Promise.all(
      Array.from({ length: 20 }, () =>
        client.post('Patient', patientNamed('twin'), { 'if-none-exist': 'identifier=urn:test|twin' }),
      ),
    )
    expect(replies.map(({ status }) => status).toSorted()).toEqual([...Array<number>(19).fill(200), 201])
    expect(new Set(replies.map(({ json }) => json.id)).size).toBe(1)
    expect(await client.count('Patient?identifier=urn:test|twin')).toBe(1)
  })

  test('with an If-None-Exist that several match is refused', async () => {
    await Promise.all([client.make(patientNamed('several')), client.make(patientNamed('several'))])
    expectOutcome(
      await client.post('Patient', patientNamed('several'), { 'if-none-exist': 'identifier=urn:test|several' }),
      412,
    )
    expect(await client.count('Patient?identifier=urn:test|several')).toBe(2)
  })

  test('with an If-None-Exist that would match everything is refused', async () => {
    for (const condition of ['', '?', 'shoe-size=44', '_count=1'])
      expectOutcome(await client.post('Patient', patientNamed('any'), { 'if-none-exist': condition }), [400, 412])
    expect(await client.count('Patient?identifier=urn:test|any')).toBe(0)
  })
})

describe('update', () => {
  test('makes the next version, and each version can be read', async () => {
    const made = await client.make(patientNamed('v'))
    const reply = await client.put(`Patient/${made.id}`, { ...made, birthDate: '1980-02-03' }, { 'if-match': 'W/"1"' })
    expect([reply.status, reply.headers.get('etag'), reply.json.meta?.versionId]).toEqual([200, 'W/"2"', '2'])
    const first = await client.get(`Patient/${made.id}/_history/1`)
    expect(first.json).toEqual(made)
    expect(first.headers.get('etag')).toBe('W/"1"')
    expect((await client.get(`Patient/${made.id}/_history/2`)).json).toMatchObject({
      birthDate: '1980-02-03',
      meta: { versionId: '2' },
    })
    for (const version of ['0', '3', '99', 'x', '-1', '1.0'])
      expectOutcome(await client.get(`Patient/${made.id}/_history/${version}`), 404)
  })

  test('with a stale If-Match changes nothing', async () => {
    const made = await client.make(patientNamed('stale'))
    await client.put(`Patient/${made.id}`, { ...made, birthDate: '1980-02-03' })
    expectOutcome(
      await client.put(`Patient/${made.id}`, { ...made, birthDate: '1999-01-01' }, { 'if-match': 'W/"1"' }),
      412,
    )
    expectOutcome(
      await client.put(`Patient/${made.id}`, { ...made, birthDate: '1999-01-01' }, { 'if-match': 'W/"3"' }),
      412,
    )
    expectOutcome(await client.put('Patient/nobody-yet', { ...made, id: 'nobody-yet' }, { 'if-match': 'W/"1"' }), 412)
    expect((await client.get(`Patient/${made.id}`)).json).toMatchObject({
      birthDate: '1980-02-03',
      meta: { versionId: '2' },
    })
    expect((await client.get('Patient/nobody-yet')).status).toBe(404)
  })

  test('of twenty with the same If-Match one wins; of twenty without each makes a version', async () => {
    const made = await client.make(patientNamed('raced'))
    const put = (day: number, headers = {}) =>
      client.put(`Patient/${made.id}`, { ...made, birthDate: `1980-01-${String(day + 1).padStart(2, '0')}` }, headers)
    const matched = await Promise.all(Array.from({ length: 20 }, (_, i) => put(i, { 'if-match': 'W/"1"' })))
    expect(matched.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(19).fill(412)])
    const free = await Promise.all(Array.from({ length: 20 }, (_, i) => put(i)))
    expect(free.map(({ json }) => Number(json.meta?.versionId)).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, i) => i + 3),
    )
  })

  test('of an unknown id creates for a system client, and is a 404 for a person', async () => {
    const reply = await client.put('Patient/chosen-1', patientNamed('chosen', { id: 'chosen-1' }))
    expect([reply.status, reply.headers.get('location')]).toEqual([
      201,
      `${clinic.base}/fhir/Patient/chosen-1/_history/1`,
    ])
    expectOutcome(await doctor.put('Patient/chosen-2', patientNamed('chosen', { id: 'chosen-2' })), 404)
    expectOutcome(await client.get('Patient/chosen-2'), 404)
  })

  test('with another id than that of the address is refused', async () => {
    const { id, ...made } = await client.make(patientNamed('ids'))
    expectOutcome(await client.put(`Patient/${id}`, { ...made, id: 'another' }), 400, /Patient\.id/)
    expectOutcome(await client.put(`Patient/${id}`, made), 400, /Patient\.id/)
    expectOutcome(await client.put(`Observation/${id}`, { ...made, id }), 400)
  })
})

describe('patch', () => {
  test('changes what it names and nothing else', async () => {
    const made = await client.make(patientNamed('patched', { birthDate: '1980' }))
    const reply = await client.patch(
      `Patient/${made.id}`,
      [
        { op: 'test', path: '/birthDate', value: '1980' },
        { op: 'replace', path: '/birthDate', value: '1981-04' },
        { op: 'add', path: '/name/0/given/-', value: 'Bea' },
      ],
      { 'if-match': 'W/"1"' },
    )
    expect(reply.status, reply.text).toBe(200)
    expect((await client.get(`Patient/${made.id}`)).json).toEqual({
      ...made,
      birthDate: '1981-04',
      name: [{ family: 'Tilewright', given: ['Ann', 'Bea'] }],
      meta: { ...made.meta, versionId: '2', lastUpdated: expect.any(String) },
    })
  })

  test('that fails, leads to an invalid resource or comes too late changes nothing', async () => {
    const made = await client.make(patientNamed('unpatched', { birthDate: '1980' }))
    const path = `Patient/${made.id}`
    expectOutcome(await client.patch(path, [{ op: 'test', path: '/birthDate', value: '1990' }]), [400, 409, 412, 422])
    expectOutcome(
      await client.patch(path, [{ op: 'replace', path: '/birthDate', value: 'soon' }]),
      [400, 422],
      /Patient\.birthDate/,
    )
    expectOutcome(await client.patch(path, [{ op: 'replace', path: '/id', value: 'other' }]), [400, 422])
    expectOutcome(await client.patch(path, [{ op: 'remove', path: '/nothing' }]), [400, 409, 422])
    expectOutcome(await client.patch(path, [{ op: 'add', path: '/__proto__', value: {} }]), [400, 422])
    expectOutcome(await client.patch(path, { op: 'remove' }), [400, 422])
    expectOutcome(await client.patch(path, [], { 'content-type': 'application/fhir+json' }), 415)
    expectOutcome(await client.patch(path, [{ op: 'remove', path: '/birthDate' }], { 'if-match': 'W/"7"' }), 412)
    expectOutcome(await client.patch('Patient/nobody', [{ op: 'remove', path: '/birthDate' }]), 404)
    expect((await client.get(path)).json).toEqual(made)
  })
})

describe('delete', () => {
  test('leaves the versions; the history tells all of it, newest first', async () => {
    const made = await client.make(patientNamed('gone'))
    const path = `Patient/${made.id}`
    await client.put(path, { ...made, active: true })
    expectOutcome(await client.del(path, { 'if-match': 'W/"1"' }), 412)
    expect((await client.del(path, { 'if-match': 'W/"2"' })).status).toBe(204)
    expectOutcome(await client.get(path), 410)
    expectOutcome(await client.get(`${path}/_history/3`), 410)
    expect((await client.get(`${path}/_history/2`)).json.active).toBe(true)
    expect((await client.del(path)).status).toBe(204)
    const { json } = await client.get(`${path}/_history`)
    expect([json.type, json.total]).toEqual(['history', 3])
    expect(json.entry?.map(({ request }) => request?.method)).toEqual(['DELETE', 'PUT', 'POST'])
    expect(json.entry?.map(({ resource }) => resource?.meta?.versionId)).toEqual([undefined, '2', '1'])
    expect(await client.count('Patient?identifier=urn:test|gone')).toBe(0)
  })

  test('can be followed by a new version', async () => {
    const made = await client.make(patientNamed('back'))
    await client.del(`Patient/${made.id}`)
    const reply = await client.put(`Patient/${made.id}`, made)
    expect([reply.status, reply.json.meta?.versionId]).toEqual([201, '3'])
    expect(await client.count('Patient?identifier=urn:test|back')).toBe(1)
  })

  test('of what never was is a 404', async () => {
    expectOutcome(await client.del('Patient/never'), 404)
    expectOutcome(await client.get('Patient/never/_history'), 404)
  })
})

test('a history of many versions comes page by page', async () => {
  const made = await client.make(patientNamed('often'))
  for (let day = 1; day <= 6; day++) await client.put(`Patient/${made.id}`, { ...made, birthDate: `1980-01-0${day}` })
  const seen: (string | undefined)[] = []
  let next: string | undefined = `Patient/${made.id}/_history?_count=3`
  while (next) {
    const reply = await client.get(next)
    expect([reply.status, reply.json.total]).toEqual([200, 7])
    seen.push(...(reply.json.entry ?? []).map(({ resource }) => resource?.meta?.versionId))
    next = nextOf(reply)
  }
  expect(seen).toEqual(['7', '6', '5', '4', '3', '2', '1'])
})

test('what the client has already is not sent again', async () => {
  const made = await client.make(patientNamed('cached'))
  const path = `Patient/${made.id}`
  const same = await client.get(path, { 'if-none-match': 'W/"1"' })
  expect([same.status, same.text]).toEqual([304, ''])
  expect((await client.get(path, { 'if-none-match': 'W/"2"' })).status).toBe(200)
  expect((await client.get(path, { 'if-modified-since': new Date(Date.now() + 60_000).toUTCString() })).status).toBe(
    304,
  )
  expect((await client.get(path, { 'if-modified-since': new Date(0).toUTCString() })).status).toBe(200)
  const head = await client.send('HEAD', path)
  expect([head.status, head.text, head.headers.get('etag')]).toEqual([200, '', 'W/"1"'])
})
