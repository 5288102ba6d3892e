import { describe, expect, it } from 'vitest'
import { AT, BASE, door, patient } from './test/door.js'

describe('a Bundle', () => {
  const entry = (method: string, url: string, resource?: object, more: object = {}) => ({
    ...(resource ? { resource } : {}),
    request: { method, url },
    ...more,
  })
  const bundle = (type: string, ...entries: object[]) => ({ resourceType: 'Bundle', type, entry: entries })

  it('transaction is one change-set; reads come after it', async () => {
    const { send, records } = door()
    await send('PUT', '/Patient/p', patient({ id: 'p' }))
    const done = await send(
      'POST',
      '',
      bundle(
        'transaction',
        entry('GET', 'Patient/p'),
        entry('POST', 'Patient', patient({ gender: 'male' }), { fullUrl: 'urn:uuid:1' }),
        entry('PUT', `${BASE}/Patient/p`, patient({ id: 'p' })),
        entry('GET', 'Patient?_count=1'),
      ),
    )
    expect(done.json.type).toBe('transaction-response')
    expect(done.json.entry.map((each: { response: { status: string } }) => each.response.status)).toEqual([
      '200 OK',
      '201 Created',
      '200 OK',
      '200 OK',
    ])
    expect(done.json.entry[1].response).toEqual({
      status: '201 Created',
      location: 'Patient/id-1/_history/1',
      etag: 'W/"1"',
      lastModified: AT,
    })
    expect(done.json.entry[0].resource.meta.versionId).toBe('2')
    expect(records.asked.options.at(-1)?.places).toEqual(['Bundle.entry[1]', 'Bundle.entry[2]'])
    const full = await send('POST', '/', bundle('transaction', entry('POST', 'Patient', patient())), {
      prefer: 'return=representation',
    })
    expect(full.json.entry[0]).toMatchObject({ fullUrl: `${BASE}/Patient/id-2`, resource: { id: 'id-2' } })
  })

  it.each<[string, object, string, RegExp]>([
    ['a collection', bundle('collection', { resource: patient() }), 'Bundle.type', /collection/],
    [
      'a fullUrl twice',
      bundle(
        'transaction',
        entry('POST', 'Patient', patient(), { fullUrl: 'urn:uuid:1' }),
        entry('POST', 'Patient', patient(), { fullUrl: 'urn:uuid:1' }),
      ),
      'Bundle.entry[1].fullUrl',
      /entry\[0\]/,
    ],
    [
      'a resource twice',
      bundle('transaction', entry('PUT', 'Patient/p', patient({ id: 'p' })), entry('DELETE', 'Patient/p')),
      'Bundle.entry[1].request.url',
      /entry\[0\]/,
    ],
    [
      'an entry without request',
      bundle('transaction', entry('POST', 'Patient', patient()), { resource: patient() }),
      'Bundle.entry[1]',
      /request/,
    ],
    ['an entry without resource', bundle('transaction', entry('POST', 'Patient')), 'Bundle.entry[0]', /resource/],
    ['another type', bundle('transaction', entry('POST', 'Observation', patient())), 'Bundle.entry[0]', /Observation/],
    ['an unknown type', bundle('transaction', entry('POST', 'Nothing', patient())), 'Bundle.entry[0]', /Nothing/],
    [
      'a conditional update',
      bundle('transaction', entry('PUT', 'Patient?identifier=x', patient())),
      'Bundle.entry[0]',
      /conditional PUT/,
    ],
    ['another id', bundle('transaction', entry('PUT', 'Patient/a', patient({ id: 'b' }))), 'Bundle.entry[0]', /same/],
    [
      'another server',
      bundle(
        'transaction',
        entry('GET', 'http://other/fhir/Patient/1'),
        entry('DELETE', 'http://other/fhir/Patient/1'),
      ),
      'Bundle.entry[1]',
      /outside/,
    ],
    ['an odd method', bundle('transaction', entry('TRACE', 'Patient/1')), 'Bundle.entry[0]', /TRACE/],
  ])('with %s is refused and told where', async (_, body, expression, message) => {
    const { send, records } = door()
    const refused = await send('POST', '', body)
    expect(refused.status).toBe(400)
    expect(refused.json.issue[0].expression).toEqual([expression])
    expect(refused.json.issue[0].diagnostics).toMatch(message)
    expect(records.asked.options).toEqual([])
  })

  it('batch does each entry for itself', async () => {
    const { send, logged } = door()
    const patch = {
      resourceType: 'Binary',
      contentType: 'application/json-patch+json',
      data: btoa('[{"op":"add","path":"/gender","value":"male"}]'),
    }
    await send('PUT', '/Patient/p', patient({ id: 'p' }))
    const done = await send(
      'POST',
      '',
      bundle(
        'batch',
        entry('POST', 'Patient', patient()),
        entry('POST', 'Patient', patient({ nickname: 'x' })),
        entry('POST', 'Patient', {}),
        entry('GET', 'Patient/none'),
        entry('PATCH', 'Patient/p', patch),
        entry('POST', 'Patient', patient({ boom: 1 })),
        entry('GET', 'Patient/p/_history'),
      ),
    )
    expect(done.json.type).toBe('batch-response')
    expect(done.json.entry.map((each: { response: { status: string } }) => each.response.status.slice(0, 3))).toEqual([
      '201',
      '400',
      '400',
      '404',
      '200',
      '500',
      '200',
    ])
    expect(done.json.entry[1].response.outcome.issue[0].expression).toEqual(['Patient.nickname'])
    expect(done.json.entry[2].response.outcome.issue[0].diagnostics).toMatch(/resourceType/)
    expect(done.text).not.toContain('secret')
    expect(logged).toHaveLength(1)
  })
})
