import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, creating, expectOutcome, patientNamed, type Ask, type Body } from './asking.js'
import { ABSENT, bytesOf, filesIn, isAbsent, sharedData } from './shared-data.js'

let clinic: TestClinic
let client: Ask
let known: string

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
  known = (await client.make(patientNamed('known'))).id
}, 60_000)
afterAll(async () => {
  try {
    // nothing that was refused left anything behind, and the server is as well as before
    expect(await client.count('Patient?identifier=urn:test|bad')).toBe(0)
    expect((await client.get(`Patient/${known}`)).json.meta?.versionId).toBe('1')
    expect((await clinic.anonymous.fetch('/health')).status).toBe(200)
    const open = await clinic.server.clinics.open(clinic.slug)
    expect(await open?.audit.verify()).toMatchObject({ ok: true })
  } finally {
    await clinic?.stop()
  }
})

const bad = (more: object): Body => patientNamed('bad', { ...more })
const text = (inner: string) => `{"resourceType":"Patient","identifier":[{"system":"urn:test","value":"bad"}],${inner}}`
const nested = (levels: number) =>
  text(
    `"extension":${'[{"url":"urn:x","extension":'.repeat(levels)}[{"url":"urn:x","valueBoolean":true}]${'}]'.repeat(levels)}`,
  )

describe('sizes', () => {
  const sized = (megabytes: number): Body =>
    bad({ name: Array.from({ length: megabytes * 2 }, () => ({ text: 'x'.repeat(500_000) })) })

  test('4 MB are taken, 6 MB are too much, with and without a Content-Length', async () => {
    expect((await client.post('Patient', { ...sized(4), identifier: [{ value: 'large' }] })).status).toBe(201)
    expectOutcome(await client.post('Patient', sized(6)), 413)
    const stream = new Blob([JSON.stringify(sized(6))]).stream()
    // `duplex` is not in the type that comes with Node 20
    const reply = await (
      await clinic.client()
    ).fetch('fhir/Patient', {
      method: 'POST',
      headers: { 'content-type': 'application/fhir+json' },
      body: stream,
      duplex: 'half',
    } as RequestInit)
    expect(reply.status).toBe(413)
  })

  test('a Bundle of 52 MB is too much, or the line is cut', async () => {
    const answer = await client
      .transaction(Array.from({ length: 13 }, () => creating(sized(4))))
      .catch((error: unknown) => error)
    if (answer instanceof Error) expect(answer.message).toMatch(/fetch failed|terminated/)
    else expectOutcome(answer as Awaited<ReturnType<Ask['transaction']>>, 413)
  })

  test('nesting as deep as allowed is taken', async () => {
    expect((await client.post('Patient', nested(30).replace('"bad"', '"deep"'))).status).toBe(201)
  })
})

describe('searches are refused for', () => {
  const queries = [
    '_count=-1',
    '_count=x',
    '_count=1.5',
    '_count=',
    '_count=1e3',
    'birthdate=true',
    'birthdate=2020-13-45',
    'birthdate=',
    'birthdate=ge',
    '_lastUpdated=yes',
    'shoe-size=44',
    'name:sounds=x',
    'gender:below=x',
    '_sort=shoe-size',
    '_total=maybe',
    '_summary=all',
    '_include=Observation:subject',
    '_include=x',
    '_revinclude=Patient:x',
    '_has:Observation:patient',
    '_has:Observation:shoe:code=1',
    'organization.shoe=1',
    'name=a%00b',
    '_cursor=abc',
    '_id=',
    '__proto__=1',
    'constructor=1',
    'toString=1',
    '_elements=a.b',
  ]
  test.each(queries)('Patient?%s', async (query) => {
    expectOutcome(await client.get(`Patient?${query}`), 400)
    expectOutcome(
      await client.send('POST', 'Patient/_search', query, { 'content-type': 'application/x-www-form-urlencoded' }),
      400,
    )
  })

  test.each([
    'value-quantity=x',
    'value-quantity=5|',
    'value-quantity=gt',
    'date=true',
    'combo-value-quantity=abc',
    'code-value-quantity=x',
    '_sort=subject',
    'value-quantity=1e400',
  ])('Observation?%s', async (query) => {
    const reply = await client.get(`Observation?${query}`)
    if (reply.status !== 200) expectOutcome(reply, 400)
  })
})

test.each([
  'Nothing',
  'Patient/no-such-id',
  'Patient/%00',
  'Patient/..%2f..',
  'Patient/a b',
  `Patient/${'x'.repeat(65)}`,
  'patient',
  'Patient/x/y/z',
  '$everything',
  'Patient/$nothing',
  'Observation/x/$everything',
  '%E0%A4%A',
])('GET %s is a 404', async (path) => {
  expectOutcome(await client.get(path), [400, 404])
})

test('headers and methods that can not be are refused', async () => {
  const body = bad({})
  expectOutcome(await client.post('Patient', body, { 'content-type': 'application/fhir+xml' }), 415)
  expectOutcome(await client.post('Patient', body, { 'content-type': 'application/fhir+json; charset=latin1' }), 415)
  expectOutcome(await client.post('Patient', body, { 'content-encoding': 'gzip' }), 415)
  expectOutcome(await client.get('Patient', { accept: 'application/fhir+xml' }), 406)
  expectOutcome(await client.put(`Patient/${known}`, { ...body, id: known }, { 'if-match': 'garbage' }), [400, 412])
  expectOutcome(await client.send('POST', `Patient/${known}`, body), 405)
  expectOutcome(await client.send('PUT', 'Patient?identifier=urn:test|bad', body), 400)
  expectOutcome(await client.get('Patient', { 'tessera-purpose': 'FUN' }), 400)
})

describe.skipIf(isAbsent('security'))(`public attack data ${ABSENT}`, () => {
  test('every file of JSONTestSuite is refused with an OperationOutcome', async () => {
    const files = filesIn('security', 'json-parsing').filter((file) => /\/[yni]_[^/]*\.json(\.gz)?$/.test(file))
    expect(files.length).toBeGreaterThan(200)
    for (const file of files) {
      const reply = await client.post('Patient', bytesOf(file))
      expect(reply.status, file).toBe(400)
      expectOutcome(reply, 400)
    }
  })

  test('strings that break software are kept unchanged or refused, and searched for without harm', async () => {
    const strings: string[] = JSON.parse(bytesOf(sharedData('security', 'naughty-strings.json')).toString())
    const batch = await client.transaction(
      strings.map((each) => creating({ resourceType: 'Patient', name: [{ text: each }] })),
      'batch',
    )
    const refused: string[] = []
    for (const [i, { response }] of (batch.json.entry ?? []).entries()) {
      if (!response?.status.startsWith('201')) refused.push(response?.status ?? '')
      else expect((await client.get(response.location ?? '')).json.name).toEqual([{ text: strings[i] }])
    }
    expect(new Set(refused.map((status) => status.slice(0, 3)))).toEqual(new Set(['400']))
    expect(refused.length).toBeLessThan(30)
    for (const each of strings.filter((_, i) => i % 5 === 0)) {
      expect([200, 400, 414, 431]).toContain(
        (await client.get(`Patient?name=${encodeURIComponent(Buffer.from(each).toString())}`)).status,
      )
    }
  }, 60_000)
})
