import { testClinic, type TestClinic } from '@tessera/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asking, expectOutcome, type Ask, type Body, type Entry, type Reply } from './asking.js'
import { compartment, twoPatients } from './two-patients.js'

let clinic: TestClinic
let client: Ask
/** Signed in as Ann. */
let ann: Ask

const TYPES = compartment('a', 'x').map(({ resourceType }) => resourceType ?? '')

beforeAll(async () => {
  clinic = await testClinic()
  client = asking(await clinic.client())
  const entry = twoPatients().map((resource): Entry => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }))
  const done = await client.transaction(entry)
  expect(done.status, done.text).toBe(200)
  ann = asking(await clinic.as('patient', { link: { kind: 'self', reference: 'Patient/a-patient' } }))
}, 60_000)
afterAll(() => clinic?.stop())

/** Nothing in the answer is of Bob, of both, or of nobody in particular. */
function expectOwn(reply: Reply, path: string): void {
  const ids =
    reply.json.entry?.flatMap(({ resource, search }) => (search?.mode === 'outcome' ? [] : [resource?.id])) ?? []
  expect(
    ids.filter((id) => !id?.startsWith('a-')),
    path,
  ).toEqual([])
  expect(reply.text.replaceAll(path.split('?')[1] ?? '\u0000', ''), path).not.toMatch(
    /bobbish|of both|of nobody|Weaver/,
  )
}

