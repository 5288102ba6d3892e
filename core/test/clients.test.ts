import { createRequire } from 'node:module'
import { Client } from 'fhir-kit-client'
import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, creating, patientNamed, type Body } from './asking.js'
import { bearerIn } from './credentials.js'

let clinic: TestClinic
let token: string
const PATIENTS = 23

beforeAll(async () => {
  clinic = await testClinic()
  const client = asking(await clinic.client())
  await client.transaction(Array.from({ length: PATIENTS }, (_, i) => creating(patientNamed(`p${i}`))))
  token = (await bearerIn(clinic, clinic.slug)).authorization.replace('Bearer ', '')
}, 60_000)
afterAll(() => clinic?.stop())

describe('fhir-kit-client, unmodified', () => {
  const kit = () => new Client({ baseUrl: `${clinic.base}/fhir`, bearerToken: token })

  test('searches and pages', async () => {
    const seen = new Set<string>()
    let pages = 0
    // what the client hands out has no narrower type than JSON
    let bundle = (await kit().search({ resourceType: 'Patient', searchParams: { _count: 10 } })) as Body | undefined
    while (bundle) {
      for (const { resource } of bundle.entry ?? []) seen.add(resource?.id ?? '')
      pages++
      bundle = bundle.link?.some(({ relation }) => relation === 'next')
        ? ((await kit().nextPage({ bundle: bundle as never })) as Body | undefined)
        : undefined
    }
    expect([seen.size, pages]).toEqual([PATIENTS, 3])
  })

  test('creates, reads, updates, patches, deletes and looks back', async () => {
    const made = (await kit().create({
      resourceType: 'Practitioner',
      body: { resourceType: 'Practitioner', name: [{ family: 'Weaver' }] },
    })) as Body
    const id = made.id ?? ''
    expect(await kit().read({ resourceType: 'Practitioner', id })).toEqual(made)
    const updated = await kit().update({ resourceType: 'Practitioner', id, body: { ...made, active: true } as never })
    expect(updated).toMatchObject({ id, active: true, meta: { versionId: '2' } })
    const patched = await kit().patch({
      resourceType: 'Practitioner',
      id,
      jsonPatch: [{ op: 'replace', path: '/active', value: false }],
    })
    expect(patched).toMatchObject({ active: false, meta: { versionId: '3' } })
    expect(await kit().vread({ resourceType: 'Practitioner', id, version: '1' })).toEqual(made)
    await kit().delete({ resourceType: 'Practitioner', id })
    expect(await kit().history({ resourceType: 'Practitioner', id })).toMatchObject({ type: 'history', total: 4 })
    await expect(kit().read({ resourceType: 'Practitioner', id })).rejects.toMatchObject({ response: { status: 410 } })
  })

  test('sends transactions, asks for a chart and reads what the server can do', async () => {
    const done = (await kit().transaction({
      body: { resourceType: 'Bundle', type: 'transaction', entry: [creating(patientNamed('kit'))] } as never,
    })) as Body
    expect(done.entry?.[0]?.response?.status).toMatch(/^201/)
    const id = /Patient\/([^/]+)/.exec(done.entry?.[0]?.response?.location ?? '')?.[1] ?? ''
    const chart = await kit().operation({ name: 'everything', resourceType: 'Patient', id, method: 'GET' })
    expect(chart).toMatchObject({ resourceType: 'Bundle', entry: [{ resource: { id } }] })
    expect(await kit().capabilityStatement()).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
    })
  })
})

interface SmartClient {
  request(path: string, options?: object): Promise<unknown>
  create(resource: object): Promise<Body>
  update(resource: object): Promise<Body>
  patch(path: string, operations: object[]): Promise<Body>
  delete(path: string): Promise<unknown>
}

describe('fhirclient, unmodified', () => {
  const smart = (): SmartClient => {
    // its entry for Node is CommonJS and untyped: a request and a response of some web server, which it doesn't need here
    const entry = createRequire(import.meta.url)('fhirclient/lib/entry/node.js') as (
      request: object,
      response: object,
    ) => { client(state: object): SmartClient }
    return entry({ headers: {}, url: '/', get() {} }, { setHeader() {} }).client({
      serverUrl: `${clinic.base}/fhir`,
      tokenResponse: { access_token: token },
    })
  }

  test('searches, pages and resolves references', async () => {
    const flat = (await smart().request('Patient?_count=5&name=tilewright', { pageLimit: 0, flat: true })) as Body[]
    expect(new Set(flat.map(({ id }) => id)).size).toBeGreaterThanOrEqual(PATIENTS)
    const [first] = flat
    const client = asking(await clinic.client())
    await client.make({
      resourceType: 'Observation',
      status: 'final',
      code: { text: 'x' },
      subject: { reference: `Patient/${first?.id}` },
    })
    const resolved = await smart().request(`Observation?patient=${first?.id}`, {
      resolveReferences: ['subject'],
      flat: true,
    })
    expect(resolved).toMatchObject([{ subject: { id: first?.id, resourceType: 'Patient' } }])
  })

  test('creates, updates, patches, reads and deletes', async () => {
    const made = await smart().create({ resourceType: 'Organization', name: 'One' })
    expect(made).toMatchObject({ name: 'One', meta: { versionId: '1' } })
    expect(await smart().update({ ...made, name: 'Two' })).toMatchObject({ name: 'Two' })
    expect(
      await smart().patch(`Organization/${made.id}`, [{ op: 'replace', path: '/name', value: 'Three' }]),
    ).toMatchObject({ name: 'Three' })
    expect(await smart().request(`Organization/${made.id}`)).toMatchObject({ name: 'Three', meta: { versionId: '3' } })
    await smart().delete(`Organization/${made.id}`)
    await expect(smart().request(`Organization/${made.id}`)).rejects.toThrow(/410|deleted/i)
  })
})
