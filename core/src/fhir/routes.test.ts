import { describe, expect, it } from 'vitest'
import { TYPE_NAMES } from '../storage/definitions.js'
import { AT, BASE, door, patient } from './test/door.js'

describe('one resource', () => {
  it('is created, read, updated, patched, deleted, and its versions stay', async () => {
    const { send } = door()
    const created = await send('POST', '/Patient', patient({ id: 'ignored' }))
    expect(created.status).toBe(201)
    expect(created.headers.get('location')).toBe(`${BASE}/Patient/id-1/_history/1`)
    expect(created.headers.get('etag')).toBe('W/"1"')
    expect(created.headers.get('last-modified')).toBe('Fri, 02 Jan 2026 03:04:05 GMT')
    expect(created.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
    expect(created.json).toMatchObject({ id: 'id-1', meta: { versionId: '1' } })

    expect(
      (
        await send('PUT', '/Patient/id-1', patient({ id: 'id-1', gender: 'male' }), { 'if-match': 'W/"1"' })
      ).headers.get('etag'),
    ).toBe('W/"2"')
    expect((await send('PUT', '/Patient/id-1', patient({ id: 'id-1' }), { 'if-match': 'W/"1"' })).status).toBe(412)
    expect((await send('PUT', '/Patient/id-1', patient({ id: 'id-1' }), { 'if-match': 'soon' })).status).toBe(400)
    const patched = await send('PATCH', '/Patient/id-1', [{ op: 'replace', path: '/gender', value: 'female' }], {
      'content-type': 'application/json-patch+json',
    })
    expect(patched.json).toMatchObject({ gender: 'female', meta: { versionId: '3' } })
    expect((await send('DELETE', '/Patient/id-1')).status).toBe(204)
    expect((await send('GET', '/Patient/id-1')).status).toBe(410)
    expect((await send('GET', '/Patient/id-1/_history/1')).json.gender).toBeUndefined()
    const history = await send('GET', '/Patient/id-1/_history?_count=3')
    expect(history.json).toMatchObject({ type: 'history', total: 4 })
    expect(history.json.entry.map((each: { request: { method: string } }) => each.request.method)).toEqual([
      'DELETE',
      'PUT',
      'PUT',
    ])
    expect(history.json.entry[0]).toEqual({
      fullUrl: `${BASE}/Patient/id-1`,
      request: { method: 'DELETE', url: 'Patient/id-1' },
      response: { status: '204 No Content', etag: 'W/"4"', lastModified: AT },
    })
    const next = history.json.link.find((each: { relation: string }) => each.relation === 'next').url
    expect(next).toBe(`${BASE}/Patient/id-1/_history?_count=3&_cursor=2`)
    expect((await send('GET', next.slice(BASE.length))).json.entry).toHaveLength(1)
  })

  it('keeps the spelling of its numbers, pretty or in part', async () => {
    const { send } = door()
    const text =
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.00},"text":{"status":"empty"},"note":[{"text":"n"}]}'
    await send('POST', '/Observation', text)
    for (const query of ['', '?_pretty=true', '?_summary=data', '?_elements=value']) {
      expect((await send('GET', `/Observation/id-1${query}`)).text).toMatch(/"value": ?1\.00\n?/)
    }
    expect((await send('GET', '/Observation/id-1?_elements=value')).json).toEqual({
      resourceType: 'Observation',
      id: 'id-1',
      meta: {
        versionId: '1',
        lastUpdated: AT,
        tag: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SUBSETTED' }],
      },
      status: 'final',
      code: { text: 'x' },
      valueQuantity: { value: 1 },
    })
    expect((await send('GET', '/Observation/id-1?_summary=text')).json.note).toBeUndefined()
    expect((await send('GET', '/Observation/id-1?_summary=some')).status).toBe(400)
  })

  it('comes back as the client prefers', async () => {
    const { send } = door()
    expect(await send('POST', '/Patient', patient(), { prefer: 'return=minimal' })).toMatchObject({
      status: 201,
      text: '',
    })
    expect((await send('POST', '/Patient', patient(), { prefer: 'return=OperationOutcome' })).json.resourceType).toBe(
      'OperationOutcome',
    )
    expect((await send('HEAD', '/Patient/id-1')).text).toBe('')
    expect(await send('GET', '/Patient/id-1', undefined, { 'if-none-match': 'W/"1"' })).toMatchObject({
      status: 304,
      text: '',
    })
    expect((await send('GET', '/Patient/id-1', undefined, { 'if-none-match': 'W/"2"' })).status).toBe(200)
    expect(
      (await send('GET', '/Patient/id-1', undefined, { 'if-modified-since': 'Fri, 02 Jan 2026 03:04:05 GMT' })).status,
    ).toBe(304)
  })

  it('is not created when there is one already', async () => {
    const { send } = door()
    await send('POST', '/Patient', patient({ identifier: [{ value: 'abc' }] }))
    const again = await send('POST', '/Patient', patient(), { 'if-none-exist': 'identifier=abc' })
    expect(again.status).toBe(200)
    expect(again.json.id).toBe('id-1')
  })

  it('carries the chart on screen and the right to choose ids to the gate', async () => {
    const { send, records } = door()
    await send('POST', '/Patient', patient(), { 'tessera-patient': 'p1' })
    expect(records.asked.options).toEqual([{ patient: 'p1', updateAsCreate: true }])
  })
})