describe('a patient', () => {
  test('reads the own records in every way', async () => {
    for (const { resourceType, id } of compartment('a', 'annish')) {
      for (const path of [
        `${resourceType}/${id}`,
        `${resourceType}/${id}/_history/1`,
        `${resourceType}/${id}/_history`,
      ])
        expect((await ann.get(path)).status, path).toBe(200)
    }
  })

  test('can’t tell a record of others from one that isn’t there', async () => {
    for (const { resourceType, id } of compartment('b', 'bobbish')) {
      for (const end of ['', '/_history', '/_history/1', '/_history/9', '?_summary=true']) {
        const hidden = await ann.get(`${resourceType}/${id}${end}`)
        const none = await ann.get(`${resourceType}/c-none${end}`)
        expectOutcome(hidden, 404)
        expect([hidden.status, hidden.text]).toEqual([none.status, none.text])
      }
    }
    for (const path of [
      'Observation/both',
      'Observation/group',
      'Patient/b-patient/$everything',
      'Patient/c-none/$everything',
    ])
      expectOutcome(await ann.get(path), [403, 404])
  })

  test.each(TYPES)('finds and counts the own %s only', async (type) => {
    for (const query of [
      '',
      '_total=accurate',
      '_summary=count',
      `_id=b-patient,b-value,b-problem,both,group`,
      '_sort=-_lastUpdated&_total=accurate',
      '_count=1',
      '_lastUpdated=gt2020&_total=accurate',
    ]) {
      const path = `${type}?${query}`
      const reply = await ann.get(path)
      expect(reply.status, reply.text).toBe(200)
      expectOwn(reply, path)
      if (query.startsWith('_id')) expect(reply.json.entry ?? []).toEqual([])
      else if (reply.json.total !== undefined) expect(reply.json.total, path).toBe(1)
      // no page more, for what isn't hers
      expect(reply.json.link?.some(({ relation }) => relation === 'next') ?? false).toBe(false)
    }
  })

  test.each([
    'Observation?_include=Observation:subject&_include=Observation:performer&_include=Observation:encounter',
    'Observation?_include=*',
    'Patient?_include=Patient:general-practitioner',
    'Patient?_revinclude=Observation:subject&_revinclude=Observation:performer&_revinclude=Condition:patient&_revinclude=RelatedPerson:patient',
    'Encounter?_revinclude=Observation:encounter',
    'Observation?_include=Observation:subject&_include:iterate=Patient:general-practitioner',
    'Patient/a-patient/$everything',
    'Patient/a-patient/$everything?_count=2',
  ])('gets nothing of others along: %s', async (path) => {
    const reply = await ann.get(path)
    expect(reply.status, reply.text).toBe(200)
    expect(reply.json.entry?.length).toBeGreaterThan(0)
    expectOwn(reply, path)
  })

  test.each([
    'Observation?patient=b-patient',
    'Observation?subject=Patient/b-patient',
    'Observation?code=bobbish',
    'Observation?value-quantity=2',
    'Observation?subject:Patient.family=bobbishson',
    'Observation?patient.identifier=urn:mrn|bobbish',
    'Observation?patient.birthdate=1990',
    'Observation?performer:Practitioner.name=weaver',
    'Observation?encounter.patient=b-patient',
    'Patient?family=bobbishson',
    'Patient?identifier=urn:mrn|bobbish',
    'Patient?general-practitioner.name=weaver',
    'Patient?_has:Observation:patient:code=bobbish',
    'Patient?_has:Observation:performer:status=final',
    'Patient?_has:Condition:patient:code=bobbish',
    'Condition?code:not=annish',
    'RelatedPerson?name=bobbish',
  ])('learns nothing by asking %s', async (path) => {
    const reply = await ann.get(`${path}&_total=accurate`)
    expect(reply.status, reply.text).toBe(200)
    expect([reply.json.total, reply.json.entry ?? []]).toEqual([0, []])
    expect((await ann.get(`${path}&_summary=count`)).json.total).toBe(0)
  })

  test('gets no further by batch than alone', async () => {
    const urls = [
      'Patient/b-patient',
      'Patient/b-patient/_history',
      'Patient/b-patient/$everything',
      'Observation/both',
      'Observation?patient=b-patient&_total=accurate',
    ]
    const reply = await ann.transaction(
      urls.map((url) => ({ request: { method: 'GET', url } })),
      'batch',
    )
    expect(reply.json.entry?.map(({ response }) => response?.status.slice(0, 3))).toEqual([
      '404',
      '404',
      '404',
      '404',
      '200',
    ])
    expect(reply.json.entry?.[4]?.resource?.total).toBe(0)
    expect(reply.text).not.toContain('bobbish')
  })

  test('changes nothing, of whomever', async () => {
    const [mine] = compartment('a', 'annish')
    const [theirs] = compartment('b', 'bobbish')
    for (const [reply, allowed] of [
      [await ann.post('Patient', { resourceType: 'Patient' }), [403]],
      [await ann.post('Observation', compartment('a', 'x')[2]), [403]],
      [await ann.post('Observation', compartment('b', 'x')[2]), [403]],
      [await ann.put('Patient/a-patient', { ...mine, active: false }), [403, 404]],
      [await ann.put('Patient/b-patient', { ...theirs, active: false }), [403, 404]],
      [await ann.put('Patient/c-none', { ...mine, id: 'c-none' }), [403, 404]],
      [await ann.patch('Patient/b-patient', [{ op: 'remove', path: '/name' }]), [403, 404]],
      [await ann.del('Patient/b-patient'), [403, 404]],
      [await ann.del('Observation/a-value'), [403, 404]],
      [await ann.transaction([{ resource: mine, request: { method: 'PUT', url: 'Patient/a-patient' } }]), [403, 404]],
    ] as [Reply, number[]][]) {
      expectOutcome(reply, allowed)
    }
    for (const id of ['a-patient', 'b-patient'])
      expect((await client.get(`Patient/${id}`)).json.meta?.versionId).toBe('1')
    expect(await client.count('Observation')).toBe(4)
  })

  test('can’t probe for others by a conditional reference or a conditional create', async () => {
    const message = (sender: string): Body => ({
      resourceType: 'Communication',
      status: 'completed',
      subject: { reference: 'Patient/a-patient' },
      sender: { reference: sender },
    })
    const [known, unknown] = await Promise.all(
      ['bobbish', 'nobody'].map((mrn) => ann.post('Communication', message(`Patient?identifier=urn:mrn|${mrn}`))),
    )
    expect(known?.status).toBeGreaterThanOrEqual(400)
    expect([known?.status, known?.text.replaceAll('bobbish', '')]).toEqual([
      unknown?.status,
      unknown?.text.replaceAll('nobody', ''),
    ])
    const found = await ann.post('Communication', message('Patient/a-patient'), {
      'if-none-exist': 'sender=Patient/b-patient',
    })
    expect([201, 403]).toContain(found.status)
  })
})

test('a proxy reads the charts of the link until it ends', async () => {
  const proxy = asking(
    await clinic.as('patient', {
      name: 'Proxy',
      link: { kind: 'proxy', reference: 'Patient/b-patient', until: new Date(Date.now() + 3_600_000).toISOString() },
    }),
  )
  expect((await proxy.get('Observation/b-value')).status).toBe(200)
  expectOutcome(await proxy.get('Observation/a-value'), 404)
  const former = asking(
    await clinic.as('patient', {
      name: 'Former',
      link: { kind: 'proxy', reference: 'Patient/b-patient', until: '2020-01-01T00:00:00Z' },
    }),
  )
  expectOutcome(await former.get('Observation/b-value'), [403, 404])
})
