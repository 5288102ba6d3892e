import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  asking,
  creating,
  expectOutcome,
  idIn,
  patientNamed,
  type Ask,
  type Body,
  type Entry,
  type Reply,
} from './asking.js'

let clinic: TestClinic
let client: Ask

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
}, 60_000)
afterAll(() => clinic?.stop())

const observation = (subject: string, more: Body = {}): Body => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'weight' },
  subject: { reference: subject },
  ...more,
})
const statuses = (reply: Reply): (string | undefined)[] =>
  reply.json.entry?.map(({ response }) => response?.status.slice(0, 3)) ?? []
const idsIn = (reply: Reply): string[] => reply.json.entry?.map(({ response }) => idIn(response?.location)) ?? []
const request = (method: string, url: string, more: Partial<Entry> & { ifMatch?: string } = {}): Entry => {
  const { ifMatch, ...rest } = more
  return { ...rest, request: { method, url, ...(ifMatch === undefined ? {} : { ifMatch }) } }
}

describe('a transaction', () => {
  test('whose If-None-Exist finds something takes that, for references too', async () => {
    const known = await client.make(patientNamed('known'))
    const again = creating(patientNamed('known', { birthDate: '1999' }), { ifNoneExist: 'identifier=urn:test|known' })
    const reply = await client.transaction([creating(observation(again.fullUrl ?? '')), again])
    expect(statuses(reply), reply.text).toEqual(['201', '200'])
    expect((await client.get(`Observation/${idsIn(reply)[0]}`)).json.subject).toEqual({
      reference: `Patient/${known.id}`,
    })
    expect((await client.get(`Patient/${known.id}`)).json).toEqual(known)
  })

  test('with the same If-None-Exist twice makes one resource', async () => {
    const [first, second] = [1, 2].map(() =>
      creating(patientNamed('once'), { ifNoneExist: 'identifier=urn:test|once' }),
    )
    const reply = await client.transaction(
      [first, second, creating(observation(second?.fullUrl ?? ''))].filter((each) => each !== undefined),
    )
    expect(reply.status, reply.text).toBe(200)
    expect(await client.count('Patient?identifier=urn:test|once')).toBe(1)
    expect((await client.get(`Observation/${idsIn(reply)[2]}`)).json.subject).toEqual({
      reference: `Patient/${idsIn(reply)[0]}`,
    })
  })

  test('with a stale ifMatch does nothing at all', async () => {
    const made = await client.make(patientNamed('stale'))
    const reply = await client.transaction([
      creating(patientNamed('with-stale')),
      request('PUT', `Patient/${made.id}`, { resource: { ...made, active: true }, ifMatch: 'W/"7"' }),
      request('DELETE', `Patient/${made.id}x`),
    ])
    expectOutcome(reply, [404, 409, 412], /Bundle\.entry\[[12]\]/)
    expectOutcome(
      await client.transaction([
        creating(patientNamed('with-stale')),
        request('PUT', `Patient/${made.id}`, { resource: made, ifMatch: 'W/"7"' }),
      ]),
      412,
      /Bundle\.entry\[1\]/,
    )
    expect(await client.count('Patient?identifier=urn:test|with-stale')).toBe(0)
    expect((await client.get(`Patient/${made.id}`)).json).toEqual(made)
  })

  test('with one wrong entry does nothing at all and names it with its element', async () => {
    const reply = await client.transaction([
      creating(patientNamed('whole')),
      creating(observation('Patient/x', { status: 'nonsense' })),
      creating(patientNamed('whole')),
    ])
    expectOutcome(reply, 400, /Bundle\.entry\[1\]\.resource\.status/)
    expect(await client.count('Patient?identifier=urn:test|whole')).toBe(0)
    expect(await client.count('Observation?status=nonsense')).toBe(0)
  })

  test('that says the same thing twice is refused', async () => {
    const twin = creating(patientNamed('double'))
    expectOutcome(await client.transaction([twin, { ...twin }]), 400, /Bundle\.entry\[1\]/)
    const made = await client.make(patientNamed('double-put'))
    const put = request('PUT', `Patient/${made.id}`, { resource: made })
    for (const second of [put, request('DELETE', `Patient/${made.id}`)])
      expectOutcome(await client.transaction([put, second]), 400, /Bundle\.entry\[1\]/)
    expect(await client.count('Patient?identifier=urn:test|double')).toBe(0)
    expect((await client.get(`Patient/${made.id}`)).json.meta?.versionId).toBe('1')
  })

  test('deletes, creates, updates, patches and then reads, and answers in the order of its entries', async () => {
    const [gone, kept, patched] = await Promise.all(
      ['gone', 'kept', 'patched'].map((name) => client.make(patientNamed(`all-${name}`))),
    )
    const patch = Buffer.from(JSON.stringify([{ op: 'add', path: '/active', value: true }])).toString('base64')
    const reply = await client.transaction([
      request('GET', 'Patient?identifier=urn:test|all-new'),
      request('GET', `Patient/${kept?.id}`),
      request('PUT', `Patient/${kept?.id}`, { resource: { ...kept, gender: 'female' }, ifMatch: 'W/"1"' }),
      creating(patientNamed('all-new')),
      request('PATCH', `Patient/${patched?.id}`, {
        resource: { resourceType: 'Binary', contentType: 'application/json-patch+json', data: patch },
      }),
      request('DELETE', `Patient/${gone?.id}`),
      request('GET', `Patient/${gone?.id}`),
    ])
    expect(statuses(reply), reply.text).toEqual(['200', '200', '200', '201', '200', '204', '410'])
    expect(reply.json.type).toBe('transaction-response')
    expect(reply.json.entry?.[0]?.resource?.entry).toHaveLength(1)
    expect(reply.json.entry?.[1]?.resource).toMatchObject({ gender: 'female', meta: { versionId: '2' } })
    expect(reply.json.entry?.[2]?.response).toMatchObject({
      etag: 'W/"2"',
      location: expect.stringContaining(`Patient/${kept?.id}/_history/2`),
    })
    expect((await client.get(`Patient/${patched?.id}`)).json).toMatchObject({ active: true, meta: { versionId: '2' } })
  })

  test('of nothing answers nothing', async () => {
    expect((await client.post('', { resourceType: 'Bundle', type: 'transaction' })).json).toMatchObject({
      resourceType: 'Bundle',
      type: 'transaction-response',
    })
  })
})