describe('a search', () => {
  it('is a Bundle of texts with links, by GET and by POST', async () => {
    const { send, records } = door()
    for (let i = 0; i < 3; i++) await send('POST', '/Patient', patient())
    const first = await send('GET', '/Patient?_count=2&name=%C3%A9&_format=json')
    expect(first.json).toMatchObject({ type: 'searchset', total: 3 })
    expect(first.json.entry[0]).toMatchObject({
      fullUrl: `${BASE}/Patient/id-1`,
      resource: { id: 'id-1' },
      search: { mode: 'match' },
    })
    const [self, next] = first.json.link
    expect(self.url).toBe(`${BASE}/Patient?_count=2&name=%C3%A9&_format=json`)
    expect((await send('GET', next.url.slice(BASE.length))).json.entry).toHaveLength(1)
    const posted = await send('POST', '/Patient/_search?_count=1', 'name=%C3%A9', {
      'content-type': 'application/x-www-form-urlencoded',
    })
    expect(posted.json.entry).toHaveLength(1)
    expect(records.asked.search).toEqual(['_count=2&name=%C3%A9', '_count=2&name=%C3%A9', '_count=1&name=%C3%A9'])
    expect((await send('GET', '/Patient?_summary=count')).json).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 3,
      link: [{ relation: 'self', url: `${BASE}/Patient?_summary=count` }],
    })
    expect((await send('GET', '/Observation')).json.entry).toBeUndefined()
  })

  it('says what it ignored when it was asked to be lenient', async () => {
    const { send } = door()
    expect((await send('GET', '/Patient?shoe-size=42')).status).toBe(400)
    const lenient = await send('GET', '/Patient?shoe-size=42&_count=1', undefined, { prefer: 'handling=lenient' })
    expect(lenient.json.entry[0]).toMatchObject({
      search: { mode: 'outcome' },
      resource: { resourceType: 'OperationOutcome' },
    })
    expect(lenient.json.link[0].url).toBe(`${BASE}/Patient?_count=1`)
  })

  it('of a whole chart goes page by page', async () => {
    const { send } = door()
    await send('POST', '/Patient', patient())
    const page = await send('GET', '/Patient/id-1/$everything?_count=1')
    expect(page.json.link[1].url).toBe(`${BASE}/Patient/id-1/$everything?_count=1&_cursor=a%20b`)
    expect((await send('GET', '/Patient/id-1/$everything?start=2020')).status).toBe(400)
    expect((await send('GET', '/Group/id-1/$everything')).status).toBe(404)
  })

  it.each(['-1', 'x', '1.5', ''])('_count=%s is refused', async (count) => {
    const { send } = door()
    expect((await send('GET', `/Patient/a/_history?_count=${count}`)).status).toBe(400)
  })
})

describe('a Binary', () => {
  it('is a resource to those who ask for FHIR, and its content to others', async () => {
    const { send } = door()
    expect(
      (await send('POST', '/Binary', new Uint8Array([1, 2, 255]), { 'content-type': 'image/png' })).json,
    ).toMatchObject({ contentType: 'image/png', data: 'AQL/' })
    const raw = await send('GET', '/Binary/id-1')
    expect(Object.fromEntries(raw.headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      etag: 'W/"1"',
    })
    expect((await send('GET', '/Binary/id-1', undefined, { accept: 'application/fhir+json' })).json.data).toBe('AQL/')
    expect((await send('GET', '/Binary/id-1?_format=json')).json.data).toBe('AQL/')
    expect((await send('PUT', '/Binary/b', 'hello', { 'content-type': 'text/plain' })).json).toMatchObject({
      id: 'b',
      data: btoa('hello'),
    })
    expect(
      (await send('POST', '/Binary', { resourceType: 'Binary', contentType: 'text/html', data: 'PGI+' })).json.data,
    ).toBe('PGI+')
    expect((await send('POST', '/Binary', 'x', { 'content-type': 'text/plain\u00e9' })).status).toBe(415)
  })
})

