import type { Patient } from 'fhir/r4.js'
import { expect, test, vi } from 'vitest'
import { makeFhirClient } from './fhir-client.js'
import type { Http } from './http.js'

const answering = (body: unknown) => vi.fn<Http>(() => Promise.resolve(new Response(JSON.stringify(body))))
const base = '/clinics/demo/fhir'

test('a page tells matches from includes, and the way to the next page', async () => {
  const http = answering({
    resourceType: 'Bundle',
    total: 12,
    link: [{ relation: 'next', url: `${location.origin}${base}/Patient?_cursor=2` }],
    entry: [
      { resource: { resourceType: 'Patient', id: 'p1' }, search: { mode: 'match' } },
      { resource: { resourceType: 'Organization', id: 'o1' }, search: { mode: 'include' } },
    ],
  })
  const fhir = makeFhirClient(http, base)
  const page = await fhir.search<Patient>('Patient?name=mo')
  expect(http.mock.calls[0]?.[0]).toBe(`${base}/Patient?name=mo`)
  expect(page).toMatchObject({ total: 12, resources: [{ id: 'p1' }], included: [{ id: 'o1' }] })
  await fhir.search(page.next ?? '')
  expect(http.mock.calls[1]?.[0]).toBe(`${base}/Patient?_cursor=2`)
})

test('a next link to another clinic or server is not followed', async () => {
  const fhir = makeFhirClient(answering({}), base)
  await expect(fhir.search('https://elsewhere.example/fhir/Patient?x=1')).rejects.toThrow('not a page of this clinic')
  await expect(fhir.search(`${location.origin}/clinics/other/fhir/Patient?x=1`)).rejects.toThrow(
    'not a page of this clinic',
  )
})

test('each write names the open chart and the version it rests on; reads name neither', async () => {
  const http = answering({ resourceType: 'Patient', id: 'p1' })
  const fhir = makeFhirClient(http, base, 'p1')
  await fhir.update<Patient>({ resourceType: 'Patient', id: 'p1', meta: { versionId: '3' } })
  await fhir.create<Patient>({ resourceType: 'Patient' })
  await fhir.read<Patient>('Patient', 'p1')
  expect(http.mock.calls[0]?.[1]).toMatchObject({
    method: 'PUT',
    headers: { 'tessera-patient': 'p1', 'if-match': 'W/"3"' },
  })
  expect(http.mock.calls[1]?.[1]).toMatchObject({ method: 'POST', headers: { 'tessera-patient': 'p1' } })
  expect(http.mock.calls[2]?.[1]?.headers).not.toHaveProperty('tessera-patient')
})