describe('a batch', () => {
  test('lets each entry stand for itself', async () => {
    const reply = await client.transaction(
      [
        creating(patientNamed('batched')),
        creating(patientNamed('batched', { gender: 'mail' })),
        request('GET', 'Patient?identifier=urn:test|nobody'),
        request('GET', 'Patient?shoe-size=44'),
        request('POST', 'Patient'),
        request('TRACE', 'Patient'),
        request('GET', '../other/fhir/Patient'),
        {},
      ],
      'batch',
    )
    expect([reply.status, reply.json.type]).toEqual([200, 'batch-response'])
    expect(statuses(reply)).toEqual(['201', '400', '200', '400', '400', '400', expect.stringMatching(/40[04]/), '400'])
    expect(reply.json.entry?.[1]?.response?.outcome?.issue?.[0]?.expression?.join()).toContain('gender')
    expect(await client.count('Patient?identifier=urn:test|batched')).toBe(1)
  })

  test('with the same If-None-Exist in each entry makes one resource', async () => {
    const reply = await client.transaction(
      Array.from({ length: 20 }, () =>
        creating(patientNamed('batch-once'), { ifNoneExist: 'identifier=urn:test|batch-once' }),
      ),
      'batch',
    )
    expect(statuses(reply).toSorted()).toEqual([...Array<string>(19).fill('200'), '201'])
    expect(await client.count('Patient?identifier=urn:test|batch-once')).toBe(1)
  })
})

test('other Bundles are not processed', async () => {
  for (const type of ['collection', 'document', 'searchset', 'history', 'nonsense']) {
    expectOutcome(await client.transaction([creating(patientNamed('other'))], type), 400)
  }
  expectOutcome(await client.post('', { resourceType: 'Bundle', entry: [] }), 400)
  expectOutcome(await client.post('', patientNamed('other')), 400)
  expect(await client.count('Patient?identifier=urn:test|other')).toBe(0)
})