describe('a refusal', () => {
  it.each<[string, string, string, number, unknown?, Record<string, string>?]>([
    ['an unknown type', 'GET', '/Nothing', 404],
    ['an unknown address', 'GET', '/Patient/1/2/3/4', 404],
    ['an unknown operation', 'GET', '/Patient/$match', 404],
    ['an id that is none', 'GET', '/Patient/a_b', 404],
    ['a version that is none', 'GET', '/Patient/a/_history/x', 404],
    ['another method', 'PUT', '/Patient/a/_history', 405, patient()],
    ['a GET of the base', 'GET', '', 405],
    ['a conditional update', 'PUT', '/Patient?identifier=x', 400, patient()],
    ['another content type', 'POST', '/Patient', 415, '<Patient/>', { 'content-type': 'application/fhir+xml' }],
    ['another charset', 'POST', '/Patient', 415, patient(), { 'content-type': 'application/json; charset=latin1' }],
    ['a compressed body', 'POST', '/Patient', 415, patient(), { 'content-encoding': 'gzip' }],
    ['another patch', 'PATCH', '/Patient/a', 415, patient()],
    ['XML asked by _format', 'GET', '/Patient/a?_format=xml', 406],
    ['XML asked by Accept', 'GET', '/Patient/a', 406, undefined, { accept: 'application/fhir+xml, text/html;q=0.5' }],
    ['another FHIR version', 'GET', '/Patient/a', 406, undefined, { accept: 'application/fhir+json; fhirVersion=3.0' }],
    ['another resource', 'POST', '/Patient', 400, { resourceType: 'Observation' }],
    ['another id', 'PUT', '/Patient/a', 400, patient({ id: 'b' })],
    ['no id', 'PUT', '/Patient/a', 400, patient()],
    ['malformed JSON', 'POST', '/Patient', 400, '{'],
    ['no body', 'POST', '/Patient', 400],
    ['an unexpected error', 'POST', '/Patient', 500, patient({ boom: 1 })],
  ])('of %s is an OperationOutcome', async (_, method, path, status, body, headers) => {
    const { send } = door()
    const refused = await send(method, path, body as object | undefined, headers)
    expect(refused.status).toBe(status)
    expect(refused.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
    expect(refused.json.issue[0]).toMatchObject({
      severity: 'error',
      code: expect.any(String),
      diagnostics: expect.any(String),
    })
    expect(refused.text).not.toMatch(/secret|\n\s+at /)
    expect(refused.headers.has('allow')).toBe(status === 405)
  })

  it('of what is too large comes whatever Content-Length says', async () => {
    const { send } = door()
    const endless = (bytes: number) => {
      let left = bytes
      return new ReadableStream({
        pull(controller) {
          if (left <= 0) return controller.close()
          controller.enqueue(new Uint8Array(1_000_000).fill(0x20))
          left -= 1_000_000
        },
      })
    }
    expect((await send('POST', '/Patient', endless(6_000_000))).status).toBe(413)
    expect((await send('POST', '/Patient', endless(6_000_000), { 'content-length': '10' })).status).toBe(413)
    expect((await send('POST', '', endless(52_000_000))).status).toBe(413)
    expect((await send('POST', '', endless(6_000_000))).status).toBe(400)
  })
})

describe('another origin', () => {
  it('gets its preflight answered and reads the headers it needs', async () => {
    const { send } = door()
    const preflight = await send('OPTIONS', '/Patient', undefined, {
      origin: 'https://app.example',
      'access-control-request-method': 'POST',
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-headers')).toContain('If-None-Exist')
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    const refused = await send('GET', '/Patient/none', undefined, { origin: 'https://app.example' })
    expect(refused.status).toBe(404)
    expect(refused.headers.get('access-control-allow-origin')).toBe('*')
    expect(refused.headers.get('access-control-expose-headers')).toContain('ETag')
    expect((await send('GET', '/Patient')).headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('metadata', () => {
  it('tells what there is', async () => {
    const { send } = door()
    const { json, headers } = await send('GET', '/metadata')
    expect(headers.get('content-type')).toBe('application/fhir+json; charset=utf-8')
    expect(json).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      implementation: { url: BASE },
    })
    expect(json.rest[0].resource).toHaveLength(TYPE_NAMES.length)
    const known = json.rest[0].resource.find((each: { type: string }) => each.type === 'Patient')
    expect(known.interaction.map((each: { code: string }) => each.code)).toEqual([
      'read',
      'vread',
      'update',
      'patch',
      'delete',
      'history-instance',
      'create',
      'search-type',
    ])
    expect(known.searchParam).toContainEqual({
      name: 'birthdate',
      definition: 'http://hl7.org/fhir/SearchParameter/individual-birthdate',
      type: 'date',
    })
    expect(known.searchRevInclude).toContain('Observation:subject')
    expect((await send('GET', '/metadata?_format=xml')).status).toBe(406)
  })
})
